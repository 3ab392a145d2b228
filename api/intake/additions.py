"""The rows that a list adds to the tables, each with its source and its place in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.intake.entries import Entry
from api.intake.known import KnownData, who
from graph.mapping.tables import BY_NAME
from search.text.folding import unify

_ROAD_SUPPORT = "road-av-support"
"""The programme whose support the mark ※ means, and the relation of such a link."""

Cells = dict[str, str]
"""A row to be added, by column."""


@dataclass(frozen=True, slots=True)
class Aim:
    """Under what a list is imported.

    Args:
        programme: key of the programme.
        year: fiscal year.
        source: key of the source.
        locator: where in the source the list stands, before number or name.
        selection_kind: of every row (code list ``selection-kind``).
    """

    programme: str
    year: int
    source: str
    locator: str
    selection_kind: str


class Additions:
    """Makes rows of the tables from rows of a list.

    Args:
        known: what the data hold.
        aim: under what the list is imported.
        marking: whether the list marks rows with ※ at all.
    """

    def __init__(self, known: KnownData, aim: Aim, *, marking: bool) -> None:
        self._known = known
        self._aim = aim
        supported = known.supported_by.get(aim.programme) == _ROAD_SUPPORT
        self._marking = marking and supported

    def project(self, entry: Entry, key: str) -> Mapping[str, tuple[Cells, ...]]:
        """Return all rows of a new project but its links, by table."""
        project = {
            "key": key,
            "programme": self._aim.programme,
            "fiscal_year": str(self._aim.year),
            "selection_kind": self._aim.selection_kind,
            "technologies_open": _truth(entry.technologies_open),
            "road_av_support": _truth(entry.marked) if self._marking else "",
            "bidder_as_printed": entry.bidder,
            "listed_number": entry.number,
            "confidence": "high",
        }
        rows = {
            "projects": (self._cells(entry, "projects", project),),
            "project_titles": (self.title(entry, key, 1, "official"),) if entry.title else (),
            "project_applicants": self._bodies_of(entry, key, "project_applicants"),
            "project_areas": self._bodies_of(entry, key, "project_areas"),
            "project_technologies": self.technologies(entry, key),
        }
        return {table: cells for table, cells in rows.items() if cells}

    def _cells(self, entry: Entry, table: str, cells: Cells) -> Cells:
        first = next((named.printed for named in entry.applicants), entry.bidder)
        place = f"No.{entry.number}" if entry.number else unify(first)
        cells |= {"source": self._aim.source, "locator": f"{self._aim.locator} {place}".strip()}
        return {column: cells.get(column, "") for column in BY_NAME[table].header}

    def title(self, entry: Entry, key: str, position: int, kind: str) -> Cells:
        """Return the row of a title.

        Args:
            entry: the row of the list.
            key: key of the project.
            position: of the title among the project's.
            kind: of the title (code list ``title-kind``).
        """
        cells = {"project": key, "position": str(position), "title": entry.title, "kind": kind}
        return self._cells(entry, "project_titles", cells | {"confidence": "high"})

    def _bodies_of(self, entry: Entry, key: str, table: str) -> tuple[Cells, ...]:
        named = entry.applicants if table == "project_applicants" else entry.areas
        return tuple(
            self._cells(
                entry,
                table,
                {"project": key, "position": str(n), "body": b.code, "as_printed": b.printed},
            )
            for n, b in enumerate(named, start=1)
        )

    def technologies(self, entry: Entry, key: str) -> tuple[Cells, ...]:
        """Return the rows of the printed technologies."""
        return tuple(
            self._cells(
                entry,
                "project_technologies",
                {
                    "project": key,
                    "position": str(n),
                    "as_printed": t.printed,
                    "technology": t.concept,
                },
            )
            for n, t in enumerate(entry.technologies, start=1)
        )

    def links(self, entry: Entry, key: str) -> tuple[tuple[Cells, ...], tuple[str, ...]]:
        """Return the link to the same effort under a linked programme, and what is to be known."""
        counterpart = self._known.counterpart(self._aim.programme)
        supports = self._aim.programme in self._known.supported_by.values()
        if not counterpart or not (supports or entry.marked):
            return (), ()
        mine = who((named.code for named in entry.applicants), "")
        year = self._known.of(counterpart, self._aim.year)
        found = [project.key for project in year if mine and project.who == mine]
        if len(found) != 1:
            count = "no project" if not found else "several projects"
            return (), (f"{count} of {counterpart} in the same year to be linked with",)
        if frozenset((key, found[0])) in self._known.links:
            return (), ()
        project, linked = (found[0], key) if supports else (key, found[0])
        note = "同じ年度の同じ団体による。" if supports else "一覧の※による。"
        cells = {"project": project, "linked": linked, "relation": _ROAD_SUPPORT, "note": note}
        return (self._cells(entry, "project_links", cells),), ()


def _truth(value: bool | None) -> str:  # noqa: FBT001 - a value of the data, not a switch
    return "" if value is None else str(value).lower()
