"""Shapes as literals: WKT, GeoJSON and GML, read and written.

Source: OGC 22-047r1 (GeoSPARQL 1.1), sections 8.5 and 8.6.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from graph.sparql.geometry import gml
from graph.sparql.geometry.systems import WGS84_DEGREES, System, system
from ontology.spatial_functions import GEO_NAMESPACE

WKT, GEOJSON, GML = (f"{GEO_NAMESPACE}{name}Literal" for name in ("wkt", "geoJSON", "gml"))
_WKT = re.compile(r"\s*(?:<([^<>]*)>)?\s*(.*?)\s*", re.DOTALL)
_EMPTY = "GEOMETRYCOLLECTION EMPTY"
"""What a literal without a character is (section 8.5.1, requirement 15)."""
_REMEMBERED = 1024
"""Literals that stay parsed: a query compares each shape with many."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry as a literal says it.

    Args:
        geometry: its coordinates, x first (longitude, easting).
        system: what they are in.
        datatype: IRI of the literal's datatype.
    """

    geometry: BaseGeometry
    system: System = WGS84_DEGREES
    datatype: str = WKT

    @property
    def degrees(self) -> BaseGeometry:
        """The geometry in longitude and latitude."""
        return self.system.degrees(self.geometry)

    def within(self, other: System) -> BaseGeometry:
        """Return the geometry in another system.

        Raises:
            ValueError: a point of it is none there.
        """
        if other == self.system:
            return self.geometry
        return other.of_degrees(self.degrees)

    def having(self, geometry: BaseGeometry) -> Shape:
        """Return another geometry in the same system, written alike."""
        return replace(self, geometry=geometry)


@lru_cache(maxsize=_REMEMBERED)
def read(text: str, datatype: str) -> Shape:
    """Return the shape of a literal.

    Args:
        text: its lexical form.
        datatype: IRI of its datatype.

    Raises:
        ValueError: it is no shape, or in a system that is not known here.
        shapely.errors.ShapelyError: it is none of its format.
    """
    match datatype:
        case str(kind) if kind == WKT:
            found = _WKT.fullmatch(text)
            named = system(found[1]) if found and found[1] else WGS84_DEGREES
            geometry = named.read(shapely.from_wkt((found[2] if found else "") or _EMPTY))
        case str(kind) if kind == GEOJSON:
            named, geometry = WGS84_DEGREES, shapely.from_geojson(text)
        case str(kind) if kind == GML:
            iri, raw = gml.read(text)
            named = system(iri) if iri else WGS84_DEGREES
            geometry = named.read(raw)
        case _:
            raise ValueError(datatype)
    shapely.prepare(geometry)
    return Shape(geometry, named, datatype)


def written(shape: Shape) -> str:
    """Return the lexical form of a shape in its datatype; GeoJSON is in degrees whatever it was."""
    if shape.datatype == GEOJSON:
        return str(shapely.to_geojson(shape.degrees))
    geometry = shape.system.written(shape.geometry)
    if shape.datatype == GML:
        return gml.written(geometry, shape.system.iri)
    return f"<{shape.system.iri}> {shapely.to_wkt(geometry, rounding_precision=-1)}"
