"""What the data hold of what the sources say there is, as a table for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from api.answers.labels import label_of
from api.pages.parts.cells import Cell, Cells
from api.pages.parts.paths import entity_path
from api.release.opened import OpenRelease
from api.things.coverage import Named, YearCoverage, is_later_round
from api.wording.values import years


@dataclass(frozen=True, slots=True)
class Stated:
    """A number of selected projects that a source states.

    Args:
        number: how many, as it is said.
        round: words for the call that it counts where that is not the first, or empty.
        source: the number of the source, as a link.
    """

    number: str
    round: str
    source: Cell


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One programme in one fiscal year.

    Args:
        programme: its label.
        href: its page.
        year: the fiscal year in words.
        search: address of its projects in the data.
        stated: what sources say; several when they differ or repeat each other.
        counted: what is counted.
    """

    programme: str
    href: str
    year: str
    search: str
    stated: Sequence[Stated]
    counted: YearCoverage = field(hash=False)

    @property
    def here(self) -> Named:
        """Projects of it in the data."""
        return self.counted.here

    @property
    def least(self) -> int | None:
        """The smallest number of selections that a source states; None when none is stated."""
        return self.counted.least

    @property
    def most(self) -> int | None:
        """The largest; the same when sources agree."""
        return self.counted.most

    @property
    def differ(self) -> bool:
        """Whether sources disagree."""
        return self.counted.differ

    @property
    def missing(self) -> tuple[int, int] | None:
        """How many are not here by the smallest number and by the largest; None when unknown."""
        return self.counted.missing

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
    book = opened.programmes
    return [
        _row(opened, cells, key, year, lang)
        for key in book.facts
        for year in book.coverage[key].years
    ]


def _row(
    opened: OpenRelease, cells: Cells, key: str, counted: YearCoverage, lang: str
) -> CoverageRow:
    return CoverageRow(
        programme=label_of(opened, "programme", key, lang),
        href=entity_path("programme", key),
        year=years(counted.year, None, lang),
        search=f"/?type=project&programme={key}&fiscal_year={counted.year}",
        stated=[
            Stated(
                cells.cell(record, "value")[0].text,
                cells.cell(record, "measure")[0].text if is_later_round(record) else "",
                cells.source(record),
            )
            for record in counted.stated
        ],
        counted=counted,
    )


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
