import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.rdf4j.model.IRI;
import org.eclipse.rdf4j.model.util.Values;
import org.eclipse.rdf4j.query.BindingSet;
import org.eclipse.rdf4j.query.QueryResults;
import org.eclipse.rdf4j.repository.Repository;
import org.eclipse.rdf4j.repository.RepositoryConnection;
import org.eclipse.rdf4j.repository.sail.SailRepository;
import org.eclipse.rdf4j.repository.sparql.SPARQLRepository;
import org.eclipse.rdf4j.sail.memory.MemoryStore;

/**
 * Joins things that it holds itself with their names at an endpoint: RDF4J sends them in blocks, as
 * VALUES beside the pattern (a bound join).
 *
 * Arguments: the endpoint, how many things. Prints a line for each solution: IRI, tab, name.
 */
public final class BoundJoin {
  private static final IRI HOLDS = Values.iri("urn:holds");
  private static final String LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>";

  public static void main(String[] arguments) {
    String endpoint = arguments[0];
    Repository own = new SailRepository(new MemoryStore());
    try (RepositoryConnection connection = own.getConnection()) {
      for (BindingSet row : things(endpoint, arguments[1])) {
        connection.add(Values.iri("urn:here"), HOLDS, row.getValue("s"));
      }
      String query =
          "SELECT ?s ?l { <urn:here> <urn:holds> ?s . SERVICE <" + endpoint + "> { ?s " + LABEL
              + " ?l FILTER(LANG(?l) = 'ja') } } ORDER BY ?s";
      String lines =
          QueryResults.asList(connection.prepareTupleQuery(query).evaluate()).stream()
              .map(row -> row.getValue("s").stringValue() + "\t" + row.getValue("l").stringValue())
              .collect(Collectors.joining("\n"));
      System.out.write((lines + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8), 0,
          (lines + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
      System.out.flush();
    }
    own.shutDown();
  }

  private static List<BindingSet> things(String endpoint, String number) {
    SPARQLRepository there = new SPARQLRepository(endpoint);
    try (RepositoryConnection connection = there.getConnection()) {
      String query =
          "SELECT ?s { ?s " + LABEL + " ?l FILTER(LANG(?l) = 'ja' && ISIRI(?s)) } ORDER BY ?s LIMIT "
              + number;
      return QueryResults.asList(connection.prepareTupleQuery(query).evaluate());
    } finally {
      there.shutDown();
    }
  }
}
