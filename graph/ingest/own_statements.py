"""What the operator's own RDF says of entities, and where: the shapes hold for it, too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph
from rdflib import Literal, URIRef
from rdflib.term import Node

from graph.ingest.own_rdf import own_quads
from graph.ingest.problems import Problem
from graph.store.store import as_rdflib
from ontology.namespaces import Iris

Triple = tuple[URIRef, URIRef, Node]
_LOCAL = re.compile(r"[^/#:]*$")


class OwnStatements:
    """What own RDF says of entities under the base.

    Args:
        paths: its files, which can be read.
        iris: maker of IRIs.
    """

    def __init__(self, paths: Iterable[Path], iris: Iris) -> None:
        self._triples: dict[Triple, Path] = {}
        self._said: dict[tuple[URIRef, Node | None], Triple] = {}
        self._lines: dict[Path, list[str]] = {}
        space = f"{iris.base}id/"
        for path in paths:
            for quad in own_quads([path], iris):
                subject = quad.subject
                if isinstance(subject, pyoxigraph.NamedNode) and subject.value.startswith(space):
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

    def unknown(self, focus: Node | None, prop: Node | None, message: str) -> Problem | None:
        """Return a violation of a thing that only own RDF has, or None."""
        triple = self._said.get((focus, None)) if isinstance(focus, URIRef) else None
        return self._placed(triple, prop, message) if triple else None

    def _placed(self, triple: Triple, prop: Node | None, message: str) -> Problem:
        path = self._triples[triple]
        if path not in self._lines:
            self._lines[path] = path.read_text("utf-8").split("\n")
        line = _line(self._lines[path], triple)
        said = f"<{triple[0]}>: {message}"
        return Problem(f"rdf/{path.name}", line, str(prop or ""), said)


def _line(lines: Sequence[str], triple: Triple) -> int:
    """Return the line that a statement seems to be on, 0 where the file abbreviates its terms.

    It is the first from that of its subject on that names its value: no parser tells lines.
    """
    first = _first(lines, 0, str(triple[0]), _name(triple[0]))
    return 0 if first is None else 1 + (_first(lines, first, _name(triple[2])) or first)


def _first(lines: Sequence[str], start: int, *names: str) -> int | None:
    """Return the number of the first line with a name; one after another, from ``start`` on."""
    numbers = range(start, len(lines))
    found = (next((n for n in numbers if name in lines[n]), None) for name in names)
    return next((number for number in found if number is not None), None)


def _name(term: Node) -> str:
    """Return what stands of a term on a line, however it is written."""
    if isinstance(term, Literal):
        return str(term).partition("\n")[0]
    found = _LOCAL.search(str(term))
    return found[0] if found else ""
