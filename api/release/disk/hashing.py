"""Hashes of files, and what makes them stay on the disk."""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_PIECE = 1024 * 1024


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits.

    The file is hashed in one call, which lets other threads run meanwhile: piece by piece, a
    service under load would wait for its turn at every piece.
    """
    with path.open("rb") as stream:
        if not path.stat().st_size:
            return hashlib.sha256().hexdigest()  # an empty file cannot be mapped
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return hashlib.sha256(content).hexdigest()


def hash_or_none(path: Path) -> str | None:
    """Return the hash of a file, or None where it cannot be read."""
    try:
        return file_hash(path)
    except OSError:
        return None


def lines_or_none(path: Path) -> int | None:
    """Return the number of lines of a file, or None where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return sum(piece.count(b"\n") for piece in iter(lambda: stream.read(_PIECE), b""))
    except OSError:
        return None


def flush(path: Path) -> None:
    """Make what was written of a file or folder stay, whatever happens to the machine."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the hash of every file in a folder, by its path in it, in the order of paths."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): file_hash(path) for path in files}


def flush_all(folder: Path) -> None:
    """Make a folder and everything in it stay, whatever happens to the machine."""
    for path in folder.rglob("*"):
        flush(path)
    flush(folder)


def differing(folder: Path, listed: Mapping[str, str]) -> list[str]:
    """Return the files that are missing or have another hash than is listed, in that order.

    Args:
        folder: where they are.
        listed: the hash of each, by its path in the folder.
    """
    workers = os.cpu_count() or 1
    names = list(listed)

    def some_differing(first: int) -> set[str]:  # many small files: a task for each would cost more
        some = names[first::workers]
        return {name for name in some if hash_or_none(folder / name) != listed[name]}

    with ThreadPoolExecutor(workers) as hashing:
        found = set[str]().union(*hashing.map(some_differing, range(workers)))
    return [name for name in names if name in found]
