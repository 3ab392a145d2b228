"""A whole graph of a dataset, in pieces that are a document together."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import pyoxigraph

from graph.store.formats import GRAPH_FORMATS, JSON_LD, PREFIXED, RDF_XML, UnwritableError
from graph.store.rdf_xml import as_rdf_xml
from ontology.namespaces import PREFIXES

DEFAULT = ""
"""Stands for the name of the default graph."""
PIECE = 4096
"""Statements that are written at once."""
_HELD = 4 * 1024 * 1024
"""Largest document that is held in memory where it must be whole before it is sent, in bytes."""
_BLOCK = 64 * 1024

GraphName = pyoxigraph.NamedNode | pyoxigraph.DefaultGraph


def graph_name(text: str) -> GraphName | None:
    """Return the name of a graph, or None for what is no absolute IRI."""
    if text == DEFAULT:
        return pyoxigraph.DefaultGraph()
    try:
        return pyoxigraph.NamedNode(text)
    except ValueError:
        return None


class DatasetStore:
    """The dataset of a release, opened for reading.

    Args:
        folder: folder that ``graph.store.store.create_dataset`` wrote.

    Raises:
        OSError: the folder is not a store or cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self._store = pyoxigraph.Store.read_only(str(folder))

    def has_graph(self, name: GraphName) -> bool:
        """Tell whether a graph holds a statement."""
        return next(self._quads(name), None) is not None

    def triples(self, name: GraphName) -> Iterator[pyoxigraph.Triple]:
        """Yield the triples of a graph, each once."""
        return (quad.triple for quad in self._quads(name))

    def _quads(self, name: GraphName) -> Iterator[pyoxigraph.Quad]:
        return self._store.quads_for_pattern(None, None, None, name)


def graph_parts(store: DatasetStore, name: GraphName, media_type: str) -> Iterator[bytes]:
    """Return the pieces of a graph's document.

    Turtle and N-Triples are written while they are asked for. RDF/XML and JSON-LD cannot hold every
    statement, which must be known before the first byte: they are whole, on disk where they are
    large.

    Args:
        store: the dataset.
        name: which graph.
        media_type: one of ``graph.store.formats.GRAPH_SUFFIXES``.

    Raises:
        UnwritableError: the format cannot hold a statement of it.
    """
    parts = _PARTS.get(media_type, partial(_joined, media_type))(store.triples(name))
    return _kept(parts) if media_type in _PARTS else parts


def _pieces(triples: Iterator[pyoxigraph.Triple], media_type: str) -> Iterator[bytes]:
    prefixes = PREFIXES if media_type in PREFIXED else None
    while piece := list(islice(triples, PIECE)):
        yield (
            pyoxigraph.serialize(piece, format=GRAPH_FORMATS[media_type], prefixes=prefixes) or b""
        )


def _joined(media_type: str, triples: Iterator[pyoxigraph.Triple]) -> Iterator[bytes]:
    """Yield documents of which several are one when they stand one after another."""
    return _pieces(triples, media_type)


def _rdf_xml(triples: Iterator[pyoxigraph.Triple]) -> Iterator[bytes]:
    end = b"\n</rdf:RDF>"
    for number, piece in enumerate(_pieces(triples, RDF_XML)):
        whole = as_rdf_xml(piece, PREFIXES)
        start = whole.index(b">", whole.index(b"<rdf:RDF")) + 1 if number else 0
        yield whole[start : whole.rindex(end)]
    yield end


def _json_ld(triples: Iterator[pyoxigraph.Triple]) -> Iterator[bytes]:
    mark = b"["
    try:
        for piece in _pieces(triples, JSON_LD):
            yield mark + piece.strip()[1:-1]
            mark = b","
    except OSError as error:  # triple terms: "JSON-LD does not support RDF 1.2 yet"
        raise UnwritableError from error
    yield b"]"


_PARTS = {RDF_XML: _rdf_xml, JSON_LD: _json_ld}


def _kept(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Return parts that were all written, from memory or from a file that nobody else sees."""
    kept = tempfile.SpooledTemporaryFile(_HELD)  # noqa: SIM115 - it is closed where it is read
    try:
        for part in parts:
            kept.write(part)
    except BaseException:
        kept.close()
        raise
    kept.seek(0)
    return _read(kept)


def _read(kept: tempfile.SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
    with kept:
        while block := kept.read(_BLOCK):
            yield block
