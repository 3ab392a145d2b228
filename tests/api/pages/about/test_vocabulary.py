"""The vocabulary: a page for people, RDF for machines, and every term's IRI leads there."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF

from ontology.vocabulary import load_vocabulary, terms

if TYPE_CHECKING:
    import httpx
    from starlette.testclient import TestClient

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
"""rdflib's own JSON-LD parser still uses it."""
BASE = "https://w3id.org/tsunagu/"
FORMATS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Outline(HTMLParser):
    """Ids, addresses and levels of headings of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found["href"])
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))


def page(client: TestClient, lang: str = "ja") -> httpx.Response:
    response = client.get("/ontology", headers={"accept": BROWSER, "accept-language": lang})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    return response


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_term_has_its_place_label_and_definition(client: TestClient, lang: str) -> None:
    response = page(client, lang)
    outline = Outline(response.text)
    text = response.text.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
    for term in terms():
        assert term.name in outline.ids
        assert term.iri in text
        assert term.label[lang] in text
        assert term.definition[lang] in text
    assert f'<html lang="{lang}">' in response.text


def test_anchors_are_unique_and_every_link_within_the_page_has_one(client: TestClient) -> None:
    outline = Outline(page(client).text)
    assert len(set(outline.ids)) == len(outline.ids)
    inner = {href[1:] for href in outline.links if href.startswith("#")}
    assert len(inner) > 150
    assert inner <= set(outline.ids)


def test_headings_do_not_skip_a_level(client: TestClient) -> None:
    levels = Outline(page(client).text).levels
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_trees_hold_every_concept_and_lead_to_its_page(client: TestClient) -> None:
    links = Outline(page(client).text).links
    concepts = [href for href in links if re.match("/doc/(technology|challenge)/", href)]
    assert len(set(concepts)) == 74 + 46
    for href in [*concepts[:3], "/doc/scheme/technologies", "/doc/scheme/challenges"]:
        assert href in links
        assert client.get(href, headers={"accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(("suffix", "media"), FORMATS.items())
def test_the_vocabulary_as_rdf_by_accept_and_by_suffix(
    client: TestClient, suffix: str, media: str
) -> None:
    by_accept = client.get("/ontology", headers={"accept": media})
    by_suffix = client.get(f"/ontology.{suffix}", headers={"accept": BROWSER})
    assert by_accept.content == by_suffix.content
    assert by_accept.headers["content-type"].partition(";")[0] == media
    assert "accept" in by_accept.headers["vary"].lower()
    graph = Graph().parse(data=by_accept.content, format=media)
    assert (URIRef(f"{BASE}ns#Project"), RDF.type, None) in graph
    assert isomorphic(graph, load_vocabulary())


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "text/turtle"),
        ("", "text/turtle"),
        ("text/html;q=0.5, application/rdf+xml", "application/rdf+xml"),
        ("text/html, text/turtle;q=0.9", "text/html"),
        ("text/turtle;q=0, text/html;q=0, */*;q=0.1", "application/n-triples"),
    ],
)
def test_the_format_goes_by_accept(client: TestClient, accept: str, media: str) -> None:
    response = client.get("/ontology", headers={"accept": accept})
    assert response.headers["content-type"].partition(";")[0] == media


def test_nothing_acceptable_is_406_with_what_there_is(client: TestClient) -> None:
    response = client.get("/ontology", headers={"accept": "image/png"})
    assert response.status_code == 406
    assert response.json()["available"] == list(FORMATS.values())
    assert client.get("/ontology.docx").status_code == 404


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/ns", "/ontology"),
        ("/ns/0.1.0", "/ontology"),
        ("/ns.ttl", "/ontology.ttl"),
        ("/ns.jsonld", "/ontology.jsonld"),
    ],
)
def test_the_iris_of_the_vocabulary_lead_to_it(client: TestClient, path: str, place: str) -> None:
    response = client.get(path)
    assert response.status_code == 303
    assert response.headers["location"] == place
    assert client.get(place).status_code == 200


def test_what_is_no_version_or_format_of_the_vocabulary_is_not_there(client: TestClient) -> None:
    assert client.get("/ns/9.9.9").status_code == 404
    assert client.get("/ns.docx").status_code == 404


def test_the_whole_context_is_published_and_documents_use_a_part_of_it(client: TestClient) -> None:
    response = client.get("/context.jsonld")
    assert response.headers["content-type"] == "application/ld+json"
    whole = response.json()["@context"]
    assert {term.name for term in terms()} <= set(whole)
    used = client.get("/data/project/mirai-2020-272299.jsonld").json()["@context"]
    assert used.items() <= whole.items()
    assert len(used) < len(whole) / 2
