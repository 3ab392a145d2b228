"""What leads from one graph to the next: sorted lines that leave, and lines that come."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from graph.description.differences.deltas import FOLDER, only_in, read_delta, write_delta

BEFORE = [b"<a> <p> <1> <g> .\n", b"<b> <p> <1> <g> .\n", b"<c> <p> <1> <g> .\n"]
AFTER = [b"<a> <p> <1> <g> .\n", b"<b> <p> <2> <g> .\n", b"<d> <p> <1> <g> .\n"]


@pytest.mark.parametrize(
    ("lines", "others", "found"),
    [
        (BEFORE, AFTER, BEFORE[1:]),
        (AFTER, BEFORE, AFTER[1:]),
        (BEFORE, BEFORE, []),
        (BEFORE, [], BEFORE),
        ([], AFTER, []),
    ],
)
def test_lines_that_the_other_does_not_have(
    lines: list[bytes], others: list[bytes], found: list[bytes]
) -> None:
    assert list(only_in(lines, others)) == found


def test_a_delta_is_read_as_it_was_written(tmp_path: Path) -> None:
    old, new = tmp_path / "old.nq", tmp_path / "new.nq"
    old.write_bytes(b"".join(BEFORE))
    new.write_bytes(b"".join(AFTER))
    write_delta(old, new, tmp_path, ("1", "2", "3"))
    delta = read_delta(tmp_path)
    assert delta is not None
    assert (delta.before, delta.before_sha256, delta.sha256) == ("1", "2", "3")
    removed, added = (
        gzip.decompress((tmp_path / FOLDER / file.name).read_bytes()) for file in delta.files
    )
    assert (removed, added) == (b"".join(BEFORE[1:]), b"".join(AFTER[1:]))
    (tmp_path / FOLDER / "delta.json").write_bytes(b"{}")
    with pytest.raises(ValueError, match="damaged"):
        read_delta(tmp_path)


def test_who_follows_none_has_none(tmp_path: Path) -> None:
    assert read_delta(tmp_path) is None
