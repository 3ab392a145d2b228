"""Each subject of a graph with what is around it: the least that its checks have to know.

What is said of a thing, the classes of what it names, and by some properties what names it, with
the classes of that. Two graphs that say the same of all this say the same of the subject.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from rdflib import RDF

from graph.store.nquads import triples

_TYPE = f"<{RDF.type}>".encode()


class Surroundings:
    """The subjects of a graph, whatever named graphs say it.

    Args:
        lines: sorted N-Quads.
        inverse: properties, as N-Quads writes them, by which a thing is also known to what it
            names.
        salt: what else every key depends on.
    """

    def __init__(
        self, lines: Iterable[bytes], inverse: Collection[bytes] = (), salt: bytes = b""
    ) -> None:
        self._salt = salt
        self._said: defaultdict[bytes, list[bytes]] = defaultdict(list)
        self._named: defaultdict[bytes, list[bytes]] = defaultdict(list)
        self._classes: defaultdict[bytes, list[bytes]] = defaultdict(list)
        self._naming: defaultdict[bytes, list[bytes]] = defaultdict(list)
        for triple in triples(lines):
            subject, predicate, value = triple.split(b" ", 2)
            self._said[subject].append(triple)
            if predicate == _TYPE:
                self._classes[subject].append(triple)
            elif value.startswith(b"<"):
                self._named[subject].append(value)
            if predicate in inverse:
                self._naming[value].append(triple)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)

    def around(self, subject: bytes) -> list[bytes]:
        """Return the triples around a subject, in a fixed order; some may come twice."""
        found = list(self._said[subject])
        for value in self._named.get(subject, ()):
            found += self._classes.get(value, ())
        for triple in self._naming.get(subject, ()):
            found.append(triple)
            found += self._classes.get(triple[: triple.index(b" ")], ())
        return found

    def key(self, subject: bytes) -> int:
        """Return what tells these triples from all others: 64 bits of their hash."""
        digest = hashlib.blake2b(self._salt, digest_size=8)
        digest.update(b"\n".join(self.around(subject)))
        return int.from_bytes(digest.digest(), "big")

    def with_property(self, predicate: bytes) -> list[bytes]:
        """Return the triples of a property, in order."""
        middle = b" %b " % predicate
        return [one for said in self._said.values() for one in said if middle in one]
