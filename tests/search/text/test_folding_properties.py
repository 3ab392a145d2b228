"""Properties of the folding that must hold for every string that Python can hold."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from search.text.folding import fold, fold_with_offsets, unify, unify_with_offsets
from search.text.romaji import romaji_key, romaji_key_with_offsets

# Letters that the contextual rules look at, so that random texts meet the rules often.
TRICKY = (
    "かがカガヶケヵか箇三3月所漢字國嶋々ゝゞヾー-−〜 \u3000\n"
    "\u3099\u309aﾞﾟｶ゛\u0304\u200b\ufe0fOoßİ'’⼾⻑\ud800①㍻"
)
ANY_TEXT = st.text(st.characters(codec=None) | st.sampled_from(TRICKY), max_size=60)
TEXT = st.text(st.sampled_from(TRICKY), max_size=30) | ANY_TEXT
SETTINGS = settings(max_examples=300, derandomize=True, deadline=None)


@SETTINGS
@given(TEXT)
def test_fold_is_total_and_idempotent(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert unify(unify(text)) == unify(text)


@SETTINGS
@given(TEXT)
def test_the_fast_way_and_the_way_with_offsets_agree(text: str) -> None:
    assert fold_with_offsets(text).text == fold(text)
    assert unify_with_offsets(text).text == unify(text)


@SETTINGS
@given(TEXT)
def test_cleaning_first_changes_nothing(text: str) -> None:
    assert fold(unify(text)) == fold(text)


@SETTINGS
@given(TEXT)
def test_origins_are_in_order_and_in_range(text: str) -> None:
    folded = fold_with_offsets(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)
    assert all(
        0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True)
    )
    assert all(0 < gap < len(folded.text) for gap in folded.gaps)


@SETTINGS
@given(TEXT, st.data())
def test_a_span_covers_the_origins_of_its_characters(text: str, data: st.DataObject) -> None:
    folded = fold_with_offsets(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    first, last = folded.original_span(start, end)
    assert 0 <= first <= last <= len(text)
    assert all(first <= folded.starts[i] and folded.ends[i] <= last for i in range(start, end))


@SETTINGS
@given(st.text(st.sampled_from("かがガハパヴōÔéñÅабй漢海 aZ"), max_size=20))
def test_composed_and_decomposed_text_agree(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@SETTINGS
@given(TEXT)
def test_the_fold_is_made_of_short_pieces(text: str) -> None:
    longest = 18  # U+FDFA is the longest compatibility mapping of Unicode
    assert len(fold(text)) <= longest * len(text)


@SETTINGS
@given(TEXT | st.text("aiueoshtcnmpzdyjuw'- ", max_size=20))
def test_romaji_key_agrees_with_its_offsets(text: str) -> None:
    folded = fold(text)
    key = romaji_key_with_offsets(folded)
    assert key.text == romaji_key(folded)
    assert list(key.starts) == sorted(key.starts)
    assert list(key.ends) == sorted(key.ends)
    assert all(0 <= a < b <= len(folded) for a, b in zip(key.starts, key.ends, strict=True))
