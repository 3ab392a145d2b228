"""Answers of ``/api/search`` and ``/api/suggest``."""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from api.contract.interpretation import Interpretation
from api.contract.parts import EmptiedBy, FiscalYear, Iri, Key, Label, NextPage, Source, documented
from api.contract.things import (
    ChallengeItem,
    CouncilItem,
    EventItem,
    MinistryItem,
    MunicipalityItem,
    ProgrammeItem,
    ProjectItem,
    TechnologyItem,
)
from api.wording.columns import TypeName


@documented
class SearchDetail(TypedDict):
    """The numbers behind a reason: its weight is the coefficient times the raw value."""

    coefficient: float
    raw: float
    projects: NotRequired[float | None]
    """Projects of the thing, where they count."""
    distance_km: NotRequired[float | None]


class SearchReason(TypedDict):
    """Why a result is here; the weights of all its reasons add up to its score."""

    kind: str
    label: Label
    weight: float
    detail: SearchDetail


class MissingCondition(TypedDict):
    """A condition that a result does not meet."""

    condition: str
    label: Label


@documented
class Found(TypedDict):
    """What a search says of a result."""

    score: float
    """Sum of the weights of its reasons."""
    distance_km: float | None
    """Kilometres to the nearest of the places asked for."""
    snippet: str | None
    """HTML: escaped text with ``<mark>`` around what matched."""
    reasons: list[SearchReason]
    missing: NotRequired[list[MissingCondition]]
    """Of what is in ``relaxed`` only: the conditions that it does not meet."""


class ProjectHit(ProjectItem, Found):
    """A project that was found."""


class ProgrammeHit(ProgrammeItem, Found):
    """A programme that was found."""


class MunicipalityHit(MunicipalityItem, Found):
    """A local government that was found."""


class CouncilHit(CouncilItem, Found):
    """A council that was found."""


class EventHit(EventItem, Found):
    """An event that was found."""


class TechnologyHit(TechnologyItem, Found):
    """A technology that was found."""


class ChallengeHit(ChallengeItem, Found):
    """A challenge that was found."""


class MinistryHit(MinistryItem, Found):
    """A ministry that was found."""


Hit = Annotated[
    ProjectHit
    | ProgrammeHit
    | MunicipalityHit
    | CouncilHit
    | EventHit
    | TechnologyHit
    | ChallengeHit
    | MinistryHit,
    Field(discriminator="type"),
]
"""One result; ``type`` tells its kind."""


@documented
class AnswerSubject(TypedDict):
    """What a direct answer is about."""

    type: str
    key: Key
    label: Label
    iri: Iri


@documented
class SaidFact(TypedDict):
    """A fact, and of when it is."""

    value: str | int
    """The fact, as the source prints it; a number where results were counted."""
    fiscal_year: NotRequired[FiscalYear | None]
    as_of: NotRequired[str | None]


@documented
class DirectAnswer(SaidFact):
    """A fact that the query asks for."""

    kind: str
    """Which fact: ``budget``, ``subsidy-rate``, ``telephone``, ``count`` …"""
    subject: AnswerSubject | None
    """Null where it is about all results."""
    text: str
    """The answer in words."""
    source: Source | None
    """Null where results were counted."""


@documented
class FacetItem(TypedDict):
    """A value of a facet."""

    key: Key
    label: Label
    count: int
    """Results if it is chosen; beside chosen values, what it adds to them."""
    selected: bool
    above: list[str]
    """Keys of what it is part of."""


Offer = TypedDict(
    "Offer",
    {
        "from": Annotated[str, Field(description="What was typed")],
        "start": Annotated[int, Field(description="First character of it in the query")],
        "end": Annotated[int, Field(description="One past the last")],
        "to": Annotated[str, Field(description="What may have been meant")],
        "kind": str | None,
        "key": str | None,
        "label": Label,
        "q": Annotated[str, Field(description="The whole query with it")],
        "total": Annotated[int, Field(description="Results of that query")],
    },
)
"""What may have been meant; kind and key are null where several words are corrected together."""


@documented
class WideningItem(TypedDict):
    """A change of one condition that finds something."""

    kind: str
    label: Label
    parameters: dict[str, list[str]]
    """Parameters with their new values; an empty list leaves one out."""
    total: int
    """Results with it."""
    href: str


class BetterPage(TypedDict):
    """A page that does better what the query asks for."""

    kind: str
    href: str
    label: Label


class SearchLinks(NextPage):
    """Links of a search."""

    pages: list[BetterPage]


@documented
class SearchAnswer(TypedDict):
    """A search: how it was understood, what was found, and what else could be asked."""

    query: str
    interpretation: Interpretation
    answers: list[DirectAnswer]
    """Facts that the query asks for, on the first page."""
    total: int
    """Number of all results."""
    items: list[Hit]
    facets: dict[str, list[FacetItem]]
    """Counts by facet; the names are those of the parameters."""
    relaxed: list[Hit]
    """Where next to nothing was found: what meets all conditions but some."""
    did_you_mean: list[Offer]
    limit: int
    offset: int
    links: SearchLinks
    emptied_by: NotRequired[list[EmptiedBy]]
    """Where nothing was found: the conditions without which there would be something."""
    widenings: NotRequired[list[WideningItem]]
    """Where nothing was found: changes that find something."""


class Replaced(TypedDict):
    """The characters that a completion replaces."""

    start: int
    end: int


@documented
class SuggestionItem(TypedDict):
    """A completion."""

    type: str
    """Kind of thing; also ``year`` and words that ask for a fact."""
    key: Key
    iri: str | None
    """Null for what is only said, and no thing."""
    label: Label
    within: str | None
    """Where it is, to tell it from others of its name."""
    matched: str | None
    """The name that matched, where that is not the label."""
    text: str
    """What to put into the query."""
    replaces: Replaced
    count: int
    """Projects that have to do with it."""


class SuggestAnswer(TypedDict):
    """Completions, the most useful first."""

    query: str
    limit: int
    items: list[SuggestionItem]


@documented
class ExportColumn(TypedDict):
    """A column of a file."""

    name: str
    """Its key: what ``columns`` takes, and the header of a file with ``columns=keys``."""
    heading: str
    """The header that people read."""
    type: TypeName
    unit: str | None
    """Unit of its numbers."""
    meaning: str


@documented
class ExportItem(TypedDict):
    """A list that is given as a file."""

    name: str
    path: str
    """Address of the list."""
    formats: list[str]
    """Values of ``format`` whose files have these columns."""
    columns: list[ExportColumn]


class ExportsAnswer(TypedDict):
    """Every list that is given as a file, with its columns."""

    total: int
    items: list[ExportItem]
