"""What is written as one word, wherever in a query it stands."""

from __future__ import annotations

import pytest

from search.text.compounds import compounds
from search.text.tokens import Tokenizer


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """A tokenizer that knows no names of ours."""
    return Tokenizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自動運転の実証実験", ["自動運転", "実証実験"]),
        ("実証実験 自動運転", ["実証実験", "自動運転"]),
        ("自動運転バスが走る", ["自動運転バス", "走る"]),
    ],
)
def test_nouns_without_anything_between_them_are_one_word(
    tokenizer: Tokenizer, text: str, expected: list[str]
) -> None:
    found = [text[word.start : word.end] for word in compounds(tokenizer.tokens(text))]
    assert found == expected


def test_a_word_is_the_same_by_itself_wherever_it_stands(tokenizer: Tokenizer) -> None:
    text = "実証実験の 実証実験"
    first, second = compounds(tokenizer.tokens(text))
    assert first != second
    assert first.by_itself == second.by_itself == first
    (moved,) = compounds(tokenizer.tokens("実証実験"), offset=7)
    assert moved.by_itself == first, "an offset of the query counts as little"
