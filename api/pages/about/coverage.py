"""What the data hold of what the sources say there is: projects by programme and fiscal year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.answers.labels import label_of
from api.pages.parts.cells import Cell, Cells
from api.pages.parts.paths import entity_path
from api.release.opened import OpenRelease
from api.things.programmes import SELECTED
from api.wording.values import years
from graph.entities.records import Record

_SECOND_ROUND = "second-round-selected"
_SELECTION = "selected"
_INFERRED = frozenset({"mentioned", "payee-inferred"})
"""Kinds of selection of what is one of those selected by inference: no list of them was seen."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A number of selected projects that a source states.

    Args:
        number: how many, as it is said.
        second_round: whether it counts a second call only.
        source: the number of the source, as a link.
    """

    number: str
    second_round: bool
    source: Cell


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
class CoverageRow:
    """One programme in one fiscal year.

    Args:
        programme: its label.
        href: its page.
        year: the fiscal year in words.
        here: projects of it in the data.
        search: address of these.
        stated: what sources say; several when they differ or repeat each other.
        least: the smallest number of selections that a source states; None when none is stated.
        most: the largest; the same when sources agree.
    """

    programme: str
    href: str
    year: str
    here: Named
    search: str
    stated: Sequence[Stated]
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

    @property
    def bar(self) -> tuple[float, float]:
        """Percentages of the largest number that are here: as selected, and by inference."""
        whole = max(self.most or 0, self.here.counted)
        if self.most is None or not whole:
            return 0.0, 0.0
        return 100 * self.here.selected / whole, 100 * self.here.inferred / whole


def coverage(opened: OpenRelease, cells: Cells, lang: str) -> list[CoverageRow]:
    """Return every programme and year that sources or data know of.

    Args:
        opened: the release.
        cells: formats records and numbers their sources.
        lang: language of labels.
    """
    rows: list[CoverageRow] = []
    for key in opened.programmes.facts:
        stated, here = _selected(opened, key), _here(opened, key)
        for year in sorted({*here, *stated}):
            found, known = stated.get(year, []), here.get(year, Named())
            rows.append(_row(opened, cells, (key, year), known, found, lang))
    return rows


def _here(opened: OpenRelease, key: str) -> dict[int, Named]:
    """Return the projects of a programme by year."""
    found = {}
    for year, counts in opened.programmes.ranked.data.programmes[key].rows.items():
        inferred = sum(counts.get(name, 0) for name in _INFERRED)
        selected = counts.get(_SELECTION, 0)
        found[year] = Named(selected, inferred, sum(counts.values()) - selected - inferred)
    return found


def _selected(opened: OpenRelease, key: str) -> dict[int, list[Record]]:
    """Return the records of how many a programme selected, by year; ranges of years left out."""
    found: dict[int, list[Record]] = {}
    for record in opened.programmes.counts.get(key, ()):
        measure = record.named("measure")
        year = record.integer("fiscal_year")
        ranged = record.integer("fiscal_year_end") not in {0, year}
        if measure and measure.key in SELECTED and year and not ranged:
            found.setdefault(year, []).append(record)
    return found


def _row(
    opened: OpenRelease,
    cells: Cells,
    which: tuple[str, int],
    here: Named,
    records: Sequence[Record],
    lang: str,
) -> CoverageRow:
    key, year = which
    first = [record.integer("value") for record in records if not _is_second(record)]
    # A second call adds to the first; of several numbers for it the largest stands.
    second = max((record.integer("value") for record in records if _is_second(record)), default=0)
    return CoverageRow(
        programme=label_of(opened, "programme", key, lang),
        href=entity_path("programme", key),
        year=years(year, None, lang),
        here=here,
        search=f"/?type=project&programme={key}&fiscal_year={year}",
        stated=[
            Stated(cells.cell(record, "value")[0].text, _is_second(record), cells.source(record))
            for record in records
        ],
        least=min(first) + second if first else None,
        most=max(first) + second if first else None,
    )


def _is_second(record: Record) -> bool:
    measure = record.named("measure")
    return measure is not None and measure.key == _SECOND_ROUND


def totals(rows: Sequence[CoverageRow]) -> dict[str, Any]:
    """Return how many projects are here, and how many more the sources count."""
    missing = [row.missing for row in rows if row.missing is not None]
    return {
        "here": sum(row.here.counted for row in rows),
        "inferred": sum(row.here.inferred for row in rows),
        "beside": sum(row.here.beside for row in rows),
        "least": sum(least for least, _ in missing),
        "most": sum(most for _, most in missing),
        "differ": sum(row.differ for row in rows),
    }
