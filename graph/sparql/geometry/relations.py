"""How two shapes lie to each other: the relations of Simple Features, Egenhofer and RCC8.

Source: OGC 22-047r1 (GeoSPARQL 1.1), section 9, tables of the patterns of DE-9IM.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import shapely

from graph.sparql.geometry.literals import Shape

_PATTERN = re.compile("[TF012*]{9}")
_PATTERNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ehEquals": ("TFFFTFFFT",),
        "ehDisjoint": ("FF*FF****",),
        "ehMeet": ("FT*******", "F**T*****", "F***T****"),
        "ehOverlap": ("T*T***T**",),
        "ehCovers": ("T*TFT*FF*",),
        "ehCoveredBy": ("TFF*TFT**",),
        "ehInside": ("TFF*FFT**",),
        "ehContains": ("T*TFF*FF*",),
        "rcc8eq": ("TFFFTFFFT",),
        "rcc8dc": ("FFTFFTTTT",),
        "rcc8ec": ("FFTFTTTTT",),
        "rcc8po": ("TTTTTTTTT",),
        "rcc8tppi": ("TTTFTTFFT",),
        "rcc8tpp": ("TFFTTFTTT",),
        "rcc8ntpp": ("TFFTFFTTT",),
        "rcc8ntppi": ("TTTFFTFFT",),
    }
)
"""Patterns of which one must hold, interior, boundary and exterior of the first in turn."""
_SIMPLE: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "sfContains": shapely.contains,
        "sfCrosses": shapely.crosses,
        "sfDisjoint": shapely.disjoint,
        "sfEquals": shapely.equals,
        "sfIntersects": shapely.intersects,
        "sfOverlaps": shapely.overlaps,
        "sfTouches": shapely.touches,
        "sfWithin": shapely.within,
    }
)


def relation(name: str) -> Callable[[Shape, Shape], bool]:
    """Return the relation of a name.

    Raises:
        KeyError: there is none of it.
    """
    if name in _SIMPLE:
        simple = _SIMPLE[name]
        return lambda one, other: bool(simple(one.geometry, other.within(one.system)))
    patterns = _PATTERNS[name]

    def holds(one: Shape, other: Shape) -> bool:
        second = other.within(one.system)
        return any(bool(shapely.relate_pattern(one.geometry, second, p)) for p in patterns)

    return holds


def relate(one: Shape, other: Shape, pattern: str) -> bool:
    """Tell whether two shapes lie as a pattern of the nine intersections says.

    Raises:
        ValueError: it is no pattern.
    """
    if not _PATTERN.fullmatch(pattern):
        raise ValueError(pattern)
    return bool(shapely.relate_pattern(one.geometry, other.within(one.system), pattern))
