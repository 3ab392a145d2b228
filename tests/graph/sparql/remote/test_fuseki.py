"""Fuseki as its operators run it: a dataset for each release; it is refused for what it lacks."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from deployed import is_up
from ports import free_port
from waiting import SECONDS, until

from graph.sparql.remote.endpoint import RESULTS, Endpoint, ServerAddress
from graph.sparql.remote.engine import RemoteEngine
from graph.sparql.remote.probes import Content
from graph.sparql.remote.publishing import SparqlPublisher
from graph.sparql.workers.engine import EngineError, EngineUnfitError
from graph.sparql.workers.evaluator import Evaluator, QueryRequest, QueryTimeoutError
from graph.sparql.workers.limits import Limits

JARS = Path(__file__).parent / "fuseki" / "lib"
GRAPH = """\
<http://e.jp/a> <http://e.jp/p> "x"@ja <http://e.jp/g> .
<http://e.jp/a> <http://e.jp/p> <http://e.jp/b> <http://e.jp/g> .
<http://e.jp/a> <http://e.jp/p> <http://e.jp/b> <http://e.jp/h> .
"""
CONTENT = Content(3, tuple(GRAPH.splitlines(keepends=True)))
pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def fuseki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    java, jars = shutil.which("java"), sorted(JARS.glob("*.jar"))
    if java is None or not jars:
        pytest.skip("Fuseki is not installed (make engines; needs Java and Maven)")
    port, folder = free_port(), tmp_path_factory.mktemp("fuseki")
    options = ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-jar", str(jars[0])]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [java, *options, "--port", str(port), "--localhost"],
            env={**os.environ, "FUSEKI_BASE": str(folder)},
            stdout=log,
            stderr=log,
        )
        try:
            until(lambda: is_up(port, "/$/ping") or process.poll() is not None, "Fuseki listens")
            assert process.poll() is None
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def loaded(fuseki: str, tmp_path: Path) -> Iterator[str]:
    """The query endpoint of a release that was loaded."""
    (tmp_path / "graph.nq").write_text(GRAPH, "utf-8")
    publisher = publisher_of(fuseki)
    publisher.publish("r1", tmp_path / "graph.nq")
    yield f"{fuseki}/t-r1/sparql"
    publisher.remove("r1")


def publisher_of(fuseki: str) -> SparqlPublisher:
    create = f"{fuseki}/$/datasets?dbName=t-{{release}}&dbType=tdb2"
    return SparqlPublisher(f"{fuseki}/t-{{release}}/data", create, ServerAddress(fuseki))


def test_a_dataset_for_a_release_is_made_loaded_again_and_removed(
    fuseki: str, loaded: str, tmp_path: Path
) -> None:
    count = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
    publisher_of(fuseki).publish("r1", tmp_path / "graph.nq")
    answer = httpx2.get(loaded, params=count, headers={"Accept": "text/csv"})
    assert answer.text.split() == ["n", "2"]  # the default graph has each triple once
    assert httpx2.get(f"{fuseki}/t-r2/sparql", params=count).status_code == 404
    publisher_of(fuseki).remove("r2")  # nothing is there: that is no error


def test_it_is_refused_for_what_it_lacks(loaded: str) -> None:
    made: list[RemoteEngine] = []

    def make(setup: object, limits: object) -> RemoteEngine:
        made.append(RemoteEngine(ServerAddress(loaded), CONTENT, 100, SECONDS, setup, limits))  # type: ignore[arg-type]
        return made[0]

    async def use() -> None:
        evaluator = Evaluator(Path("nowhere"), Limits(SECONDS), "http://e.jp/", make)
        try:
            with pytest.raises(EngineUnfitError, match="geof:distance is not there or differs"):
                await evaluator.start()
            made[0].is_known = True
            request = QueryRequest("SELECT ?o { <a> <p> ?o } ORDER BY STR(?o)", ("text/csv",))
            assert (await evaluator.evaluate(request)).body == b"o\r\nhttp://e.jp/b\r\nx\r\n"
            forever = "SELECT (COUNT(*) AS ?n) {" + "{ ?a ?b ?c } UNION { ?d ?e ?f } " * 2
            forever += "".join(f"?s{n} ?p{n} ?o{n} . " for n in range(40)) + "}"
            with pytest.raises(QueryTimeoutError):
                await evaluator.evaluate(QueryRequest(forever, ("text/csv",)), 0.5)
            assert evaluator.figures()["slow"] == 1  # it goes on there, and keeps its place
        finally:
            await evaluator.close()

    asyncio.run(use())


def test_a_broken_upload_leaves_what_was_there(fuseki: str, loaded: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.nq"
    broken.write_text(
        GRAPH + "<http://e.jp/a> <http://e.jp/p> nothing <http://e.jp/g> .\n", "utf-8"
    )
    with pytest.raises(EngineError, match="release r1 cannot be loaded"):
        publisher_of(fuseki).publish("r1", broken)

    async def use() -> None:
        endpoint = Endpoint(ServerAddress(loaded), 1, SECONDS)
        query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
        assert b'"3"' in await endpoint.ask(query, RESULTS, [], 10_000)
        await endpoint.close()

    asyncio.run(use())
