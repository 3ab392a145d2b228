"""The service description at ``/sparql``: the cases of ``service_description.toml``."""

from __future__ import annotations

from functools import lru_cache

import pytest
from conformance_http import Server
from conformance_manifests import FOLDER, Case, cases
from rdflib import RDF, Graph, Literal, Namespace, URIRef

CASES = cases(FOLDER / "service_description.toml")
NUMBER, OF_THE_W3C = 13, 3
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
MEDIA = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/ld+json": "json-ld"}
SCHEMA = {
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}
"""Domain and range of each property (section 3.4); None where it is any resource."""
CLASSES = {
    "Service", "Feature", "Language", "Function", "Aggregate", "EntailmentRegime",
    "EntailmentProfile", "GraphCollection", "Dataset", "Graph", "NamedGraph",
}  # fmt: skip
"""Classes of section 3.2."""
BROADER = {"Dataset": "GraphCollection", "Aggregate": "Function"}
INSTANCES = {
    "DereferencesURIs": "Feature",
    "UnionDefaultGraph": "Feature",
    "RequiresDataset": "Feature",
    "EmptyGraphs": "Feature",
    "BasicFederatedQuery": "Feature",
    "SPARQL10Query": "Language",
    "SPARQL11Query": "Language",
    "SPARQL11Update": "Language",
}
"""Instances of section 3.3."""
DISJOINT = [{"Service", "Feature", "Language", "Function", "GraphCollection", "NamedGraph"}]
"""Kinds of which nothing is two, by what their descriptions say."""


@lru_cache
def _described(server: Server, media: str = "text/turtle") -> Graph:
    answer = server.raw("GET", "/sparql", [("Accept", media)])
    assert answer.status == 200
    assert answer.media == media
    return Graph().parse(data=answer.body, format=MEDIA[media], publicID=f"{server.base}/sparql")


def test_the_number_of_cases() -> None:
    assert len(CASES) == NUMBER
    assert sum(len(case.w3c) for case in CASES) == OF_THE_W3C


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("media", MEDIA)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_description(server: Server, case: Case, media: str) -> None:
    graph = _described(server, media)
    if case.entry.get("schema"):
        _check_schema(graph)
        return
    pattern: str = case.entry.get("ask") or case.entry["none"]
    pattern = pattern.replace("ENDPOINT", f"<{server.base}/sparql>")
    found = graph.query(f"PREFIX sd: <{SD}> ASK {{ {pattern} }}").askAnswer
    assert found is ("ask" in case.entry)


def _check_schema(graph: Graph) -> None:
    kinds: dict[object, set[str]] = {SD[name]: {kind} for name, kind in INSTANCES.items()}
    for subject, kind in graph.subject_objects(RDF.type):
        if kind in SD:
            name = str(kind).removeprefix(str(SD))
            assert name in CLASSES, name
            kinds.setdefault(subject, set()).add(name)
    for subject, predicate, value in graph:
        if predicate not in SD:
            continue
        domain, range_ = SCHEMA[str(predicate).removeprefix(str(SD))]
        assert not isinstance(value, Literal), (predicate, value)
        kinds.setdefault(subject, set()).add(domain)
        if range_:
            kinds.setdefault(value, set()).add(range_)
    for node, names in kinds.items():
        broader = {BROADER.get(name, name) for name in names}
        assert all(len(broader & group) <= 1 for group in DISJOINT), (node, names)
    for name in graph.objects(None, SD.name):
        assert isinstance(name, URIRef)


def test_without_accept_it_is_rdf(server: Server) -> None:
    for headers in ([], [("Accept", "*/*")]):
        answer = server.raw("GET", "/sparql", headers)
        assert answer.status == 200
        assert answer.media in {"text/turtle", "application/rdf+xml", "application/ld+json"}


def test_a_browser_gets_a_page(server: Server) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert server.raw("GET", "/sparql", [("Accept", accept)]).media == "text/html"


def test_every_format_that_is_described_is_there(server: Server) -> None:
    described = _described(server).objects(None, SD.resultFormat)
    formats = {str(iri).rpartition("/")[2] for iri in described}
    accepted = {
        "SPARQL_Results_JSON": ("ASK {}", "application/sparql-results+json"),
        "SPARQL_Results_XML": ("ASK {}", "application/sparql-results+xml"),
        "SPARQL_Results_CSV": ("SELECT (1 AS ?x) {}", "text/csv"),
        "SPARQL_Results_TSV": ("SELECT (1 AS ?x) {}", "text/tab-separated-values"),
        "Turtle": ("DESCRIBE <urn:x:a>", "text/turtle"),
        "N-Triples": ("DESCRIBE <urn:x:a>", "application/n-triples"),
        "RDF_XML": ("DESCRIBE <urn:x:a>", "application/rdf+xml"),
        "JSON-LD": ("DESCRIBE <urn:x:a>", "application/ld+json"),
        "TriG": ("DESCRIBE <urn:x:a>", "application/trig"),
        "N-Quads": ("DESCRIBE <urn:x:a>", "application/n-quads"),
    }
    assert formats == set(accepted)
    for query, media in accepted.values():
        assert server.ask("get", query, media).media == media


def test_every_named_graph_that_is_described_is_there(server: Server) -> None:
    for name in _described(server).objects(None, SD.name):
        answer = server.ask("form", f"ASK {{ GRAPH <{name}> {{ ?s ?p ?o }} }}", "text/csv")
        assert answer.body == b"true", name
