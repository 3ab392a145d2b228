"""Linked data: ``/id``, ``/data`` and ``/ontology``."""

from __future__ import annotations

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS
from starlette.testclient import TestClient

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
"""rdflib's own JSON-LD parser still uses it."""
BASE = "https://w3id.org/tsunagu/"
SAMPLE = [
    ("project", "mirai-2018-270008"),
    ("municipality", "272299"),
    ("municipality", "270008"),
    ("programme", "mirai"),
    ("technology", "automated-driving"),
    ("challenge", "ageing-population"),
    ("ministry", "mlit"),
    ("event", "mirai-exchange-2022"),
]
FORMATS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


@pytest.mark.parametrize(
    ("accept", "place"),
    [
        ("text/html", "/doc/{}"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/doc/{}"),
        ("*/*", "/doc/{}"),
        ("", "/doc/{}"),
        ("text/turtle", "/data/{}.ttl"),
        ("application/n-triples", "/data/{}.nt"),
        ("application/ld+json", "/data/{}.jsonld"),
        ("application/rdf+xml", "/data/{}.rdf"),
        ("text/html;q=0.3, text/turtle;q=0.9", "/data/{}.ttl"),
        ("application/rdf+xml;q=0.5, application/ld+json", "/data/{}.jsonld"),
        ("text/turtle;q=0, application/ld+json;q=0.1", "/data/{}.jsonld"),
    ],
)
@pytest.mark.parametrize(("kind", "key"), SAMPLE[:2])
def test_an_iri_leads_by_accept(
    client: TestClient, kind: str, key: str, accept: str, place: str
) -> None:
    response = client.get(f"/id/{kind}/{key}", headers={"accept": accept})
    assert response.status_code == 303
    assert response.headers["location"] == place.format(f"{kind}/{key}")
    assert "accept" in response.headers["vary"].lower()


def test_nothing_acceptable(client: TestClient) -> None:
    assert client.get("/id/project/x", headers={"accept": "image/png"}).status_code == 404
    response = client.get("/id/programme/mirai", headers={"accept": "image/png"})
    assert response.status_code == 406


@pytest.mark.parametrize(("kind", "key"), SAMPLE)
def test_the_data_in_four_formats_are_one_graph(client: TestClient, kind: str, key: str) -> None:
    iri = URIRef(f"{BASE}id/{kind}/{key}")
    graphs = {}
    for suffix, media in FORMATS.items():
        response = client.get(f"/data/{kind}/{key}.{suffix}")
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(media)
        graphs[suffix] = Graph().parse(data=response.content, format=media)
    first = graphs["nt"]
    assert any(first.triples((iri, RDF.type, None)))
    assert any(first.triples((iri, RDFS.label, None)))
    for graph in graphs.values():
        assert set(graph) == set(first)


def test_an_entity_says_what_the_api_says(client: TestClient) -> None:
    content = client.get("/data/municipality/272299.nt").content
    graph = Graph().parse(data=content, format="nt")
    iri = URIRef(f"{BASE}id/municipality/272299")
    assert (iri, RDFS.label, Literal("四條畷市", lang="ja")) in graph
    assert (None, None, iri) in graph  # what points to it


def test_data_without_a_suffix_goes_by_accept(client: TestClient) -> None:
    response = client.get("/data/programme/mirai", headers={"accept": "application/ld+json"})
    assert response.headers["content-type"].startswith("application/ld+json")


def test_unknown_and_retired(client: TestClient) -> None:
    for path in ("/id/project/nope", "/data/project/nope.ttl", "/id/nope/x", "/data/nope/x.ttl"):
        assert client.get(path, headers={"accept": "text/turtle"}).status_code == 404
    for path in ("/id/municipality/033057", "/api/municipalities/033057"):
        response = client.get(path, headers={"accept": "text/turtle"})
        assert response.status_code == 410
        assert response.json()["candidates"][0]["key"] == "032166"


@pytest.mark.parametrize(
    "media",
    [
        "text/turtle",
        "application/rdf+xml",
        "application/ld+json",
        "application/n-triples",
    ],
)
def test_the_vocabulary(client: TestClient, media: str) -> None:
    response = client.get("/ontology", headers={"accept": media})
    graph = Graph().parse(data=response.content, format=media)
    assert (URIRef(f"{BASE}ns#Project"), RDF.type, None) in graph


def test_every_iri_of_a_search_resolves(client: TestClient) -> None:
    items = client.get("/api/search", params={"q": "自動運転", "limit": 100}).json()["items"]
    for item in items:
        path = item["iri"].removeprefix(BASE)
        response = client.get(f"/{path}", headers={"accept": "text/turtle"})
        assert response.status_code == 303
        assert client.get(response.headers["location"]).status_code == 200
