"""Snippets mark what matched, in the spelling of the text, and lose nothing."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from search.text.snippets import MAX_SNIPPET, Highlighter, Snippet, sentences


def snippet(texts: list[str], words: list[str]) -> Snippet:
    return Highlighter(words).snippet(sentences(texts))


TEXT = "最初の文です。ここで⾃動運転バスが走る。ドローンは無い。"


def test_the_best_sentence_marked_as_it_stands() -> None:
    pieces = snippet([TEXT], ["自動運転", "バス"])
    assert "".join(text for text, _ in pieces) == "ここで⾃動運転バスが走る。"
    assert [text for text, marked in pieces if marked] == ["⾃動運転", "バス"]


def test_width_and_kana_do_not_matter() -> None:
    assert ("ドローン", True) in snippet([TEXT], ["ﾄﾞﾛｰﾝ"])
    assert ("ドローン", True) in snippet([TEXT], ["どろーん"])


def test_nothing_matches_or_nothing_there() -> None:
    assert snippet([TEXT], ["xyz"]) == (("最初の文です。", False),)
    assert snippet([TEXT], []) == (("最初の文です。", False),)
    assert snippet([], ["x"]) == ()
    assert snippet(["   "], ["x"]) in {(), (("", False),)}


def test_a_long_sentence_is_cut_around_the_mark() -> None:
    pieces = snippet(["あ" * 500 + "自動運転" + "い" * 500], ["自動運転"])
    shown = "".join(text for text, _ in pieces)
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= MAX_SNIPPET + 2
    assert ("自動運転", True) in pieces


@settings(derandomize=True, max_examples=200, deadline=None)
@given(text=st.text(max_size=120), words=st.lists(st.text(max_size=4), max_size=4))
def test_every_piece_is_of_the_text(text: str, words: list[str]) -> None:
    pieces = snippet([text], words)
    shown = "".join(piece for piece, _ in pieces).strip("…")
    assert shown in text


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    text=st.text("abxあい", max_size=12), words=st.sets(st.text("abxあい", min_size=1, max_size=3))
)
def test_the_first_and_longest_are_marked(text: str, words: set[str]) -> None:
    """What a pattern of the words would find, the longer ones before the shorter."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    pattern = re.compile("|".join(longest) or "(?!)")
    marked = [piece for piece, is_marked in snippet([text], [*words]) if is_marked]
    assert marked == pattern.findall(text)
