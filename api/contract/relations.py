"""Answers on what is related to what, and why: similar projects, peers, shortlists, networks."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from api.contract.contacts import Letter, WithContacts
from api.contract.parts import (
    Code,
    Date,
    EmptiedBy,
    FiscalYear,
    Iri,
    Key,
    Label,
    Labelled,
    Page,
    Reference,
    Scored,
    Source,
    Weight,
    documented,
)
from api.contract.things import MunicipalityItem, ProjectItem


@documented
class Shared(TypedDict):
    """A concept that two things share."""

    key: Key
    information_content: float
    """How much it tells: the rarer, the more."""


@documented
class RelationDetail(TypedDict):
    """The numbers behind a reason, and what they were computed from; things stand as their keys.

    The weight of the reason is the coefficient times the raw value. Which of the other members
    there are depends on its kind; pairs are of the two that are compared.
    """

    coefficient: float
    raw: float
    shared: NotRequired[list[Shared | str]]
    open_lists: NotRequired[list[bool]]
    programmes: NotRequired[list[str]]
    projects: NotRequired[list[str]]
    groups: NotRequired[list[str]]
    challenges: NotRequired[list[str]]
    designations: NotRequired[list[str]]
    fiscal_years: NotRequired[list[int]]
    fiscal_year: NotRequired[int]
    distance_km: NotRequired[float | None]
    kinds: NotRequired[list[list[str] | str]]
    populations: NotRequired[list[int]]
    densities: NotRequired[list[float]]
    """People per square kilometre."""
    aged_percent: NotRequired[list[float]]
    prefecture: NotRequired[str]
    region: NotRequired[str]
    same: NotRequired[bool]
    """Whether it is the challenge asked for, and not one of its field."""
    total: NotRequired[int]
    years: NotRequired[int]


class RelationReason(TypedDict):
    """Why something is related; the weights of all reasons add up to the score."""

    kind: str
    label: Label
    weight: float
    detail: RelationDetail


class Related(Scored):
    """How something is related."""

    reasons: list[RelationReason]


class SimilarProject(ProjectItem, Related):
    """A similar project."""


class SimilarAnswer(Page):
    """Similar projects, the most similar first."""

    items: list[SimilarProject]
    project: Reference
    linked: list[Reference]
    weights: dict[str, Weight]
    emptied_by: NotRequired[list[EmptiedBy]]


class RelatedMunicipality(MunicipalityItem, Related):
    """A local government, and what relates it."""


class SureProject(Reference):
    """A project, and how sure its row is."""

    confidence: Code | None


class DatedProject(SureProject):
    """A project with its programme and year."""

    programme: Labelled
    fiscal_year: FiscalYear


@documented
class Effort(DatedProject):
    """One work: its first project, and those under other programmes."""

    linked: list[DatedProject]


@documented
class PeerLinks(TypedDict):
    """Where to go from a peer."""

    vcard: str
    """Path of its contacts as vCards."""
    introduction: str
    """Path of a letter to it."""


@documented
class ChallengeMatch(TypedDict):
    """Whether a peer works on a challenge that is asked for."""

    challenge_match: Literal["same", "close"] | None
    """``close``: on one of its field."""
    shared_challenges: list[Reference]


@documented
class PeerFacts(TypedDict):
    """What is said of a peer beside what relates it."""

    projects: list[SureProject]
    efforts: list[Effort]
    links: PeerLinks


class ExplainedPeer(RelatedMunicipality, ChallengeMatch, PeerFacts, WithContacts):
    """A local government with experience, and whom to call there."""


@documented
class Peer(ExplainedPeer):
    """A local government with experience, and why it is one."""

    why: str
    """The same in one sentence."""


@documented
class PeersAnswer(Page):
    """Local governments with experience, the closest first."""

    items: list[Peer]
    municipality: Reference
    """Who is answered: of a ward its city."""
    asked_for: Reference
    """Who asked."""
    weights: dict[str, Weight]
    note: NotRequired[str]
    emptied_by: NotRequired[list[EmptiedBy]]


@documented
class Land(TypedDict):
    """Area, density and designations of a local government."""

    area_km2: float | None
    area_as_of: Date | None
    density: float | None
    """People per square kilometre."""
    designations: list[Labelled]


@documented
class Work(TypedDict):
    """What a local government does."""

    projects: list[Reference]
    technologies: list[Labelled]
    programmes: list[Labelled]
    fiscal_years: list[int]


class Compared(MunicipalityItem, Land, Work, WithContacts):
    """A local government side by side with others."""


class Shortlisted(Compared):
    """A local government of a shortlist, with a letter to it."""

    distance_km: float
    letter: Letter


class ShortlistAnswer(TypedDict):
    """Local governments side by side."""

    municipality: Reference
    own: Compared
    """The same of who asks."""
    total: int
    items: list[Shortlisted]


@documented
class GraphNodeItem(Reference):
    """A thing in a neighbourhood."""

    short: Label
    """What a picture writes beside it: of a project who and when."""
    depth: int
    """Edges between it and the focus."""
    degree: int
    """Edges that it has in the whole graph."""
    hidden: int
    """Those of them that are not shown."""


@documented
class GraphEdgeItem(TypedDict):
    """A tie between two things."""

    source: Iri
    target: Iri
    type: str
    """Key of the kind of tie."""
    property: str
    """IRI of the property that states it."""
    label: Label
    derived: bool
    """Whether it was inferred."""
    sources: list[str]
    """Keys of the sources."""


@documented
class GraphAnswer(TypedDict):
    """The neighbourhood of one thing."""

    focus: Reference
    depth: int
    kinds: list[str]
    nodes: list[GraphNodeItem]
    edges: list[GraphEdgeItem]
    total: int | None
    """Number of all nodes in reach; null where more are than can be counted."""
    truncated: bool
    """Whether more was in reach than is read."""
    hidden: dict[str, int]
    """Edges that are not shown, by kind of the other thing."""
    note: str | None
    limit: int
    sources: list[Source]


class CytoscapeElements(TypedDict):
    """Nodes and edges, each with its attributes in ``data``."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]


class CytoscapeAnswer(TypedDict):
    """The same as Cytoscape and Cytoscape.js read it (``format=cytoscape``)."""

    data: list[Any]
    directed: bool
    multigraph: bool
    elements: CytoscapeElements
