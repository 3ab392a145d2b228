"""Things as lists show them: a project, a local government …; search and relations add to them."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from api.contract.parts import (
    Citation,
    Code,
    Date,
    FiscalYear,
    Labelled,
    Named,
    Reference,
    documented,
)


class Thing(Named):
    """What every item of a list has."""

    sources: list[Citation]


@documented
class Prefecture(TypedDict):
    """The prefecture of a local government."""

    code: str
    """Its code of six digits."""
    name: str


@documented
class Participant(TypedDict):
    """An applicant or a target area of a project."""

    code: str | None
    """Code of the local government; null where the source names what is none."""
    name: str
    prefecture: Prefecture | None


@documented
class DerivedArea(Participant):
    """A local government that the words for a project's area name, where no area is printed."""

    rule: str
    """Key of the rule by which it was inferred."""
    evidence: str
    """The words from which it was inferred."""


@documented
class Concept(Labelled):
    """A technology or a challenge, and how it is known: printed, or inferred by a rule."""

    printed: NotRequired[str]
    """What the source prints."""
    rule: NotRequired[str]
    """Key of the rule by which it was inferred."""
    evidence: NotRequired[str]
    """The words from which it was inferred."""


@documented
class LinkedProject(Reference):
    """A project of the same work under another programme."""

    relation: str | None
    """Key of the tie."""


@documented
class Location(TypedDict):
    """Where a project is."""

    code: str
    """Code of the local government."""
    latitude: float
    """Degrees, of its office."""
    longitude: float
    """Degrees, of its office."""


@documented
class ProjectFacts(TypedDict):
    """What is said of a project beside its name."""

    programme: Labelled
    fiscal_year: FiscalYear
    selection_kind: Code | None
    confidence: Code | None
    """How sure the row is."""
    applicants: list[Participant]
    areas: list[Participant]
    """Target areas, as the source prints them."""
    areas_derived: list[DerivedArea]
    """Target areas that were inferred."""
    place_basis: Literal["stated", "derived", "none"]
    """How it is known where the project is."""
    bidder: str | None
    technologies: list[Concept]
    """Those that the source prints."""
    technologies_derived: list[Concept]
    """Those that were inferred."""
    technologies_open: bool | None
    """Whether the printed list of technologies ends in words such as “and others”."""
    challenges: list[Concept]
    status: Code | None
    status_as_of: Date | None
    status_certainty: Code | None
    road_av_support: bool | None
    """Whether it is supported by the Road Bureau's service for automated driving."""
    linked: list[LinkedProject]
    effort: str
    """Key that all projects of one work share."""
    locations: list[Location]


class ProjectItem(Thing, ProjectFacts):
    """A project: one selection of a local government's work under a programme in a year."""

    type: Literal["project"]


@documented
class MunicipalityFacts(TypedDict):
    """What is said of a local government beside its name."""

    full_name: str
    """Japanese name with its prefecture."""
    body_kind: Code
    population: int | None
    population_as_of: Date | None
    aged_65_percent: float | None
    """Share of people of 65 and over, in per cent."""
    telephone: str | None


class MunicipalityItem(Thing, MunicipalityFacts):
    """A local government: a prefecture, a municipality or a ward."""

    type: Literal["municipality"]


class ProgrammeItem(Thing):
    """A support programme of a ministry."""

    type: Literal["programme"]
    aim: str


class CouncilItem(Thing):
    """A council."""

    type: Literal["council"]


class EventItem(Thing):
    """A meeting, symposium, exhibition, screening or survey."""

    type: Literal["event"]
    date_start: Date


class TechnologyItem(Thing):
    """A technology of the thesaurus."""

    type: Literal["technology"]
    definition: str


class ChallengeItem(Thing):
    """A challenge of the thesaurus."""

    type: Literal["challenge"]
    definition: str


class MinistryItem(Thing):
    """A ministry, one of its bureaus or offices."""

    type: Literal["ministry"]
