"""Answers of ``/api/views`` and ``/api/vocabulary/terms``: for those who build on the data."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from api.contract.parts import Label, Page, documented


@documented
class ViewThing(TypedDict):
    """A thing in a row; type and key are null where the IRI is not of an entity of ours."""

    iri: str
    type: str | None
    key: str | None
    label: Label


@documented
class ViewPoints(TypedDict):
    """One point or several, as GeoJSON."""

    type: Literal["Point", "MultiPoint"]
    coordinates: list[float] | list[list[float]]
    """Longitude and latitude in degrees."""


YearRange = TypedDict("YearRange", {"from": int | None, "to": int | None})
"""Fiscal years; an end that is open is null."""

ViewValue = ViewThing | ViewPoints | bool | int | float | str | None
ParameterValue = ViewThing | YearRange | int | float | str


@documented
class ViewColumnItem(TypedDict):
    """A column of a view."""

    name: str
    kind: str
    """``thing``, ``geometry``, ``any``, or a literal: ``integer``, ``decimal``, ``year`` …"""
    label: Label
    property: NotRequired[str]
    """IRI of the property that the column states of the row."""


class ViewLinks(TypedDict):
    """Links of a page of rows."""

    next: str | None
    query: Annotated[str, Field(description="Path of the same as SPARQL")]


@documented
class ViewPage(TypedDict):
    """A page of the rows of a view, without them."""

    view: str
    title: str
    parameters: dict[str, ParameterValue]
    """What each parameter was taken for."""
    columns: list[ViewColumnItem]
    total: int
    limit: int
    offset: int
    sparql: str
    """A query with the same rows, for /sparql."""
    links: ViewLinks


@documented
class ViewAnswer(ViewPage):
    """A page of the rows of a view."""

    items: list[dict[str, ViewValue]]
    """Rows: values by the name of their column."""


@documented
class ViewParameterItem(TypedDict):
    """A parameter of a view."""

    name: str
    kinds: list[str]
    """Kinds of things that it names, or ``integer``, ``km`` or ``fiscal-years``."""
    required: bool
    default: str | None
    example: str
    label: Label
    variables: list[str]
    """Variables of the query that it binds."""
    minimum: NotRequired[float]
    maximum: NotRequired[float]


class ViewItemLinks(TypedDict):
    """Links of a view."""

    self: str
    example: str
    query: str


class ViewItem(TypedDict):
    """A view: a named query with parameters."""

    name: str
    title: str
    description: str
    parameters: list[ViewParameterItem]
    columns: list[ViewColumnItem]
    formats: list[str]
    sparql: str
    links: ViewItemLinks


class ViewsAnswer(Page):
    """The views that there are."""

    items: list[ViewItem]


@documented
class VocabularyTerm(TypedDict):
    """A class or a property of the graph."""

    iri: str
    name: str
    """With its prefix."""
    label: str | None
    """Null for what is not of our own vocabulary."""
    count: int
    """How often it is used."""


class TermsAnswer(TypedDict):
    """The classes and properties in use, the most used first."""

    prefixes: dict[str, str]
    classes: list[VocabularyTerm]
    properties: list[VocabularyTerm]
