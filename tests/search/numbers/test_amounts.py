"""Amounts of programmes in queries."""

from __future__ import annotations

import pytest

from search.numbers.amounts import BUDGET, MAX_SUPPORT, find_amounts
from search.text.folding import fold


@pytest.mark.parametrize(
    ("text", "measure", "least", "most"),
    [
        ("予算1億円以上の事業", BUDGET, 10**8, None),
        ("予算額が２億円以下", BUDGET, None, 2 * 10**8),
        ("予算規模1億5千万円以上", BUDGET, 1.5e8, None),
        ("予算5000万円", BUDGET, 5e7, 5e7),
        ("予算３０，０００，０００円未満", BUDGET, None, 3e7),
        ("上限2000万円の制度", MAX_SUPPORT, 2e7, 2e7),
        ("上限額が5千万円を超える", MAX_SUPPORT, 5e7, None),
        ("補助上限1億円まで", MAX_SUPPORT, None, 1e8),
        ("budget over 200 million yen", BUDGET, 2e8, None),
        ("grants of up to 50 million yen", MAX_SUPPORT, None, 5e7),
        ("maximum grant at least ¥20,000,000", MAX_SUPPORT, 2e7, None),
    ],
)
def test_what_people_say(text: str, measure: str, least: float | None, most: float | None) -> None:
    (found,) = find_amounts(fold(text))
    assert found.figure.measure == measure
    assert (found.figure.least, found.figure.most) == (least, most)


@pytest.mark.parametrize(
    "text",
    ["予算はいくら", "予算3年", "上限5回", "人口5万人以下", "1億円", "budget 2023", "grant 10"],
)
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert not list(find_amounts(fold(text)))
