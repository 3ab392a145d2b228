"""Sorted forms of names: which begin with a text, and which of those are the most useful.

Names are numbered by usefulness. A narrow range of forms is sorted by number. A wide one (``s``,
``ス`` over a hundred thousand titles) is not looked at: the numbers of a kind are gone through from
the best on, and those whose place lies in the range are kept until there are enough.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.index.files import DamagedFile, read_array, reading
from search.index.strings import StringTable, write_strings
from search.model.kinds import USEFUL_KINDS

_NARROW: Final = 2048
"""Members up to which a range is sorted; about where sorting costs what going through does."""
_CHUNK: Final = 8192

Ids = NDArray[np.int32]
Range = tuple[int, int]


def write_form(folder: Path, name: str, pairs: Iterable[tuple[str, int]]) -> None:
    """Write pairs of a form and the number of its name."""
    ordered = sorted((text.encode(), number) for text, number in pairs)
    write_strings(folder, name, (text for text, _ in ordered))
    numbers = np.array([number for _, number in ordered], dtype=np.int32)
    np.save(folder / f"{name}.names.npy", numbers)


class Form:
    """One sorted table of forms, each with the number of its name.

    Args:
        folder: folder that ``write_form`` wrote into.
        name: name of the table.
        kinds: kind of the thing of each name, a place in ``USEFUL_KINDS``.

    Raises:
        ValueError: the files of the table do not belong together.
    """

    def __init__(self, folder: Path, name: str, kinds: NDArray[np.int8]) -> None:
        self._texts = StringTable(folder, name)
        place = folder / f"{name}.names.npy"
        self._names: Ids = read_array(place)
        if len(self._texts) != len(self._names):
            raise DamagedFile(place, f"not as many names as {name} has texts")
        with reading(place):
            self._kinds = kinds[self._names]
        places = np.argsort(self._names, kind="stable").astype(np.int32)
        self._places = [places[self._kinds[places] == kind] for kind in range(len(USEFUL_KINDS))]

    def prefixed(self, text: str) -> Range:
        """Return the range of the forms that begin with a text."""
        prefix = text.encode()
        first = bisect_left(self._texts, prefix)
        if first == len(self._texts) or not self._texts[first].startswith(prefix):
            return first, first
        return first, bisect_left(self._texts, prefix + b"\xff", first)  # UTF-8 has no such byte

    def whole(self, text: str, within: Range) -> Range:
        """Return the range of the forms that are a text, in the range of those beginning so."""
        return within[0], bisect_left(self._texts, text.encode() + b"\x00", *within)

    def best(self, range_: Range, kinds: Sequence[int]) -> Iterator[Iterator[Ids]]:
        """Yield the numbers of the names in a range, ascending within each iterator, in portions.

        Args:
            range_: places in the table.
            kinds: kinds that are wanted; with a wide range there is an iterator for each.
        """
        first, last = range_
        if last - first <= _NARROW:
            wanted = np.isin(self._kinds[first:last], kinds)
            yield iter([np.sort(self._names[first:last][wanted])])
        else:
            yield from (self._walk(range_, self._places[kind]) for kind in kinds)

    def close(self) -> None:
        """Release the file."""
        self._texts.close()

    def _walk(self, range_: Range, places: Ids) -> Iterator[Ids]:
        first, last = range_
        for start in range(0, len(places), _CHUNK):
            portion = places[start : start + _CHUNK]
            yield self._names[portion[(portion >= first) & (portion < last)]]
