"""Figures of places in queries: ranges of inhabitants and of shares, as people say them."""

from __future__ import annotations

import pytest

from search.numbers.figures import AGED, POPULATION, FigureRange, find_figures
from search.text.folding import fold


@pytest.mark.parametrize(
    ("text", "measure", "least", "most"),
    [
        ("人口5万人以下", POPULATION, None, 50_000),
        ("人口5万人以下の市", POPULATION, None, 50_000),
        ("人口が3千人未満の村", POPULATION, None, 3_000),
        ("人口100万人以上", POPULATION, 1_000_000, None),
        ("人口２０万人超", POPULATION, 200_000, None),
        ("人口10万人台", POPULATION, 100_000, 109_999),
        ("人口12,500人以上", POPULATION, 12_500, None),
        ("人口1.5万人以上", POPULATION, 15_000, None),
        ("人口10万人くらいの市", POPULATION, 70_000, 130_000),
        ("人口約5千人の町", POPULATION, 3_500, 6_500),
        ("population under 50,000", POPULATION, None, 50_000),
        ("towns with a population of over 10,000", POPULATION, 10_000, None),
        ("population of at most 2 million", POPULATION, None, 2_000_000),
        ("cities with population over 500,000 doing maas", POPULATION, 500_000, None),
        ("towns with fewer than 20k people", POPULATION, None, 20_000),
        ("more than 1 million inhabitants", POPULATION, 1_000_000, None),
        ("towns with an ageing rate over 40%", AGED, 40, None),
        ("a proportion of the elderly of at most 25 percent", AGED, None, 25),
        ("villages with over 45% elderly", AGED, 45, None),
        ("高齢化率40%以上", AGED, 40, None),
        ("高齢化率が４割以上の町", AGED, 40, None),
        ("65歳以上の割合が30%未満", AGED, None, 30),
        ("小さな町の自動運転", POPULATION, None, 49_999),
        ("小規模自治体", POPULATION, None, 49_999),
        ("small towns with drones", POPULATION, None, 49_999),
        ("大きな市", POPULATION, 200_000, None),
        ("large cities", POPULATION, 200_000, None),
    ],
)
def test_what_people_say(text: str, measure: str, least: float | None, most: float | None) -> None:
    (found,) = find_figures(fold(text))
    assert found.figure.measure == measure
    assert (found.figure.least, found.figure.most) == pytest.approx((least, most))


@pytest.mark.parametrize(
    "text",
    ["人口減少", "人口知能", "人口5万円", "高齢化率5人", "小さなドローン", "small drones",
     "5万人の祭り", "population decline", "大きなバス", "高齢化率400%以上"],
)  # fmt: skip
def test_what_is_no_figure_of_a_place(text: str) -> None:
    assert list(find_figures(fold(text))) == []


def test_a_range_holds_its_ends_and_nothing_unknown() -> None:
    some = FigureRange(POPULATION, 10, 20)
    assert [value in some for value in (9, 10, 20, 21, None)] == [False, True, True, False, False]
    assert 5 in FigureRange(POPULATION, None, 20)
    assert str(some) == "population:10..20"
