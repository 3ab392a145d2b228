"""Answers on programmes: which are related, which fit a project, which fit what is wanted."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from api.contract.parts import (
    Date,
    FiscalYear,
    Label,
    Named,
    Page,
    Reference,
    Scored,
    Source,
    Weight,
    documented,
)


@documented
class ProgrammeStatement(TypedDict):
    """A row on which a reason rests."""

    form: NotRequired[str]
    basis: str
    """``stated`` or ``derived``."""
    fiscal_year: NotRequired[FiscalYear]
    words: NotRequired[str]
    """As the source prints them."""
    source: str
    """Key of the source."""
    locator: str
    group: NotRequired[str]


@documented
class SharedBy(TypedDict):
    """A concept that two things share, and by how many projects each."""

    key: str
    projects: NotRequired[list[int] | int]
    information_content: NotRequired[float]


class PartOfTie(TypedDict):
    """A part of the score of a tie between programmes."""

    kind: str
    weight: float


@documented
class ProgrammeDetail(TypedDict):
    """The numbers behind a reason, and what they were computed from; things stand as their keys.

    The weight of the reason is the coefficient times the raw value. Which of the other members
    there are depends on its kind.
    """

    coefficient: float
    raw: float
    programme: NotRequired[str]
    programmes: NotRequired[list[str]]
    statements: NotRequired[list[ProgrammeStatement]]
    forms: NotRequired[dict[str, list[ProgrammeStatement]]]
    shared: NotRequired[list[SharedBy]]
    municipalities: NotRequired[list[str]]
    ministries: NotRequired[list[str]]
    payees: NotRequired[list[str]]
    projects: NotRequired[list[str]]
    fiscal_years: NotRequired[list[int]]
    count: NotRequired[int]
    of: NotRequired[int | list[PartOfTie]]
    """Of how many; or the parts of the tie to the programme that selected the project."""
    itself: NotRequired[bool]
    """Whether the local government that asks was selected itself."""
    distance_km: NotRequired[float]
    in_prefecture: NotRequired[list[str]]
    stage: NotRequired[str]
    taken_as: NotRequired[str]
    last_year: NotRequired[int]
    data_until: NotRequired[int]


class ProgrammeReason(TypedDict):
    """Why a programme is related; the weights of all reasons add up to the score."""

    kind: str
    label: Label
    weight: float
    detail: ProgrammeDetail
    sources: NotRequired[list[Source]]


class Since(TypedDict):
    """When a programme was launched."""

    launched_fiscal_year: FiscalYear | None
    note: str | None
    source: Source


class FormOfSupport(TypedDict):
    """A form in which a programme supports."""

    form: Reference | None
    stage: Reference | None
    fiscal_year: FiscalYear | None
    evidence: str | None
    note: str | None
    source: Source


class Budget(TypedDict):
    """An amount of a programme."""

    fiscal_year: FiscalYear | None
    measure: Reference
    amount_as_printed: str
    amount_yen: int | None
    qualifier: Reference | None
    budget_line_as_printed: str | None
    note: str | None
    source: Source


class Terms(TypedDict):
    """What a programme pays, and for how long."""

    term: Reference
    fiscal_year: FiscalYear | None
    value_as_printed: str
    amount_yen: int | None
    amount_yen_max: int | None
    note: str | None
    source: Source


class ProgrammeOffice(TypedDict):
    """An office of a programme."""

    office_as_printed: str | None
    organisation: Reference | None
    email: str | None
    email_as_printed: str | None
    telephone: str | None
    as_of: Date | None
    note: str | None
    source: Source


class PublishedNumber(TypedDict):
    """How many a source says were selected."""

    measure: Reference
    value: int
    unit: Reference | None
    qualifier: Reference | None
    as_of: Date | None
    note: str | None
    source: Source


@documented
class SelectedInYear(TypedDict):
    """The published numbers of a fiscal year."""

    fiscal_year: FiscalYear
    published: list[PublishedNumber]
    disagree: bool
    """Whether sources differ."""


@documented
class CoverageOfYear(TypedDict):
    """What the data hold of a fiscal year."""

    fiscal_year: FiscalYear
    here: int
    """Projects that are counted against the published numbers."""
    inferred: int
    """Those of them that are taken to be selected by inference."""
    beside: int
    """Projects apart from the selection."""
    stated_least: int | None
    """Smallest number of selections that a source states."""
    stated_most: int | None


class NameOfProgramme(TypedDict):
    """Which name followed which."""

    earlier: str
    later: str
    basis: Reference | None
    fiscal_year: FiscalYear | None
    evidence: str | None
    note: str | None
    source: Source


@documented
class ProgrammeFacts(TypedDict):
    """What is said of a programme; every row has its source."""

    since: Since
    supports: str
    """What it supports, in a sentence."""
    support: list[FormOfSupport]
    budgets: list[Budget]
    terms: list[Terms]
    offices: list[ProgrammeOffice]
    selected: list[SelectedInYear]
    known_projects: int
    """Its projects in the data."""
    coverage: list[CoverageOfYear]
    last_selected: FiscalYear | None
    names: list[NameOfProgramme]


class RankedProgramme(Named, Scored):
    """A programme, and why it is here."""

    type: Literal["programme"]
    reasons: list[ProgrammeReason]
    facts: ProgrammeFacts


class RelatedProgrammesAnswer(Page):
    """The programmes related to one."""

    items: list[RankedProgramme]
    programme: Reference
    names: list[NameOfProgramme]
    weights: dict[str, Weight]


@documented
class ProgrammesOfProjectAnswer(Page):
    """The programmes related to a project."""

    items: list[RankedProgramme]
    project: Reference
    programme: Reference
    """The one that selected it, which is not among the items."""
    weights: dict[str, Weight]


@documented
class Wanted(TypedDict):
    """What is wanted, and by whom."""

    technologies: list[Reference]
    challenges: list[Reference]
    municipality: Reference | None
    stage: str | None
    asked_for: NotRequired[Reference]
    """The ward that asked, where its city is answered."""


class TransitionStep(TypedDict):
    """What happens when support ends."""

    key: str
    label: Label
    condition: str | None
    action: str | None
    position: int
    programme: Reference
    permitted: bool | None
    timing_as_printed: str | None
    fiscal_year: FiscalYear | None
    note: str | None
    source: Source


class WithoutParameter(TypedDict):
    """Programmes that there would be without a parameter."""

    parameter: str
    count: int


@documented
class MatchAnswer(Page):
    """The programmes that fit what is wanted."""

    items: list[RankedProgramme]
    asked: Wanted
    data_until: FiscalYear
    """The last fiscal year in the data."""
    weights: dict[str, Weight]
    steps: list[TransitionStep]
    """With ``stage=finishing``: what can be done then."""
    note: NotRequired[str]
    emptied_by: NotRequired[list[WithoutParameter]]
