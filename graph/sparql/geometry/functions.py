"""The functions of GeoSPARQL as the engine calls them: terms in, a term out, an error as none.

What each takes and gives is said once, in ``ontology.spatial_functions``; here it is held.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import isfinite
from types import MappingProxyType
from typing import Any

import pyoxigraph
import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from graph.sparql.extension_functions import Functions
from graph.sparql.geometry import measures
from graph.sparql.geometry.literals import GEOJSON, GML, WKT, Shape, read, written
from graph.sparql.geometry.relations import relate, relation
from graph.sparql.geometry.systems import prepare, system
from ontology.spatial_functions import FUNCTION_NAMESPACE, FUNCTIONS, SHAPE, SpatialFunction

_XSD = "http://www.w3.org/2001/XMLSchema#"
_SF = "http://www.opengis.net/ont/sf#"
_MISTAKES = (ValueError, TypeError, ArithmeticError, SyntaxError, ShapelyError)
"""What a shape or a number that is none raises: an error of the expression, SPARQL 1.1, 17.3."""
_WHOLE_HULL = 0.3
"""Share of the longest edge that a concave hull of a group keeps, where none is said."""


def prepared() -> Functions:
    """Return the functions, having read all that they need from files."""
    prepare()
    return Functions(
        FUNCTION_NAMESPACE,
        {
            pyoxigraph.NamedNode(FUNCTION_NAMESPACE + name): _called(_by_name(name), said)
            for name, said in FUNCTIONS.items()
            if not said.aggregate
        },
        {
            pyoxigraph.NamedNode(FUNCTION_NAMESPACE + name): partial(_Group, of_all)
            for name, of_all in _OF_GROUPS.items()
        },
    )


def _by_name(name: str) -> Callable[..., Any]:
    if name in _FUNCTIONS:
        return _FUNCTIONS[name]
    return relation(name)


def _called(function: Callable[..., Any], said: SpatialFunction) -> Callable[..., Any]:
    """Return a function of terms, for one of values."""
    readers = [_READERS[takes.strip("[]").split(" ")[0]] for takes in said.takes]
    least = sum(not takes.startswith("[") for takes in said.takes)
    literal = _WRITERS[said.gives]

    def call(*terms: Any) -> Any:  # noqa: ANN401 - any term
        if not least <= len(terms) <= len(readers):
            return None
        try:
            values = [take(term) for take, term in zip(readers, terms, strict=False)]
            return literal(function(*values))
        except _MISTAKES:
            return None

    return call


class _Group:
    """The shapes of a group, as they come.

    Args:
        of_all: what is made of them; all are in the system of the first.
    """

    def __init__(self, of_all: Callable[[Sequence[BaseGeometry]], BaseGeometry]) -> None:
        self._of_all = of_all
        self._shapes: list[Shape] = []
        self._failed = False

    def accumulate(self, term: Any) -> None:  # noqa: ANN401 - any term
        """Add a shape; one that is none makes the whole an error, as it does a sum."""
        try:
            self._shapes.append(_shape(term))
        except _MISTAKES:
            self._failed = True

    def finish(self) -> Any:  # noqa: ANN401 - any term
        """Return what is made of all, or nothing."""
        if self._failed or not self._shapes:
            return None
        first = self._shapes[0]
        try:
            found = self._of_all([shape.within(first.system) for shape in self._shapes])
            return _literal(first.having(found))
        except _MISTAKES:
            return None


def _shape(term: Any) -> Shape:  # noqa: ANN401 - any term
    if not isinstance(term, pyoxigraph.Literal):
        raise TypeError(term)
    return read(term.value, term.datatype.value)


def _iri(term: Any) -> str:  # noqa: ANN401 - any term
    """Return an IRI, given as one or as a literal."""
    if not isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal):
        raise TypeError(term)
    return term.value


def _number(term: Any) -> float:  # noqa: ANN401 - any term
    if not isinstance(term, pyoxigraph.Literal) or not _is_number(term.datatype.value):
        raise TypeError(term)
    return float(term.value)


def _whole(term: Any) -> int:  # noqa: ANN401 - any term
    number = _number(term)
    if number != int(number):
        raise ValueError(term)
    return int(number)


def _text(term: Any) -> str:  # noqa: ANN401 - any term
    if not isinstance(term, pyoxigraph.Literal):
        raise TypeError(term)
    return term.value


def _is_number(datatype: str) -> bool:
    return datatype.startswith(_XSD) and datatype.rpartition("#")[2] in _NUMERIC


_NUMERIC = frozenset({"integer", "decimal", "double", "float", "int", "long", "short", "byte",
                      "nonNegativeInteger", "positiveInteger", "unsignedInt"})  # fmt: skip


def _literal(shape: Shape) -> Any:  # noqa: ANN401 - a term
    return pyoxigraph.Literal(written(shape), datatype=pyoxigraph.NamedNode(shape.datatype))


def _double(value: float) -> Any:  # noqa: ANN401 - a term
    if not isfinite(value):
        raise ValueError(value)
    return pyoxigraph.Literal(float(value))


def _typed(datatype: str) -> Callable[[Any], Any]:
    node = pyoxigraph.NamedNode(datatype)
    return lambda value: pyoxigraph.Literal(str(value), datatype=node)


_READERS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        SHAPE: _shape,
        "xsd:anyURI": _iri,
        "xsd:double": _number,
        "xsd:integer": _whole,
        "xsd:string": _text,
    }
)
_WRITERS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        SHAPE: _literal,
        "geo:wktLiteral": _literal,
        "geo:geoJSONLiteral": _literal,
        "geo:gmlLiteral": _literal,
        "xsd:anyURI": _typed(f"{_XSD}anyURI"),
        "xsd:boolean": pyoxigraph.Literal,
        "xsd:double": _double,
        "xsd:integer": pyoxigraph.Literal,
    }
)


def _of_one(make: Callable[[BaseGeometry], BaseGeometry]) -> Callable[[Shape], Shape]:
    return lambda shape: shape.having(make(shape.geometry))


def _of_two(
    make: Callable[[BaseGeometry, BaseGeometry], BaseGeometry],
) -> Callable[[Shape, Shape], Shape]:
    return lambda one, other: one.having(make(one.geometry, other.within(one.system)))


def _told(tell: Callable[[BaseGeometry], Any]) -> Callable[[Shape], Any]:
    return lambda shape: tell(shape.geometry)


def _as(datatype: str) -> Callable[..., Shape]:
    return lambda shape, *_profile: Shape(shape.geometry, shape.system, datatype)


def _edge(at: int, *, last: bool) -> Callable[[Shape], float]:
    """Return what tells the least or the greatest value of an axis, in the literal's order."""

    def found(shape: Shape) -> float:
        geometry = shape.system.written(shape.geometry)
        values = shapely.get_coordinates(geometry, include_z=bool(geometry.has_z))[:, at : at + 1]
        return float(values.max() if last else values.min())

    return found


def _nth(shape: Shape, number: int) -> Shape:
    parts = shapely.get_parts(shape.geometry)
    if not 1 <= number <= len(parts):
        raise ValueError(number)
    return shape.having(parts[number - 1])


def _moved(shape: Shape, iri: str) -> Shape:
    target = system(iri)
    return Shape(shape.within(target), target, shape.datatype)


def _hull(shape: Shape, share: float) -> Shape:
    return shape.having(shapely.concave_hull(shape.geometry, ratio=share))


_FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "distance": measures.distance,
        "metricDistance": measures.distance,
        "area": measures.area,
        "metricArea": measures.area,
        "length": measures.length,
        "metricLength": measures.length,
        "perimeter": measures.perimeter,
        "metricPerimeter": measures.perimeter,
        "buffer": measures.buffer,
        "metricBuffer": measures.buffer,
        "relate": relate,
        "difference": _of_two(shapely.difference),
        "intersection": _of_two(shapely.intersection),
        "symDifference": _of_two(shapely.symmetric_difference),
        "union": _of_two(shapely.union),
        "boundary": _of_one(shapely.boundary),
        "boundingCircle": _of_one(shapely.minimum_bounding_circle),
        "centroid": _of_one(shapely.centroid),
        "concaveHull": _hull,
        "convexHull": _of_one(shapely.convex_hull),
        "envelope": _of_one(shapely.envelope),
        "geometryN": _nth,
        "geometryType": _told(lambda geometry: f"{_SF}{geometry.geom_type}"),
        "numGeometries": _told(lambda geometry: int(shapely.get_num_geometries(geometry))),
        "coordinateDimension": _told(lambda geometry: 3 if geometry.has_z else 2),
        "spatialDimension": _told(lambda geometry: 3 if geometry.has_z else 2),
        "dimension": _told(lambda geometry: int(shapely.get_dimensions(geometry))),
        "is3D": _told(lambda geometry: bool(geometry.has_z)),
        "isMeasured": _told(lambda geometry: bool(shapely.has_m(geometry))),
        "isEmpty": _told(lambda geometry: bool(geometry.is_empty)),
        "isSimple": _told(lambda geometry: bool(geometry.is_simple)),
        "maxX": _edge(0, last=True),
        "maxY": _edge(1, last=True),
        "maxZ": _edge(2, last=True),
        "minX": _edge(0, last=False),
        "minY": _edge(1, last=False),
        "minZ": _edge(2, last=False),
        "getSRID": lambda shape: shape.system.iri,
        "transform": _moved,
        "asWKT": _as(WKT),
        "asGeoJSON": _as(GEOJSON),
        "asGML": _as(GML),
    }
)
_OF_GROUPS: Mapping[str, Callable[[Sequence[BaseGeometry]], BaseGeometry]] = MappingProxyType(
    {
        "aggBoundingBox": lambda found: shapely.envelope(shapely.GeometryCollection(found)),
        "aggBoundingCircle": lambda found: shapely.minimum_bounding_circle(
            shapely.GeometryCollection(found)
        ),
        "aggCentroid": lambda found: shapely.centroid(shapely.GeometryCollection(found)),
        "aggConvexHull": lambda found: shapely.convex_hull(shapely.GeometryCollection(found)),
        "aggConcaveHull": lambda found: shapely.concave_hull(
            shapely.GeometryCollection(found), ratio=_WHOLE_HULL
        ),
        "aggUnion": lambda found: shapely.union_all(list(found)),
    }
)
