"""Figures of places in a folded query: 人口5万人以下, 高齢化率40%以上, small towns.

A small place is one below the 50,000 inhabitants that a city needs (地方自治法 8条), a large one
has the 200,000 of a core city (同法 252条の22). 程度 and くらい allow three tenths more or less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

POPULATION: Final = "population"
"""Inhabitants, by the last census."""
AGED: Final = "aged"
"""Share of people of 65 and over, in per cent."""

SMALL_BELOW: Final = 50_000
LARGE_FROM: Final = 200_000
ABOUT: Final = 0.3
"""Share by which a figure that is said roughly may differ."""
_MOST: Final = 2_000_000_000
_UNITS: Final = {"万": 10_000, "千": 1_000, "百万": 1_000_000, "million": 1_000_000, "k": 1_000}
_NUMBER = r"(?P<n>[0-9][0-9,]{0,11}+(?:\.[0-9]{1,2})?+)"
_JAPANESE = re.compile(
    r"(?:(?P<people>人口)(?:規模)?|(?P<aged>高齢化率|65歳以上(?:の割合)?|高齢者の割合|高齢者率))"
    r"(?:が|は|の)?[ ]?(?:約|およそ)?[ ]?" + _NUMBER + r"[ ]?+(?P<u>百万|万|千)?+[ ]?+"
    r"(?:(?P<share>%|ぱーせんと|割)|人)?+(?!円)"
    r"(?P<op>以上|以下|未満|を?超(?:える|え)?|より多い|より少ない|程度|くらい|ぐらい|ほど|前後|台|規模)?"
)
_BOUND = (
    r"(?P<op>under|below|less than|fewer than|up to|at most|over|above|more than|at least|about"
    r"|around)"
)
_ENGLISH_NUMBER = _NUMBER + r"(?:[ ]?(?P<u>million|k)(?![0-9a-z]))?+(?![0-9a-z])"
_ENGLISH = (
    re.compile(rf"(?:with )?(?:a )?population (?:of )?{_BOUND}?[ ]?{_ENGLISH_NUMBER}"),
    re.compile(
        rf"(?:with )?{_BOUND}[ ]{_ENGLISH_NUMBER}[ ](?:people|inhabitants|residents|citizens)\b"
    ),
    re.compile(
        r"(?:with )?(?:an? )?(?P<aged>ag(?:e)?ing rate|(?:share|proportion) of (?:the )?(?:elderly"
        rf"|aged|people over 65)) (?:of )?{_BOUND}?[ ]?{_NUMBER}[ ]?(?P<share>%|per ?cent)"
    ),
    re.compile(
        rf"(?:with )?{_BOUND}[ ]{_NUMBER}[ ]?(?P<share>%|per ?cent) (?:of (?:the )?population )?"
        r"(?P<aged>elderly|aged 65(?: and over)?|over 65|older people)"
    ),
)
_SIZE = re.compile(
    r"(?:(?P<small>小さな|小さい|ちいさな|ちいさい|小規模な?|\bsmall(?:er)?)"
    r"|(?P<large>大きな|大きい|大規模な?|\b(?:large|big|bigger|larger)))"
    r"(?=[ の]?(?:市|町|村|区|まち|自治体"
    r"|(?:towns?|cit(?:y|ies)|villages?|municipalit(?:y|ies)|local)\b))"
)
UP: Final = frozenset({"以上", "over", "above", "more than", "at least", "より多い"})
DOWN: Final = frozenset({"以下", "未満", "まで", "より少ない", "under", "below", "less than",
                   "fewer than", "up to", "at most"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigureRange:
    """A figure that a place, or a programme, is to have.

    Args:
        measure: ``population`` or ``aged``; of programmes ``budget``, ``max_support`` or
            ``subsidy_rate``.
        least: smallest that counts, or None: inhabitants, per cent, yen, or a share.
        most: largest that counts, or None.
    """

    measure: str
    least: float | None
    most: float | None

    def __contains__(self, value: object) -> bool:
        return (
            isinstance(value, int | float)
            and (self.least is None or value >= self.least)
            and (self.most is None or value <= self.most)
        )

    def __str__(self) -> str:
        least, most = ("" if x is None else f"{x:g}" for x in (self.least, self.most))
        return f"{self.measure}:{least}..{most}"


@dataclass(frozen=True, slots=True)
class FigureMatch:
    """A figure found in a folded text."""

    start: int
    end: int
    figure: FigureRange


def find_figures(text: str) -> Iterator[FigureMatch]:
    """Yield the figures of places that a folded text asks for."""
    for pattern in (_JAPANESE, *_ENGLISH):
        for match in pattern.finditer(text):
            figure = _figure(match)
            if figure is not None:
                yield FigureMatch(match.start(), match.end(), figure)
    for match in _SIZE.finditer(text):
        ends = (None, SMALL_BELOW - 1) if match["small"] else (LARGE_FROM, None)
        yield FigureMatch(match.start(), match.end(), FigureRange(POPULATION, *ends))


def _figure(match: re.Match[str]) -> FigureRange | None:
    groups = match.groupdict()
    aged = groups.get("aged") is not None
    if aged != (groups.get("share") is not None):
        return None
    value = float(match["n"].replace(",", "")) * _UNITS.get(groups.get("u") or "", 1)
    value *= 10 if groups.get("share") == "割" else 1
    if not 0 < value <= (100 if aged else _MOST):
        return None
    ends = _ends(match["op"] or "", value, groups.get("u"))
    return FigureRange(AGED if aged else POPULATION, *ends)


def ends_of(said: str, value: float) -> tuple[float | None, float | None] | None:
    """Return the smallest and the largest value that words like 以上 and up to allow, else None."""
    if said in UP or "超" in said:
        return value, None
    return (None, value) if said in DOWN else None


def _ends(said: str, value: float, unit: str | None) -> tuple[float | None, float | None]:
    """Return the smallest and the largest value that words allow, roughly it without words."""
    if (ends := ends_of(said, value)) is not None:
        return ends
    if said == "台":
        return value, value + (_UNITS.get(unit or "", 10)) - 1
    return value * (1 - ABOUT), value * (1 + ABOUT)
