"""Charts of the entity pages: bars with their numbers, and each bar's source where it has one.

A chart is a table whose last column draws what the others say, so that who does not see it, prints
it or reads it by machine loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from api.answers.labels import label_of
from api.pages.parts.cells import Cell, Cells
from api.release.opened import OpenRelease
from api.things.coverage import SELECTED
from api.wording.messages import message
from api.wording.values import years
from graph.entities.models import Dossier
from graph.entities.records import Record
from search.model.facets import ByFacet
from search.model.request import SearchRequest
from search.model.result import FacetValue

MOST_BARS = 12
"""Longest list of values that a chart shows."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Args:
        label: what is counted.
        value: how much.
        shown: the number in words.
        href: address of what is counted, or empty.
        note: a remark, or empty.
        differs: whether another source says another number.
        source: the number of its source, as a link.
        year: the fiscal year that it is of, or 0.
    """

    label: str
    value: float
    shown: str
    href: str = ""
    note: str = ""
    differs: bool = False
    source: Cell = ()
    year: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """Some bars of one measure.

    Args:
        slug: names its heading (``page-chart-…``) and its anchor.
        bars: the bars in order.
        note: what must be known to read it, or empty.
        subject: what the heading speaks of, or empty.
    """

    slug: str
    bars: Sequence[Bar]
    note: str = ""
    subject: str = ""
    most: float = field(init=False)

    def __post_init__(self) -> None:
        """Find the longest bar."""
        object.__setattr__(self, "most", max((bar.value for bar in self.bars), default=0.0))


class Charts:
    """Makes the charts of a page.

    Args:
        opened: the release.
        cells: formats records and numbers their sources.
        lang: language of the page.
    """

    def __init__(self, opened: OpenRelease, cells: Cells, lang: str) -> None:
        self._opened, self._cells, self._lang = opened, cells, lang

    def of(self, dossier: Dossier) -> list[Chart]:
        """Return the charts of an entity that have anything to show."""
        kind, key, rows = dossier.kind, dossier.key, dossier.rows
        if kind == "programme":
            charts = [self.selected(rows["counts"]), *self._projects(kind, key, ("technology",))]
        elif kind in {"technology", "challenge"}:
            charts = self._projects(kind, key, ("fiscal_year", "programme"))
        elif kind == "event":
            charts = self._survey(rows["observations"])
        else:
            charts = []
        return [chart for chart in charts if len(chart.bars) > 1]

    def selected(self, counts: Iterable[Record]) -> Chart:
        """Return how many a programme selected each year, by every source that says so."""
        records = [
            record
            for record in counts
            if (measure := record.named("measure")) and measure.key in SELECTED
        ]
        records.sort(key=lambda record: (record.integer("fiscal_year"), record.source))
        said: dict[tuple[int, str], set[str]] = {}
        for record in records:
            said.setdefault(_counted(record), set()).add(record.text("value"))
        bars = [
            Bar(
                self._year(record),
                record.number("value") or 0.0,
                self._cells.cell(record, "value")[0].text,
                note=self._measure(record),
                differs=len(said[_counted(record)]) > 1,
                source=self._cells.source(record),
                year=record.integer("fiscal_year"),
            )
            for record in records
        ]
        differ = any(bar.differs for bar in bars)
        note = message("page-chart-selected-differ", self._lang) if differ else ""
        return Chart("selected", bars, note)

    def _year(self, record: Record) -> str:
        last = record.integer("fiscal_year_end") or None
        return years(record.integer("fiscal_year"), last, self._lang)

    def _measure(self, record: Record) -> str:
        """Return the measure where it is not the plain one."""
        measure, qualifier = record.named("measure"), record.named("qualifier")
        notes = [
            measure.label(self._lang) if measure and measure.key != "selected" else "",
            qualifier.label(self._lang) if qualifier and qualifier.key != "exact" else "",
        ]
        return " / ".join(note for note in notes if note)

    def _projects(self, kind: str, key: str, facets: Iterable[str]) -> list[Chart]:
        """Return how many projects of a thing have each value of some facets."""
        own = {"type": "project", kind: key}
        filters = ByFacet({name: (value,) for name, value in own.items()})
        found = self._opened.search.search(SearchRequest(filters=filters, limit=0)).facets
        return [Chart(f"by-{facet}", self._values(facet, found[facet], own)) for facet in facets]

    def _values(self, facet: str, values: Iterable[FacetValue], own: dict[str, str]) -> list[Bar]:
        listed = list(values)[:MOST_BARS]
        if facet == "fiscal_year":
            listed = sorted(values, key=lambda value: value.key)
        return [
            Bar(
                label_of(self._opened, facet, value.key, self._lang),
                value.total,
                f"{value.total:,}",
                "/?" + urlencode({**own, facet: value.key}),
            )
            for value in listed
        ]

    def _survey(self, observations: Iterable[Record]) -> list[Chart]:
        """Return the charts of a survey, as far as its numbers can be read."""
        charts: dict[str, list[Record]] = {}
        for record in observations:
            chart = record.named("chart")
            if chart and record.number("percent") is not None:
                charts.setdefault(chart.key, []).append(record)
        return [self._observed(records) for records in charts.values()]

    def _observed(self, records: list[Record]) -> Chart:
        records.sort(key=lambda record: record.integer("position"))
        chart, first = records[0].named("chart"), records[0]
        bars = [
            Bar(
                message("page-chart-unreadable", self._lang).format(
                    number=record.integer("position")
                ),
                record.number("percent") or 0.0,
                self._cells.cell(record, "percent")[0].text,
                source=self._cells.source(record),
            )
            for record in records
        ]
        note = message("page-chart-survey-base", self._lang).format(
            fits=first.text("base_that_fits"), base=self._cells.cell(first, "base")[0].text
        )
        return Chart("survey", bars, note, chart.label(self._lang) if chart else "")


def _counted(record: Record) -> tuple[int, str]:
    """Return what a count counts: records that agree in it speak of the same number."""
    measure = record.named("measure")
    return record.integer("fiscal_year"), measure.key if measure else ""
