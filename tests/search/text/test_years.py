"""Years in a folded text and in a parameter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.text.folding import fold
from search.text.years import YearRange, find_years, parse_years


def found(text: str) -> list[str]:
    return [str(match.years) for match in find_years(fold(text))]


@pytest.mark.parametrize(
    "text",
    ["12022", "R123", "a2020", "1999", "昭和60年", "H0", "2200", "R", "令和年", "v2.2020", "30km"],
)
def test_what_is_no_year(text: str) -> None:
    assert found(text) == []


def test_two_years_with_and_are_two_unless_between() -> None:
    assert found("2020 and 2022") == ["2020", "2022"]
    assert found("between 2020 and 2022") == ["2020..2022"]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2022年3月", "2021"),
        ("2022年4月", "2022"),
        ("令和4年1月", "2021"),
        ("令和4年12月31日", "2022"),
        ("2022年度", "2022"),
    ],
)
def test_a_month_tells_the_fiscal_year(text: str, year: str) -> None:
    assert found(text) == [year]


def test_a_range_that_runs_backwards_is_none() -> None:
    assert found("2022-2020") == []


def test_the_span_covers_the_words() -> None:
    text = fold("AI since 2021 で")
    (match,) = find_years(text)
    assert text[match.start : match.end].strip() == "since 2021"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2020", YearRange(2020, 2020)),
        ("2020..", YearRange(2020, None)),
        ("..2022", YearRange(None, 2022)),
        ("2020..2022", YearRange(2020, 2022)),
        ("2022..2020", None),
        ("..", None),
        ("", None),
        ("20200", None),
        ("2020..2022..", None),
        ("x2020", None),
    ],
)
def test_parameters(text: str, years: YearRange | None) -> None:
    assert parse_years(text) == years


def test_open_ranges_contain() -> None:
    assert 2030 in YearRange(2020, None)
    assert 2019 not in YearRange(2020, None)
    assert "2020" not in YearRange(2020, 2020)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(first=st.integers(2000, 2099), length=st.integers(0, 30))
def test_what_is_written_is_read_back(first: int, length: int) -> None:
    years = YearRange(first, min(first + length, 2099))
    assert parse_years(str(years)) == years
