"""Japanese eras and fiscal years (April to March), as the source prints them.

Source of the first days: 元号を改める政令 (Heisei from 1989-01-08, Reiwa from 2019-05-01). A fiscal
year carries the era of the greater part of it in official use: 2019 is 令和元年度 (R1).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Era:
    """One era.

    Args:
        name: its kanji.
        letter: the Latin letter used before a year (``R4``).
        first: Western year of its first year.
    """

    name: str
    letter: str
    first: int


ERAS = (Era("令和", "R", 2019), Era("平成", "H", 1989), Era("昭和", "S", 1926))
"""Eras that can appear in the data or in a query, newest first."""


def era_of(year: int) -> tuple[Era, int] | None:
    """Return the era of a fiscal year and the year within it, or None before 1926."""
    return next(((era, year - era.first + 1) for era in ERAS if year >= era.first), None)


def western_year(letter_or_name: str, year: int) -> int | None:
    """Return the Western year of an era's year (``R``/``令和``, 4 → 2022), or None."""
    wanted = letter_or_name.upper()
    era = next((era for era in ERAS if wanted in {era.letter, era.name}), None)
    return era.first + year - 1 if era and year >= 1 else None


def fiscal_year_label(year: int, lang: str) -> str:
    """Return the usual name of a fiscal year: ``令和4年度`` or ``FY2022``."""
    place = era_of(year)
    if lang != "ja" or place is None:
        return f"FY{year}"
    era, number = place
    return f"{era.name}{'元' if number == 1 else number}年度"
