"""SPARQL over HTTP: this service beside Oxigraph's own server and rdflib-endpoint.

All serve the same statements and are asked the same queries with the same headers, in turn, on the
same two cores. First their answers are compared; only then is time measured. Nothing is cached: the
service is told so, the native server keeps nothing, and no two queries have the same text.
"""

from __future__ import annotations

import http.client
import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import orjson
import pyoxigraph
from clients import asked
from generate import SEED
from ports import free_port
from processes import cpu_seconds, keep_to_two_cores
from service import running, serving
from templates import JSON, Parameters, Query
from triples import served_folder, store_of

from api.release.releases import DATASET, Releases
from api.release.settings import PREFIX

SIZES = (5_000, 500_000, 5_000_000)
"""Numbers of statements."""
OURS, NATIVE, RDFLIB = "tsunagu", "oxigraph", "rdflib-endpoint"
CLIENTS = 16
ROUNDS = 3
SECONDS = 5.0
"""How long each server is asked in each round."""
SLOW_TIMES, SLOW_FROM = 4, 100_000
"""rdflib-endpoint is asked so many times as long from so many statements: it answers few."""
WARM_UP = 1.0
QUERIES = 4_000
CHECKED = 100
"""Queries of each kind of load whose answers are compared."""
RDFLIB_MOST = 1_000_000
"""More statements than these are not given to rdflib-endpoint: see ``_REASON``."""
_REASON = (
    "reading 500,000 took rdflib 52 s of CPU and 1 GB; ten times that is past the limit of 300 s"
)
_RDFLIB_START = 300.0
_BIN = Path(sys.executable).parent
_TRIPLES = {
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    # what rdflib-endpoint sends for DESCRIBE, whatever is accepted; it is RDF/XML
    "application/sparql-results+xml": pyoxigraph.RdfFormat.RDF_XML,
}
_COUNTED = frozenset({"join", "filter", "contains", "optional", "near"})
"""Kinds with a LIMIT, or with a function that not all have: only the rows are counted."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that runs.

    Args:
        name: which one.
        port: where it listens.
        path: path of its SPARQL endpoint.
        pid: its process.
    """

    name: str
    port: int
    path: str
    pid: int

    def request(self, query: Query) -> dict[str, str]:
        """Return a request for the clients."""
        return {"path": self._path(query), "accept": query.accept, "kind": query.kind}

    def _path(self, query: Query) -> str:
        return f"{self.path}?query={quote(query.text, safe='')}"

    def answer(self, query: Query) -> Counter[Any]:
        """Return the rows or triples of an answer.

        Raises:
            RuntimeError: it is no answer.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("GET", self._path(query), headers={"Accept": query.accept})
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        media = (response.getheader("content-type") or "").partition(";")[0]
        if response.status != http.client.OK:
            raise RuntimeError(f"{self.name} answers {response.status} to {query.text}")
        return _triples(body, media) if query.accept != JSON else _rows(body)


def _triples(body: bytes, media: str) -> Counter[Any]:
    found = pyoxigraph.parse(body, format=_TRIPLES[media])
    return Counter(str(quad.triple) for quad in found)


def _rows(body: bytes) -> Counter[Any]:
    content = orjson.loads(body)
    if "boolean" in content:
        return Counter([content["boolean"]])
    return Counter(
        tuple(sorted((name, term["value"]) for name, term in row.items()))
        for row in content["results"]["bindings"]
    )


@contextmanager
def ours(size: int) -> Iterator[Endpoint]:
    """Run this service without its cache."""
    with serving(served_folder(size), {f"{PREFIX}SPARQL_CACHE_MB": "0"}) as served:
        yield Endpoint(OURS, served.port, "/sparql", served.pid)


@contextmanager
def native(size: int) -> Iterator[Endpoint]:
    """Run Oxigraph's own server, read-only, over the same files."""
    port = free_port()
    dataset = Releases(served_folder(size)).current().folder / DATASET
    command = [str(_BIN / "oxigraph"), "serve-read-only", "--location", str(dataset)]
    command += ["--bind", f"127.0.0.1:{port}"]
    with running(command, port, "/") as served:
        yield Endpoint(NATIVE, served.port, "/query", served.pid)


@contextmanager
def rdflib_endpoint(size: int) -> Iterator[Endpoint]:
    """Run rdflib-endpoint over rdflib's own store in memory, which is its default."""
    port = free_port()
    command = [str(_BIN / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port)]
    command += [str(store_of(size) / "graph.nq")]
    with running(command, port, "/", limit=_RDFLIB_START) as served:
        yield Endpoint(RDFLIB, served.port, "/", served.pid)


def compared(endpoints: Sequence[Endpoint], queries: Sequence[Query]) -> dict[str, int]:
    """Ask all servers the same and return how many answers were compared, and their rows.

    Raises:
        RuntimeError: two answers differ.
    """
    first, *others = endpoints
    rows = 0
    for query in queries:
        expected = first.answer(query)
        rows += expected.total()
        for other in others:
            found = other.answer(query)
            same = found.total() == expected.total()
            if not same or (query.kind not in _COUNTED and found != expected):
                raise RuntimeError(
                    f"{first.name} and {other.name} differ ({expected.total()} and"
                    f" {found.total()} rows) on {query.text}"
                )
    return {"queries": len(queries), "rows": rows}


def _round(endpoint: Endpoint, queries: Sequence[Query], seconds: float) -> dict[str, Any]:
    requests = [endpoint.request(query) for query in queries]
    before = cpu_seconds(endpoint.pid)
    found = asked(
        endpoint.port, requests, clients=CLIENTS, seconds=seconds, warm_up=WARM_UP, drain=30.0
    )
    found["server_cpu"] = (cpu_seconds(endpoint.pid) - before) / (seconds + WARM_UP)
    return found


def measured(
    endpoints: Sequence[Endpoint], queries: Sequence[Query], seconds: float, slow: int
) -> dict[str, Any]:
    """Return the figures of each server, asked in turn, as medians of all rounds.

    Args:
        endpoints: the servers.
        queries: what they are asked.
        seconds: how long each in each round.
        slow: how many times as long rdflib-endpoint.
    """
    rounds: dict[str, list[dict[str, Any]]] = {endpoint.name: [] for endpoint in endpoints}
    for number in range(ROUNDS):
        part = [*queries[number::ROUNDS], *queries[: number % ROUNDS]]
        for endpoint in endpoints:
            times = slow if endpoint.name == RDFLIB else 1
            rounds[endpoint.name].append(_round(endpoint, part, times * seconds))
    return {name: _median(found) for name, found in rounds.items()}


def _median(rounds: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    def median(value: Any) -> float:  # noqa: ANN401 - a function of a round
        return float(statistics.median(value(found) for found in rounds))

    return {
        "per_second": median(lambda found: found["per_second"]),
        "p50": median(lambda found: np.percentile(found["times_ms"], 50)),
        "p95": median(lambda found: np.percentile(found["times_ms"], 95)),
        "cpu_share": median(lambda found: found["cpu_share"]),
        "server_cpu": median(lambda found: found["server_cpu"]),
        "errors": sum(found["errors"] for found in rounds),
        "requests": sum(len(found["times_ms"]) for found in rounds),
        "each_round": [found["per_second"] for found in rounds],
    }


def of_size(size: int, seconds: float = SECONDS) -> dict[str, Any]:
    """Return the figures of one number of statements."""
    keep_to_two_cores()
    parameters = Parameters(store_of(size) / "store", SEED)
    loads = {"describe": parameters.describes(QUERIES), "mixed": parameters.mixed(QUERIES)}
    slow = SLOW_TIMES if size >= SLOW_FROM else 1
    found: dict[str, Any] = {"statements": size, "loads": {}, "compared": {}}
    with ExitStack() as stack:
        endpoints = [stack.enter_context(ours(size)), stack.enter_context(native(size))]
        if size <= RDFLIB_MOST:
            endpoints.append(stack.enter_context(rdflib_endpoint(size)))
        else:
            found["left_out"] = {RDFLIB: _REASON}
        for name, queries in loads.items():
            found["compared"][name] = compared(endpoints, queries[:CHECKED])
            found["loads"][name] = measured(endpoints, queries, seconds, slow)
    return found
