"""How a query was understood: the member ``interpretation`` of a search.

The members of its conditions are those of the table of facets (``search.model.facets``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from api.contract.parts import Key, Label, Labelled, documented, with_members
from search.model.facets import FACETS, Facet, Values


class FormerName(TypedDict):
    """A former name that was typed, and the day until which it was one."""

    name: str
    until: str


class Reading(TypedDict):
    """One reading of what was typed."""

    kind: str
    key: Key
    label: Label
    former: NotRequired[FormerName]


@documented
class SpanItem(TypedDict):
    """Characters of the query that were recognised."""

    id: str
    """For the parameters ``drop`` and ``as``."""
    start: int
    """First character."""
    end: int
    """One past the last."""
    text: str
    kind: str
    excluded: bool
    chosen: list[Reading]
    candidates: list[Reading]


@documented
class AskedConcept(Labelled):
    """A technology or a challenge that is asked for."""

    group: int
    """Those of one group are alternatives of each other."""
    span: str | None


@documented
class AskedPlace(TypedDict):
    """A place to be near to, or in."""

    name: str
    kind: str
    code: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    relation: Literal["near", "in"]
    span: str | None


@documented
class AskedFigure(TypedDict):
    """A figure that a result must have."""

    measure: str
    least: float | None
    most: float | None
    label: Label


class RaisedValue(TypedDict):
    """What raises results and leaves none out."""

    kind: str
    key: Key
    label: Label


@documented
class RequiredWords(TypedDict):
    """Words that a result must hold."""

    text: str
    phrase: bool
    """Whether they must stand as they are."""


Expansion = TypedDict("Expansion", {"from": str, "to": str})
"""What was typed, and what it was taken for."""


@documented
class WordItem(TypedDict):
    """A content word of the query, and what became of it."""

    text: str
    start: int
    end: int
    span: str | None
    use: Literal["applied", "ranks", "not_held", "unknown"]
    reason: str
    """What became of it, as a sentence."""


class Understood(TypedDict):
    """How a query was understood, and from which characters."""

    spans: list[SpanItem]
    places: list[AskedPlace]
    preferred_kinds: Annotated[
        list[Labelled], Field(description="Types of local government that come first")
    ]
    figures: list[AskedFigure]
    excluded: list[Reading]
    excluded_places: list[AskedPlace]
    raised: list[RaisedValue]
    required: list[RequiredWords]
    expanded: list[Expansion]
    text: Annotated[str, Field(description="What is left for full text")]
    words: list[WordItem]
    field_syntax: Annotated[bool, Field(description="Whether the query is in field syntax")]
    sparql: Annotated[str, Field(description="The same conditions as a query for /sparql")]


def _asked(facet: Facet) -> Any:
    if facet.is_grouped:
        return list[AskedConcept]
    return list[str] if facet.values in {Values.KIND, Values.YEAR} else list[Labelled]


if TYPE_CHECKING:
    Interpretation = Understood
else:
    Interpretation = with_members(
        "Interpretation", Understood, {facet.conditions: _asked(facet) for facet in FACETS}
    )
