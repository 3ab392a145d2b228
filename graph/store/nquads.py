"""Sorted N-Quads read line by line: terms, the union of all graphs, and one graph after another.

Lines are as Oxigraph writes them: one space between terms, ``" ."`` and a newline at the end. In a
sorted file all lines of a subject stand together, and all copies of a triple one after another: two
different terms never begin with the same text up to a space.
"""

from __future__ import annotations

import mmap
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path

import pyoxigraph

_END = 3
"""Length of what ends a line: a space, a full stop, a newline."""
_CHUNK = 8192
"""Lines that are parsed at once."""

Content = mmap.mmap | bytes
"""A file as a sequence of bytes."""
Offsets = Mapping[bytes, "array[int]"]
"""For each named graph, as N-Quads writes its name, where its lines begin."""


def mapped(path: Path) -> Content:
    """Return the content of a file, which is read where it is looked at.

    It stays as long as somebody holds it, be it the trace of an error.
    """
    with path.open("rb") as stream:
        if not os.fstat(stream.fileno()).st_size:
            return b""  # an empty file cannot be mapped
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def split(line: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Return the terms of a line: subject, predicate, object, graph."""
    subject, predicate, rest = line.split(b" ", 2)
    object_, _, graph = rest[:-_END].rpartition(b" ")
    return subject, predicate, object_, graph


def graph_offsets(path: Path) -> Offsets:
    """Return where the lines of each named graph begin; eight bytes for each line."""
    found: dict[bytes, array[int]] = {}
    offset = 0
    with path.open("rb") as stream:
        for line in stream:
            name = line[line.rindex(b" ", 0, -_END) + 1 : -_END]
            if name not in found:
                found[name] = array("Q")
            found[name].append(offset)
            offset += len(line)
    return found


def triples(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield subject, predicate and object of sorted quads, each triple once."""
    previous = b""
    for line in lines:
        triple = line[: line.rindex(b" ", 0, -_END)]
        if triple != previous:
            yield triple
            previous = triple


def union_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the triples of sorted quads as N-Triples, each once."""
    return (triple + b" .\n" for triple in triples(lines))


def lines_by_graph(path: Path, offsets: Offsets) -> Iterator[bytes]:
    """Yield the lines of a file graph by graph, in each graph in the order of the file.

    The file is mapped, not read: memory stays small whatever its size.
    """
    content = mapped(path)
    for name in sorted(offsets):
        for offset in offsets[name]:
            yield content[offset : content.find(b"\n", offset) + 1]


def parsed(
    lines: Iterable[bytes], rdf_format: pyoxigraph.RdfFormat = pyoxigraph.RdfFormat.N_QUADS
) -> Iterator[pyoxigraph.Quad]:
    """Yield the quads of lines of N-Quads or N-Triples; only some lines are held at a time."""
    return chain.from_iterable(pyoxigraph.parse(chunk, rdf_format) for chunk in _chunks(lines))


def _chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    iterator = iter(lines)
    while chunk := b"".join(islice(iterator, _CHUNK)):
        yield chunk
