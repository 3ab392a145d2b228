"""Statements that follow from what is stated by the vocabulary alone, in a graph of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rdflib import RDF, RDFS, URIRef

from graph.store.nquads import triples
from ontology.entailment import Broader, rules
from ontology.kinds import ENTAILED_SOURCE
from ontology.namespaces import Iris

_Broader = Mapping[bytes, frozenset[bytes]]

_TYPE, _SUB_CLASS, _SUB_PROPERTY = (
    f"<{term}>".encode() for term in (RDF.type, RDFS.subClassOf, RDFS.subPropertyOf)
)


def entailed_lines(path: Path, iris: Iris) -> list[bytes]:
    """Return the statements that follow and that nobody states, as sorted lines of N-Quads.

    Args:
        path: the whole graph as sorted N-Quads.
        iris: maker of IRIs.
    """
    end = f" <{iris.entity('source', ENTAILED_SOURCE)}> .\n".encode()
    with path.open("rb") as stream:
        found = set(_Follow().of_all(triples(stream)))
    with path.open("rb") as stream:
        found.difference_update(triples(stream))
    return sorted(triple + end for triple in found)


class _Follow:
    """The rules of the vocabulary, for terms as N-Quads writes them."""

    def __init__(self) -> None:
        known = rules()
        self._classes, self._properties = _written(known.classes), _written(known.properties)
        self._symmetric = frozenset(map(_term, known.symmetric))
        self._of_terms = {_TYPE: self._classes, _SUB_CLASS: self._classes}
        self._of_terms[_SUB_PROPERTY] = self._properties

    def of_all(self, stated: Iterable[bytes]) -> Iterator[bytes]:
        """Yield what follows from each statement; some of it more than once."""
        leading = {*self._of_terms, *self._symmetric, *self._properties}
        for triple in stated:
            start = triple.index(b" ") + 1
            predicate = triple[start : triple.index(b" ", start)]
            if predicate in leading:
                yield from self._of(*triple.split(b" ", 2))

    def _of(self, subject: bytes, predicate: bytes, value: bytes) -> Iterator[bytes]:
        for term in self._of_terms.get(predicate, {}).get(value, ()):
            yield b"%b %b %b" % (subject, predicate, term)
        if predicate in self._symmetric:
            yield b"%b %b %b" % (value, predicate, subject)
            for broader in self._properties.get(predicate, ()):
                yield b"%b %b %b" % (value, broader, subject)
        for broader in self._properties.get(predicate, ()):
            yield b"%b %b %b" % (subject, broader, value)


def _written(broader: Broader) -> _Broader:
    return {_term(term): frozenset(map(_term, terms)) for term, terms in broader.items()}


def _term(iri: URIRef) -> bytes:
    return f"<{iri}>".encode()
