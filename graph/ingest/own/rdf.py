"""The operator's own RDF in ``data/rdf``: read, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph
from rdflib import RDF, Literal, URIRef
from rdflib.namespace import DCTERMS, VOID

from graph.ingest.own.lines import Lines
from graph.ingest.problems import DataError, Problem, Problems
from graph.store.store import Quad
from ontology.kinds import OWN_SOURCE
from ontology.namespaces import Iris

_FORMATS = {
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
    ".trig": pyoxigraph.RdfFormat.TRIG,
    ".nq": pyoxigraph.RdfFormat.N_QUADS,
}
"""Formats of the RDF that an operator may drop into ``data/rdf``, by file ending."""
SUFFIXES = tuple(_FORMATS)
"""Endings of the files that are read."""
MOST_CHARACTERS = 1_000_000
"""Longest literal, in characters: it bounds what an answer and a worker can be made to hold."""
MOST_BYTES = 512 * 1024 * 1024
"""Largest file that is read at all, in bytes."""
_UNREADABLE = (SyntaxError, ValueError, OSError)
"""What pyoxigraph raises for RDF that it cannot read."""
_VERSION = re.compile(
    rb"""^[ \t]*VERSION[ \t]+("[^"\n]*"|'[^'\n]*')[ \t]*(?:#.*)?$""", re.MULTILINE
)
"""A version directive (RDF 1.2 N-Quads, section 2.1), which the engine reads in Turtle alone."""


def own_files(folder: Path) -> list[Path]:
    """Return the operator's own RDF files of a data folder, by name."""
    return sorted(path for path in (folder / "rdf").glob("*") if path.suffix in _FORMATS)


def own_problems(paths: Iterable[Path], iris: Iris) -> list[Problem]:
    """Return what is wrong with the operator's own RDF, whatever it is about.

    A file that cannot be parsed has one problem. The others are statements in graphs that are not
    the operator's, and literals that are too long to be served. RDF may hold characters that XML
    cannot: formats of XML leave such statements out, or answer 406.
    """
    problems, lines = Problems(), Lines()
    for path in paths:
        try:
            for quad in own_quads([path], iris):
                if fault := _fault(quad, iris):
                    name, message = fault
                    line = lines.of(path, name)
                    problems.append(Problem(f"rdf/{path.name}", line, "", message))
        except DataError as error:
            problems += error.problems
    return problems


def _fault(quad: pyoxigraph.Quad, iris: Iris) -> tuple[str, str] | None:
    """Return what is wrong with a statement, after the IRI that its line is found by."""
    graph, value = quad.graph_name, quad.object
    if isinstance(graph, pyoxigraph.NamedNode) and is_reserved(graph.value, iris):
        own = iris.entity("graph", "…")
        return graph.value, f"the graph <{graph.value}> is reserved; name one of your own, as {own}"
    if isinstance(value, pyoxigraph.Literal) and len(value.value) > MOST_CHARACTERS:
        size = f"{len(value.value):,} characters; at most {MOST_CHARACTERS:,} are allowed"
        return quad.predicate.value, f"a text of <{quad.predicate.value}> has {size}"
    return None


def is_reserved(graph: str, iris: Iris) -> bool:
    """Tell whether a graph is one that only the build writes: under our base all but own ones."""
    return graph.startswith(iris.base) and not graph.startswith(f"{iris.base}id/graph/")


def own_graphs(paths: Iterable[Path], iris: Iris) -> Iterator[Quad]:
    """Yield what the graphs are that are named after files, so that their names lead somewhere."""
    source, dataset = iris.entity("source", OWN_SOURCE), URIRef(f"{iris.base}dataset")
    for path in paths:
        graph = iris.entity("graph", path.stem)
        yield graph, RDF.type, VOID.Dataset, source
        yield graph, DCTERMS.identifier, Literal(f"rdf/{path.name}"), source
        yield graph, DCTERMS.isPartOf, dataset, source


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
            if path.stat().st_size > MOST_BYTES:
                raise ValueError(f"the file has {path.stat().st_size:,} bytes; too large")
            yield from _quads(path, iris)
        except _UNREADABLE as error:
            raise DataError([_problem(path, error)]) from error
        except MemoryError as error:  # the engine's buffer, 16 MiB, is full
            message = f"a text is too long to be read; at most {MOST_CHARACTERS:,} characters are"
            problem = Problem(f"rdf/{path.name}", _long_line(path), "", f"{message} allowed")
            raise DataError([problem]) from error


def _quads(path: Path, iris: Iris) -> Iterator[pyoxigraph.Quad]:
    """Yield the quads of a file; blank nodes are numbered, so that each build names them alike."""
    own = pyoxigraph.NamedNode(str(iris.entity("graph", path.stem)))
    prefix = sha256(path.name.encode()).hexdigest()[:8]
    blank: dict[pyoxigraph.BlankNode, pyoxigraph.BlankNode] = {}

    def renamed(term: Any) -> Any:  # noqa: ANN401 - any of pyoxigraph's terms
        if isinstance(term, pyoxigraph.Triple):
            return pyoxigraph.Triple(renamed(term.subject), term.predicate, renamed(term.object))
        if not isinstance(term, pyoxigraph.BlankNode):
            return term
        return blank.setdefault(term, pyoxigraph.BlankNode(f"x{prefix}b{len(blank)}"))

    for quad in _parsed(path, own.value):
        named = not isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
        yield pyoxigraph.Quad(
            renamed(quad.subject),
            quad.predicate,
            renamed(quad.object),
            renamed(quad.graph_name) if named else own,
        )


def _parsed(path: Path, base: str) -> Iterable[pyoxigraph.Quad]:
    if path.suffix == ".nq":
        content = _VERSION.sub(b"", path.read_bytes())
        return pyoxigraph.parse(content, _FORMATS[path.suffix], base_iri=base)
    return pyoxigraph.parse(path=str(path), format=_FORMATS[path.suffix], base_iri=base)


def _long_line(path: Path) -> int:
    """Return the first line that is longer than a literal may be; 0 where none is."""
    with path.open("rb") as stream:
        lines = enumerate(stream, start=1)
        return next((number for number, line in lines if len(line) > MOST_CHARACTERS), 0)


def _problem(path: Path, error: Exception) -> Problem:
    line = getattr(error, "lineno", None) or 0
    message = f"cannot be read as RDF: {getattr(error, 'msg', None) or error}"
    return Problem(f"rdf/{path.name}", line, "", message)
