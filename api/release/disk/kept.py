"""What a build need not make again: values by the hash of what they are made of.

Much of a release follows from little: the record of one document, the compiled words. A step of the
build asks for its values by what each is made of, and only those are made that no build before has
made. So a build after a small change gives the same bytes as one from nothing, in less time.

The values of one build and step lie in one file, which is never changed. It is named after its
bytes: one that a failing disk has changed is passed over. The folder may be removed at any time.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import orjson

_SUFFIX = ".kept"
_LENGTH = 32
"""Hexadecimal digits of a hash that are enough to tell values of our own apart."""


class Kept:
    """The values that builds have made; several processes may use them at once.

    Args:
        folder: where they lie; it need not exist yet.
        maker: what they were made by: code and engines. What another one has made is not taken.
    """

    def __init__(self, folder: Path, maker: str = "") -> None:
        self._folder = folder
        self._maker = maker.encode()

    def __call__(
        self,
        step: str,
        inputs: Sequence[bytes],
        make: Callable[[Sequence[int]], Sequence[bytes]],
        most: int = 2,
    ) -> list[bytes]:
        """Return a value for each input.

        Args:
            step: name of what makes them.
            inputs: everything that each value depends on, besides the maker.
            make: makes the values of the inputs of some numbers, in their order.
            most: how many files of this step are kept.
        """
        names = [_hash(self._maker, step.encode(), given) for given in inputs]
        found = self._found(step, frozenset(names))
        missing = [number for number, name in enumerate(names) if name not in found]
        if missing:
            made = make(missing)
            found |= {names[number]: value for number, value in zip(missing, made, strict=True)}
            self._write(step, {name: found[name] for name in names}, most)
        return [found[name] for name in names]

    def _found(self, step: str, wanted: frozenset[str]) -> dict[str, bytes]:
        """Return those values that are there, from the newest file on."""
        found: dict[str, bytes] = {}
        for path in reversed(self._files(step)):
            if found.keys() >= wanted:
                break
            content = _read(path)
            if content is not None:
                found |= {name: value for name, value in content.items() if name in wanted}
        return found

    def _files(self, step: str) -> list[Path]:
        """Return the files of a step, the oldest first."""
        written: list[tuple[int, Path]] = []
        for path in self._folder.glob(f"{step}.*{_SUFFIX}"):
            with suppress(FileNotFoundError):  # another process has removed it
                written.append((path.stat().st_mtime_ns, path))
        return [path for _, path in sorted(written)]

    def _write(self, step: str, values: Mapping[str, bytes], most: int) -> None:
        """Write a file: under its name it is there wholly or not at all."""
        index = orjson.dumps([[name, len(value)] for name, value in values.items()])
        content = b"".join((index, b"\n", *values.values()))
        self._folder.mkdir(parents=True, exist_ok=True)
        pending = self._folder / f".{step}-{os.getpid()}"
        pending.write_bytes(content)
        pending.replace(self._folder / f"{step}.{_hash(content)}{_SUFFIX}")
        for path in self._files(step)[:-most]:
            path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, bytes] | None:
    """Return what a file holds, or None where it is not as it was written."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    if path.name.split(".")[-2] != _hash(content):
        return None
    index, _, rest = content.partition(b"\n")
    found: dict[str, bytes] = {}
    start = 0
    for name, length in orjson.loads(index):
        found[name] = rest[start : start + length]
        start += length
    return found


def _hash(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()[:_LENGTH]
