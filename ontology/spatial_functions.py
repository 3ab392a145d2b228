"""The functions of GeoSPARQL 1.1 that SPARQL queries may call, and what each takes and gives.

Source: OGC 22-047r1, "GeoSPARQL - A Geographic Query Language for RDF Data", sections 8.7 to 9.
What is not here is named in ``LEFT_OUT`` with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

GEO_NAMESPACE = "http://www.opengis.net/ont/geosparql#"
FUNCTION_NAMESPACE = "http://www.opengis.net/def/function/geosparql/"
UNIT_NAMESPACE = "http://www.opengis.net/def/uom/OGC/1.0/"
SHAPE = "ogc:geomLiteral"
"""A literal of ``geo:wktLiteral``, ``geo:geoJSONLiteral`` or ``geo:gmlLiteral``."""
SYSTEM_PREFIX = "http://www.opengis.net/def/crs/"
CRS84 = f"{SYSTEM_PREFIX}OGC/1.3/CRS84"
"""Longitude and latitude in degrees: what a literal is in that names no reference system."""
EPSG_CODES: Mapping[int, str] = MappingProxyType(
    {
        4326: "WGS 84",
        4612: "JGD2000",
        6668: "JGD2011",
        3857: "Web Mercator",
        **{code: f"JGD2011, plane rectangular zone {code - 6668}" for code in range(6669, 6688)},
        **{code: f"JGD2011, UTM zone {code - 6637}N" for code in range(6688, 6693)},
        **{code: f"WGS 84, UTM zone {code - 32600}N" for code in range(32651, 32657)},
    }
)
"""Other reference systems that literals may name, by their code of EPSG: those used in Japan. Their
axes stand in the order of EPSG (latitude first in 4326 and 6668, northing first in the plane ones).
"""


@dataclass(frozen=True, slots=True)
class SpatialFunction:
    """What a function takes and gives.

    Args:
        takes: names and types of its arguments; one that may be left out stands in brackets.
        gives: type of its result.
        says: what it computes, in Japanese and in English; nothing where its name says it.
        aggregate: whether it takes the values of a group.
    """

    takes: tuple[str, ...]
    gives: str
    says: tuple[str, str] = ("", "")
    aggregate: bool = False


_ONE = (SHAPE,)
_TWO = (SHAPE, SHAPE)
_UNITS = "xsd:anyURI (uom:metre, uom:kilometre, uom:degree, uom:radian)"
_SQUARES = "xsd:anyURI (uom:square_metre, uom:square_kilometre)"
_SPHERE = (
    "半径6371.0088kmの球面上の値(このサービスの検索と同じ。楕円体との差は0.6%以下)。",
    "On a sphere of 6371.0088 km, as this service's search; within 0.6 % of the ellipsoid.",
)
_RELATIONS = (
    *("sfContains", "sfCrosses", "sfDisjoint", "sfEquals", "sfIntersects", "sfOverlaps"),
    *("sfTouches", "sfWithin"),
    *("ehContains", "ehCoveredBy", "ehCovers", "ehDisjoint", "ehEquals", "ehInside", "ehMeet"),
    "ehOverlap",
    *("rcc8dc", "rcc8ec", "rcc8eq", "rcc8ntpp", "rcc8ntppi", "rcc8po", "rcc8tpp", "rcc8tppi"),
)
_FIRST_SYSTEM = (
    "2つの図形の座標系が違うときは、1つ目の座標系で比べ、1つ目の座標系で返す。",
    "Where two shapes are in different reference systems, that of the first counts.",
)
FUNCTIONS: Mapping[str, SpatialFunction] = MappingProxyType(
    {
        "distance": SpatialFunction((*_TWO, _UNITS), "xsd:double", _SPHERE),
        "metricDistance": SpatialFunction(_TWO, "xsd:double", _SPHERE),
        "area": SpatialFunction((SHAPE, f"[{_SQUARES}]"), "xsd:double", (
            f"平方メートルまたは平方キロメートル。{_SPHERE[0]}",
            f"In square metres or square kilometres. {_SPHERE[1]}",
        )),
        "metricArea": SpatialFunction(_ONE, "xsd:double", _SPHERE),
        "length": SpatialFunction((SHAPE, f"[{_UNITS}]"), "xsd:double", _SPHERE),
        "metricLength": SpatialFunction(_ONE, "xsd:double", _SPHERE),
        "perimeter": SpatialFunction((SHAPE, f"[{_UNITS}]"), "xsd:double", _SPHERE),
        "metricPerimeter": SpatialFunction(_ONE, "xsd:double", _SPHERE),
        "buffer": SpatialFunction((SHAPE, "xsd:double", _UNITS), SHAPE, (
            "図形の中心に接する平面(正距方位図法)で広げる。",
            "Widened on a plane that touches the middle of the shape (azimuthal equidistant).",
        )),
        "metricBuffer": SpatialFunction((SHAPE, "xsd:double"), SHAPE),
        **{name: SpatialFunction(_TWO, "xsd:boolean") for name in _RELATIONS},
        "relate": SpatialFunction((*_TWO, "xsd:string"), "xsd:boolean", (
            "3つ目は9交差行列の型(T、F、0、1、2、*の9文字)。",
            "The third is a pattern of the nine intersections: nine of T, F, 0, 1, 2 and *.",
        )),
        **{name: SpatialFunction(_TWO, SHAPE, _FIRST_SYSTEM)
           for name in ("difference", "intersection", "symDifference", "union")},
        **{name: SpatialFunction(_ONE, SHAPE)
           for name in ("boundary", "boundingCircle", "centroid", "convexHull", "envelope")},
        "concaveHull": SpatialFunction((SHAPE, "xsd:double"), SHAPE, (
            "2つ目は凸包に対する辺の長さの割合(0〜1)。",
            "The second is the share of the longest edge of the hull that is kept (0 to 1).",
        )),
        "geometryN": SpatialFunction((SHAPE, "xsd:integer"), SHAPE, (
            "1から数える。", "Counted from 1.",
        )),
        "geometryType": SpatialFunction(_ONE, "xsd:anyURI"),
        "numGeometries": SpatialFunction(_ONE, "xsd:integer"),
        **{name: SpatialFunction(_ONE, "xsd:integer")
           for name in ("coordinateDimension", "dimension", "spatialDimension")},
        **{name: SpatialFunction(_ONE, "xsd:boolean")
           for name in ("is3D", "isEmpty", "isMeasured", "isSimple")},
        **{name: SpatialFunction(_ONE, "xsd:double")
           for name in ("maxX", "maxY", "maxZ", "minX", "minY", "minZ")},
        "getSRID": SpatialFunction(_ONE, "xsd:anyURI"),
        "transform": SpatialFunction((SHAPE, "xsd:anyURI"), SHAPE),
        "asWKT": SpatialFunction(_ONE, "geo:wktLiteral"),
        "asGeoJSON": SpatialFunction(_ONE, "geo:geoJSONLiteral"),
        "asGML": SpatialFunction((SHAPE, "[xsd:string]"), "geo:gmlLiteral"),
        **{name: SpatialFunction(_ONE, SHAPE, aggregate=True)
           for name in ("aggBoundingBox", "aggBoundingCircle", "aggCentroid", "aggConvexHull",
                        "aggUnion")},
        "aggConcaveHull": SpatialFunction((SHAPE,), SHAPE, aggregate=True),
    }
)  # fmt: skip
"""The functions (``geof:``) by name; a test calls each."""

LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "asKML": "no tool that reads answers of SPARQL reads KML in them",
        "asDGGS": "the standard leaves the grid to each product, and nothing here has one",
        "asSVG": "drawings are made of GeoJSON by those who draw",
    }
)
"""Functions of the standard that are not here, and why."""
