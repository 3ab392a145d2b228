"""Eras and fiscal years."""

from __future__ import annotations

import pytest

from ontology.eras import era_of, fiscal_year_label, western_year


@pytest.mark.parametrize(
    ("year", "short", "japanese"),
    [
        (2018, "H30", "平成30年度"),
        (2019, "R1", "令和元年度"),
        (2022, "R4", "令和4年度"),
        (1989, "H1", "平成元年度"),
        (1988, "S63", "昭和63年度"),
    ],
)
def test_both_ways(year: int, short: str, japanese: str) -> None:
    assert fiscal_year_label(year, "ja") == japanese
    assert fiscal_year_label(year, "en") == f"FY{year}"
    assert western_year(short[0], int(short[1:])) == year
    assert western_year(short[0].lower(), int(short[1:])) == year


def test_overlaps_and_limits() -> None:
    assert western_year("平成", 31) == 2019
    assert western_year("令和", 0) is None
    assert western_year("明治", 1) is None
    assert era_of(1900) is None
    assert fiscal_year_label(1900, "ja") == "FY1900"
