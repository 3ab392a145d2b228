"""What the operator's own RDF says of entities, and where: the shapes hold for it, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
from rdflib import Literal, URIRef
from rdflib.term import Node

from graph.ingest.own.lines import Lines, local_name
from graph.ingest.own.rdf import own_quads
from graph.ingest.problems import Problem
from graph.store.store import as_rdflib
from ontology.namespaces import TSN, Iris

Triple = tuple[URIRef, URIRef, Node]


class OwnStatements:
    """What own RDF says of entities under the base, and of the terms of the vocabulary.

    Args:
        paths: its files, which can be read.
        iris: maker of IRIs.
    """

    def __init__(self, paths: Iterable[Path], iris: Iris) -> None:
        self._triples: dict[Triple, Path] = {}
        self._said: dict[tuple[URIRef, Node | None], Triple] = {}
        self._lines = Lines()
        spaces = (f"{iris.base}id/", str(TSN), f"{iris.base}ontology")
        for path in paths:
            for quad in own_quads([path], iris):
                subject = quad.subject
                if isinstance(subject, pyoxigraph.NamedNode) and subject.value.startswith(spaces):
                    prop = URIRef(quad.predicate.value)
                    triple = URIRef(subject.value), prop, as_rdflib(quad.object)
                    self._triples.setdefault(triple, path)
                    self._said.setdefault((triple[0], prop), triple)
                    self._said.setdefault((triple[0], None), triple)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self._triples)

    def problem(
        self, focus: Node | None, prop: Node | None, value: Node | None, message: str
    ) -> Problem | None:
        """Return a violation as a problem of the file that has the statement, or None.

        Args:
            focus: what the violation is about.
            prop: the property; None for the thing as a whole.
            value: its value; None where there is none, or too many.
            message: what is wrong and what would be right.
        """
        if not isinstance(focus, URIRef):
            return None
        triple: Triple | None
        if isinstance(prop, URIRef) and value is not None:
            triple = (focus, prop, value) if (focus, prop, value) in self._triples else None
        else:
            triple = self._said.get((focus, prop))
        return self._placed(triple, prop, message) if triple else None

    def refused(self, triple: Triple, message: str) -> Problem:
        """Return a statement that may not stand there as a problem of its file."""
        return self._placed(triple, triple[1], message)

    def unknown(self, focus: Node | None, prop: Node | None, message: str) -> Problem | None:
        """Return a violation of a thing that only own RDF has, or None."""
        triple = self._said.get((focus, None)) if isinstance(focus, URIRef) else None
        return self._placed(triple, prop, message) if triple else None

    def _placed(self, triple: Triple, prop: Node | None, message: str) -> Problem:
        path = self._triples[triple]
        line = self._lines.of(path, str(triple[0]), _name(triple[2]))
        said = f"<{triple[0]}>: {message}"
        return Problem(f"rdf/{path.name}", line, str(prop or ""), said)


def _name(term: Node) -> str:
    """Return what stands of a term on a line, however it is written."""
    if isinstance(term, Literal):
        return str(term).partition("\n")[0]
    return local_name(str(term))
