"""What the data hold of what the sources say was selected: by programme and fiscal year.

The one count of coverage: the page about the data, the pages of programmes, their comparison and
match, peers and the JSON of all of them show what is counted here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.entities.records import Record

FIRST_ROUND = "selected"
LATER_ROUNDS = ("second-round-selected", "third-round-selected")
SELECTED = frozenset({FIRST_ROUND, *LATER_ROUNDS})
"""Measures of how many a programme selects in a year."""
_SELECTION = "selected"
_INFERRED = frozenset({"mentioned", "payee-inferred"})
"""Kinds of selection of what is one of those selected by inference: no list of them was seen."""
ENOUGH = 0.5
"""Share of the stated selections that must be here for a programme to be taken as known."""


@dataclass(frozen=True, slots=True)
class Named:
    """The projects of one programme and year that the data hold.

    Args:
        selected: those that sources say were selected.
        inferred: those that are taken to be among the selected, from articles or payees.
        beside: those supported apart from the selection; no number of selections counts them.
    """

    selected: int = 0
    inferred: int = 0
    beside: int = 0

    @property
    def counted(self) -> int:
        """How many are set against the numbers that sources state."""
        return self.selected + self.inferred


@dataclass(frozen=True, slots=True)
class YearCoverage:
    """One programme in one fiscal year.

    Args:
        year: the fiscal year.
        here: projects of it in the data.
        stated: the rows that say how many were selected.
        least: the smallest number of selections that a source states; None when none is stated.
        most: the largest; the same when sources agree.
    """

    year: int
    here: Named
    stated: Sequence[Record] = field(hash=False)
    least: int | None
    most: int | None

    @property
    def differ(self) -> bool:
        """Whether sources disagree."""
        return self.least != self.most

    @property
    def missing(self) -> tuple[int, int] | None:
        """How many are not here by the smallest number and by the largest; None when unknown."""
        if self.least is None or self.most is None:
            return None
        return max(0, self.least - self.here.counted), max(0, self.most - self.here.counted)

    def payload(self) -> dict[str, Any]:
        """Return the year as JSON."""
        return {
            "fiscal_year": self.year,
            "here": self.here.counted,
            "inferred": self.here.inferred,
            "beside": self.here.beside,
            "stated_least": self.least,
            "stated_most": self.most,
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """All years of one programme.

    Args:
        years: by year, the earliest first.
    """

    years: Sequence[YearCoverage] = field(hash=False)

    @property
    def stated(self) -> list[YearCoverage]:
        """The years for which a source states how many were selected."""
        return [year for year in self.years if year.most is not None]

    @property
    def here(self) -> int:
        """Projects here of the years with a stated number."""
        return sum(year.here.counted for year in self.stated)

    @property
    def span(self) -> tuple[int, int]:
        """Smallest and largest number of selections of the years with a stated number."""
        known = self.stated
        return sum(year.least or 0 for year in known), sum(year.most or 0 for year in known)

    @property
    def poor(self) -> bool:
        """Whether less is here than is enough, or nothing is known of how much there is."""
        return not self.stated or self.here < ENOUGH * self.span[1]


def coverage(rows: Mapping[int, Mapping[str, int]], counts: Sequence[Record]) -> Coverage:
    """Return what the data hold of a programme.

    Args:
        rows: number of its projects by fiscal year and kind of selection.
        counts: the published numbers of the programme; those of several years are left out.
    """
    here = {year: _named(kinds) for year, kinds in rows.items()}
    stated: dict[int, list[Record]] = {}
    for record in counts:
        year = record.integer("fiscal_year")
        ranged = record.integer("fiscal_year_end") not in {0, year}
        if _measure(record) in SELECTED and year and not ranged:
            stated.setdefault(year, []).append(record)
    return Coverage(
        [
            _year(year, here.get(year, Named()), stated.get(year, []))
            for year in sorted({*here, *stated})
        ]
    )


def is_later_round(record: Record) -> bool:
    """Tell whether a number counts a second or further call only."""
    return _measure(record) in LATER_ROUNDS


def _measure(record: Record) -> str:
    measure = record.named("measure")
    return measure.key if measure else ""


def _named(kinds: Mapping[str, int]) -> Named:
    inferred = sum(kinds.get(kind, 0) for kind in _INFERRED)
    selected = kinds.get(_SELECTION, 0)
    return Named(selected, inferred, sum(kinds.values()) - selected - inferred)


def _year(year: int, here: Named, stated: Sequence[Record]) -> YearCoverage:
    first = [record.integer("value") for record in stated if _measure(record) == FIRST_ROUND]
    # A further call adds to the first; of several numbers for it the largest stands.
    further = sum(
        max((record.integer("value") for record in stated if _measure(record) == name), default=0)
        for name in LATER_ROUNDS
    )
    least, most = (min(first) + further, max(first) + further) if first else (None, None)
    return YearCoverage(year, here, stated, least, most)
