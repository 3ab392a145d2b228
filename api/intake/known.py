"""What the data already hold of a programme's year: against it every row of a list is compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from api.intake.entries import Entry
from graph.ingest.checking import Rows
from search.text.folding import fold

LINKED_SUPPORT = "linked-support"
"""Relation of a programme to the one whose selected efforts alone it supports."""


@dataclass(frozen=True, slots=True)
class KnownProject:
    """A project of the data.

    Args:
        key: its key.
        programme: its programme.
        year: its fiscal year.
        applicants: codes, in printed order.
        bidder: as printed.
        titles: folded.
        technologies: keys of the printed ones, in order.
        number: number in its source's list.
    """

    key: str
    programme: str
    year: str
    applicants: tuple[str, ...]
    bidder: str
    titles: tuple[str, ...]
    technologies: tuple[str, ...]
    number: str

    @property
    def who(self) -> str:
        """What its key rests on: the first applicant, else who bids, folded."""
        return who(self.applicants, self.bidder)

    def says(self, entry: Entry) -> bool:
        """Tell whether a row of a list says of it nothing but what is known."""
        title = fold(entry.title)
        return (
            self.applicants == tuple(named.code for named in entry.applicants)
            and fold(self.bidder) == fold(entry.bidder)
            and (title in self.titles if title else not self.titles)
            and (not entry.number or entry.number == self.number)
            and self.technologies == tuple(found.concept for found in entry.technologies)
        )


def who(applicants: Iterable[str], bidder: str) -> str:
    """Return what a project's key rests on: the first applicant's code, else the folded bidder."""
    return next(iter(applicants), "") or fold(bidder)


class KnownData:
    """The projects of a data folder, and how programmes hang together.

    Args:
        rows: the tables.
    """

    def __init__(self, rows: Rows) -> None:
        applicants = _gathered(rows, "project_applicants", "body")
        titles = _gathered(rows, "project_titles", "title")
        technologies = _gathered(rows, "project_technologies", "technology")
        self.projects = {
            row.key: KnownProject(
                key=row.key,
                programme=row.cells["programme"],
                year=row.cells["fiscal_year"],
                applicants=tuple(applicants[row.key]),
                bidder=row.cells["bidder_as_printed"],
                titles=tuple(fold(title) for title in titles[row.key]),
                technologies=tuple(technologies[row.key]),
                number=row.cells["listed_number"],
            )
            for row in rows["projects"]
        }
        self.links = {
            frozenset((row.cells["project"], row.cells["linked"])) for row in rows["project_links"]
        }
        self.supported_by = {
            row.cells["related"]: row.cells["programme"]
            for row in reversed(rows.get("programme_relations", ()))  # the first one counts
            if row.cells["relation"] == LINKED_SUPPORT
        }
        self._of_year: defaultdict[tuple[str, str], list[KnownProject]] = defaultdict(list)
        for project in self.projects.values():
            self._of_year[project.programme, project.year].append(project)

    def of(self, programme: str, year: int) -> list[KnownProject]:
        """Return the projects of a programme in a fiscal year."""
        return self._of_year[programme, str(year)]

    def counterpart(self, programme: str) -> str:
        """Return the programme that supports the efforts of another, or is supported by it."""
        supporting = {support: supported for supported, support in self.supported_by.items()}
        return self.supported_by.get(programme) or supporting.get(programme, "")


def _gathered(rows: Rows, table: str, column: str) -> defaultdict[str, list[str]]:
    """Return what a table says of each project in one column, by position."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in sorted(rows[table], key=lambda row: int(row.cells["position"])):
        found[row.cells["project"]].append(row.cells[column])
    return found
