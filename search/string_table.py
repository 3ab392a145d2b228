"""Many strings in one file: sorted, searched and read without ever being objects all at once.

A hundred thousand titles are a hundred thousand Python objects, which cost more memory and start-up
time than the text itself. Here they stay bytes of a mapped file. UTF-8 keeps the order of code
points, so that bisection over bytes finds what bisection over strings would.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import overload

import numpy as np


def write_strings(folder: Path, name: str, rows: Iterable[bytes]) -> None:
    """Write rows as ``name.bin`` and where each begins, and the end, as ``name.starts.npy``."""
    starts = [0]
    with (folder / f"{name}.bin").open("wb") as stream:
        for row in rows:
            starts.append(starts[-1] + stream.write(row))
    np.save(folder / f"{name}.starts.npy", np.array(starts, dtype=np.int64))


class StringTable(Sequence[bytes]):
    """The rows of a table. Safe for many threads.

    Args:
        folder: folder that ``write_strings`` wrote into.
        name: name of the table.

    Raises:
        OSError: a file is missing.
        ValueError: the two files do not belong together.
    """

    def __init__(self, folder: Path, name: str) -> None:
        starts = np.load(folder / f"{name}.starts.npy", allow_pickle=False)
        self._starts = memoryview(starts)
        path = folder / f"{name}.bin"
        if path.stat().st_size != starts[-1]:
            raise ValueError(f"{path.name} does not have the length that its index says")
        self._bytes: mmap.mmap | bytes = b""
        if starts[-1]:  # an empty file cannot be mapped
            with path.open("rb") as stream:
                self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, number: int) -> bytes: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[bytes]: ...

    def __getitem__(self, number: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._bytes[self._starts[number] : self._starts[number + 1]]

    def close(self) -> None:
        """Release the file."""
        if isinstance(self._bytes, mmap.mmap):
            self._bytes.close()
