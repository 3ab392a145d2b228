"""Distances, lengths and areas on the sphere that the search counts on, and buffers.

One sphere for all: what SPARQL says is what the search says (``ontology.geography``), and the
length of a line is the distance of its ends. Shapes across the line of dates are not foreseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import cos, isfinite, pi, radians
from types import MappingProxyType

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from graph.sparql.geometry.literals import Shape
from ontology.geography import EARTH_RADIUS_KM, distance_km
from ontology.spatial_functions import UNIT_NAMESPACE

METRE, KILOMETRE = f"{UNIT_NAMESPACE}metre", f"{UNIT_NAMESPACE}kilometre"
RADIUS = EARTH_RADIUS_KM * 1000
"""Radius of the sphere in metres."""
_UNITS: Mapping[str, float] = MappingProxyType(
    {
        METRE: 1.0,
        KILOMETRE: 1000.0,
        f"{UNIT_NAMESPACE}degree": RADIUS * pi / 180,
        f"{UNIT_NAMESPACE}radian": RADIUS,
    }
)
"""Units of length in metres; of angles, what they span on a great circle."""
_SPHERE = pyproj.Geod(a=RADIUS, b=RADIUS)
_QUARTER = 16
"""Segments that a quarter of a circle has in a buffer: within 0.2 % of its radius."""
_PASSES = 2
"""Times that the nearest points are looked for, each on a plane nearer to them."""


def distance(one: Shape, other: Shape, units: str = METRE) -> float:
    """Return the distance of the nearest points of two shapes; exact between points.

    Args:
        one: a shape.
        other: another.
        units: IRI of a unit.

    Raises:
        ValueError: a shape is empty, or the unit is not known.
    """
    first, second = one.degrees, other.degrees
    if first.is_empty or second.is_empty:
        raise ValueError("an empty shape is nowhere")
    if not (isinstance(first, shapely.Point) and isinstance(second, shapely.Point)):
        first, second = _nearest(first, second)
    metres = 1000 * distance_km(first.y, first.x, second.y, second.x)
    return metres / _unit(units)


def area(shape: Shape, units: str = METRE) -> float:
    """Return the area of a shape in square metres or kilometres.

    Args:
        shape: a shape.
        units: IRI of the square's unit, or of that of its side.

    Raises:
        ValueError: the unit is no length.
    """
    side = units.replace("square_", "")
    if side not in {METRE, KILOMETRE}:
        raise ValueError(units)
    found = (abs(_SPHERE.geometry_area_perimeter(part)[0]) for part in _of(shape, "Polygon"))
    return float(sum(found)) / _unit(side) ** 2


def length(shape: Shape, units: str = METRE) -> float:
    """Return the length of the lines of a shape and of the edges of its areas.

    Raises:
        ValueError: the unit is not known.
    """
    lines = sum(_SPHERE.geometry_length(line) for line in _of(shape, "LineString"))
    return float(lines) / _unit(units) + perimeter(shape, units)


def perimeter(shape: Shape, units: str = METRE) -> float:
    """Return the length of the edges of the areas of a shape.

    Raises:
        ValueError: the unit is not known.
    """
    found = (_SPHERE.geometry_area_perimeter(part)[1] for part in _of(shape, "Polygon"))
    return float(sum(found)) / _unit(units)


def buffer(shape: Shape, radius: float, units: str = METRE) -> Shape:
    """Return a shape widened by a radius, or narrowed by a negative one.

    Args:
        shape: a shape.
        radius: in the unit, at most a quarter of the way around the earth.
        units: IRI of a unit.

    Raises:
        ValueError: the unit is not known, or the radius is too long.
    """
    metres = radius * _unit(units)
    if not isfinite(metres) or abs(metres) > RADIUS * pi / 2:
        raise ValueError("the radius is too long")
    degrees = shape.degrees
    if degrees.is_empty:
        return shape
    plane = _Plane(degrees.centroid.x, degrees.centroid.y)
    wide = shapely.buffer(shapely.transform(degrees, plane.flat), metres, quad_segs=_QUARTER)
    return shape.having(shape.system.of_degrees(shapely.transform(wide, plane.round)))


def _unit(iri: str) -> float:
    if iri not in _UNITS:
        raise ValueError(iri)
    return _UNITS[iri]


def _of(shape: Shape, kind: str) -> Iterator[BaseGeometry]:
    """Yield the parts of a shape of one kind, in degrees, areas with their edges turned right."""
    yield from _parts(shapely.orient_polygons(shape.degrees), kind)


def _parts(geometry: BaseGeometry, kind: str) -> Iterator[BaseGeometry]:
    if geometry.geom_type == kind or (kind == "LineString" and geometry.geom_type == "LinearRing"):
        yield geometry
    elif hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _parts(part, kind)


def _nearest(one: BaseGeometry, other: BaseGeometry) -> tuple[shapely.Point, shapely.Point]:
    """Return the nearest points of two geometries of degrees."""
    found = (one.centroid, other.centroid)
    for _ in range(_PASSES):
        narrow = np.array([cos(radians((found[0].y + found[1].y) / 2)), 1.0])
        line = shapely.shortest_line(_scaled(one, narrow), _scaled(other, narrow))
        ends = shapely.get_coordinates(line) / narrow
        found = (shapely.Point(*ends[0]), shapely.Point(*ends[-1]))
    return found


def _scaled(geometry: BaseGeometry, by: NDArray[np.float64]) -> BaseGeometry:
    return shapely.transform(geometry, lambda points: points * by)


class _Plane:
    """The azimuthal equidistant projection of the sphere around a point.

    Source: Snyder, "Map Projections: A Working Manual" (USGS 1395), section 25.

    Args:
        longitude: of the point in degrees.
        latitude: of the point in degrees.
    """

    def __init__(self, longitude: float, latitude: float) -> None:
        self._longitude = radians(longitude)
        self._sine, self._cosine = np.sin(radians(latitude)), np.cos(radians(latitude))
        self._latitude = radians(latitude)

    def flat(self, degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points of degrees in metres on the plane."""
        away, phi = np.radians(degrees[:, 0]) - self._longitude, np.radians(degrees[:, 1])
        east = np.cos(phi) * np.sin(away)
        north = self._cosine * np.sin(phi) - self._sine * np.cos(phi) * np.cos(away)
        ahead = self._sine * np.sin(phi) + self._cosine * np.cos(phi) * np.cos(away)
        across = np.hypot(east, north)
        scale = RADIUS * np.arctan2(across, ahead) / np.where(across == 0, 1.0, across)
        return np.column_stack([scale * east, scale * north])

    def round(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points of the plane in degrees."""
        x, y = metres[:, 0], metres[:, 1]
        away = np.hypot(x, y)
        angle, safe = away / RADIUS, np.where(away == 0, 1.0, away)
        phi = np.arcsin(
            np.clip(np.cos(angle) * self._sine + y * np.sin(angle) * self._cosine / safe, -1.0, 1.0)
        )
        beside = np.arctan2(
            x * np.sin(angle),
            away * self._cosine * np.cos(angle) - y * self._sine * np.sin(angle),
        )
        longitude = np.where(away == 0, self._longitude, self._longitude + beside)
        latitude = np.where(away == 0, self._latitude, phi)
        degrees: NDArray[np.float64] = np.degrees(np.column_stack([longitude, latitude]))
        return degrees
