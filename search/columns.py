"""Values of documents by column, as NumPy arrays: what filters, facets and distances run on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


class Column:
    """Any number of string values for each document.

    Args:
        values: for each document its values.
    """

    def __init__(self, values: Sequence[Iterable[str]]) -> None:
        lists = [tuple(dict.fromkeys(entry)) for entry in values]
        self.names: list[str] = sorted({name for entry in lists for name in entry})
        self._codes = {name: code for code, name in enumerate(self.names)}
        self._flat = np.array(
            [self._codes[name] for entry in lists for name in entry], dtype=np.int32
        )
        lengths = np.array([len(entry) for entry in lists], dtype=np.int64)
        self._owner = np.repeat(np.arange(len(lists)), lengths)
        self._size = len(lists)

    def mask(self, names: Iterable[str]) -> Mask:
        """Return which documents have any of the values."""
        result = np.zeros(self._size, dtype=np.bool_)
        codes = [self._codes[name] for name in names if name in self._codes]
        if codes:
            result[self._owner[np.isin(self._flat, codes)]] = True
        return result

    def filled(self) -> Mask:
        """Return which documents have a value at all."""
        result = np.zeros(self._size, dtype=np.bool_)
        result[self._owner] = True
        return result

    def counts(self, among: Mask) -> dict[str, int]:
        """Return how many of the documents in ``among`` have each value; zeros are left out."""
        found = np.bincount(self._flat[among[self._owner]], minlength=len(self.names))
        return {self.names[code]: int(found[code]) for code in np.flatnonzero(found)}

    def best(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        """Return for each document the largest weight among its values (0 where it has none)."""
        table = np.zeros(len(self.names) + 1)
        for name, weight in weights.items():
            if name in self._codes:
                table[self._codes[name]] = weight
        result = np.zeros(self._size)
        np.maximum.at(result, self._owner, table[self._flat])
        return result

    def nearest(
        self, distances: NDArray[np.float64], index: Mapping[str, int]
    ) -> NDArray[np.float64]:
        """Return for each document the least distance of its values (infinity where none).

        Args:
            distances: a distance for each place.
            index: position of each value among the places.
        """
        positions = np.array([index[name] for name in self.names] or [0], dtype=np.int64)
        result = np.full(self._size, np.inf)
        np.minimum.at(result, self._owner, distances[positions[self._flat]])
        return result
