"""Compact JSON-LD means exactly the graph that went in, as rdflib, PyLD and Oxigraph read it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld
from rdflib import Graph
from rdflib.compare import isomorphic

from graph.store import jsonld as own
from graph.store.jsonld import Compactor, compact
from ontology.context import reading_context
from ontology.namespaces import PREFIXES, TSN
from ontology.vocabulary import TermKind, terms

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
"""rdflib's own JSON-LD parser still uses it."""
BASE = "https://w3id.org/tsunagu/"
NS = f"{BASE}ns#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
COMPACTOR = Compactor(reading_context())


def refuse(url: str, _options: object) -> None:
    raise AssertionError(url)


def expanded(n_quads: str, format_: pyoxigraph.RdfFormat = pyoxigraph.RdfFormat.N_QUADS) -> bytes:
    quads = pyoxigraph.parse(n_quads, format_, base_iri="http://example.org/")
    return pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.JSON_LD) or b""


def canonical(quads: Iterable[pyoxigraph.Quad]) -> pyoxigraph.Dataset:
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def by_pyld(document: bytes) -> pyoxigraph.Dataset:
    options = {"format": "application/n-quads", "documentLoader": refuse}
    text = jsonld.to_rdf(json.loads(document), options)
    return canonical(pyoxigraph.parse(text, pyoxigraph.RdfFormat.N_QUADS))


def by_oxigraph(document: bytes) -> pyoxigraph.Dataset:
    return canonical(pyoxigraph.parse(document, pyoxigraph.RdfFormat.JSON_LD))


def assert_same_graph(source: bytes) -> dict[str, Any]:
    document = COMPACTOR.compact(source)
    assert document != source
    assert by_oxigraph(document) == by_oxigraph(source)
    assert by_pyld(document) == by_pyld(source)
    found: dict[str, Any] = json.loads(document)
    return found


TURTLE = """
@prefix tsn: <https://w3id.org/tsunagu/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix schema: <https://schema.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
<https://w3id.org/tsunagu/id/project/x> a tsn:Project, <http://example.org/クラス>, [] ;
  rdfs:label "自動運転"@ja, "Automated driving"@en, "Autonomous driving"@en, "no language", 5 ;
  tsn:technology <https://w3id.org/tsunagu/id/technology/自動>, "not an IRI", "AI"@ja, _:b ;
  tsn:position 1, -7, 0, "007"^^xsd:integer, "1"^^xsd:string, 123456789012345678 ;
  tsn:technologiesOpen true, false, "1"^^xsd:boolean ;
  schema:latitude 34.74, "34.740"^^xsd:decimal, 34, "34.74", 1e0 ;
  schema:url "https://example.org/?a=b"^^xsd:anyURI, <https://example.org/> ;
  tsn:fiscalYear "2020"^^xsd:gYear, "2020"^^xsd:integer ;
  <http://example.org/ns#性質> "値", "1"^^<http://example.org/型> ;
  <http://example.org/ns#性質> "<b></b>"^^rdf:HTML, "{}"^^rdf:JSON ;
  <http://example.org/list> (1 "二"@ja <http://example.org/三>), () .
_:b rdfs:label "blank" ; <http://example.org/p> _:b .
<http://example.org/odd> rdf:type "a literal", <http://example.org/C> .
"""


def test_every_kind_of_term_comes_through() -> None:
    document = assert_same_graph(expanded(TURTLE, pyoxigraph.RdfFormat.TURTLE))
    project = next(node for node in document["@graph"] if node["id"].endswith("/project/x"))
    assert project["label"]["ja"] == "自動運転"
    assert sorted(project["label"]["en"]) == ["Automated driving", "Autonomous driving"]
    assert set(map(str, project["rdfs:label"])) == {"no language", "5"}
    assert "Project" in project["type"]
    assert {1, -7, 0} <= {value for value in project["position"] if isinstance(value, int)}
    assert "34.74" in project["latitude"]
    assert f"{BASE}id/technology/自動" in project["technology"]


def test_rdflib_reads_the_same() -> None:
    source = expanded(TURTLE, pyoxigraph.RdfFormat.TURTLE)
    compact_, as_it_was = (
        Graph().parse(data=document, format="json-ld")
        for document in (COMPACTOR.compact(source), source)
    )
    assert len(compact_) > 40
    assert isomorphic(compact_, as_it_was)


def test_named_graphs_stay_apart() -> None:
    source = expanded(
        f'<{BASE}id/project/x> <{NS}code> "1" <{BASE}id/source/b> .\n'
        f'<{BASE}id/project/x> <{NS}code> "2" .\n'
        f'<{BASE}id/project/y> <{NS}code> "3" <{BASE}id/source/a> .\n'
        f'<{BASE}id/project/z> <{NS}code> "4" <{BASE}id/source/b> .\n'
        f'<{BASE}id/source/a> <{NS}code> "5" _:g .\n'
    )
    document = assert_same_graph(source)
    graphs = [node["id"] for node in document["@graph"] if "@graph" in node]
    assert graphs == [f"{BASE}id/source/b", f"{BASE}id/source/a", "_:g"]


def test_a_prefix_that_is_a_scheme_of_an_iri_is_not_used() -> None:
    """``schema:x`` would be read as a compact IRI if ``schema`` were in the context."""
    lines = [
        f'<schema:x> <https://schema.org/latitude> "1.0"^^<{XSD}decimal> .',
        "<schema:x> <https://schema.org/about> <label:x> .",
        '<id:x> <http://www.w3.org/2000/01/rdf-schema#label> "a"@ja .',
        "<type:x> <http://example.org/p> <tsn:x> .",
        f'<xsd:x> <{NS}code> "1"^^<xsd:integer> .',
    ]
    document = assert_same_graph(expanded("\n".join(lines)))
    assert {"schema", "label", "id", "type", "tsn", "xsd"}.isdisjoint(document["@context"])
    assert document["@context"]["latitude"]["@id"] == "https://schema.org/latitude"


def test_one_thing_stands_at_the_top_and_nothing_is_a_graph() -> None:
    document = assert_same_graph(expanded(f"<{BASE}id/project/x> <{RDF}type> <{NS}Project> ."))
    assert document == {
        "@context": {"id": "@id", "type": "@type", "Project": "tsn:Project", "tsn": NS},
        "id": f"{BASE}id/project/x",
        "type": "Project",
    }
    assert json.loads(compact(b"[]", reading_context()))["@graph"] == []


def test_the_same_document_gives_the_same_bytes_and_a_context_of_what_it_uses() -> None:
    source = expanded(f'<{BASE}id/project/x> <{NS}code> "1" .')
    assert compact(source, reading_context()) == COMPACTOR.compact(source)
    assert set(json.loads(COMPACTOR.compact(source))["@context"]) == {"id", "type", "code", "tsn"}


def test_a_document_past_the_limit_is_given_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    source = expanded(f'<{BASE}id/project/x> <{NS}code> "1" .')
    monkeypatch.setattr(own, "COMPACTED_UP_TO", len(source))
    assert COMPACTOR.compact(source) != source
    monkeypatch.setattr(own, "COMPACTED_UP_TO", len(source) - 1)
    assert COMPACTOR.compact(source) == source


def test_the_context_names_every_own_term_and_every_prefix() -> None:
    context = reading_context()
    for term in terms():
        found = context[term.name]
        iri = found if isinstance(found, str) else found["@id"]
        assert iri.replace("tsn:", str(TSN)) == term.iri
        if term.kind is TermKind.OBJECT_PROPERTY:
            assert found["@type"] == "@id"
    assert {name: context[name] for name in PREFIXES} == PREFIXES
    defined = [d if isinstance(d, str) else d["@id"] for d in context.values()]
    assert len(set(defined)) == len(defined)


IRIS = st.one_of(
    st.sampled_from([f"{NS}Project", f"{NS}technology", f"{NS}code", f"{RDF}type", f"{XSD}date"]),
    st.sampled_from(list(reading_context())).map(lambda name: f"{name.strip('@')}:x"),
    st.sampled_from([*PREFIXES.values(), f"{BASE}id/", "urn:", "http://例え.jp/"]).flatmap(
        lambda start: st.text("ab/:#?@%20日本.-_~", max_size=6).map(lambda end: start + end)
    ),
)
OWN = st.sampled_from([term.iri for term in terms()])
LITERALS = st.builds(
    lambda text, kind: pyoxigraph.Literal(
        text,
        language=kind.removeprefix("@") if kind.startswith("@") else None,
        datatype=None if kind.startswith("@") or not kind else pyoxigraph.NamedNode(kind),
    ),
    st.one_of(st.text('01-+.e"\\\n日本@{}', max_size=8), st.sampled_from(["true", "1", "42"])),
    st.sampled_from(
        ["", "@ja", "@en", "@ja-hira", *(f"{XSD}{n}" for n in ("integer", "boolean", "decimal")),
         f"{XSD}date", f"{XSD}double", f"{RDF}JSON", "urn:x"]
    ),
)  # fmt: skip


def nodes(values: st.SearchStrategy[str]) -> st.SearchStrategy[pyoxigraph.NamedNode]:
    return values.filter(is_iri).map(pyoxigraph.NamedNode)


def is_iri(text: str) -> bool:
    try:
        pyoxigraph.NamedNode(text)
    except ValueError:
        return False
    return True


SUBJECTS = st.one_of(nodes(IRIS), st.sampled_from("abc").map(pyoxigraph.BlankNode))
QUADS = st.lists(
    st.builds(
        pyoxigraph.Quad,
        SUBJECTS,
        st.one_of(nodes(IRIS), nodes(OWN)),
        st.one_of(SUBJECTS, LITERALS),
        st.one_of(st.just(pyoxigraph.DefaultGraph()), nodes(IRIS)),
    ),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(QUADS)
def test_any_graph_comes_through(quads: list[pyoxigraph.Quad]) -> None:
    source = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.JSON_LD) or b"[]"
    document = COMPACTOR.compact(source)
    assert by_oxigraph(document) == canonical(quads)
    assert by_pyld(document) == by_pyld(source)
