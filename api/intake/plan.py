"""From a list to what it would add: everything in its order, and nothing written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from api.intake.additions import Aim, Cells
from api.intake.bodies import Bodies
from api.intake.entries import AREA_ONLY, BIDDER, EntryReader, is_code
from api.intake.known import KnownData
from api.intake.proposals import NEW, Proposal, Proposer
from api.intake.sheets.faults import ListError
from api.intake.sheets.headings import Header, find_header
from api.intake.sheets.lines import Skipped, parted
from api.intake.sheets.sheet import Doubt, Sheet
from api.intake.technologies import Technologies
from graph.ingest.checking import Rows
from ontology.codelists import load_codelists
from ontology.thesaurus import load_thesaurus

BY_PERSON = "left out by --skip"
_WORDS = (BIDDER, AREA_ONLY, NEW)
"""Answers to doubts that are no codes or keys."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person decided.

    Args:
        columns: for a field the heading or the letter of its column.
        resolve: for a row the answers to its doubts: codes, ``bidder``, ``area``, ``new``,
            a project's key.
        skip: rows to be left out.
        slugs: for a row what ends its key.
        technologies: for a folded word the key of its concept; an empty one leaves it out.
    """

    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    resolve: Mapping[int, Sequence[str]] = field(default_factory=dict, hash=False)
    skip: frozenset[int] = frozenset()
    slugs: Mapping[int, str] = field(default_factory=dict, hash=False)
    technologies: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list would add to the data.

    Args:
        sheet: the list.
        header: its header.
        aim: under what it is imported.
        proposals: what each row that is a project comes to.
        skipped: all other rows, with the reason.
        labels: name of each local government that is named, by code.
    """

    sheet: Sheet
    header: Header
    aim: Aim
    proposals: tuple[Proposal, ...]
    skipped: tuple[Skipped, ...]
    labels: Mapping[str, str] = field(hash=False)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Everything in doubt, by row."""
        return tuple(doubt for proposal in self.proposals for doubt in proposal.doubts)

    @property
    def added(self) -> dict[str, list[Cells]]:
        """All rows to be added, by table."""
        found: defaultdict[str, list[Cells]] = defaultdict(list)
        for proposal in self.proposals:
            for table, rows in proposal.added.items():
                found[table] += rows
        return dict(found)


def make_plan(sheet: Sheet, rows: Rows, bodies: Bodies, aim: Aim, answers: Answers) -> Plan:
    """Return what a list would add.

    Args:
        sheet: the list.
        rows: the tables of the data folder, checked.
        bodies: the local governments of these tables.
        aim: under what it is imported.
        answers: what a person decided.

    Raises:
        ListError: a key or a column is not there, or an answer fits nothing.
    """
    _check(rows, aim)
    thesaurus = load_thesaurus()
    strange = {key for key in answers.technologies.values() if key and key not in thesaurus}
    if strange:
        raise ListError(f"--technology: {min(strange)!r} is no concept of the thesaurus")
    header = find_header(sheet, answers.columns)
    lines, skipped = parted(sheet, header)
    _check_answers({line.number for line in lines}, answers, aim.programme)
    technologies = Technologies(thesaurus, answers.technologies)
    reader = EntryReader(sheet, header, bodies, technologies, answers.resolve)
    left_out = [line.number for line in lines if line.number in answers.skip]
    entries = [reader.entry(line) for line in lines if line.number not in answers.skip]
    other = [entry for entry in entries if entry.year not in {None, aim.year}]
    skipped += [Skipped(row, row, BY_PERSON) for row in left_out]
    skipped += [Skipped(e.row, e.row, f"of fiscal year {e.year}") for e in other]
    kept = [entry for entry in entries if entry not in other]
    known = KnownData(rows)
    proposer = Proposer(known, aim, header, bodies, answers.resolve, answers.slugs)
    marking = any(entry.marked for entry in entries)  # in whatever year
    proposals = tuple(proposer.proposals(kept, marking=marking))
    return Plan(
        sheet,
        header,
        aim,
        proposals,
        tuple(sorted(skipped, key=lambda rows: rows.first)),
        _labels(proposals, bodies),
    )


def _check(rows: Rows, aim: Aim) -> None:
    """See that the keys under which a list is imported are there."""
    programmes = [row.key for row in rows["programmes"]]
    if aim.programme not in programmes:
        raise ListError(f"--programme {aim.programme}: there is no such key in programmes.csv;"
                        f" there are: {', '.join(programmes)}")  # fmt: skip
    kinds = load_codelists()["selection-kind"]
    if aim.selection_kind not in kinds:
        raise ListError(f"--selection-kind {aim.selection_kind}: there is no such kind;"
                        f" there are: {', '.join(kinds)}")  # fmt: skip
    if aim.source not in {row.key for row in rows["sources"]}:
        raise ListError(
            f"--source {aim.source}: there is no such key in sources.csv. Add a row for the list:"
            f" {aim.source},TITLE,PUBLISHER,URL,document,DATE PUBLISHED,DATE READ,"
            "none stated: facts only,,"
        )


def _check_answers(there: set[int], answers: Answers, programme: str) -> None:
    """See that every row that a person named is a project of the list, and every answer one."""
    named = {
        "--skip": answers.skip,
        "--resolve": answers.resolve.keys(),
        "--key": answers.slugs.keys(),
    }
    for option, rows in named.items():
        if strange := set(rows) - there:
            raise ListError(f"{option} {min(strange)}: the row is no project of the list")
    for row, given in answers.resolve.items():
        for answer in given:
            if not (is_code(answer) or answer in _WORDS or answer.startswith(f"{programme}-")):
                raise ListError(
                    f"--resolve {row}={answer}: an answer is a code of six digits,"
                    f" {', '.join(_WORDS)}, or the key of a project of {programme}"
                )


def _labels(proposals: Iterable[Proposal], bodies: Bodies) -> dict[str, str]:
    codes = {
        code
        for proposal in proposals
        for code in (
            *(named.code for named in (*proposal.entry.applicants, *proposal.entry.areas)),
            *(code for doubt in proposal.doubts for code in doubt.candidates),
        )
    }
    return {code: bodies.places[code].full_name for code in sorted(codes & bodies.places.keys())}
