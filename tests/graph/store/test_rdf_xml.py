"""RDF/XML that is XML: what a tag cannot name is refused, or said otherwise."""

from __future__ import annotations

import pyoxigraph
import pytest
from rdflib import Graph

from graph.store.rdf_xml import NotXmlError, as_rdf_xml, as_xml

PREFIXES = {"s": "http://s/", "q": "http://q/?a=1&b="}


def written(turtle: str, prefixes: dict[str, str] | None) -> bytes:
    quads = pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE)
    triples = [quad.triple for quad in quads]
    return (
        pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.RDF_XML, prefixes=prefixes) or b""
    )


@pytest.mark.parametrize("prefixes", [None, PREFIXES])
@pytest.mark.parametrize(
    "turtle",
    [
        "<http://x/a> a <http://s/> .",
        "<http://x/a> a <http://s/9> ; <http://s/p> 1 .",
        "<http://x/a> a <http://q/?a=1&b=> ; <http://s/p> 'a:b <c: d>' .",
        "_:a a <http://s/1/> ; <http://s/p> _:b . _:b a <http://s/T> .",
        "<http://x/a> a <http://s/T>, <http://s/> ; <http://s/p> 'x' .",
    ],
)
def test_a_class_without_a_local_name(turtle: str, prefixes: dict[str, str] | None) -> None:
    body = as_rdf_xml(written(turtle, prefixes), prefixes or {})
    found, expected = (
        Graph().parse(data=body, format="xml"),
        Graph().parse(data=turtle, format="turtle"),
    )
    assert found.isomorphic(expected), body.decode()


@pytest.mark.parametrize(
    "turtle",
    ["<http://x/a> <http://s/9> 1 .", "<http://x/a> <http://s/> 1 .", "<http://x/a> <urn:x:1> 1 ."],
)
@pytest.mark.parametrize("prefixes", [None, PREFIXES])
def test_a_property_without_a_local_name(turtle: str, prefixes: dict[str, str] | None) -> None:
    with pytest.raises(NotXmlError):
        as_rdf_xml(written(turtle, prefixes), prefixes or {})


def test_characters() -> None:
    with pytest.raises(NotXmlError):
        as_xml(b"<a>\x01</a>")
    assert as_xml(b"<a>\r</a>") == b"<a>&#xD;</a>"
