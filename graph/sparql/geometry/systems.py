"""Reference systems: from the coordinates of a literal to longitude and latitude, and back.

PROJ reads its database when it first meets a system, and a worker can open no file; so all are met
once (``prepare``) by the process that workers are forked from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.enums import TransformDirection
from shapely.geometry.base import BaseGeometry

from ontology.spatial_functions import CRS84, EPSG_CODES, SYSTEM_PREFIX

_EPSG = re.compile(re.escape(SYSTEM_PREFIX) + r"EPSG/[0-9.]+/([0-9]{4,5})")


@dataclass(frozen=True, slots=True)
class System:
    """A reference system.

    Args:
        iri: its name.
        code: its code of EPSG; None is longitude and latitude (CRS84).
    """

    iri: str
    code: int | None = None

    def read(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry as a literal has it with its x first."""
        return _swapped(geometry) if self._is_swapped else geometry

    def written(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry with its axes in the order in which a literal has them."""
        return self.read(geometry)  # to swap is to swap back

    def degrees(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry of this system in longitude and latitude."""
        return self._moved(geometry, TransformDirection.FORWARD)

    def of_degrees(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry of longitude and latitude in this system.

        Raises:
            ValueError: a point of it is none there.
        """
        found = self._moved(geometry, TransformDirection.INVERSE)
        if not np.isfinite(shapely.get_coordinates(found)).all():
            raise ValueError(self.iri)
        return found

    @property
    def _is_swapped(self) -> bool:
        return self.code is not None and _northing_first(self.code)

    def _moved(self, geometry: BaseGeometry, direction: TransformDirection) -> BaseGeometry:
        if self.code is None:
            return geometry
        transformer = _transformer(self.code)

        def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
            moved = transformer.transform(points[:, 0], points[:, 1], direction=direction)
            return np.column_stack([*moved, *points[:, 2:].T])

        return shapely.transform(geometry, move, include_z=bool(geometry.has_z))


WGS84_DEGREES = System(CRS84)
"""What a literal is in that names no system."""


@cache
def system(iri: str) -> System:
    """Return the system of a name.

    Raises:
        ValueError: it is not one of those that are known here.
    """
    if iri == CRS84:
        return WGS84_DEGREES
    match = _EPSG.fullmatch(iri)
    if match is None or int(match[1]) not in EPSG_CODES:
        raise ValueError(iri)
    return System(iri, int(match[1]))


def prepare() -> None:
    """Read what PROJ's database says of every system."""
    for code in EPSG_CODES:
        _transformer(code)
        _northing_first(code)


@cache
def _transformer(code: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(f"EPSG:{code}", "OGC:CRS84", always_xy=True)


@cache
def _northing_first(code: int) -> bool:
    return str(pyproj.CRS.from_epsg(code).axis_info[0].direction) == "north"


def _swapped(geometry: BaseGeometry) -> BaseGeometry:
    def swap(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([points[:, 1], points[:, 0], *points[:, 2:].T])

    return shapely.transform(geometry, swap, include_z=bool(geometry.has_z))
