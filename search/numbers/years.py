"""Fiscal years in a folded query: R4, 令和3〜5年度, 2021・22年度, 2020年代, 去年, since March 2020.

A year without 度 is read as the fiscal year, since that is what sources print; with a month it is
the fiscal year of that month (2022年3月 is 2021). What is counted from today (去年, ここ3年) is
counted from the fiscal year of today in Japan. Years are found in two steps: each that is written
(``search.numbers.single_years``), then what joins them or opens a range. What they are called is a
table (``search.numbers.year_words``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.numbers import year_words as words
from search.numbers.single_years import Present, SingleYear, single_years

_NEXT_TO_LATIN = r"(?<![0-9a-z])"


def _alternatives(table: dict[str, tuple[str, ...]]) -> str:
    return "|".join(
        f"(?P<{name}>{'|'.join(sorted(forms, key=len, reverse=True))})"
        for name, forms in table.items()
    )


_BEFORE = re.compile(rf"{_NEXT_TO_LATIN}(?:{_alternatives(words.BEFORE)})[ ]?(?:the )?$")
_ARTICLE = re.compile(rf"{_NEXT_TO_LATIN}the $")
_AFTER = re.compile(rf"[ ]?(?:{_alternatives(words.AFTER)})(?![0-9a-z])")
_BETWEEN = re.compile(r"[ ]?(?:~|-|\.\.|から|to|until|till|through)[ ]?(?:the )?")
_BETWEEN_AND = re.compile(r"[ ]?(?:and|と)[ ]?(?:the )?")
_CLOSED = re.compile(r"(?:まで|の間|にかけて|末)*")
_LONGEST_BEFORE = 24
"""Characters before a year that are looked at: more than the longest of ``words.BEFORE``."""


@dataclass(frozen=True, slots=True)
class YearRange:
    """Fiscal years from ``first`` to ``last``, both included; None is open.

    ``since`` and ``以降`` include the year; ``after``, ``before`` and ``より`` do not.
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


def leaves_open(text: str) -> bool:
    """Tell whether a folded text says a year without saying which fiscal year it is.

    Calendar years, months and what is counted from today do.
    """
    return bool(words.CALENDAR.search(text))


def find_years(text: str, present: Present | None = None) -> Iterator[YearMatch]:
    """Yield the years of a folded text, leftmost first.

    Args:
        text: the folded text.
        present: what 去年 and ここ3年 count from; without it they are no years.
    """
    found = list(single_years(text, present))
    number = 0
    while number < len(found):
        one, other = found[number], found[number + 1] if number + 1 < len(found) else None
        number += 1
        before = _BEFORE.search(text[max(0, one.start - _LONGEST_BEFORE) : one.start])
        word = before.lastgroup if before else None
        start = one.start - (len(before[0]) if before else _article(text, one.start))
        if other is not None and _joined(text, one, other, between=word == "between"):
            number += 1
            if one.first is not None and other.last is not None and one.first <= other.last:
                closed = _CLOSED.match(text, other.end)
                end = closed.end() if closed else other.end
                yield YearMatch(start, end, YearRange(one.first, other.last))
            continue
        if word == "between":
            word, start = None, one.start
        after = _AFTER.match(text, one.end)
        word = after.lastgroup if after else word
        yield YearMatch(start, after.end() if after else one.end, _opened(one, word or ""))


def _article(text: str, start: int) -> int:
    found = _ARTICLE.search(text[max(0, start - _LONGEST_BEFORE) : start])
    return len(found[0]) if found else 0


def _joined(text: str, one: SingleYear, other: SingleYear, *, between: bool) -> bool:
    """Tell whether two years are the ends of one range."""
    joint = _BETWEEN.fullmatch(text, one.end, other.start)
    return bool(joint or (between and _BETWEEN_AND.fullmatch(text, one.end, other.start)))


def _opened(one: SingleYear, word: str) -> YearRange:
    """Return what a word beside a year makes of it."""
    first, last = one.first, one.last
    if word == "since":
        return YearRange(first, None)
    if word == "until":
        return YearRange(None, last)
    if word == "after" and last is not None:
        return YearRange(last + 1, None)
    if word == "before" and first is not None:
        return YearRange(None, first - 1)
    return YearRange(first, last)
