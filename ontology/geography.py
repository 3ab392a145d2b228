"""Distance on the earth: the one formula that search, similarity and SPARQL agree on."""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the GRS80 ellipsoid in kilometres (IUGG), as Oxigraph's geof:distance uses it."""

NEAR_RADIUS_KM = 50.0
"""How far "near" reaches around a municipality, a prefecture's office or a station, in kilometres
(docs/design.md, section 6.3); at this distance nearness also counts half between peers."""
NEAR_WARD_RADIUS_KM = 30.0
"""The same around a ward."""
MAX_RADIUS_KM = 3000.0
"""Largest radius that can be asked for; Japan is not longer."""


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance of two points in kilometres (haversine).

    Args:
        lat1: latitude of the first point in degrees (WGS 84).
        lon1: longitude of the first point in degrees.
        lat2: latitude of the second point in degrees.
        lon2: longitude of the second point in degrees.
    """
    phi1, phi2 = radians(lat1), radians(lat2)
    half_phi, half_lambda = (phi2 - phi1) / 2, radians(lon2 - lon1) / 2
    chord = sin(half_phi) ** 2 + cos(phi1) * cos(phi2) * sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def distances_km(
    latitude: float, longitude: float, latitudes: ArrayLike, longitudes: ArrayLike
) -> NDArray[np.float64]:
    """Return the great-circle distances of one point from many in kilometres (haversine).

    Args:
        latitude: of the point in degrees (WGS 84).
        longitude: of the point in degrees.
        latitudes: of the others in degrees, of any shape.
        longitudes: of the others in degrees, of the same shape.
    """
    phi, others = np.radians(latitude), np.radians(latitudes)
    half_phi = (others - phi) / 2
    half_lambda = (np.radians(longitudes) - np.radians(longitude)) / 2
    chord = np.sin(half_phi) ** 2 + np.cos(phi) * np.cos(others) * np.sin(half_lambda) ** 2
    distances: NDArray[np.float64] = (
        2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    )
    return distances


_CRS84 = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
"""WGS 84 with the longitude first, as GeoSPARQL names it."""


def wkt_point(latitude: float | str, longitude: float | str) -> str:
    """Return a point as a WKT literal of GeoSPARQL in CRS84 (longitude first)."""
    return f"{_CRS84} POINT({longitude} {latitude})"


def wkt_multipolygon(polygons: Iterable[Iterable[NDArray[np.float64]]]) -> str:
    """Return polygons as one WKT literal of GeoSPARQL in CRS84, to four decimals (some 10 m).

    Args:
        polygons: for each polygon its outline and its holes, each an array of points × 2: longitude
            and latitude in degrees, the last point the same as the first.
    """
    texts = []
    for rings in polygons:
        lines = (",".join(f"{x:.4f} {y:.4f}" for x, y in ring.tolist()) for ring in rings)
        texts.append("(" + ",".join(f"({line})" for line in lines) + ")")
    return f"{_CRS84} MULTIPOLYGON({','.join(texts)})"


def multipolygon_of(wkt: str) -> list[list[list[tuple[float, float]]]]:
    """Return the polygons of a literal that ``wkt_multipolygon`` made: of each, of each ring.

    Points are longitude and latitude in degrees, as GeoJSON has them (RFC 7946, 3.1.7).

    Raises:
        ValueError: the literal is none.
    """
    start = f"{_CRS84} MULTIPOLYGON((("
    if not (wkt.startswith(start) and wkt.endswith(")))")):
        raise ValueError(f"no multipolygon in CRS84: {wkt[:60]}")
    return [
        [[_point(point) for point in ring.split(",")] for ring in polygon.split("),(")]
        for polygon in wkt[len(start) : -len(")))")].split(")),((")
    ]


def _point(text: str) -> tuple[float, float]:
    longitude, latitude = text.split(" ")
    return float(longitude), float(latitude)
