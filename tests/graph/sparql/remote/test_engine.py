"""What a server answers is read whole and written here, or it is an error; never half a result."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import orjson
import pytest
from sparql_servers import Told, answers, oxigraph, told
from waiting import SECONDS, eventually

from graph.sparql.guard import RefusedQuery
from graph.sparql.remote.endpoint import ServerAddress
from graph.sparql.remote.engine import RemoteEngine
from graph.sparql.remote.probes import Content
from graph.sparql.workers.engine import EngineError, EngineUnfitError
from graph.sparql.workers.evaluator import (
    Evaluator,
    QueryError,
    QueryRequest,
    QueryTimeoutError,
    ResultTooLargeError,
    UnreachableEngineError,
)
from graph.sparql.workers.limits import Limits
from graph.sparql.workers.queues import LaneLimits, TooManySlowError
from graph.store.formats import GRAPH_FORMATS, RESULT_FORMATS
from graph.store.store import create_dataset

GRAPH = """\
<http://e.jp/a> <http://e.jp/p> "7.50"^^<http://www.w3.org/2001/XMLSchema#decimal> <http://e.jp/g> .
<http://e.jp/a> <http://e.jp/p> <http://e.jp/b> <http://e.jp/g> .
<http://e.jp/a> <http://e.jp/p> <http://e.jp/b> <http://e.jp/h> .
<http://e.jp/a> <http://e.jp/q> "x, \\"y\\"\\n"@ja <http://e.jp/g> .
<http://e.jp/b> <http://e.jp/q> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> <http://e.jp/g> .
"""
CONTENT = Content(5, tuple(line + "\n" for line in GRAPH.splitlines()[1:3]))
QUERIES = (
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o",
    "SELECT ?o ?s (7 / 2 AS ?n) { ?s <p> ?o OPTIONAL { ?o <q> ?none } } ORDER BY STR(?o)",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <http://e.jp/h> { ?s ?p ?o }",
    "SELECT * { VALUES ?x { 1 UNDEF } }",
    "SELECT * { ?s <nothing> ?o }",
    "ASK { <a> ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o",
    "DESCRIBE <http://e.jp/b>",
    'CONSTRUCT { <a> <r> "é" } {}',
)
ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"x:a"}}'
WHOLE = ROWS + b"]}}"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("remote")
    (folder / "graph.nq").write_text(GRAPH, "utf-8")
    create_dataset(folder / "dataset", folder / "graph.nq")
    return folder / "dataset"


@pytest.fixture(scope="module")
def server(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with oxigraph(tmp_path_factory.mktemp("served") / "store", copy_of=dataset) as url:
        yield url + "/query"


@pytest.fixture
def standing_in() -> Iterator[tuple[str, Told]]:
    with told() as found:
        yield found


def remote(
    url: str, content: Content = CONTENT, seconds: float = SECONDS, **lanes: int
) -> tuple[Evaluator, RemoteEngine]:
    """Return an evaluator over a server, and its engine."""
    made: list[RemoteEngine] = []
    limits = Limits(seconds, cache_mb=0, lanes=LaneLimits(**{"fast": 2, **lanes}))

    def make(setup: object, lane_limits: LaneLimits) -> RemoteEngine:
        address = ServerAddress(url)
        made.append(RemoteEngine(address, content, 100, seconds, setup, lane_limits))  # type: ignore[arg-type]
        return made[0]

    return Evaluator(Path("nowhere"), limits, "http://e.jp/", make), made[0]


def used(evaluator: Evaluator, use: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        try:
            await use()
        finally:
            await evaluator.close()

    asyncio.run(run())


def asked(engine: RemoteEngine) -> None:
    """Take a server as known, without questions."""
    engine.is_known = True


def test_every_answer_is_byte_for_byte_that_of_the_embedded_engine(
    server: str, dataset: Path
) -> None:
    there, _ = remote(server)
    here = Evaluator(dataset, Limits(SECONDS, cache_mb=0), "http://e.jp/")

    async def compare() -> None:
        await there.start()
        compared = 0
        for query in QUERIES:
            for result, graph in zip(
                [*RESULT_FORMATS, "text/csv", "text/csv"], GRAPH_FORMATS, strict=False
            ):
                request = QueryRequest(query, (result,), (graph,))
                first, second = await here.evaluate(request), await there.evaluate(request)
                assert (second.media_type, second.tag) == (first.media_type, first.tag), query
                assert second.body == first.body
                compared += 1
        assert compared == len(QUERIES) * len(GRAPH_FORMATS)
        await here.close()

    used(there, compare)


def test_mistakes_are_told_as_the_embedded_engine_tells_them(server: str, dataset: Path) -> None:
    there, _ = remote(server)
    here = Evaluator(dataset, Limits(SECONDS), "http://e.jp/")

    async def compare() -> None:
        for query in ("SELECT * {", "SELECT ?x { ?x x:y ?z }", "define sql:x SELECT * {}"):
            said = []
            for evaluator in (here, there):
                with pytest.raises(QueryError) as error:
                    await evaluator.evaluate(QueryRequest(query, tuple(RESULT_FORMATS)))
                said.append(str(error.value))
            assert said[0] == said[1]
        with pytest.raises(RefusedQuery):
            await there.evaluate(QueryRequest("SELECT * { SERVICE <x:y> { ?s ?p ?o } }"))
        await here.close()

    used(there, compare)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (Content(4, ()), "it holds 5 statements, and the release has 4"),
        (Content(5, ("<x:s> <x:p> <x:o> <x:g> .\n",)), "it lacks the statement <x:s> <x:p>"),
    ],
)
def test_a_server_with_something_else_is_refused_with_a_sentence(
    server: str, content: Content, why: str
) -> None:
    evaluator, engine = remote(server, content)

    async def use() -> None:
        with pytest.raises(EngineUnfitError, match=why):
            await evaluator.start()
        assert why in evaluator.engine.trouble()
        assert not engine.is_known
        with pytest.raises(UnreachableEngineError):
            await evaluator.evaluate(QueryRequest("ASK {}", tuple(RESULT_FORMATS)))

    used(evaluator, use)


def of_a_virtuoso(request: BaseHTTPRequestHandler) -> None:
    value = {"type": "literal", "value": "1"}
    answers(orjson.dumps({"head": {}, "results": {"bindings": [{"v": value}]}}))(request)


def test_a_server_that_has_no_booleans_is_refused(standing_in: tuple[str, Told]) -> None:
    url, server = standing_in
    server.answer = of_a_virtuoso
    evaluator, _ = remote(url)

    async def use() -> None:
        with pytest.raises(EngineUnfitError, match="booleans come back as something else"):
            await evaluator.start()

    used(evaluator, use)


def test_a_server_without_union_is_asked_for_it_by_name(standing_in: tuple[str, Told]) -> None:
    """As Fuseki is, whose default graph is empty."""
    url, server = standing_in
    values = {"1 = 1": "true", "7 / 2": "3.5", "VALUES": "1000", "GRAPH ?g": "5"}

    def fuseki(request: BaseHTTPRequestHandler) -> None:
        query, graph = server.queries[-1], server.graphs[-1]
        known = (value for part, value in values.items() if part in query)
        is_distance = "distance" in query
        empty = "LIMIT 1" in query and graph != "urn:x-arq:UnionGraph"
        value = "396489.638" if is_distance else "0" if empty else next(known, "1")
        bound = {"v": {"type": "literal", "value": value}}
        answers(orjson.dumps({"head": {}, "results": {"bindings": [bound]}}))(request)

    server.answer = fuseki
    evaluator, _ = remote(url)

    async def use() -> None:
        await evaluator.start()
        server.answer = answers(WHOLE)
        plain = QueryRequest("SELECT * { ?s ?p ?o }", tuple(RESULT_FORMATS))
        await evaluator.evaluate(plain)
        assert server.graphs[-1] == "urn:x-arq:UnionGraph"
        await evaluator.evaluate(QueryRequest("SELECT * FROM <x:g> {}", tuple(RESULT_FORMATS)))
        assert server.graphs[-1] == ""

    used(evaluator, use)


def broken_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "application/sparql-results+json")
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(ROWS)
    request.close_connection = True


CUT = b"The SPARQL operation has been cancelled"
BAD = {
    "cut off in the middle": (answers(ROWS), UnreachableEngineError),
    "cut off at its time limit": (answers(ROWS + CUT), QueryTimeoutError),
    "rows that are not all": (answers(WHOLE, X_SQL_State="S1TAT"), QueryTimeoutError),
    "no row, cut off": (answers(b""), UnreachableEngineError),
    "another format": (answers(WHOLE, media="text/html"), UnreachableEngineError),
    "no UTF-8": (answers(WHOLE.replace(b"x:a", b"x:\xff")), UnreachableEngineError),
    "an error of its own": (answers(b"oh", 500), UnreachableEngineError),
    "a login that is missing": (answers(b"", 401), UnreachableEngineError),
    "its time limit": (answers(b"Query timed out", 503), QueryTimeoutError),
    "a query that it does not take": (answers(b"SQ199: too many", 400), RefusedQuery),
    "a connection that breaks off": (broken_off, UnreachableEngineError),
}


@pytest.mark.parametrize("how", BAD)
def test_what_is_not_a_whole_answer_is_an_error(standing_in: tuple[str, Told], how: str) -> None:
    url, server = standing_in
    evaluator, engine = remote(url)
    asked(engine)
    server.answer, error = BAD[how]

    async def use() -> None:
        for media in ("text/csv", "application/sparql-results+json"):
            with pytest.raises(error):
                await evaluator.evaluate(QueryRequest("SELECT ?s { ?s ?p ?o }", (media,)))
        server.answer = answers(WHOLE)
        answer = await evaluator.evaluate(QueryRequest("SELECT ?s { ?s ?p ?o }", ("text/csv",)))
        assert answer.body == b"s\r\nx:a\r\n"
        assert not evaluator.engine.trouble()

    used(evaluator, use)


def test_a_graph_that_is_cut_off_is_an_error(standing_in: tuple[str, Told]) -> None:
    url, server = standing_in
    evaluator, engine = remote(url)
    asked(engine)
    line = b"<x:s> <x:p> <x:o> .\n"
    server.answer = answers(line + b"<x:s> <x:p", media="application/n-triples")

    async def use() -> None:
        request = QueryRequest("CONSTRUCT WHERE { ?s ?p ?o }", graphs=("application/n-triples",))
        with pytest.raises(UnreachableEngineError):
            await evaluator.evaluate(request)
        server.answer = answers(line, media="application/n-triples")
        assert (await evaluator.evaluate(request)).body == line

    used(evaluator, use)


def test_an_answer_that_is_too_large_is_not_read(standing_in: tuple[str, Told]) -> None:
    url, server = standing_in
    evaluator, engine = remote(url)
    asked(engine)
    engine._most = 100
    server.answer = answers(ROWS + b" " * 100 + b"]}}")

    async def use() -> None:
        with pytest.raises(ResultTooLargeError):
            await evaluator.evaluate(QueryRequest("SELECT ?s {}", tuple(RESULT_FORMATS)))

    used(evaluator, use)


def test_a_connection_that_was_closed_is_tried_once_more(standing_in: tuple[str, Told]) -> None:
    url, server = standing_in
    evaluator, engine = remote(url)
    asked(engine)
    closed = threading.Event()

    def closing(request: BaseHTTPRequestHandler) -> None:
        if closed.is_set():
            answers(WHOLE)(request)
        else:
            closed.set()
            request.connection.close()

    server.answer = closing

    async def use() -> None:
        await evaluator.evaluate(QueryRequest("SELECT ?s {}", tuple(RESULT_FORMATS)))
        assert len(server.queries) == 2

    used(evaluator, use)


def test_a_server_that_is_not_there_is_told_and_asked_again() -> None:
    evaluator, engine = remote("http://127.0.0.1:9/sparql")

    async def use() -> None:
        with pytest.raises(EngineError, match=r"127\.0\.0\.1:9/sparql cannot be reached"):
            await evaluator.start()
        assert "cannot be reached" in evaluator.engine.trouble()
        assert not engine.is_known

    used(evaluator, use)


def test_a_query_that_ran_out_of_time_keeps_its_place_until_the_server_lets_go(
    standing_in: tuple[str, Told],
) -> None:
    """No server that was tried stops a query whose client has left."""
    url, server = standing_in
    evaluator, engine = remote(url, slow=1, slow_per_client=1)
    asked(engine)

    def stalling(request: BaseHTTPRequestHandler) -> None:
        server.going_on.wait(SECONDS)
        answers(WHOLE)(request)

    server.answer = stalling
    request = QueryRequest("SELECT ?s {}", tuple(RESULT_FORMATS))

    async def use() -> None:
        with pytest.raises(QueryTimeoutError):
            await evaluator.evaluate(request, 0.2, "a")
        assert evaluator.figures()["slow"] == 1  # it goes on there
        with pytest.raises(QueryTimeoutError):
            await evaluator.evaluate(request, 0.2, "a")
        assert evaluator.figures()["overdue"] == 1
        with pytest.raises(TooManySlowError):
            await evaluator.evaluate(request, 0.2, "a")
        assert len(server.queries) == 2
        server.answer = answers(WHOLE)
        await evaluator.evaluate(request, None, "b")  # others are served meanwhile
        server.going_on.set()
        await eventually(
            lambda: not evaluator.figures()["overdue"] + evaluator.figures()["slow"], "it lets go"
        )
        await evaluator.evaluate(request, None, "a")

    used(evaluator, use)
