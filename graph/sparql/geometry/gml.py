"""Shapes in GML: the simple ones of its Simple Features profile, level SF-0 (OGC 10-100r3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import shapely
from defusedxml.ElementTree import fromstring
from shapely.geometry.base import BaseGeometry

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Positions = list[list[float]]
NAMESPACE = "http://www.opengis.net/gml"
"""That of GML 3.1; the one of 3.2 is read alike."""
_MEMBERS: Mapping[str, Callable[..., BaseGeometry]] = MappingProxyType(
    {
        "MultiPoint": shapely.MultiPoint,
        "MultiCurve": shapely.MultiLineString,
        "MultiLineString": shapely.MultiLineString,
        "MultiSurface": shapely.MultiPolygon,
        "MultiPolygon": shapely.MultiPolygon,
        "MultiGeometry": shapely.GeometryCollection,
    }
)
_WRITTEN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "MultiPoint": ("MultiPoint", "pointMember"),
        "MultiLineString": ("MultiCurve", "curveMember"),
        "MultiPolygon": ("MultiSurface", "surfaceMember"),
        "GeometryCollection": ("MultiGeometry", "geometryMember"),
    }
)
"""Element and members of each kind of several."""


def read(text: str) -> tuple[str, BaseGeometry]:
    """Return the name of the reference system (or nothing) and the geometry, axes as they stand.

    Raises:
        ValueError: it is not one of the geometries of the profile.
        xml.etree.ElementTree.ParseError: it is no XML.
    """
    if not text.strip():
        return "", shapely.GeometryCollection()
    element: Element = fromstring(text)
    return element.get("srsName", ""), _geometry(element)


def written(geometry: BaseGeometry, system: str) -> str:
    """Return a geometry as GML.

    Args:
        geometry: its axes in the order of the reference system.
        system: name of the reference system.
    """
    attributes = f" xmlns:gml={quoteattr(NAMESPACE)} srsName={quoteattr(system)}"
    return _written(geometry, attributes)


def _geometry(element: Element) -> BaseGeometry:
    name = _local(element)
    if name in _MEMBERS:
        return _MEMBERS[name]([_geometry(each) for member in element for each in member])
    if name in {"Curve", "Surface"}:
        return shapely.union_all([_geometry(each) for each in element[0]])
    if name not in _SINGLE:
        raise ValueError(name)
    return _SINGLE[name](element)


def _polygon(element: Element) -> BaseGeometry:
    rings: dict[str, list[Positions]] = {"exterior": [], "interior": []}
    for side in element:
        rings.get(_local(side), []).append(_positions(side[0]))
    outer = rings["exterior"][0] if rings["exterior"] else None
    return shapely.Polygon(outer, rings["interior"])


def _envelope(element: Element) -> BaseGeometry:
    (west, south), (east, north) = _positions(element)
    return shapely.box(west, south, east, north)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _positions(element: Element) -> Positions:
    """Return the positions that an element lists, in whichever of the ways of GML."""
    found: Positions = []
    for child in element:
        numbers = [float(number) for number in (child.text or "").replace(",", " ").split()]
        tuples = _local(child) == "coordinates" and "," in (child.text or "")
        size = int(child.get("srsDimension") or element.get("srsDimension") or 2)
        if tuples:
            size = (child.text or "").split()[0].count(",") + 1
        if _local(child) in {"pos", "lowerCorner", "upperCorner"}:
            size = max(len(numbers), 1)
        found += [numbers[at : at + size] for at in range(0, len(numbers), size)]
    return found


_SINGLE: Mapping[str, Callable[[Element], BaseGeometry]] = MappingProxyType(
    {
        "Point": lambda element: shapely.Point(*_positions(element)),
        "LineString": lambda element: shapely.LineString(_positions(element)),
        "LinearRing": lambda element: shapely.LineString(_positions(element)),
        "LineStringSegment": lambda element: shapely.LineString(_positions(element)),
        "Polygon": _polygon,
        "PolygonPatch": _polygon,
        "Envelope": _envelope,
    }
)


def _written(geometry: BaseGeometry, attributes: str = "") -> str:
    kind = geometry.geom_type
    if kind in _WRITTEN:
        name, member = _WRITTEN[kind]
        inside = "".join(
            f"<gml:{member}>{_written(part)}</gml:{member}>" for part in shapely.get_parts(geometry)
        )
        return f"<gml:{name}{attributes}>{inside}</gml:{name}>"
    if kind == "Point":
        inside = f"<gml:pos>{_numbers([geometry])}</gml:pos>" if not geometry.is_empty else ""
    elif isinstance(geometry, shapely.Polygon):
        inside = "".join(
            f"<gml:{side}><gml:LinearRing>{_list(ring)}</gml:LinearRing></gml:{side}>"
            for side, ring in _rings(geometry)
        )
    else:
        inside = _list(geometry)
    name = "LineString" if kind == "LinearRing" else kind
    return f"<gml:{name}{attributes}>{inside}</gml:{name}>"


def _rings(polygon: shapely.Polygon) -> Iterable[tuple[str, BaseGeometry]]:
    if not polygon.is_empty:
        yield "exterior", polygon.exterior
        yield from (("interior", ring) for ring in polygon.interiors)


def _list(line: BaseGeometry) -> str:
    dimension = ' srsDimension="3"' if line.has_z else ""
    return f"<gml:posList{dimension}>{_numbers([line])}</gml:posList>"


def _numbers(geometries: Iterable[BaseGeometry]) -> str:
    return " ".join(
        f"{number:.15g}"
        for geometry in geometries
        for point in shapely.get_coordinates(geometry, include_z=bool(geometry.has_z))
        for number in point
    )
