"""Answers of ``/api/map`` and of boundaries to draw: GeoJSON (RFC 7946)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from api.contract.parts import Label, documented


@documented
class Point(TypedDict):
    """A point of GeoJSON (RFC 7946)."""

    type: Literal["Point"]
    coordinates: Annotated[list[float], Field(min_length=2, max_length=2)]
    """Longitude and latitude in degrees."""


class PlaceProperties(TypedDict):
    """A place with results."""

    code: str
    kind: str
    label: Label
    count: int


class PlaceFeature(TypedDict):
    """A place with results, as GeoJSON."""

    type: Literal["Feature"]
    geometry: Point
    properties: PlaceProperties


class Circle(TypedDict):
    """What is near a place that was asked for."""

    label: Label
    lat: float | None
    lon: float | None
    radius_km: float | None


@documented
class LocatedAnswer(TypedDict):
    """Where results are: GeoJSON (RFC 7946) with members of our own."""

    type: Literal["FeatureCollection"]
    total: int
    """Number of all results."""
    without_place: int
    """Results that are nowhere."""
    circles: list[Circle]
    features: list[PlaceFeature]


class MultiPolygon(TypedDict):
    """A shape of GeoJSON (RFC 7946)."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[list[tuple[float, float]]]]


class BoundaryProperties(TypedDict):
    """Whose boundary it is."""

    code: str


class BoundaryFeature(TypedDict):
    """The simplified boundary of a local government."""

    type: Literal["Feature"]
    geometry: MultiPolygon
    properties: BoundaryProperties


class BoundariesAnswer(TypedDict):
    """Boundaries as GeoJSON (RFC 7946)."""

    type: Literal["FeatureCollection"]
    features: list[BoundaryFeature]
