"""Statements that follow from what is stated by the vocabulary alone, in a graph of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rdflib import RDF, RDFS, URIRef

from graph.store.nquads import split
from ontology.entailment import Broader, rules
from ontology.kinds import ENTAILED_SOURCE
from ontology.namespaces import Iris

Said = tuple[bytes, bytes, bytes]
"""Subject, predicate and object, as N-Quads writes them."""
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
    graph = str(iris.entity("source", ENTAILED_SOURCE)).encode()
    follow = _Follow()
    with path.open("rb") as stream:
        found = set(follow.of_all(split(line)[:3] for line in stream))
    with path.open("rb") as stream:
        found.difference_update(split(line)[:3] for line in stream)
    return sorted(b"%b %b %b <%b> .\n" % (*said, graph) for said in found)


class _Follow:
    """The rules of the vocabulary, for terms as N-Quads writes them."""

    def __init__(self) -> None:
        known = rules()
        self._classes, self._properties = _written(known.classes), _written(known.properties)
        self._symmetric = frozenset(map(_term, known.symmetric))

    def of_all(self, stated: Iterable[Said]) -> Iterator[Said]:
        """Yield what follows from each statement; some of it more than once."""
        last = None
        for said in stated:
            if said != last:
                yield from self._of(*said)
            last = said

    def _of(self, subject: bytes, predicate: bytes, value: bytes) -> Iterator[Said]:
        if predicate in {_TYPE, _SUB_CLASS}:
            yield from ((subject, predicate, term) for term in self._classes.get(value, ()))
        elif predicate == _SUB_PROPERTY:
            yield from ((subject, predicate, term) for term in self._properties.get(value, ()))
        if predicate in self._symmetric:
            yield value, predicate, subject
            for broader in self._properties.get(predicate, ()):
                yield value, broader, subject
        for broader in self._properties.get(predicate, ()):
            yield subject, broader, value


def _written(broader: Broader) -> _Broader:
    return {_term(term): frozenset(map(_term, terms)) for term, terms in broader.items()}


def _term(iri: URIRef) -> bytes:
    return f"<{iri}>".encode()
