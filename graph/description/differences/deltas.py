"""What a release adds to the one before and takes from it, as sorted N-Quads.

Who has the N-Quads of the release before takes out the lines of ``removed.nq``, merges those of
``added.nq`` into the rest, and has the N-Quads of this release, byte for byte::

    LC_ALL=C comm -23 before.nq removed.nq | LC_ALL=C sort -m - added.nq
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import orjson

from graph.description.differences.files import changed_subjects
from graph.description.dumps import GZIP, Dump, pack, write_checksums

FOLDER = "delta"
"""Folder of a release with what it adds and removes; the first release has none."""
ADDED, REMOVED = f"added.nq{GZIP}", f"removed.nq{GZIP}"
_NUMBERS = "delta.json"
_MEDIA_TYPE = "application/n-quads"


@dataclass(frozen=True, slots=True)
class Delta:
    """What leads from one release to the next.

    Args:
        before: id of the release before.
        before_sha256: SHA-256 of its N-Quads.
        sha256: SHA-256 of the N-Quads of the release itself.
        files: what is removed, and what is added.
    """

    before: str
    before_sha256: str
    sha256: str
    files: tuple[Dump, ...]


def only_in(lines: Iterable[bytes], others: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines that are not among others; both are sorted, and each line is there once."""
    rest = iter(others)
    other = next(rest, None)
    for line in lines:
        while other is not None and other < line:
            other = next(rest, None)
        if line != other:
            yield line


def write_delta(before: Path, after: Path, folder: Path, ends: tuple[str, str, str]) -> None:
    """Write what leads from one graph to another.

    Args:
        before: the earlier graph as sorted N-Quads.
        after: the later one.
        folder: folder of the later release.
        ends: id of the earlier release, SHA-256 of its graph and of the later one.
    """
    target = folder / FOLDER
    target.mkdir()
    files = (
        pack(target / REMOVED, _MEDIA_TYPE, _lines(before, after)),
        pack(target / ADDED, _MEDIA_TYPE, _lines(after, before)),
    )
    write_checksums(files, target)
    (target / _NUMBERS).write_bytes(orjson.dumps(Delta(*ends, files)))


def _lines(path: Path, other: Path) -> Callable[[IO[bytes]], int]:
    def write(output: IO[bytes]) -> int:
        for lines, others in changed_subjects(path, other):
            output.writelines(only_in(lines, others))
        return 0

    return write


def read_delta(folder: Path) -> Delta | None:
    """Return what ``write_delta`` wrote into a release; None where it follows none.

    Raises:
        ValueError: the file is damaged.
    """
    path = folder / FOLDER / _NUMBERS
    if not path.is_file():
        return None
    content = orjson.loads(path.read_bytes())
    try:
        files = tuple(Dump(**file) for file in content["files"])
        return Delta(content["before"], content["before_sha256"], content["sha256"], files)
    except (KeyError, TypeError) as error:
        message = f"{path.name} is damaged"
        raise ValueError(message) from error
