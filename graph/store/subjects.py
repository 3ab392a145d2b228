"""Each subject of a graph with what is around it: the least that its checks have to know.

What is said of a thing, the classes of what it names, and by some properties what names it, with
the classes of that. Two graphs that say the same of all this say the same of the subject.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import groupby
from pathlib import Path

from rdflib import RDF

from graph.store.nquads import mapped, triples

_TYPE = f"<{RDF.type}>".encode()


class Surroundings:
    """The subjects of a graph, whatever named graphs say it.

    What is held of a subject is its place in the file and its classes, not what is said of it.

    Args:
        file: the graph as sorted N-Quads; it is mapped, so that nobody may write in it meanwhile.
        inverse: properties, as N-Quads writes them, by which a thing is also known to what it
            names.
        salt: what else every key depends on.
    """

    def __init__(self, file: Path, inverse: Collection[bytes] = (), salt: bytes = b"") -> None:
        self._salt = salt
        self._file = file
        self._content = mapped(file)
        self._starts = array("Q", [0])
        self._numbers: dict[bytes, int] = {}
        self._classes: dict[bytes, tuple[bytes, ...]] = {}
        self._naming: defaultdict[bytes, list[tuple[bytes, bytes]]] = defaultdict(list)
        own = {predicate: predicate for predicate in inverse}
        combinations: dict[tuple[bytes, ...], tuple[bytes, ...]] = {}  # few, of many subjects
        with file.open("rb") as stream:
            for subject, copies in groupby(stream, _subject):
                lines = list(copies)
                self._numbers[subject] = len(self._numbers)
                self._starts.append(self._starts[-1] + sum(map(len, lines)))
                classes: list[bytes] = []
                for triple in triples(lines):
                    _, predicate, value = triple.split(b" ", 2)
                    if predicate == _TYPE:
                        classes.append(value)
                    if predicate in own:
                        self._naming[value].append((subject, own[predicate]))
                if classes:
                    found = tuple(classes)
                    self._classes[subject] = combinations.setdefault(found, found)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def around(self, subject: bytes) -> list[bytes]:
        """Return the triples around a subject, in a fixed order; some may come twice."""
        found = self._said(subject)
        for triple in tuple(found):
            _, predicate, value = triple.split(b" ", 2)
            if predicate != _TYPE and value.startswith(b"<"):
                found += self._typed(value)
        for naming, predicate in self._naming.get(subject, ()):
            found.append(b"%b %b %b" % (naming, predicate, subject))
            found += self._typed(naming)
        return found

    def key(self, subject: bytes) -> int:
        """Return what tells these triples from all others: 64 bits of their hash."""
        digest = hashlib.blake2b(self._salt, digest_size=8)
        digest.update(b"\n".join(self.around(subject)))
        return int.from_bytes(digest.digest(), "big")

    def with_property(self, predicate: bytes) -> list[bytes]:
        """Return the triples of a property, in order."""
        middle = b" %b " % predicate
        with self._file.open("rb") as stream:
            found = triples(line for line in stream if middle in line)
            return [triple for triple in found if triple.split(b" ", 2)[1] == predicate]

    def _said(self, subject: bytes) -> list[bytes]:
        number = self._numbers[subject]
        lines = self._content[self._starts[number] : self._starts[number + 1]]
        return list(triples(lines.splitlines(keepends=True)))

    def _typed(self, thing: bytes) -> Iterator[bytes]:
        return (b"%b %b %b" % (thing, _TYPE, one) for one in self._classes.get(thing, ()))


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]
