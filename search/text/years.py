"""Fiscal years in a folded query: R4, 令和4年度, 2022年度, H30, FY2018, 2020..2022, 以降, since.

A year without 度 is read as the fiscal year, since that is what sources print; with a month it is
the fiscal year of that month (2022年3月 is 2021).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ontology.eras import western_year

FIRST_YEAR = 2000
"""Years before this are not understood as years: the programmes began later."""
LAST_YEAR = 2100

_APRIL = 4
"""The month in which a fiscal year begins (会計法 11条)."""
_NUMBERS = {
    "元": 1,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_YEAR = (
    r"(?:(?:fy|fiscal year)?[ ]?(?P<{0}w>20[0-9]{{2}})|(?P<{0}e>令和|平成|reiwa|heisei|[rh])[ .]?"
    r"(?P<{0}n>[0-9]{{1,2}}|[元一二三四五六七八九]))"
    r"(?:[ ]?年(?:(?P<{0}m>1[0-2]|0?[1-9])月(?:[0-9]{{1,2}}日)?|度)?)?"
)
_PATTERN = re.compile(
    r"(?<![0-9a-z.])(?P<pre>since|after|from|before|until|up to|in|(?P<between>between))?[ ]?"
    + _YEAR.format("a")
    + r"(?:(?P<range>[ ]?(?:~|-|\.\.|から|to|until|(?(between)and|(?!)))[ ]?)"
    + _YEAR.format("b")
    + r"|(?P<post>以降|以後|から|~|\.\.|以前|まで))?(?P<in>[にの])?(?![0-9a-z])"
)
_ERA_WORDS = {"reiwa": "令和", "heisei": "平成"}
_SINCE = {"since", "from", "after", "以降", "以後", "から", "~", ".."}
_UNTIL = {"before", "until", "up to", "以前", "まで"}


@dataclass(frozen=True, slots=True)
class YearRange:
    """Fiscal years from ``first`` to ``last``, both included; None is open.

    ``since`` and ``以降`` include the year; ``after`` and ``before`` do not.
    """

    first: int | None
    last: int | None

    def __contains__(self, year: object) -> bool:
        return (
            isinstance(year, int)
            and (self.first is None or year >= self.first)
            and (self.last is None or year <= self.last)
        )

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        return f"{self.first or ''}..{self.last or ''}"


@dataclass(frozen=True, slots=True)
class YearMatch:
    """A year or range of years found in a folded text."""

    start: int
    end: int
    years: YearRange


def parse_years(text: str) -> YearRange | None:
    """Return the years that a parameter says (``2020``, ``2020..2022``, ``..2022``), or None."""
    exact = re.fullmatch(r"(20[0-9]{2})?(\.\.)?(20[0-9]{2})?", text)
    if not exact or not (exact[1] or exact[3]):
        found = [m for m in find_years(text.casefold()) if m.start == 0 and m.end == len(text)]
        return found[0].years if found else None
    first = int(exact[1]) if exact[1] else None
    last = int(exact[3]) if exact[3] else None
    if not exact[2]:
        return YearRange(first, first) if first and last is None else None
    if first and last and first > last:
        return None
    return YearRange(first, last)


def find_years(text: str) -> Iterator[YearMatch]:
    """Yield the years of a folded text, leftmost first."""
    for match in _PATTERN.finditer(text):
        years = _years(match)
        if years:
            start = match.start()
            while start < match.end() and text[start] == " ":
                start += 1
            yield YearMatch(start, match.end(), years)


def _years(match: re.Match[str]) -> YearRange | None:
    first = _year(match, "a")
    if first is None:
        return None
    if match["range"]:
        last = _year(match, "b")
        return YearRange(first, last) if last and last >= first else None
    word = match["post"] or match["pre"] or ""
    if word in _SINCE:
        return YearRange(first + (word == "after"), None)
    if word in _UNTIL:
        return YearRange(None, first - (word == "before"))
    return YearRange(first, first)


def _year(match: re.Match[str], side: str) -> int | None:
    """Return the fiscal year of one side: January to March belong to the year before."""
    early = bool(match[f"{side}m"]) and int(match[f"{side}m"]) < _APRIL
    if match[f"{side}w"]:
        return int(match[f"{side}w"]) - early
    era, text = match[f"{side}e"], match[f"{side}n"]
    number = _NUMBERS.get(text) or (int(text) if text.isdigit() else 0)
    year = western_year(_ERA_WORDS.get(era, era), number)
    return year - early if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None
