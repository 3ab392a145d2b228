import static org.codelibs.opensearch.runner.OpenSearchRunner.newConfigs;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * Cluster NODES FOLDER PORT: nodes at PORT + 1, PORT + 2 …, until standard input ends.
 *
 * <p>"stop N" and "start N" on it close and start a node. Standard output goes to OpenSearch's log.
 */
public class Cluster {
  public static void main(String[] given) throws Exception {
    int nodes = Integer.parseInt(given[0]);
    OpenSearchRunner runner = new OpenSearchRunner();
    runner.setMaxHttpPort(Integer.parseInt(given[2]) + nodes);
    runner
        .onBuild(
            (number, settings) -> {
              settings.put("network.host", "127.0.0.1");
              settings.put("discovery.type", nodes == 1 ? "single-node" : "zen");
              settings.put("discovery.initial_state_timeout", "0s");
              settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
              settings.put("indices.query.bool.max_clause_count", 4096);
              settings.put("node.processors", 2);
            })
        .build(
            newConfigs()
                .clusterName("tsunagu-test-" + given[2])
                .numOfNode(nodes)
                .basePath(given[1])
                .baseHttpPort(Integer.parseInt(given[2])));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      String[] words = line.trim().split(" ");
      if (words[0].equals("stop")) runner.getNode(Integer.parseInt(words[1])).close();
      if (words[0].equals("start")) runner.startNode(Integer.parseInt(words[1]));
    }
    runner.close();
    System.exit(0);
  }
}
