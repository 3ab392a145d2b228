"""Subsidy rates in queries and in tables."""

from __future__ import annotations

import pytest

from search.numbers.rates import SUBSIDY_RATE, find_rates, printed_rates
from search.text.folding import fold


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("補助率1/2の事業", 0.5, 0.5),
        ("補助率 3分の2", 0.6667, 0.6667),
        ("補助率が２分の１以上", 0.5, None),
        ("補助率は50%以下", None, 0.5),
        ("1/2補助", 0.5, 0.5),
        ("費用の半分を補助", 0.5, 0.5),
        ("3分の2以上の補助", 0.6667, None),
        ("助成率75％", 0.75, 0.75),
        ("subsidy rate 2/3", 0.6667, 0.6667),
        ("grant rate of at least 50 %", 0.5, None),
        ("subsidy rates of two thirds", 0.6667, 0.6667),
    ],
)
def test_what_people_say(text: str, least: float | None, most: float | None) -> None:
    (found,) = find_rates(fold(text))
    assert found.figure.measure == SUBSIDY_RATE
    assert (found.figure.least, found.figure.most) == (least, most)


@pytest.mark.parametrize(
    "text",
    [
        "補助率",
        "2分の1",
        "1/2",
        "補助率3/2",
        "補助率0%",
        "半分の補助金",
        "令和3年1/2号",
        "half a day",
    ],
)
def test_other_numbers_are_no_rates(text: str) -> None:
    assert not list(find_rates(fold(text)))


@pytest.mark.parametrize(
    ("printed", "shares"),
    [
        ("1/2以内", (0.5,)),
        ("人口10万人未満: 500万円以下定額、超える部分2/3", (0.6667,)),
        ("市町村1/2、都道府県1/3、市町村1/2", (0.5, 0.3333)),
        ("定額", ()),
    ],
)
def test_what_a_table_prints(printed: str, shares: tuple[float, ...]) -> None:
    assert printed_rates(fold(printed)) == shares
