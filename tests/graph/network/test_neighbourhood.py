"""Neighbourhoods over a graph of a few statements: order, limits, what is hidden, files."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import networkx as nx
import pytest

from graph.network import adjacency
from graph.network import files as exchange
from graph.network.edges import KINDS, relations
from graph.network.neighbourhood import Neighbourhood, neighbourhood
from graph.store.store import Store, create
from ontology.namespaces import Iris
from ontology.vocabulary import terms

IRIS = Iris()
NS = "https://w3id.org/tsunagu/ns#"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SKOS_RELATED = "http://www.w3.org/2004/02/skos/core#related"

PROJECTS = ("p1", "p2", "p3", "p4")


def _quad(subject: str, name: str, target: str, source: str = "s1") -> str:
    prop = name if ":" in name else NS + name
    ends = (IRIS.entity(*subject.split("/", 1)), IRIS.entity(*target.split("/", 1)))
    return f"<{ends[0]}> <{prop}> <{ends[1]}> <{IRIS.entity('source', source)}> ."


def _label(thing: str, text: str, lang: str) -> str:
    iri, source = IRIS.entity(*thing.split("/", 1)), IRIS.entity("source", "s1")
    return f'<{iri}> <{RDFS_LABEL}> "{text}"@{lang} <{source}> .'


QUADS = [
    *(_quad(f"project/{p}", "programme", "programme/grant") for p in PROJECTS),
    *(_quad(f"project/{p}", "technology", "technology/ai") for p in PROJECTS[:3]),
    _quad("project/p1", "applicant", "municipality/000001"),
    _quad("project/p1", "applicant", "municipality/000001", "s2"),
    _quad("project/p1", "derivedTechnology", "technology/drone"),
    _quad("project/p1", "linkedWith", "project/p4"),
    _quad("project/p4", "linkedWith", "project/p1"),
    _quad("project/p1", "status", "status/supported"),
    _quad("programme/grant", "ministry", "ministry/cao"),
    _quad("programme-name/n1", "programme", "programme/grant"),
    _quad("technology/ai", SKOS_RELATED, "technology/drone"),
    _quad("technology/drone", SKOS_RELATED, "technology/ai"),
    _label("project/p1", "事業\\u0001一", "ja"),
    _label("project/p1", "Project one", "en"),
    _label("technology/ai", "AI & <b>", "ja"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("neighbourhood") / "store"
    create(folder, "\n".join(QUADS).encode(), [])
    return Store(folder)


def _around(
    store: Store, focus: str, depth: int = 1, kinds: Sequence[str] = KINDS, limit: int = 100
) -> Neighbourhood:
    iri = str(IRIS.entity(*focus.split("/", 1)))
    return neighbourhood(store, IRIS, iri, depth=depth, kinds=kinds, limit=limit)


def _keys(found: Neighbourhood) -> list[str]:
    return [node.thing.key for node in found.nodes]


def _edges(found: Neighbourhood) -> set[tuple[str, str, str]]:
    keys = {node.iri: node.thing.key for node in found.nodes}
    return {(keys[e.source], e.relation.key, keys[e.target]) for e in found.edges}


def test_every_kind_of_edge_joins_known_kinds_and_has_names() -> None:
    named = {term.iri: term.label for term in terms()}
    for relation in relations():
        assert {relation.subject, relation.object} <= set(KINDS)
        assert {"ja", "en"} <= set(relation.labels or named[str(relation.predicate)])
    ends = [(r.predicate, r.subject, r.object) for r in relations()]
    assert len(ends) == len(set(ends))


def test_the_kinds_of_edges_follow_the_mapping() -> None:
    found = {(r.subject, r.key, r.object): r.derived for r in relations()}
    assert found["project", "technology", "technology"] is False
    assert found["project", "derivedTechnology", "technology"] is True
    assert found["project", "challenge", "challenge"] is True
    assert found["council", "coversBody", "municipality"] is False
    assert ("project", "status", "status") not in found


def test_nodes_are_near_first_then_by_kind_of_edge_then_by_key(store: Store) -> None:
    found = _around(store, "project/p1")
    assert _keys(found) == ["p1", "grant", "ai", "drone", "p4", "000001"]
    assert [node.depth for node in found.nodes] == [0, 1, 1, 1, 1, 1]
    assert (found.total, found.truncated, found.hidden) == (6, False, {})


def test_edges_are_direct_statements_between_the_nodes(store: Store) -> None:
    found = _around(store, "project/p1")
    assert _edges(found) == {
        ("p1", "programme", "grant"),
        ("p4", "programme", "grant"),
        ("p1", "technology", "ai"),
        ("p1", "derivedTechnology", "drone"),
        ("p1", "linkedWith", "p4"),
        ("p1", "applicant", "000001"),
        ("ai", "related", "drone"),
    }
    assert len(found.edges) == 7, "a symmetric relation is one edge"
    sources = {edge.relation.key: edge.sources for edge in found.edges}
    assert sources["applicant"] == ("s1", "s2")
    assert {e.relation.key for e in found.edges if e.relation.derived} == {"derivedTechnology"}


def test_rows_of_other_tables_are_neither_nodes_nor_counted(store: Store) -> None:
    found = _around(store, "programme/grant")
    assert _keys(found) == ["grant", "cao", *PROJECTS]
    assert found.nodes[0].degree == 5


def test_two_steps(store: Store) -> None:
    found = _around(store, "municipality/000001", depth=2)
    assert _keys(found) == ["000001", "p1", "grant", "ai", "drone", "p4"]
    assert [node.depth for node in found.nodes] == [0, 1, 2, 2, 2, 2]


@pytest.mark.parametrize("limit", range(1, 9))
@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("focus", ["project/p1", "programme/grant", "technology/ai"])
def test_what_is_cut_is_counted(store: Store, focus: str, depth: int, limit: int) -> None:
    whole = _around(store, focus, depth=depth)
    cut = _around(store, focus, depth=depth, limit=limit)
    assert _keys(cut) == _keys(whole)[:limit]
    assert cut.truncated == (limit < len(whole.nodes))
    assert cut.total in {len(whole.nodes), None}
    assert (cut.total is None) <= (depth > 1)
    for node in cut.nodes:
        shown = sum(node.iri in {edge.source, edge.target} for edge in cut.edges)
        assert node.hidden == node.degree - shown >= 0
    assert sum(cut.hidden.values()) == cut.nodes[0].hidden


def test_kinds_filter_all_but_the_focus(store: Store) -> None:
    found = _around(store, "project/p1", kinds=["technology"])
    assert _keys(found) == ["p1", "ai", "drone"]
    assert found.hidden == {"programme": 1, "project": 1, "municipality": 1}
    nothing = _around(store, "project/p1", kinds=["event"])
    assert _keys(nothing) == ["p1"]
    assert (nothing.total, nothing.truncated) == (1, False)
    assert nothing.hidden == {
        "programme": 1,
        "technology": 2,
        "project": 1,
        "municipality": 1,
    }


def test_a_hub_is_counted_and_read_in_part(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adjacency, "MOST_READ", 2)
    monkeypatch.setattr(adjacency, "_HUBS", type(adjacency._HUBS)())
    found = _around(store, "programme/grant")
    assert len(found.nodes) == 1 + 1 + 2
    assert found.nodes[0].degree == 5
    assert found.hidden == {"project": 2}
    assert (found.total, found.truncated) == (None, True)
    assert found == _around(store, "programme/grant"), "the same at every request"


WRITERS: list[tuple[Callable[[Neighbourhood, str], bytes], Callable[[bytes], Any]]] = [
    (exchange.graphml, lambda body: nx.read_graphml(io.BytesIO(body), force_multigraph=True)),
    (exchange.gexf, lambda body: nx.read_gexf(io.BytesIO(body), version="1.2draft")),
    (exchange.cytoscape, lambda body: nx.cytoscape_graph(json.loads(body))),
]


@pytest.mark.parametrize(("write", "read"), WRITERS)
def test_files_hold_the_same_nodes_and_edges(
    store: Store,
    write: Callable[[Neighbourhood, str], bytes],
    read: Callable[[bytes], Any],
) -> None:
    found = _around(store, "project/p1", limit=4)
    network = read(write(found, "ja"))
    assert set(network) == {node.iri for node in found.nodes}
    expected = {(edge.source, edge.target, edge.relation.key) for edge in found.edges}
    read_back = {(u, v, data["relation"]) for u, v, data in network.edges(data=True)}
    assert {(u, v, r) for u, v, r in read_back} == expected
    focus = network.nodes[found.nodes[0].iri]
    assert focus["label"] == "事業\ufffd一", "what XML cannot hold is replaced"
    assert (focus["kind"], focus["hidden"]) == ("project", found.nodes[0].hidden)
    english = read(write(found, "en"))
    assert english.nodes[found.nodes[0].iri]["label"] == "Project one"
    assert "AI & <b>" in {data["label"] for _, data in network.nodes(data=True)}


@pytest.mark.parametrize("write", [exchange.graphml, exchange.gexf])
def test_ids_of_edges_are_unique(
    store: Store, write: Callable[[Neighbourhood, str], bytes]
) -> None:
    found = _around(store, "project/p1")
    ids = re.findall(rb'<edge [^>]*\bid="([^"]*)"', write(found, "ja"))
    assert len(ids) == len(set(ids)) == len(found.edges)
