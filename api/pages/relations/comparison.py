"""The view model of programmes side by side."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import Field

from api.answers.labels import label_of
from api.http.parameters import Parameters
from api.pages.entity.page import entity_sections
from api.pages.entity.sections import Section
from api.pages.parts.cells import Cell, Cells, Value
from api.pages.parts.charts import Bar, Charts
from api.pages.parts.coverage import coverage_line
from api.pages.parts.essentials import essentials
from api.pages.parts.paths import COMPARE, PROGRAMMES, entity_path
from api.release.opened import OpenRelease
from api.wording.messages import message

MOST_COMPARED = 5
SECTIONS = (
    "transition_steps", "forms", "budgets", "support_measures", "organisations", "names", "groups",
    "technologies_derived", "terms",
)  # fmt: skip
"""Parts of a programme's page that are compared below what decides, in this order."""
SHOWN_LINES = 2
"""Lines of a cell that stand open; the others are folded."""
DIFFERENT = "different"

Line = Sequence[Cell]
"""Values side by side."""


class ComparePage(Parameters):
    """Parameters of the comparison."""

    compare: list[str] = Field([])
    only: Literal["different"] | None = None


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One row of the comparison.

    Args:
        label: its heading.
        cells: for each programme its lines.
        drawn: whether the lines are bars.
    """

    label: str
    cells: Sequence[Sequence[Any]] = field(hash=False)
    drawn: bool = False

    @property
    def differs(self) -> bool:
        """Whether the programmes differ in it."""
        return len({_said(lines) for lines in self.cells}) > 1


def compare_view(
    opened: OpenRelease, keys: Sequence[str], lang: str, only: str | None = None
) -> dict[str, Any]:
    """Return programmes side by side, with one list of sources for all.

    Args:
        opened: the release.
        keys: keys of the programmes, each known.
        lang: language of labels.
        only: ``different`` leaves out the rows in which all are the same.
    """
    cells = Cells(opened, lang)
    rows = [*_first(opened, keys, cells, lang), *_years(opened, keys, cells, lang)]
    rows += _sections(opened, keys, cells, lang)
    different = only == DIFFERENT
    return {
        "columns": [
            {
                "key": key,
                "label": label_of(opened, "programme", key, lang),
                "url": entity_path("programme", key),
                "without": compare_url([other for other in keys if other != key], only),
            }
            for key in keys
        ],
        "rows": [row for row in rows if any(row.cells) and (row.differs or not different)],
        "shown": SHOWN_LINES,
        "most": max(
            (bar.value for row in rows if row.drawn for bars in row.cells for bar in bars),
            default=0.0,
        ),
        "different": different,
        "toggle": compare_url(keys, None if different else DIFFERENT),
        "further": [
            {
                "label": label_of(opened, "programme", key, lang),
                "url": compare_url([*keys, key], only),
            }
            for key in opened.programmes.facts
            if key not in keys and len(keys) < MOST_COMPARED
        ],
        "sources": cells.sources(),
    }


def compare_url(keys: Sequence[str], only: str | None = None) -> str:
    """Return the address of a comparison; of none, that of the list.

    Args:
        keys: keys of the programmes.
        only: as ``compare_view`` takes it.
    """
    pairs = [("compare", key) for key in keys]
    return (
        f"{COMPARE}?{urlencode([*pairs, *([('only', only)] if only else [])])}"
        if keys
        else (PROGRAMMES)
    )


def _first(opened: OpenRelease, keys: Sequence[str], cells: Cells, lang: str) -> list[ComparedRow]:
    """Return what decides, and how much of each is here."""
    listed = [essentials(opened, key, cells, lang) for key in keys]
    rows = [
        ComparedRow(
            message(f"page-essential-{same[0].slug}", lang),
            [[(one.cell,)] if one.cell else [] for one in same],
        )
        for same in zip(*listed, strict=True)
    ]
    covered = [[((Value(coverage_line(opened, key, lang)),),)] for key in keys]
    return [*rows, ComparedRow(message("page-coverage", lang), covered)]


def _years(opened: OpenRelease, keys: Sequence[str], cells: Cells, lang: str) -> list[ComparedRow]:
    """Return one row for each year in which any of them selected, the last first."""
    listed = [
        {} if chart is None else _by_label(chart.bars)
        for key in keys
        for chart in [Charts(opened, cells, lang).selected(opened.programmes.counts.get(key, ()))]
    ]
    labels = sorted({year for bars in listed for year in bars}, reverse=True)
    return [
        ComparedRow(
            message("page-compare-selected-in", lang).format(year=label),
            [bars.get((year, label), []) for bars in listed],
            drawn=True,
        )
        for year, label in labels
    ]


def _by_label(bars: Iterable[Bar]) -> dict[tuple[int, str], list[Bar]]:
    found: dict[tuple[int, str], list[Bar]] = {}
    for bar in bars:
        found.setdefault((bar.year, bar.label), []).append(bar)
    return found


def _sections(
    opened: OpenRelease, keys: Sequence[str], cells: Cells, lang: str
) -> list[ComparedRow]:
    """Return the further parts of the pages of programmes."""
    dossiers = [known for key in keys if (known := opened.reader.dossier("programme", key))]
    listed = [
        {section.slug: section for section in entity_sections(opened, dossier, cells, lang)}
        for dossier in dossiers
    ]
    return [
        ComparedRow(
            message(f"page-section-{slug}", lang),
            [_lines(sections.get(slug)) for sections in listed],
        )
        for slug in SECTIONS
    ]


def _lines(section: Section | None) -> list[Line]:
    """Return the rows of a section without what is empty or said before in the same row."""
    if section is None:
        return []
    lines: list[Line] = []
    for row in section.rows:
        said: dict[str, Cell] = {}
        for cell in filter(None, row):
            # what was printed with wide letters says the same as what was read
            said.setdefault(unicodedata.normalize("NFKC", " ".join(v.text for v in cell)), cell)
        lines.append(list(said.values()))
    if lines and section.source:
        lines[-1] = [*lines[-1], section.source]
    return lines


def _said(lines: Sequence[Any]) -> tuple[str, ...]:
    """Return the words of a cell without its sources, to be compared with those of another."""
    return tuple(
        one.shown
        if isinstance(one, Bar)
        else " ".join(
            f"{value.text} {value.note}"
            for cell in one
            for value in cell
            if not value.href.startswith("#source-")
        )
        for one in lines
    )
