"""Where two files of sorted N-Quads differ: what is the same in both is passed over as a whole.

Two releases mostly say the same. Stretches that are equal are found by comparing memory, without
looking at lines; only the lines around a difference are taken out. The files are mapped, not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph.store.nquads import Content, mapped

_FIRST, _LARGEST = 1 << 8, 1 << 20
"""Bytes that are compared at once: each time that they are equal, twice as many."""

Lines = list[bytes]


def changed_subjects(before: Path, after: Path) -> Iterator[tuple[Lines, Lines]]:
    """Yield all lines of each subject of which two graphs do not say the same, in order.

    Args:
        before: a graph as sorted N-Quads.
        after: another one.
    """
    old, new = mapped(before), mapped(after)
    one = other = 0
    while True:
        equal = _whole_lines(old, one, _common(old, one, new, other))
        one, other = one + equal, other + equal
        subjects = list(filter(None, (_subject(old, one), _subject(new, other))))
        if not subjects:
            return
        first = min(subjects)
        found, one = _group(old, one, first)
        others, other = _group(new, other, first)
        yield found, others


def lines_of_changed(path: Path, other: Path) -> Iterator[bytes]:
    """Yield the lines of a graph whose subjects another one says something else of."""
    for lines, _ in changed_subjects(path, other):
        yield from lines


def _common(old: Content, one: int, new: Content, other: int) -> int:
    """Return how many bytes are the same from two places on."""
    length, size = 0, _FIRST
    while True:
        left = old[one + length : one + length + size]
        right = new[other + length : other + length + size]
        if left != right or not left:
            return length + _prefix(left, right)
        length, size = length + len(left), min(2 * size, _LARGEST)


def _prefix(left: bytes, right: bytes) -> int:
    """Return with how many bytes both begin."""
    least, most = 0, min(len(left), len(right))
    while least < most:
        middle = (least + most + 1) // 2
        if left[:middle] == right[:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _whole_lines(content: Content, start: int, length: int) -> int:
    """Return how many of some bytes from the start of a line on are whole lines."""
    return max(content.rfind(b"\n", start, start + length) + 1 - start, 0)


def _subject(content: Content, start: int) -> bytes:
    """Return the subject of a line and the space after it; nothing at the end."""
    return bytes(content[start : content.find(b" ", start) + 1])


def _group(content: Content, place: int, subject: bytes) -> tuple[Lines, int]:
    """Return the lines of a subject around a place, and where they end."""
    start = end = place
    while start and content[(last := content.rfind(b"\n", 0, start - 1) + 1) : start].startswith(
        subject
    ):
        start = last
    while content[end : end + len(subject)] == subject:
        end = content.find(b"\n", end) + 1
    return bytes(content[start:end]).splitlines(keepends=True), end
