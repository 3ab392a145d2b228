"""Boundaries of local governments: from the TopoJSON files of ``data/boundaries`` to WKT.

TopoJSON keeps each line that two neighbours share once, as integers: a third of the size of
GeoJSON, and every geographical tool opens it. The format is fixed since 2016
(https://github.com/topojson/topojson-specification); the libraries that read it bring GDAL along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from rdflib import Literal
from rdflib.namespace import RDF

from graph.ingest.problems import Problem
from graph.store.store import Quad
from ontology.geography import wkt_multipolygon
from ontology.namespaces import GEO, TSN, Iris

FOLDER = "boundaries"
SOURCE = "mlit-n03-2025"
"""Key of the source of the boundaries."""
NOT_IN_THE_REGISTER = frozenset({"016951", "016969", "016977", "016985", "016993", "017001"})
"""The six villages of the northern territories, which have a boundary and no row."""
_SMALLEST_RING = 4
"""Points of a ring: three and the first once more (RFC 7946, 3.1.6)."""

Boundaries = Mapping[str, str]
"""WKT of each local government by its code."""


def boundary_files(folder: Path) -> list[Path]:
    """Return the files of boundaries of a data folder, by name; there may be none."""
    return sorted((folder / FOLDER).glob("*.topojson"))


def read_boundaries(
    files: Iterable[Path], codes: Iterable[str]
) -> tuple[Boundaries, list[Problem]]:
    """Read the boundaries of local governments.

    Args:
        files: TopoJSON files whose geometries have a 6-digit code as their ``id``.
        codes: the codes of the register.

    Returns:
        The boundaries, and every problem found: a file that is no TopoJSON, a code that is not in
        the register or has two boundaries.
    """
    known, found = set(codes), dict[str, str]()
    problems: list[Problem] = []
    for path in files:
        name = f"{FOLDER}/{path.name}"
        try:
            read = list(_geometries(orjson.loads(path.read_bytes())))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            problems.append(Problem(name, 0, "", f"the file is not TopoJSON: {error!r}"))
            continue
        for code, wkt in read:
            if code in found:
                problems.append(Problem(name, 0, code, f"{code} has a boundary already"))
            elif code in known:
                found[code] = wkt
            elif code not in NOT_IN_THE_REGISTER:
                problems.append(Problem(name, 0, code, f"{code} is no code of municipalities.csv"))
    return found, problems


def boundary_quads(boundaries: Boundaries, iris: Iris) -> Iterator[Quad]:
    """Yield the statements of boundaries, in the graph of their source.

    Args:
        boundaries: WKT by code.
        iris: maker of IRIs.
    """
    graph = iris.entity("source", SOURCE)
    for code, wkt in boundaries.items():
        geometry = iris.entity("geometry", f"{code}-boundary")
        yield iris.entity("municipality", code), GEO.hasDefaultGeometry, geometry, graph
        yield geometry, RDF.type, TSN.SimplifiedBoundary, graph
        yield geometry, GEO.asWKT, Literal(wkt, datatype=GEO.wktLiteral), graph


def _geometries(topology: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the code and the WKT of each geometry of a topology."""
    arcs = _arcs(topology)
    for collection in topology["objects"].values():
        for geometry in collection["geometries"]:
            shape = geometry["arcs"]
            polygons = [shape] if geometry["type"] == "Polygon" else shape
            yield str(geometry["id"]), wkt_multipolygon(_polygons(polygons, arcs))


def _arcs(topology: Mapping[str, Any]) -> list[NDArray[np.float64]]:
    """Return the lines in degrees: longitude and latitude of each point."""
    scale, shift = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    return [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]


def _polygons(
    polygons: Iterable[Sequence[Sequence[int]]], arcs: Sequence[NDArray[np.float64]]
) -> Iterator[list[NDArray[np.float64]]]:
    """Yield the rings of each polygon whose outline is one; a hole that is none is left out."""
    for rings in polygons:
        joined = [_ring(ring, arcs) for ring in rings]
        if len(joined[0]) >= _SMALLEST_RING:
            yield [ring for ring in joined if len(ring) >= _SMALLEST_RING]


def _ring(numbers: Iterable[int], arcs: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Join lines to a ring; ``~n`` is line ``n`` backwards, and ends that meet are one point."""
    lines = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])
