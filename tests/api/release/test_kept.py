"""What builds keep is taken for the same inputs alone, and only as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from api.release.disk.kept import Kept


class Maker:
    """Makes a value of each input, and remembers which ones it made."""

    def __init__(self, inputs: Sequence[bytes]) -> None:
        self._inputs = inputs
        self.made: list[int] = []

    def __call__(self, numbers: Sequence[int]) -> list[bytes]:
        self.made += numbers
        return [b"made of " + self._inputs[number] for number in numbers]


def asked(kept: Kept, *inputs: bytes, step: str = "step", most: int = 2) -> list[int]:
    """Ask for the values of inputs; return the numbers of those that were made."""
    maker = Maker(inputs)
    assert kept(step, inputs, maker, most) == [b"made of " + given for given in inputs]
    return maker.made


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "kept", "code")


def test_only_what_is_new_is_made(kept: Kept) -> None:
    assert asked(kept, b"a", b"b") == [0, 1]
    assert asked(kept, b"b", b"c", b"a", b"b") == [1]
    assert asked(kept, b"a", b"b", b"c") == []


def test_another_step_and_another_maker_make_their_own(kept: Kept, tmp_path: Path) -> None:
    assert asked(kept, b"a") == [0]
    assert asked(kept, b"a", step="other") == [0]
    assert asked(Kept(tmp_path / "kept", "other code"), b"a") == [0]
    assert asked(Kept(tmp_path / "kept", "code"), b"a") == []


@pytest.mark.parametrize("damage", [lambda c: c[:-1], lambda c: c[:-1] + b"?", lambda _: b""])
def test_what_is_not_as_it_was_written_is_made_anew(
    kept: Kept, tmp_path: Path, damage: object
) -> None:
    asked(kept, b"a", b"b")
    (path,) = (tmp_path / "kept").iterdir()
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert asked(kept, b"a", b"b") == [0, 1]


def test_the_files_of_some_builds_are_there_and_no_more(kept: Kept, tmp_path: Path) -> None:
    for number in range(5):
        asked(kept, b"%d" % number, most=3)
    assert len(list((tmp_path / "kept").iterdir())) == 3
    assert asked(kept, b"4", most=3) == []
    assert asked(kept, b"0", most=3) == [0]
