"""Whole titles: a query that is the name of a project, council or event means that very thing.

A hundred thousand titles would swell the automaton of labels, and nobody writes one in the middle
of a question; so only a whole query is looked up, by a hash of its fold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from search.index.files import read_array
from search.model.corpus import Document
from search.model.kinds import TITLED_KINDS
from search.text.folding import fold

_HASHES = "titles.hashes.npy"
_NUMBERS = "titles.numbers.npy"


def write_titles(folder: Path, documents: Sequence[Document]) -> None:
    """Write what ``Titles`` reads.

    Args:
        folder: an existing folder.
        documents: in index order.
    """
    pairs = {
        (_hash(folded), number)
        for number, document in enumerate(documents)
        if document.kind in TITLED_KINDS
        for text in (*document.labels.values(), *document.titles)
        if (folded := fold(text))
    }
    ordered = sorted(pairs)
    np.save(folder / _HASHES, np.array([code for code, _ in ordered], dtype=np.uint64))
    np.save(folder / _NUMBERS, np.array([number for _, number in ordered], dtype=np.int32))


def _hash(folded: str) -> int:
    return int.from_bytes(hashlib.blake2b(folded.encode(), digest_size=8).digest(), "big")


class Titles:
    """Finds documents by a whole title.

    Args:
        folder: folder that ``write_titles`` wrote into.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """

    def __init__(self, folder: Path) -> None:
        self._hashes = read_array(folder / _HASHES)
        self._numbers = read_array(folder / _NUMBERS)
        if len(self._hashes) != len(self._numbers):
            raise ValueError(f"{_HASHES} and {_NUMBERS} differ in length")

    def named(self, folded: str) -> Iterable[int]:
        """Return the numbers of the documents with a title of this fold."""
        wanted = np.uint64(_hash(folded))
        first = np.searchsorted(self._hashes, wanted, side="left")
        last = np.searchsorted(self._hashes, wanted, side="right")
        return [int(number) for number in self._numbers[first:last]]
