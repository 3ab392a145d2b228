"""What the data hold of what the sources say there is: projects by programme and fiscal year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.naming import label_of
from api.pages.cells import Cell, Cells
from api.pages.rendering import entity_path
from api.pages.wording import years
from api.programme_book import SELECTED
from api.service import Service
from graph.records import Record
from search.results import SearchRequest

_SECOND_ROUND = "second-round-selected"


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
class CoverageRow:
    """One programme in one fiscal year.

    Args:
        programme: its label.
        href: its page.
        year: the fiscal year in words.
        here: projects of it in the data.
        search: address of these.
        stated: what sources say; several when they differ or repeat each other.
        missing: projects that the largest number has more than the data; None when none is stated.
        differ: whether sources disagree.
    """

    programme: str
    href: str
    year: str
    here: int
    search: str
    stated: Sequence[Stated]
    missing: int | None
    differ: bool


def coverage(service: Service, cells: Cells, lang: str) -> list[CoverageRow]:
    """Return every programme and year that sources or data know of.

    Args:
        service: the release.
        cells: formats records and numbers their sources.
        lang: language of labels.
    """
    rows: list[CoverageRow] = []
    for key in service.programmes.facts:
        records = _selected(service, key)
        here = _here(service, key)
        rows += [
            _row(service, cells, (key, year), here.get(year, 0), records, lang)
            for year in sorted({*here, *records})
        ]
    return rows


def _here(service: Service, key: str) -> dict[int, int]:
    request = SearchRequest(types=("project",), programmes=(key,), limit=0)
    found = service.search.search(request).facets["fiscal_year"]
    return {int(value.key): value.total for value in found}


def _selected(service: Service, key: str) -> dict[int, list[Record]]:
    """Return the records of how many a programme selected, by year; ranges of years left out."""
    found: dict[int, list[Record]] = {}
    for record in service.catalogue.records.about(
        "programme_counts", "programme", "programme", key
    ):
        measure = record.named("measure")
        year = record.integer("fiscal_year")
        ranged = record.integer("fiscal_year_end") not in {0, year}
        if measure and measure.key in SELECTED and year and not ranged:
            found.setdefault(year, []).append(record)
    return found


def _row(
    service: Service,
    cells: Cells,
    which: tuple[str, int],
    here: int,
    records: dict[int, list[Record]],
    lang: str,
) -> CoverageRow:
    key, year = which
    listed = records.get(year, [])
    stated = [
        Stated(cells.cell(record, "value")[0].text, _is_second(record), cells.source(record))
        for record in listed
    ]
    first = {record.number("value") for record in listed if not _is_second(record)}
    second = max(
        (record.number("value") or 0 for record in listed if _is_second(record)), default=0
    )
    most = max((number for number in first if number is not None), default=None)
    return CoverageRow(
        programme=label_of(service, "programme", key, lang),
        href=entity_path("programme", key),
        year=years(year, None, lang),
        here=here,
        search=f"/?type=project&programme={key}&fiscal_year={year}",
        stated=stated,
        missing=None if most is None else max(0, int(most + second) - here),
        differ=len(first) > 1,
    )  # fmt: skip


def _is_second(record: Record) -> bool:
    measure = record.named("measure")
    return measure is not None and measure.key == _SECOND_ROUND


def totals(rows: Sequence[CoverageRow]) -> dict[str, Any]:
    """Return how many projects are here, and how many more the sources count."""
    return {
        "here": sum(row.here for row in rows),
        "missing": sum(row.missing or 0 for row in rows),
        "unknown": sum(row.missing is None for row in rows),
        "differ": sum(row.differ for row in rows),
    }
