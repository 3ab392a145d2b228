"""The operator's own RDF in ``data/rdf``: read, and what is wrong with it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph

from graph.ingest.problems import DataError, Problem
from ontology.namespaces import Iris

_FORMATS = {
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
    ".trig": pyoxigraph.RdfFormat.TRIG,
    ".nq": pyoxigraph.RdfFormat.N_QUADS,
}
"""Formats of the RDF that an operator may drop into ``data/rdf``, by file ending."""
_UNREADABLE = (SyntaxError, ValueError, OSError)
"""What pyoxigraph raises for RDF that it cannot read."""


def own_files(folder: Path) -> list[Path]:
    """Return the operator's own RDF files of a data folder, by name."""
    return sorted(path for path in (folder / "rdf").glob("*") if path.suffix in _FORMATS)


def own_problems(paths: Iterable[Path], iris: Iris) -> list[Problem]:
    """Return what is wrong with the operator's own RDF: at most one problem for each file."""
    problems: list[Problem] = []
    for path in paths:
        try:
            deque(own_quads([path], iris), maxlen=0)
        except DataError as error:
            problems += error.problems
    return problems


def own_quads(paths: Iterable[Path], iris: Iris) -> Iterator[pyoxigraph.Quad]:
    """Yield the quads of the operator's own RDF.

    Args:
        paths: its files; what a file says outside named graphs stands in a graph named after it.
        iris: maker of IRIs.

    Raises:
        DataError: a file cannot be parsed; the message says where.
    """
    for path in paths:
        try:
            yield from _quads(path, iris)
        except _UNREADABLE as error:
            raise DataError([_problem(path, error)]) from error


def _quads(path: Path, iris: Iris) -> Iterator[pyoxigraph.Quad]:
    """Yield the quads of a file; blank nodes are numbered, so that each build names them alike."""
    own = pyoxigraph.NamedNode(str(iris.entity("graph", path.stem)))
    prefix = sha256(path.name.encode()).hexdigest()[:8]
    blank: dict[pyoxigraph.BlankNode, pyoxigraph.BlankNode] = {}

    def renamed(term: Any) -> Any:  # noqa: ANN401 - any of pyoxigraph's terms
        if not isinstance(term, pyoxigraph.BlankNode):
            return term
        return blank.setdefault(term, pyoxigraph.BlankNode(f"x{prefix}b{len(blank)}"))

    parsed = pyoxigraph.parse(path=str(path), format=_FORMATS[path.suffix], base_iri=own.value)
    for quad in parsed:
        named = not isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
        yield pyoxigraph.Quad(
            renamed(quad.subject),
            quad.predicate,
            renamed(quad.object),
            renamed(quad.graph_name) if named else own,
        )


def _problem(path: Path, error: Exception) -> Problem:
    line = getattr(error, "lineno", None) or 0
    message = f"cannot be read as RDF: {getattr(error, 'msg', None) or error}"
    return Problem(f"rdf/{path.name}", line, "", message)
