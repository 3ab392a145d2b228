"""The same questions to OpenSearch and to this process: every part of every answer is the same.

``make test-engines`` asks all of them; with the other tests a part of them is asked.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from clusters import Nodes, cluster
from engine_requests import requests
from starlette.testclient import TestClient
from waiting import until

from api.app import create_app
from api.release.publishing import publishers
from api.release.releases import Release
from api.release.settings import Settings
from search.engine import SearchEngine
from search.index.strings import StringTable
from search.model.clauses import Passage
from search.model.request import SearchRequest, UnresolvedName
from search.model.result import SearchResult
from search.query.fields.faults import FieldSyntaxError
from search.retrieval.opensearch.cluster import Cluster
from search.retrieval.opensearch.library import Clustered
from search.retrieval.opensearch.loading import Loader, index_name
from search.retrieval.retrieving import LibraryDownError

pytestmark = pytest.mark.engine
TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    with cluster(tmp_path_factory.mktemp("opensearch")) as found:
        yield found


@pytest.fixture(scope="module")
def loaded(nodes: Nodes, release: Release) -> Cluster:
    """A cluster that holds the release in three shards."""
    found = Cluster(nodes.urls, seconds=30.0, shards=3, replicas=0)
    told: list[int] = []
    loader = Loader(found)
    documents = release.manifest["counts"]["documents"]
    assert not loader.holds(release.id, documents)
    loader.load(release.id, release.folder / "search", lambda _, done, __: told.append(done))
    assert told == list(range(1, documents + 1))
    assert loader.holds(release.id, documents)
    assert not loader.holds(release.id, documents + 1)
    return found


def open_both(release: Release, loaded: Cluster) -> tuple[SearchEngine, SearchEngine]:
    folder = release.folder / "search"
    opening = partial(Clustered, loaded, index_name(release.id))
    return SearchEngine(folder, lambda: TODAY), SearchEngine(folder, lambda: TODAY, opening)


@pytest.fixture(scope="module")
def both(release: Release, loaded: Cluster) -> Iterator[tuple[SearchEngine, SearchEngine]]:
    """The two engines: this process first."""
    engines = open_both(release, loaded)
    yield engines
    for engine in engines:
        engine.close()


def answered(engine: SearchEngine, request: SearchRequest) -> SearchResult | str:
    try:
        found = engine.search(request)
    except (UnresolvedName, FieldSyntaxError) as error:
        return str(error)
    facets = {name: tuple(values) for name, values in found.facets.items()}
    return replace(found, facets=facets)


def test_searches_have_the_same_answers(
    both: tuple[SearchEngine, SearchEngine], request: pytest.FixtureRequest
) -> None:
    embedded, clustered = both
    every = 1 if request.config.getoption("markexpr") == "engine" else 8
    for number, asked in enumerate(requests(embedded, every)):
        assert answered(clustered, asked) == answered(embedded, asked), asked
        if number % 7 == 0 and isinstance(answered(embedded, asked), str):
            continue
        if number % 7 == 0:
            assert clustered.located(asked) == embedded.located(asked), asked
            assert np.array_equal(clustered.meeting(asked), embedded.meeting(asked)), asked


def test_completions_are_the_same(both: tuple[SearchEngine, SearchEngine]) -> None:
    embedded, clustered = both
    for text in ("自動", "ドローン ", "大阪の観光", "hokk"):
        assert clustered.suggest(text) == embedded.suggest(text)


def test_passages_stand_where_they_stand(
    both: tuple[SearchEngine, SearchEngine], release: Release
) -> None:
    """Cut anywhere out of the texts, and turned round, as no text may have them."""
    choose = random.Random(11)  # noqa: S311 - the same ones each time
    table = StringTable(release.folder / "search" / "documents", "passages")
    cut = []
    for _ in range(150):
        text = table[choose.randrange(len(table))].decode()
        start = choose.randrange(len(text))
        cut.append(text[start : start + choose.randint(1, 12)].strip())
    table.close()
    clauses = [Passage(text) for one in filter(None, cut) for text in (one, one[::-1])]
    embedded, clustered = (engine._library.begin().totals(clauses) for engine in both)
    assert clustered == embedded
    assert 0 in embedded
    assert any(total > 1 for total in embedded)


@pytest.mark.usefixtures("loaded")
def test_a_service_answers_from_it_and_says_when_it_cannot(
    nodes: Nodes, release: Release, settings: Settings
) -> None:
    """An index that is deleted under way is no empty result."""
    ours = replace(settings, search_url=",".join(nodes.urls), search_replicas=0)
    (publisher,) = publishers(ours)
    assert publisher.holds(release)
    with TestClient(create_app(ours)) as client:
        found = client.get("/api/search?q=自動運転")
        assert found.status_code == 200
        assert found.json()["total"] > 0
        publisher.remove(release.id)
        lost = client.get("/api/search?q=自動運転 大阪")
        assert (lost.status_code, lost.headers["retry-after"]) == (503, "5")
        assert lost.json()["type"].endswith("search-unavailable")
        searching = (
            "SELECT * { SERVICE tsn:search { ?x tsn:matches '自動運転 大阪' ; tsn:rank ?r } }"
        )
        query = f"PREFIX tsn: <https://w3id.org/tsunagu/ns#> {searching}"
        assert client.get("/sparql", params={"query": query}).status_code == 503
        assert client.get("/api/projects/mirai-2020-272299").status_code == 200
    assert not publisher.holds(release)
    publisher.publish(release, lambda *_: None)
    assert publisher.holds(release)


def test_what_was_left_half_loaded_is_loaded_anew(loaded: Cluster, release: Release) -> None:
    folder, id_ = release.folder / "search", "half"
    loader = Loader(loaded)

    class Killed(BaseException):
        """The loading ends at once."""

    def kill(_: str, done: int, __: int) -> None:
        if done == 700:
            raise Killed

    with pytest.raises(Killed):
        loader.load(id_, folder, kill)
    documents = release.manifest["counts"]["documents"]
    assert not loaded.client.indices.exists(index=index_name(id_)), "nothing is left"
    loaded.client.indices.create(index=index_name(id_))  # as if even that could not be done
    assert not loader.holds(id_, documents)
    loader.load(id_, folder)
    assert loader.holds(id_, documents)
    loader.remove(id_)


def test_a_cluster_that_cannot_do_it_says_why(nodes: Nodes, release: Release) -> None:
    few = Loader(Cluster(nodes.urls, replicas=2))
    with pytest.raises(LibraryDownError, match="has 1 nodes, too few for 2 replicas"):
        few.load("few", release.folder / "search")
    nobody = Loader(Cluster(("http://127.0.0.1:1",), seconds=1.0))
    with pytest.raises(LibraryDownError, match=r"127\.0\.0\.1:1"):
        nobody.holds(release.id, 1)


@pytest.mark.nodes
def test_a_node_may_go_and_no_result_is_ever_a_part(tmp_path: Path, release: Release) -> None:
    """One of three nodes: nothing is lost. Two: an error, never fewer results. Then all is well."""
    asked = [SearchRequest(query=query) for query in ("自動運転", "観光 大阪", "離島の町")]
    with cluster(tmp_path, nodes=3) as three:
        found = Cluster(three.urls, seconds=20.0, shards=3, replicas=1)
        Loader(found).load(release.id, release.folder / "search")
        embedded, clustered = open_both(release, found)
        wanted = [answered(embedded, one) for one in asked]
        three.tell("stop 2")
        for _ in range(5):  # while it goes, and after
            assert [answered(clustered, one) for one in asked] == wanted
        three.await_nodes(2)
        assert [answered(clustered, one) for one in asked] == wanted
        three.tell("stop 1")

        def fails() -> bool:
            try:
                assert [answered(clustered, one) for one in asked] == wanted
            except LibraryDownError:
                return True
            return False

        until(fails, "an error where two thirds of the nodes are gone")
        three.tell("start 1")
        three.tell("start 2")
        three.await_nodes(3)
        assert [answered(clustered, one) for one in asked] == wanted
        embedded.close()
        clustered.close()
