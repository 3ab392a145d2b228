"""What each row of a list would add to the tables: a new project, what one lacks, or nothing.

Keys follow data/README.md ("Keys"): programme, fiscal year and code of the first applicant; a slug
where a company or council bids; ``-b`` where the key is taken. A row is the project that is there
when programme, year, first applicant and title are the same. What is neither clearly the same nor
clearly another is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from string import ascii_lowercase

from api.intake.additions import Additions, Aim, Cells
from api.intake.bodies import Bodies
from api.intake.entries import Entry
from api.intake.known import KnownData, KnownProject, who
from api.intake.sheets import headings
from api.intake.sheets.faults import ListError
from api.intake.sheets.headings import Header
from api.intake.sheets.sheet import Doubt
from search.text.folding import fold

NEW = "new"
"""Answer to a doubt: the row is a project of its own."""
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{2,}")


class State(str, Enum):  # noqa: UP042 - orjson and templates take str enumerations
    """What a row of a list comes to."""

    new = "new"
    changed = "changed"
    same = "same"
    unclear = "unclear"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a row comes to.

    Args:
        entry: what it says.
        state: what it comes to.
        key: key of the project; empty where it is unclear.
        added: rows by table.
        notes: what a reader should know.
        doubts: what nobody but a person can decide.
    """

    entry: Entry
    state: State
    key: str = ""
    added: Mapping[str, tuple[Cells, ...]] = field(default_factory=dict, hash=False)
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Proposer:
    """Compares the rows of a list with the data, one after the other.

    Args:
        known: what the data hold.
        aim: under what the list is imported.
        header: its header, for doubts.
        bodies: the local governments.
        answers: for a row what a person answered: the key of a project, or ``new``.
        slugs: for a row the slug that a person chose for its key.
    """

    def __init__(
        self,
        known: KnownData,
        aim: Aim,
        header: Header,
        bodies: Bodies,
        answers: Mapping[int, Sequence[str]],
        slugs: Mapping[int, str],
    ) -> None:
        self._known = known
        self._aim = aim
        self._header = header
        self._bodies = bodies
        self._answers = answers
        self._slugs = slugs
        self._claimed: dict[str, Entry] = {}
        self._additions = Additions(known, aim, marking=False)

    def proposals(self, entries: Sequence[Entry], *, marking: bool) -> list[Proposal]:
        """Return what every row comes to.

        Raises:
            ListError: an answer names a project that is not there.
        """
        self._additions = Additions(self._known, self._aim, marking=marking)
        return [self._proposal(entry) for entry in entries]

    def _proposal(self, entry: Entry) -> Proposal:
        named = self._named(entry)
        place = self._header.place(headings.APPLICANT)[0]
        doubts = tuple(d for d in entry.doubts if not (named and d.column == place))
        if doubts:
            return Proposal(entry, State.unclear, doubts=doubts)
        found = named or self._same(entry)
        if isinstance(found, Doubt):
            return Proposal(entry, State.unclear, doubts=(found,))
        made = self._compared(entry, found) if found else self._new(entry)
        if made.key:
            self._claimed[made.key] = entry
        return made

    def _doubt(
        self, entry: Entry, name: str, message: str, candidates: Iterable[str] = ()
    ) -> Doubt:
        return Doubt(entry.row, *self._header.place(name), message, tuple(candidates))

    def _named(self, entry: Entry) -> KnownProject | None:
        """Return the project whose key a person gave for a row."""
        start = f"{self._aim.programme}-"
        keys = [a for a in self._answers.get(entry.row, ()) if a.startswith(start)]
        if not keys:
            return None
        year = {p.key: p for p in self._known.of(self._aim.programme, self._aim.year)}
        if keys[0] not in year:
            raise ListError(
                f"--resolve {entry.row}={keys[0]}: there is no such project of"
                f" {self._aim.programme} in {self._aim.year}"
            )
        return year[keys[0]]

    def _same(self, entry: Entry) -> KnownProject | Doubt | None:
        """Return the project that a row is, None where it is a new one, or what is in doubt."""
        year = self._known.of(self._aim.programme, self._aim.year)
        free = [project for project in year if project.key not in self._claimed]
        for project in free:
            if project.says(entry):
                return project
        return None if NEW in self._answers.get(entry.row, ()) else self._likely(entry, free)

    def _likely(self, entry: Entry, free: Sequence[KnownProject]) -> KnownProject | Doubt | None:
        """Return the same by applicant and title, of projects that no earlier row is."""
        mine = who((named.code for named in entry.applicants), entry.bidder)
        title = fold(entry.title)
        titled = [project for project in free if title and title in project.titles]
        akin = [project for project in free if project.who == mine]
        both = [project for project in titled if project in akin]
        if len(both) == 1:
            return both[0]
        if titled:
            return self._which(entry, titled, "the same title under another applicant or twice:")
        if len(akin) == 1 and not (title and akin[0].titles):
            return akin[0]
        if akin:
            return self._which(entry, akin, "the same first applicant and another title:")
        return self._twin(entry, mine)

    def _which(self, entry: Entry, projects: Sequence[KnownProject], message: str) -> Doubt:
        keys = [project.key for project in projects]
        answer = f"answer with --resolve {entry.row}={keys[0]} or --resolve {entry.row}={NEW}"
        name = headings.TITLE if entry.title else headings.APPLICANT
        return self._doubt(entry, name, f"{message} {', '.join(keys)}; {answer}", keys)

    def _twin(self, entry: Entry, mine: str) -> Doubt | None:
        """Return a doubt where an earlier row is of the same applicant and has no other title."""
        for key, other in self._claimed.items():
            same = who((named.code for named in other.applicants), other.bidder) == mine
            if same and fold(other.title) == fold(entry.title):
                message = (
                    f"row {other.row} is of the same applicant and has no other title ({key});"
                    f" answer with --skip {entry.row} or --resolve {entry.row}={NEW}"
                )
                return self._doubt(entry, headings.APPLICANT, message, [key])
        return None

    def _compared(self, entry: Entry, project: KnownProject) -> Proposal:
        """Return what a project that is there lacks; what contradicts it is a doubt."""
        added: dict[str, tuple[Cells, ...]] = {}
        contradictions = []
        codes = tuple(named.code for named in entry.applicants)
        if codes != project.applicants or fold(entry.bidder) != fold(project.bidder):
            listed = ", ".join(project.applicants) or project.bidder
            contradictions.append((headings.APPLICANT, f"the data have other applicants: {listed}"))
        if entry.title and fold(entry.title) not in project.titles:
            position = len(project.titles) + 1
            kind = "variant" if project.titles else "official"
            added["project_titles"] = (self._additions.title(entry, project.key, position, kind),)
        concepts = tuple(found.concept for found in entry.technologies)
        if concepts and not project.technologies and not entry.technologies_open:
            added["project_technologies"] = self._additions.technologies(entry, project.key)
        elif concepts and set(concepts) != set(project.technologies):
            listed = ", ".join(project.technologies) or "none"
            contradictions.append(
                (headings.TECHNOLOGIES, f"the data have other technologies: {listed}")
            )
        links, notes = self._additions.links(entry, project.key)
        if links:
            added["project_links"] = links
        if contradictions and not self._named(entry):
            answer = (
                f"answer with --skip {entry.row}, or --resolve {entry.row}={project.key} to leave"
                " that as it is and add what is missing"
            )
            doubts = (self._doubt(entry, name, f"{project.key}: {said}; {answer}", [project.key])
                      for name, said in contradictions)  # fmt: skip
            return Proposal(entry, State.unclear, doubts=tuple(doubts))
        notes = (*notes, *(said for _, said in contradictions))
        state = State.changed if added else State.same
        return Proposal(entry, state, project.key, added, notes)

    def _new(self, entry: Entry) -> Proposal:
        slug = self._slug(entry)
        if not slug:
            message = (
                "a company or council bids, so the key needs a slug of its own; answer with"
                f" --key {entry.row}=SLUG (small Latin letters)"
            )
            doubt = self._doubt(entry, headings.APPLICANT, message)
            return Proposal(entry, State.unclear, doubts=(doubt,))
        key = self._free(f"{self._aim.programme}-{self._aim.year}-{slug}")
        links, notes = self._additions.links(entry, key)
        added = dict(self._additions.project(entry, key))
        if links:
            added["project_links"] = links
        return Proposal(entry, State.new, key, added, notes)

    def _slug(self, entry: Entry) -> str:
        """Return what ends the key: the first applicant's code, else a slug, else nothing."""
        chosen = self._slugs.get(entry.row, "")
        if entry.applicants:
            if chosen:
                raise ListError(f"--key {entry.row}={chosen}: the row has an applicant, whose code"
                                " is in the key")  # fmt: skip
            return entry.applicants[0].code
        if chosen:
            return chosen
        placed = [area.code for area in entry.areas if area.code]
        if placed:
            return self._bodies.places[placed[0]].romaji.lower()
        latin = _LATIN_NAME.search(fold(entry.bidder))
        return latin[0].lower() if latin else ""

    def _free(self, key: str) -> str:
        """Return the key, with the first letter from ``-b`` on where it is taken."""
        taken = self._known.projects.keys() | self._claimed.keys()
        if key not in taken:
            return key
        return next(f"{key}-{c}" for c in ascii_lowercase[1:] if f"{key}-{c}" not in taken)
