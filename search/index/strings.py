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

from search.index.files import DamagedFile, read_starts


class StringWriter:
    """Writes a table of strings, row after row.

    Args:
        folder: an existing folder.
        name: name of the table.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._place = folder / f"{name}.starts.npy"
        self._stream = (folder / f"{name}.bin").open("wb")
        self._starts = [0]

    def add(self, row: bytes) -> None:
        """Add a row."""
        self._starts.append(self._starts[-1] + self._stream.write(row))

    def close(self) -> None:
        """Write where the rows begin."""
        self._stream.close()
        np.save(self._place, np.array(self._starts, dtype=np.int64))


def write_strings(folder: Path, name: str, rows: Iterable[bytes]) -> None:
    """Write a table of strings into an existing folder, under a name."""
    writer = StringWriter(folder, name)
    for row in rows:
        writer.add(row)
    writer.close()


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
        starts = read_starts(folder / f"{name}.starts.npy")
        self._starts = starts.data
        path = folder / f"{name}.bin"
        if path.stat().st_size != starts[-1]:
            raise DamagedFile(path, "not of the length that its starts say")
        self._bytes: mmap.mmap | bytes = b""
        if starts[-1]:  # an empty file cannot be mapped
            with path.open("rb") as stream:
                self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)

    @property
    def content(self) -> mmap.mmap | bytes:
        """All rows, one after another."""
        return self._bytes

    @property
    def starts(self) -> memoryview:
        """Where each row begins in ``content``, and the end."""
        return self._starts

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
