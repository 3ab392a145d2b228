"""Clients that other people use, against the running service and the project's own data.

Each asks a SELECT with Japanese, an ASK, a CONSTRUCT and a query of one graph, and shows an error.
The JavaScript and Java ones are skipped where they are not installed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conformance_http import Server, encoded
from conformance_java import jena_command
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import (
    CSV,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

TSN = Namespace("https://w3id.org/tsunagu/ns#")
CITY = "https://w3id.org/tsunagu/id/municipality/272299"
JAPANESE = "四條畷市"
ENGLISH = "Shijonawate City"
REGISTER = "https://w3id.org/tsunagu/id/source/localgovjp"
"""The graph that has the name in Japanese, and not the one in English."""
RDFS_LABEL = str(RDFS.label)
LABELS = f"SELECT ?l {{ <{CITY}> <{RDFS_LABEL}> ?l }} ORDER BY LANG(?l)"
FIND = f'SELECT ?s {{ ?s <{RDFS_LABEL}> "{JAPANESE}"@ja }}'
CONSTRUCT = (
    f"CONSTRUCT {{ ?s <{RDFS_LABEL}> ?l }}"
    f' WHERE {{ ?s <{RDFS_LABEL}> ?l FILTER(?l = "{JAPANESE}"@ja) }}'
)
BASE = "https://w3id.org/tsunagu/"
PROJECT = f"{BASE}id/project/mirai-2020-272299"
FOLLOWED = (
    f"<{PROJECT}> <{TSN.applicant}> ?next",
    f"<{PROJECT}> <{TSN.applicant}>/<{TSN.latestCensus}> ?next",
)
"""What leads from the document of a project to its city, and from there to the census."""
POPULATION = (
    f"SELECT ?n {{ <{PROJECT}> <{TSN.applicant}>/<{TSN.latestCensus}>/<{TSN.population}> ?n }}"
)
MISTAKE = "SELECT * WHERE { ?s ?p }"
REFUSED = "ASK { SERVICE <http://conformance.example/sparql> { ?s ?p ?o } }"


# ------------------------------------------------------------------ SPARQLWrapper


def _wrapper(real: Server, query: str, media: str) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(f"{real.base}/sparql")
    wrapper.setQuery(query)
    wrapper.setReturnFormat(media)
    return wrapper


def _send_as(wrapper: SPARQLWrapper, way: str) -> None:
    if way != "get":
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(URLENCODED if way == "form" else POSTDIRECTLY)


WAYS = pytest.mark.parametrize("way", ["get", "form", "direct"])


@WAYS
def test_sparqlwrapper_select(real: Server, way: str) -> None:
    wrapper = _wrapper(real, LABELS, JSON)
    _send_as(wrapper, way)
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    assert [(row["l"]["value"], row["l"]["xml:lang"]) for row in rows] == [
        (ENGLISH, "en"),
        (JAPANESE, "ja"),
    ]
    wrapper = _wrapper(real, FIND, CSV)
    _send_as(wrapper, way)
    assert wrapper.queryAndConvert().decode() == f"s\r\n{CITY}\r\n"


@WAYS
def test_sparqlwrapper_ask(real: Server, way: str) -> None:
    for query, expected in ((f"ASK {{ <{CITY}> ?p ?o }}", True), ("ASK { ?x ?x ?x }", False)):
        wrapper = _wrapper(real, query, JSON)
        _send_as(wrapper, way)
        assert wrapper.queryAndConvert()["boolean"] is expected
    assert "true" in _wrapper(real, "ASK {}", XML).queryAndConvert().toxml()


@WAYS
def test_sparqlwrapper_construct(real: Server, way: str) -> None:
    wrapper = _wrapper(real, CONSTRUCT, TURTLE)
    _send_as(wrapper, way)
    found = Graph().parse(data=wrapper.queryAndConvert(), format="turtle")
    assert set(found) == {(URIRef(CITY), RDFS.label, Literal(JAPANESE, lang="ja"))}


@WAYS
@pytest.mark.parametrize("media", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_results_in_every_format(real: Server, way: str, media: str) -> None:
    wrapper = _wrapper(real, FIND, media)
    _send_as(wrapper, way)
    found = wrapper.queryAndConvert()
    shown = found.toxml() if media == XML else found if media == JSON else found.decode()
    assert CITY in str(shown)


@WAYS
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")
@pytest.mark.parametrize("media", [RDFXML, TURTLE, N3, JSONLD, XML])
def test_sparqlwrapper_graphs_in_every_format(real: Server, way: str, media: str) -> None:
    wrapper = _wrapper(real, CONSTRUCT, media)
    _send_as(wrapper, way)
    found = wrapper.queryAndConvert()
    graph = Graph().parse(data=found, format="turtle") if media in {TURTLE, N3} else found
    assert set(graph) == {(URIRef(CITY), RDFS.label, Literal(JAPANESE, lang="ja"))}


@WAYS
def test_sparqlwrapper_graph(real: Server, way: str) -> None:
    wrapper = _wrapper(real, LABELS, JSON)
    _send_as(wrapper, way)
    wrapper.addDefaultGraph(REGISTER)
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    assert [row["l"]["value"] for row in rows] == [JAPANESE]


@WAYS
def test_sparqlwrapper_error(real: Server, way: str) -> None:
    wrapper = _wrapper(real, MISTAKE, JSON)
    _send_as(wrapper, way)
    with pytest.raises(QueryBadFormed, match="problem/query-error"):
        wrapper.query()


# ------------------------------------------------------------------ rdflib's SPARQLStore


METHODS = pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])


def _store(real: Server, method: str, media: str = "xml") -> SPARQLStore:
    return SPARQLStore(f"{real.base}/sparql", method=method, returnFormat=media)


@METHODS
@pytest.mark.parametrize("media", ["xml", "json", "tsv"])
def test_sparqlstore_select(real: Server, method: str, media: str) -> None:
    found = [row["l"] for row in Graph(_store(real, method, media)).query(LABELS)]
    assert found == [Literal(ENGLISH, lang="en"), Literal(JAPANESE, lang="ja")]


@METHODS
def test_sparqlstore_triples(real: Server, method: str) -> None:
    graph = Graph(_store(real, method))
    assert graph.value(URIRef(CITY), RDF.type) is not None
    subjects = list(graph.subjects(RDFS.label, Literal(JAPANESE, lang="ja")))
    assert subjects == [URIRef(CITY)]
    assert (URIRef(CITY), RDFS.label, Literal(ENGLISH, lang="en")) in graph


@METHODS
def test_sparqlstore_ask(real: Server, method: str) -> None:
    graph = Graph(_store(real, method))
    assert graph.query(f"ASK {{ <{CITY}> ?p ?o }}").askAnswer is True
    assert graph.query("ASK { ?x ?x ?x }").askAnswer is False


@METHODS
def test_sparqlstore_construct(real: Server, method: str) -> None:
    found = Graph(_store(real, method)).query(CONSTRUCT).graph
    assert found is not None
    assert set(found) == {(URIRef(CITY), RDFS.label, Literal(JAPANESE, lang="ja"))}


@METHODS
def test_sparqlstore_graph(real: Server, method: str) -> None:
    graph = Graph(_store(real, method), identifier=URIRef(REGISTER))
    assert [row["l"] for row in graph.query(LABELS)] == [Literal(JAPANESE, lang="ja")]


def test_sparqlstore_error(real: Server) -> None:
    """By GET rdflib raises its own words; by POST it gives back what it was answered."""
    with pytest.raises(ValueError, match="something wrong"):
        Graph(_store(real, "GET")).query(REFUSED)
    for method in ("POST", "POST_FORM"):
        code, reason, _ = _store(real, method).query(REFUSED)
        assert code == 400
        assert "400" in reason


# ------------------------------------------------------------------ Comunica


CLIENTS = Path(__file__).parent / "clients"
NODE = shutil.which("node")


@pytest.fixture(scope="module")
def comunica(real: Server) -> dict[str, Any]:
    """What Comunica answers: one process for all, since it is slow to start."""
    if NODE is None:
        pytest.skip("node is not installed")
    if not (CLIENTS / "node_modules").is_dir():
        pytest.skip("the packages of tests/conformance/clients are not installed")
    address = f"{real.base}/sparql"
    source = {"type": "sparql", "value": address}
    document = {"type": "file", "value": f"{real.base}/data/municipality/{CITY[-6:]}"}
    tasks = [
        {"name": "select", "source": source, "query": LABELS, "kind": "bindings"},
        {"name": "find", "source": source, "query": FIND, "kind": "bindings"},
        {"name": "discover", "source": address, "query": LABELS, "kind": "bindings"},
        {"name": "document", "source": document, "query": LABELS, "kind": "bindings"},
        {"name": "ask", "source": source, "query": f"ASK {{ <{CITY}> ?p ?o }}", "kind": "boolean"},
        {"name": "ask-no", "source": source, "query": "ASK { ?x ?x ?x }", "kind": "boolean"},
        {"name": "construct", "source": source, "query": CONSTRUCT, "kind": "quads"},
        {
            "name": "graph",
            "source": source,
            "query": LABELS,
            "kind": "bindings",
            "parameters": [["default-graph-uri", REGISTER]],
        },
        *(
            {
                "name": f"followed-{steps}",
                "source": {"type": "file", "value": PROJECT},
                "query": POPULATION,
                "kind": "bindings",
                "follow": [f"SELECT ?next {{ {path} }}" for path in FOLLOWED[:steps]],
                "moved": [BASE, f"{real.base}/"],
            }
            for steps in range(len(FOLLOWED) + 1)
        ),
        {
            "name": "error",
            "source": source,
            "query": LABELS,
            "kind": "bindings",
            "parameters": [["timeout", "soon"]],
        },
    ]
    done = subprocess.run(
        [NODE, CLIENTS / "comunica.mjs"],
        input=json.dumps(tasks),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


@pytest.mark.parametrize("name", ["select", "discover", "document"])
def test_comunica_select(comunica: dict[str, Any], name: str) -> None:
    """``discover`` is told only the address, and learns from the description what is there.

    ``document`` reads the entity's own document, as one who follows links does; it asks for quads
    first, and looks in the default graph.
    """
    found = {(row["l"]["value"], row["l"]["language"]) for row in comunica[name]}
    assert found == {(JAPANESE, "ja"), (ENGLISH, "en")}
    assert comunica["find"] == [{"s": {"value": CITY, "type": "NamedNode"}}]


def test_comunica_ask(comunica: dict[str, Any]) -> None:
    assert (comunica["ask"], comunica["ask-no"]) == (True, False)


def test_comunica_construct(comunica: dict[str, Any]) -> None:
    ((subject, predicate, label),) = comunica["construct"]
    assert (subject["value"], predicate["value"]) == (CITY, RDFS_LABEL)
    assert (label["value"], label["language"]) == (JAPANESE, "ja")


def test_comunica_graph(comunica: dict[str, Any]) -> None:
    assert [row["l"]["value"] for row in comunica["graph"]] == [JAPANESE]


def test_comunica_follows_links_from_document_to_document(comunica: dict[str, Any]) -> None:
    """The answer is in three documents, each found by an IRI in the one before."""
    *fewer, whole = (comunica[f"followed-{steps}"] for steps in range(len(FOLLOWED) + 1))
    assert fewer == [[]] * len(FOLLOWED)
    (row,) = whole
    assert 40_000 < int(row["n"]["value"]) < 70_000


def test_comunica_error(comunica: dict[str, Any]) -> None:
    assert "400" in comunica["error"]["error"]
    assert "timeout" in comunica["error"]["error"]


# ------------------------------------------------------------------ Jena


@pytest.fixture(scope="module")
def jena(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command of ``rsparql``."""
    return [*jena_command(tmp_path_factory.mktemp("jena")), "arq.rsparql"]


def _rsparql(
    jena: list[str], real: Server, query: str, results: str, *more: str, parameters: str = ""
) -> subprocess.CompletedProcess[str]:
    service = f"{real.base}/sparql{parameters}"
    return subprocess.run(
        [*jena, "--service", service, "--results", results, *more, query],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("more", [(), ("--post",)], ids=["get", "post"])
def test_jena_select(jena: list[str], real: Server, more: tuple[str, ...]) -> None:
    done = _rsparql(jena, real, LABELS, "JSON", *more)
    rows = json.loads(done.stdout)["results"]["bindings"]
    assert [(row["l"]["value"], row["l"]["xml:lang"]) for row in rows] == [
        (ENGLISH, "en"),
        (JAPANESE, "ja"),
    ]


def test_jena_ask(jena: list[str], real: Server) -> None:
    done = _rsparql(jena, real, f"ASK {{ <{CITY}> ?p ?o }}", "JSON")
    assert json.loads(done.stdout)["boolean"] is True


def test_jena_construct(jena: list[str], real: Server) -> None:
    done = _rsparql(jena, real, CONSTRUCT, "NT")
    found = Graph().parse(data=done.stdout, format="nt")
    assert set(found) == {(URIRef(CITY), RDFS.label, Literal(JAPANESE, lang="ja"))}


def test_jena_graph(jena: list[str], real: Server) -> None:
    parameters = f"?{encoded([('default-graph-uri', REGISTER)])}"
    done = _rsparql(jena, real, LABELS, "JSON", parameters=parameters)
    rows = json.loads(done.stdout)["results"]["bindings"]
    assert [row["l"]["value"] for row in rows] == [JAPANESE]


def test_jena_error(jena: list[str], real: Server) -> None:
    done = _rsparql(jena, real, REFUSED, "JSON")
    assert done.returncode != 0
    assert "400" in done.stderr
