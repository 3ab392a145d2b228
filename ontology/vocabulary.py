"""The vocabulary (OWL) and the shapes (SHACL) of this package, as graphs and as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SDO, SKOS

from ontology.namespaces import TSN

if TYPE_CHECKING:
    from collections.abc import Mapping

ONTOLOGY = URIRef(str(TSN).removesuffix("#"))
"""IRI of the vocabulary itself."""

VOCABULARY_FILE = "tsunagu.ttl"
SHAPES_FILE = "shapes.ttl"


class TermKind(Enum):
    """What a term of the vocabulary is; the value is for people to read."""

    CLASS = "class"
    OBJECT_PROPERTY = "object property"
    DATATYPE_PROPERTY = "datatype property"
    INDIVIDUAL = "individual"


_KINDS: Mapping[URIRef, TermKind] = MappingProxyType(
    {
        OWL.Class: TermKind.CLASS,
        OWL.ObjectProperty: TermKind.OBJECT_PROPERTY,
        OWL.DatatypeProperty: TermKind.DATATYPE_PROPERTY,
        OWL.NamedIndividual: TermKind.INDIVIDUAL,
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """One own term of the vocabulary.

    Args:
        iri: its IRI, in the namespace ``tsn:``.
        kind: class, object property, datatype property or individual.
        label: text by language (``ja`` and ``en``).
        definition: one sentence by language (``ja`` and ``en``).
        domain: IRIs of the classes that have the property, sorted.
        range: IRIs of the classes or datatypes of its values, sorted.
        super: IRIs of the broader classes or properties, sorted.
    """

    iri: str
    kind: TermKind
    label: Mapping[str, str]
    definition: Mapping[str, str]
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    super: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The IRI without the namespace, e.g. ``locatedIn``."""
        return self.iri.removeprefix(str(TSN))


@dataclass(frozen=True, slots=True)
class Header:
    """What the vocabulary says of itself, texts by language."""

    title: Mapping[str, str]
    description: Mapping[str, str]
    version: str


@cache
def header() -> Header:
    """Return what the vocabulary says of itself."""
    graph = load_vocabulary()
    return Header(
        _texts(graph, ONTOLOGY, DCTERMS.title),
        _texts(graph, ONTOLOGY, DCTERMS.description),
        str(graph.value(ONTOLOGY, OWL.versionInfo)),
    )


def load_vocabulary() -> Graph:
    """Return the vocabulary as a new graph; its IRIs are the same whatever the base."""
    return _parsed(VOCABULARY_FILE)


def load_shapes() -> Graph:
    """Return the shapes as a new graph; they hold under any base."""
    return _parsed(SHAPES_FILE)


@cache
def terms() -> tuple[Term, ...]:
    """Return every own term: classes, then properties, then individuals, each by IRI.

    Domain and range join what holds without exception (``rdfs:domain``, ``rdfs:range``) with what
    is named for the reader (``schema:domainIncludes``, ``schema:rangeIncludes``).
    """
    graph = load_vocabulary()
    order = list(TermKind)
    found = [
        _term(graph, iri, kind)
        for class_, kind in _KINDS.items()
        for iri in graph.subjects(RDF.type, class_)
        if isinstance(iri, URIRef) and iri.startswith(str(TSN))
    ]
    return tuple(sorted(found, key=lambda term: (order.index(term.kind), term.iri)))


def _parsed(name: str) -> Graph:
    text = resources.files("ontology").joinpath(name).read_text(encoding="utf-8")
    return Graph().parse(data=text, format="turtle")


def _term(graph: Graph, iri: URIRef, kind: TermKind) -> Term:
    return Term(
        iri=str(iri),
        kind=kind,
        label=_texts(graph, iri, RDFS.label),
        definition=_texts(graph, iri, SKOS.definition),
        domain=_iris(graph, iri, RDFS.domain, SDO.domainIncludes),
        range=_iris(graph, iri, RDFS.range, SDO.rangeIncludes),
        super=_iris(graph, iri, RDFS.subClassOf, RDFS.subPropertyOf),
    )


def _texts(graph: Graph, subject: URIRef, prop: URIRef) -> Mapping[str, str]:
    """Return the language-tagged values of a property, by language."""
    return MappingProxyType(
        {
            text.language: str(text)
            for text in graph.objects(subject, prop)
            if isinstance(text, Literal) and text.language
        }
    )


def _iris(graph: Graph, subject: URIRef, *props: URIRef) -> tuple[str, ...]:
    found = {value for prop in props for value in graph.objects(subject, prop)}
    return tuple(sorted(str(value) for value in found if isinstance(value, URIRef)))


_RDF_FORMATS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}


@cache
def vocabulary_rdf(media_type: str) -> bytes:
    """Return the vocabulary in an RDF format.

    Args:
        media_type: ``text/turtle``, ``application/n-triples``, ``application/rdf+xml`` or
            ``application/ld+json``.

    Raises:
        KeyError: another media type.
    """
    return load_vocabulary().serialize(format=_RDF_FORMATS[media_type], encoding="utf-8")


@cache
def shapes_rdf(media_type: str) -> bytes:
    """Return the shapes in an RDF format, as ``vocabulary_rdf`` does the vocabulary."""
    return load_shapes().serialize(format=_RDF_FORMATS[media_type], encoding="utf-8")
