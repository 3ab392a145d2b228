"""Linked data: ``/id``, ``/data`` and the pages of things without a page of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pyoxigraph
import pytest
from pyld import jsonld
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS
from starlette.testclient import TestClient

from graph.entities.linked import PAGE
from graph.store.store import Store
from ontology.namespaces import TSN

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
    ("council", "yokkaichi-smart-region"),
    ("applicant", "mirai-2020-272299.1"),
    ("source", "tsunagu-thesaurus"),
    ("scheme", "technologies"),
    ("status", "supported"),
]
FORMATS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
DATASETS = {"trig": "application/trig", "nq": "application/n-quads"}


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


@pytest.mark.parametrize(
    ("suffix", "place"),
    [
        ("html", "/doc/{}"),
        ("ttl", "/data/{}.ttl"),
        ("nt", "/data/{}.nt"),
        ("rdf", "/data/{}.rdf"),
        ("jsonld", "/data/{}.jsonld"),
        ("trig", "/data/{}.trig"),
        ("nq", "/data/{}.nq"),
    ],
)
@pytest.mark.parametrize(("kind", "key"), [SAMPLE[0], ("applicant", "mirai-2020-272299.1")])
def test_an_iri_leads_by_suffix_whatever_is_accepted(
    client: TestClient, kind: str, key: str, suffix: str, place: str
) -> None:
    for accept in ("*/*", "text/html", "image/png"):
        response = client.get(f"/id/{kind}/{key}.{suffix}", headers={"accept": accept})
        assert response.status_code == 303
        assert response.headers["location"] == place.format(f"{kind}/{key}")
        assert client.get(response.headers["location"]).status_code == 200


def test_json_is_that_of_the_api_or_json_ld(client: TestClient) -> None:
    project = "/id/project/mirai-2020-272299"
    api = "/api/projects/mirai-2020-272299"
    assert client.get(f"{project}.json").headers["location"] == api
    headers = {"accept": "application/json"}
    assert client.get(project, headers=headers).headers["location"] == api
    other = client.get("/id/source/localgovjp.json")
    assert other.headers["location"] == "/data/source/localgovjp.jsonld"


def test_a_chosen_language_is_kept_and_a_host_does_not_matter(client: TestClient) -> None:
    path = "/id/project/mirai-2020-272299?lang=en"
    response = client.get(path, headers={"accept": "text/html", "host": "evil.example"})
    assert response.headers["location"] == "/doc/project/mirai-2020-272299?lang=en"


@pytest.mark.parametrize(("kind", "key"), SAMPLE)
def test_the_data_in_all_formats_are_one_graph(client: TestClient, kind: str, key: str) -> None:
    iri = URIRef(f"{BASE}id/{kind}/{key}")
    contents = {}
    for suffix, media in {**FORMATS, **DATASETS}.items():
        response = client.get(f"/data/{kind}/{key}.{suffix}")
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(media)
        contents[suffix] = response.content
    first = Graph().parse(data=contents["nt"], format="nt")
    assert (iri, RDF.type, None) in first
    for suffix, media in FORMATS.items():
        assert set(Graph().parse(data=contents[suffix], format=media)) == set(first)
    triples = set(pyoxigraph.parse(contents["nt"], pyoxigraph.RdfFormat.N_TRIPLES))
    for suffix in DATASETS:
        quads = pyoxigraph.parse(contents[suffix], pyoxigraph.RdfFormat.from_extension(suffix))
        assert {quad.triple for quad in quads} == {quad.triple for quad in triples}


@pytest.mark.parametrize(("kind", "key"), SAMPLE)
def test_pyld_reads_the_json_ld_without_loading_anything(
    client: TestClient, kind: str, key: str
) -> None:
    def refuse(url: str, _options: object) -> None:
        raise AssertionError(url)

    document = client.get(f"/data/{kind}/{key}.jsonld").json()
    options = {"format": "application/n-quads", "documentLoader": refuse}
    found = Graph().parse(data=jsonld.to_rdf(document, options), format="nt")
    wanted = client.get(f"/data/{kind}/{key}.nt").content
    assert isomorphic(found, Graph().parse(data=wanted, format="nt"))


def test_json_ld_reads_well(client: TestClient) -> None:
    document = client.get("/data/municipality/272299.jsonld").json()
    first = document["@graph"][0]
    assert first["id"] == f"{BASE}id/municipality/272299"
    assert first["type"] == "Municipality"
    assert first["label"] == {"ja": "四條畷市", "en": "Shijonawate City"}
    assert first["latestCensus"] == f"{BASE}id/census/272299.2025-10-01"
    assert first["prefecture"] == f"{BASE}id/municipality/270008"
    assert first["latitude"] == "34.74"


def test_everything_beside_the_entity_has_its_name_and_type(client: TestClient) -> None:
    iri = URIRef(f"{BASE}id/project/mirai-2020-272299")
    content = client.get("/data/project/mirai-2020-272299.nt").content
    graph = Graph().parse(data=content, format="nt")
    pointed_to = {o for o in graph.objects(iri) if isinstance(o, URIRef) and "/id/" in o}
    assert len(pointed_to) > 8
    for thing in pointed_to:
        assert (thing, RDF.type, None) in graph, thing
        if "/id/source/" not in thing and "/id/project-title/" not in thing:
            assert {str(getattr(label, "language", "")) for label in graph[thing : RDFS.label]} == {
                "ja",
                "en",
            }, thing
    for subject in graph.subjects(None, iri):
        assert (subject, RDF.type, None) in graph, subject


def test_each_statement_stands_in_the_graph_of_its_source_which_is_described(
    client: TestClient, graph_store: Store
) -> None:
    iri = URIRef(f"{BASE}id/project/mirai-2018-270008")
    content = client.get("/data/project/mirai-2018-270008.nq").content
    quads = list(pyoxigraph.parse(content, pyoxigraph.RdfFormat.N_QUADS))
    own = [quad for quad in quads if quad.subject == pyoxigraph.NamedNode(iri)]
    plain = {quad.triple for quad in own if isinstance(quad.graph_name, pyoxigraph.DefaultGraph)}
    named = [quad for quad in own if isinstance(quad.graph_name, pyoxigraph.NamedNode)]
    assert named
    assert all(str(quad.graph_name).startswith(f"<{BASE}id/source/") for quad in named)
    # Each once more in the default graph, where clients that read no names look for a label.
    assert plain == {quad.triple for quad in named}
    assert any(triple.predicate.value == str(RDFS.label) for triple in plain)
    rows = graph_store.select(
        "SELECT ?this ?g WHERE { GRAPH ?g { { ?this ?p ?o } UNION { ?s ?q ?this } } }",
        {"this": iri},
    )
    graph = Graph().parse(data=client.get("/data/project/mirai-2018-270008.nt").content)
    document = URIRef(f"{BASE}data/project/mirai-2018-270008")
    sources = {row["g"] for row in rows}
    assert len(sources) > 1
    assert set(graph.objects(document, DCTERMS.source)) == sources
    for source in sources:
        assert (source, DCTERMS.title, None) in graph
        assert (source, DCTERMS.rights, None) in graph
    assert list(graph.objects(document, FOAF.primaryTopic)) == [iri]


def test_computed_statements_are_marked_in_every_format(client: TestClient) -> None:
    path, computed = "/data/project/mirai-2018-270008", URIRef(f"{BASE}id/source/tsunagu-relations")
    graph = Graph().parse(data=client.get(f"{path}.nt").content)
    marks = set(graph.subjects(RDF.type, RDF.Statement))
    marked = set()
    for mark in marks:
        said = tuple(graph.value(mark, p) for p in (RDF.subject, RDF.predicate, RDF.object))
        assert said in graph
        assert set(graph.objects(mark, DCTERMS.source)) == {computed}
        marked.add(said)
    similar = set(graph.triples((None, TSN.similarTo, None)))
    assert similar
    assert {said for said in marked if said[1] == TSN.similarTo} == similar


def test_what_points_to_a_thing_comes_in_pages(client: TestClient, graph_store: Store) -> None:
    iri = f"{BASE}id/source/localgovjp"
    rows = graph_store.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o }", {"o": URIRef(iri)})
    path: str | None = "/data/source/localgovjp.nt"
    found: set[str] = set()
    pages = 0
    while path:
        response = client.get(path)
        lines = response.text.splitlines()
        incoming = {line for line in lines if line.split(" ", 2)[2].startswith(f"<{iri}>")}
        incoming = {line for line in incoming if f"<{BASE}data/" not in line}
        assert 0 < len(incoming) <= PAGE
        assert found.isdisjoint(incoming)
        found |= incoming
        pages += 1
        link = re.search(r'<([^>]+)>; rel="next"', response.headers["link"])
        following = [line for line in lines if "hydra/core#next" in line]
        assert bool(following) == bool(link)
        path = link[1] if link else None
    assert len(found) == len(rows)
    assert pages == -(-len(rows) // PAGE) > 1
    response = client.get(f"/data/source/localgovjp.nt?page={pages + 1}")
    assert response.status_code == 404
    assert response.json()["pages"] == pages


@pytest.mark.parametrize("path", ["/data/programme/mirai.ttl", "/id/programme/mirai", "/ontology"])
@pytest.mark.parametrize(
    ("query", "name"), [("pag=2", "pag"), ("page=x", "page"), ("lang=ja&lang=en", "lang")]
)
def test_a_wrong_parameter_is_named(client: TestClient, path: str, query: str, name: str) -> None:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    found = response.json()
    assert name in {one.get("parameter") for one in (found, *found.get("errors", ()))}


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


@pytest.mark.parametrize("accept", ["application/json", "text/turtle", "*/*", "text/html"])
@pytest.mark.parametrize("prefix", ["/id", "/data", "/doc"])
def test_a_wrong_key_gets_suggestions_in_the_format_asked_for(
    client: TestClient, prefix: str, accept: str
) -> None:
    """An RDF client gets problem+json, too: there is no RDF of what is not there."""
    headers = {"accept": accept, "accept-language": "en"}
    for kind, key, meant in (
        ("project", "mirai-2020-27229", "mirai-2020-272299"),
        ("municipality", quote("四條畷"), "272299"),
        ("municipality", "shijonawate", "272299"),
        ("technology", "automated-drivin", "automated-driving"),
        ("applicant", "mirai-2020-272299.9", "mirai-2020-272299.1"),
    ):
        response = client.get(f"{prefix}/{kind}/{key}", headers=headers)
        assert response.status_code == 404
        if accept == "text/html":
            assert response.headers["content-type"].startswith("text/html")
            assert f'href="/doc/{kind}/{meant}"' in response.text
        else:
            assert response.headers["content-type"] == "application/problem+json"
            candidates = response.json()["candidates"]
            assert meant in {candidate["key"] for candidate in candidates[:3]}
            assert all(candidate["label"] for candidate in candidates)


def test_a_wrong_kind_gets_like_kinds(client: TestClient) -> None:
    response = client.get("/id/projct/mirai-2020-272299", headers={"accept-language": "en"})
    assert response.status_code == 404
    assert response.json()["kinds"][0] == "project"
    assert client.get("/id/zzzzzz/x").json()["kinds"]
    for odd in ("x%20y", "%3Cscript%3E", "%00", "a%22b"):
        assert client.get(f"/id/{odd}/z").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/id/municipality/033057", 410, ("廃止されています", "no longer in use")),
        ("/data/municipality/033057.ttl", 410, ("廃止されています", "no longer in use")),
        ("/doc/municipality/033057", 410, ("廃止されています", "no longer in use")),
        ("/id/project/nope", 404, ("見つかりません", "Page not found")),
        ("/api/search?nope=1", 400, ("入力内容をご確認ください", "Please check your input")),
    ],
)
def test_problems_speak_the_language_of_the_request(
    client: TestClient, path: str, status: int, words: tuple[str, str]
) -> None:
    for lang, said in zip(("ja", "en"), words, strict=True):
        for accept in ("application/json", "text/html"):
            response = client.get(path, headers={"accept": accept, "accept-language": lang})
            assert response.status_code == status
            assert said in response.text
            if accept == "text/html":
                assert f'<html lang="{lang}">' in response.text
            assert "accept-language" in response.headers["vary"].lower()
    chosen = f"{path}{'&' if '?' in path else '?'}lang=en"
    assert words[1] in client.get(chosen, headers={"accept-language": "ja"}).text


def test_a_retired_code_leads_to_its_successors(client: TestClient) -> None:
    response = client.get("/doc/municipality/033057", headers={"accept": "text/html"})
    assert '<a href="/doc/municipality/032166">' in response.text
    assert client.get("/doc/municipality/032166").status_code == 200


class Links(HTMLParser):
    """Addresses of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value or "" for name, value in attrs if name == "href"]

    def own(self) -> Iterator[str]:
        """Yield the addresses on this server, without fragments."""
        yield from {href.partition("#")[0] for href in self.found if href.startswith("/")}


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("applicant", "mirai-2020-272299.1"),
        ("source", "mirai-fy2022"),
        ("scheme", "technologies"),
        ("geometry", "272299"),
        ("retired-code", "403059.402311"),
    ],
)
def test_every_thing_has_a_page_whose_links_answer(
    client: TestClient, graph_store: Store, kind: str, key: str, lang: str
) -> None:
    headers = {"accept": "text/html"}
    response = client.get(f"/doc/{kind}/{key}?lang={lang}", headers=headers)
    assert response.status_code == 200
    iri = URIRef(f"{BASE}id/{kind}/{key}")
    rows = graph_store.select("SELECT ?this ?p ?o WHERE { ?this ?p ?o }", {"this": iri})
    table = response.text.split("</table>")[0]
    assert table.count("<tr>") - 1 == len(rows)
    own = list(Links(response.text).own())
    assert any(href.startswith(f"/data/{kind}/{key}.") for href in own)
    for href in own[:40]:
        assert client.get(href, headers=headers).status_code in {200, 406}, href


def test_the_page_of_a_thing_shows_what_points_to_it_in_pages(client: TestClient) -> None:
    headers = {"accept": "text/html"}
    first = client.get("/doc/source/localgovjp", headers=headers)
    assert 'rel="next" href="/doc/source/localgovjp?page=2' in first.text
    second = client.get("/doc/source/localgovjp?page=2", headers=headers)
    assert 'rel="prev"' in second.text
    assert client.get("/doc/source/localgovjp?page=99", headers=headers).status_code == 404
    assert client.get("/doc/project/mirai-2020-272299?page=2").status_code == 400


def test_every_iri_of_a_search_resolves(client: TestClient) -> None:
    items = client.get("/api/search", params={"q": "自動運転", "limit": 100}).json()["items"]
    for item in items:
        path = item["iri"].removeprefix(BASE)
        response = client.get(f"/{path}", headers={"accept": "text/turtle"})
        assert response.status_code == 303
        assert client.get(response.headers["location"]).status_code == 200
