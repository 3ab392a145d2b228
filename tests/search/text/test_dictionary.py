"""A dictionary is compiled once for the same words, and what is kept never does harm.

To compile takes seconds, whatever the words are. Here it is writing them down, with a number that
is never the same: so can be told what was compiled, and when. ``test_tokens`` compiles.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from search.text import dictionary
from search.text.dictionary import build_user_dictionary

WORDS = (("自動運転", "じどううんてん"), ("丘上実証", "おかうえじっしょう"))
MORE = (*WORDS, ("谷間実証", "たにまじっしょう"))

Make = Callable[..., bytes]


@pytest.fixture(autouse=True)
def _written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()

    def written(lexicon: bytes, path: Path) -> None:
        path.write_bytes(f"{next(numbers)} ".encode() + lexicon)

    monkeypatch.setattr(dictionary, "_compile", written)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def make(tmp_path: Path, kept: Path) -> Make:
    """Write a dictionary of some words; give its bytes."""

    def made(name: str, words: tuple[tuple[str, str], ...] = WORDS) -> bytes:
        path = tmp_path / f"{name}.dic"
        assert build_user_dictionary(words, path, kept) == len(words)
        return path.read_bytes()

    return made


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_same_words_in_any_order_are_not_compiled_again(make: Make) -> None:
    assert make("first") == make("second", WORDS[::-1])


def test_without_a_folder_to_keep_it_in_it_is_compiled(tmp_path: Path) -> None:
    paths = tmp_path / "first.dic", tmp_path / "second.dic"
    for path in paths:
        build_user_dictionary(WORDS, path)
    assert paths[0].read_bytes() != paths[1].read_bytes()
    assert names(tmp_path) == {path.name for path in paths}


def test_other_words_and_other_readings_are_compiled(make: Make) -> None:
    assert "谷間実証" not in make("first").decode()
    assert "谷間実証" in make("second", MORE).decode()
    third = make("third", (WORDS[0], ("丘上実証", "きゅうじょうじっしょう")))
    assert "キュウジョウジッショウ" in third.decode()


def test_another_edition_of_what_compiles_them_compiles_again(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make("first")
    monkeypatch.setattr(dictionary.metadata, "version", lambda name: f"next {name}")
    assert make("second") != first


@pytest.mark.parametrize("content", [b"", b"half of it"])
def test_what_a_disk_has_cut_short_is_compiled_anew(make: Make, kept: Path, content: bytes) -> None:
    make("first")
    (only,) = kept.iterdir()
    only.write_bytes(content)
    assert "丘上実証" in make("second").decode()


def test_many_at_once_each_get_a_whole_one_and_leave_nothing_else(
    make: Make, kept: Path, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(8) as together:
        made = list(together.map(make, "abcdefgh"))
    assert all("丘上実証" in content.decode() for content in made)
    assert names(tmp_path) == {f"{letter}.dic" for letter in "abcdefgh"} | {"kept"}
    assert all(name.endswith(".dic") for name in names(kept))


def test_the_oldest_are_removed(make: Make, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary, "_MOST_KEPT", 2)
    make("first")
    (oldest,) = kept.iterdir()
    os.utime(oldest, (0, 0))
    make("second", MORE)
    assert oldest.exists()
    make("third", MORE[1:])
    assert not oldest.exists()
    assert len(names(kept)) == 2
