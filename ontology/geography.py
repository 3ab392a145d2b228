"""Distance on the earth: the one formula that search, similarity and SPARQL agree on."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the GRS80 ellipsoid in kilometres (IUGG), as Oxigraph's geof:distance uses it."""


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


def wkt_point(latitude: float | str, longitude: float | str) -> str:
    """Return a point as a WKT literal of GeoSPARQL in CRS84 (longitude first)."""
    return f"<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT({longitude} {latitude})"
