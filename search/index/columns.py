"""Values of documents by column, as NumPy arrays: what filters, facets and distances run on.

A column is kept in both directions, the values of each document and the documents of each value,
made once when the index is built and read back as plain arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from search.index.files import DamagedFile, read_array, read_list, read_starts

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]

_SPARSE = 32
"""Below one document in so many, walking over the documents beats walking over all values."""
_FEW_NAMES = 256
"""Up to so many values, a bit for each document and value is the quickest to count."""


class Among:
    """Some documents, in the forms in which columns count them, each made once.

    Args:
        mask: which documents they are.
    """

    def __init__(self, mask: Mask) -> None:
        self.mask = mask
        self.total = int(np.count_nonzero(mask))

    @cached_property
    def numbers(self) -> Numbers:
        """Their numbers, in order."""
        return self.mask.nonzero()[0]

    @cached_property
    def bits(self) -> NDArray[np.uint64]:
        """A bit for each document, filled up to whole words."""
        packed = np.packbits(self.mask)
        return np.pad(packed, (0, -len(packed) % 8)).view(np.uint64)

    @cached_property
    def others(self) -> Among:
        """All other documents; where these are most, those are quicker to count."""
        return Among(~self.mask)


class Column:
    """Any number of string values for each document.

    Args:
        names: the distinct values, sorted.
        flat: codes of the values (positions in ``names``) of all documents, one after another.
        starts: where each document's values begin in ``flat``, and the end.
    """

    def __init__(
        self, names: Sequence[str], flat: NDArray[np.int32], starts: NDArray[np.int64]
    ) -> None:
        self.names = list(names)
        self.size = len(starts) - 1
        self._codes = {name: code for code, name in enumerate(self.names)}
        self._flat = flat
        self._starts = starts
        owner = np.repeat(np.arange(self.size, dtype=np.int32), np.diff(starts))
        self._documents = owner[np.argsort(flat, kind="stable")]
        lengths = np.bincount(flat, minlength=len(self.names))
        self._value_starts = np.concatenate([[0], np.cumsum(lengths)])
        several = np.diff(starts)
        single, self._several = np.flatnonzero(several == 1), np.flatnonzero(several > 1)
        # one more than the code of the only value; 0 where there is none, or several
        self._only = np.zeros(self.size, dtype=np.int32)
        self._only[single] = flat[starts[single]] + 1
        self._bits = self._packed() if 0 < len(self.names) <= _FEW_NAMES else None

    @classmethod
    def of(cls, values: Iterable[Iterable[str]]) -> Column:
        """Return the column of the values of each document."""
        lists = [tuple(dict.fromkeys(entry)) for entry in values]
        names = sorted({name for entry in lists for name in entry})
        codes = {name: code for code, name in enumerate(names)}
        flat = np.array([codes[name] for entry in lists for name in entry], dtype=np.int32)
        starts = np.zeros(len(lists) + 1, dtype=np.int64)
        np.cumsum([len(entry) for entry in lists], out=starts[1:])
        return cls(names, flat, starts)

    def write(self, folder: Path, name: str) -> None:
        """Write the column into a folder, under a name."""
        (folder / f"{name}.json").write_bytes(orjson.dumps(self.names))
        np.save(folder / f"{name}.flat.npy", self._flat)
        np.save(folder / f"{name}.starts.npy", self._starts)

    @classmethod
    def read(cls, folder: Path, name: str) -> Column:
        """Return the column that ``write`` wrote.

        Raises:
            OSError: a file is missing.
            ValueError: a file is not what it should be.
        """
        names = read_list(folder / f"{name}.json")
        place = folder / f"{name}.flat.npy"
        flat, starts = read_array(place), read_starts(folder / f"{name}.starts.npy")
        if starts[-1] != len(flat) or np.any((flat < 0) | (flat >= len(names))):
            raise DamagedFile(place, f"it does not fit {name}.json and {name}.starts.npy")
        return cls(names, flat, starts)

    def mask(self, names: Iterable[str]) -> Mask:
        """Return which documents have any of the values."""
        result = np.zeros(self.size, dtype=np.bool_)
        for name in names:
            result[self.documents(name)] = True
        return result

    def documents(self, name: str) -> NDArray[np.int32]:
        """Return the documents that have a value, in order."""
        code = self._codes.get(name)
        if code is None:
            return self._documents[:0]
        return self._documents[self._value_starts[code] : self._value_starts[code + 1]]

    @cached_property
    def filled(self) -> Mask:
        """Which documents have any value."""
        return np.diff(self._starts) > 0

    def code(self, name: str) -> int | None:
        """Return the position of a value in ``names``, or None."""
        return self._codes.get(name)

    def values(self, numbers: Numbers) -> tuple[Numbers, NDArray[np.int32]]:
        """Return the values of some documents.

        Args:
            numbers: the documents.

        Returns:
            Two arrays of one length: positions in ``numbers``, and codes.
        """
        first = self._starts[numbers]
        lengths = self._starts[numbers + 1] - first
        ends = lengths.cumsum()
        owner = np.arange(len(numbers)).repeat(lengths)
        # what stands before a document's values, in the column less in the result
        shift = (first - ends + lengths).repeat(lengths)
        return owner, self._flat[shift + np.arange(len(owner))]

    def counts(self, among: Among) -> NDArray[np.int64]:
        """Return how many of the documents in ``among`` have each value, in the order of names."""
        if not self.names or not among.total:
            return np.zeros(len(self.names), dtype=np.int64)
        if among.total * _SPARSE >= self.size and self._bits is not None:
            # a row of words has less than 2^32 documents, and narrow sums are quicker
            rows = np.bitwise_count(self._bits & among.bits)
            result: NDArray[np.int64] = rows.sum(axis=1, dtype=np.uint32).astype(np.int64)
            return result
        if among.total * 2 > self.size:
            return np.diff(self._value_starts) - self.counts(among.others)
        only, further = self._codes_of(among)
        result = np.bincount(only, minlength=len(self.names) + 1)[1:]
        if len(further):
            result += np.bincount(further, minlength=len(self.names))
        return result

    def held(self, among: Among) -> Mask:
        """Return which values any of the documents in ``among`` has, in the order of names."""
        if among.total * 2 > self.size:
            return self.counts(among) > 0
        result = np.zeros(len(self.names) + 1, dtype=np.bool_)
        if not self.names or not among.total:
            return result[1:]
        if among.total * _SPARSE >= self.size and self._bits is not None:
            held: Mask = np.bitwise_or.reduce(self._bits & among.bits, axis=1) != 0
            return held
        only, further = self._codes_of(among)
        result[only] = True
        result = result[1:]
        result[further] = True
        return result

    def _codes_of(self, among: Among) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the values of some documents, in no order: of those of one value, and of others.

        The first are one more than the codes, and 0 for nothing.
        """
        if not len(self._several):
            return self._only.take(among.numbers), self._flat[:0]
        if among.total * _SPARSE < self.size:
            return self._only[:0], self.values(among.numbers)[1]
        values, owners = self._further
        return self._only.take(among.numbers), values.compress(among.mask.take(owners))

    @cached_property
    def _further(self) -> tuple[NDArray[np.int32], Numbers]:
        """Return every value of the documents of several, and whose each is."""
        owner, values = self.values(self._several)
        return values, self._several[owner]

    def _packed(self) -> NDArray[np.uint64]:
        """Return a row of bits for each value: which documents have it."""
        return np.array([Among(self.mask([name])).bits for name in self.names])

    def best(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        """Return for each document the largest weight among its values (0 where it has none)."""
        result = np.zeros(self.size)
        for name, weight in sorted(weights.items(), key=lambda item: item[1]):
            result[self.documents(name)] = weight
        return result

    def nearest(self, distances: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each document the least distance of its values (infinity where none).

        Args:
            distances: a distance for each value, in the order of names.
        """
        result = np.concatenate([[np.inf], distances])[self._only]  # 0 is none, or several
        if len(self._several):
            owner, codes = self.values(self._several)
            starts = np.searchsorted(owner, np.arange(len(self._several)))
            result[self._several] = np.minimum.reduceat(distances[codes], starts)
        return result

    def best_by_value(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each value the largest weight among the documents that have it.

        Args:
            weights: a weight for each document, not negative.
        """
        if not self.names:
            return np.zeros(0)
        result: NDArray[np.float64] = np.maximum.reduceat(
            weights[self._documents], self._value_starts[:-1]
        )
        return result
