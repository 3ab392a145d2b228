"""Distances and likeness between local governments, all at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.relations.facts.models import BodyFacts
from graph.relations.measures import information_content, overlap
from ontology.geography import distances_km

_LADDER = ("village", "town", "city", "core-city", "designated-city")
"""Kinds of municipalities from the smallest to the largest (Local Autonomy Act, articles 8, 252-19
and 252-22)."""
_LIKE_CITY = {"special-ward": "city"}
"""A special ward of Tokyo has by and large the powers of a city (article 281)."""
_NEXT = 0.5
"""Likeness of neighbours on the ladder: a town and a village, a city and a core city."""


def body_distances(bodies: Sequence[BodyFacts]) -> NDArray[np.float32]:
    """Return the distance of each two local governments in kilometres.

    Municipalities and wards are where their offices are. A prefecture is its whole area: 0 from
    what lies in it, and as far from all else as the nearest of its municipalities (docs/design.md,
    section 6.3).
    """
    size = len(bodies)
    latitude = np.array([body.latitude for body in bodies])
    longitude = np.array([body.longitude for body in bodies])
    found = np.zeros((size, size), dtype=np.float32)
    for number in range(size):
        found[number] = distances_km(latitude[number], longitude[number], latitude, longitude)
    prefectures = [number for number, body in enumerate(bodies) if body.kind == "prefecture"]
    inside = {
        number: [
            n for n, b in enumerate(bodies) if b.prefecture == bodies[number].code and n != number
        ]
        for number in prefectures
    }
    for number in prefectures:
        if inside[number]:
            nearest = found[inside[number]].min(axis=0)
            found[number] = nearest
            found[:, number] = nearest
    for a in prefectures:
        for b in prefectures:
            if inside[b]:
                found[a, b] = 0.0 if a == b else found[a, inside[b]].min()
    np.fill_diagonal(found, 0.0)
    return np.minimum(found, found.T)


class Kinds:
    """Kinds of local governments, and how like each is to each: 1, one half for the next, or 0.

    Args:
        kinds: kind of each local government.
    """

    def __init__(self, kinds: Sequence[str]) -> None:
        distinct = sorted(set(kinds))
        numbers = {kind: number for number, kind in enumerate(distinct)}
        self._numbers = np.array([numbers[kind] for kind in kinds], dtype=np.int64)
        self._alike = np.array([[_alike(one, other) for other in distinct] for one in distinct])

    def likeness(self, body: int) -> NDArray[np.float64]:
        """Return how like the kind of one local government is to those of all."""
        row: NDArray[np.float64] = self._alike[self._numbers[body]]
        return row[self._numbers]


def _alike(one: str, other: str) -> float:
    one, other = _LIKE_CITY.get(one, one), _LIKE_CITY.get(other, other)
    if one == other:
        return 1.0
    if one in _LADDER and other in _LADDER:
        return _NEXT if abs(_LADDER.index(one) - _LADDER.index(other)) == 1 else 0.0
    return 0.0


class Designations:
    """What local governments are designated as, and how much of it two have in common.

    Args:
        designated: designation × B.
        counted: B, which of them are counted to find how much a designation says.
    """

    def __init__(self, designated: NDArray[np.bool_], counted: NDArray[np.bool_]) -> None:
        self._designated = designated
        held = np.count_nonzero(designated[:, counted], axis=1)
        self._content = information_content(held, int(np.count_nonzero(counted)))
        self._whole = self._content @ designated

    def likeness(self, body: int) -> NDArray[np.float64]:
        """Return how much of what one is designated as all have in common with it, 0 to 1.

        What few are (an island) says more than what half of them are (depopulated): the overlap of
        ``graph.relations.measures``.
        """
        shared = (self._content * self._designated[:, body]) @ self._designated
        found = overlap(shared, float(self._whole[body]), self._whole)
        return found.astype(np.float64, copy=False)

    def both(self, one: int, other: int) -> NDArray[np.intp]:
        """Return the designations that two have in common, those that say most first."""
        found = np.flatnonzero(self._designated[:, one] & self._designated[:, other])
        return found[np.argsort(-self._content[found], kind="stable")]


_POPULATION_DECADES, _DENSITY_DECADES = 1.0, 1.5
"""Powers of ten from which on two populations or densities have nothing in common. Densities lie
farther apart: of a mountain village (4) and a ward of Tokyo (20,000) nearly four powers."""
_AGEING_POINTS = 20.0


def population_likeness(population: int, others: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return 1 for the same number of inhabitants, 0 for ten times as many or where one is unknown.

    In between it falls with the logarithm of the ratio.
    """
    return _by_ratio(float(population), others.astype(np.float64), _POPULATION_DECADES)


def density_likeness(density: float, others: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return 1 for the same density, 0 for 32 times as much, or where one is unknown.

    In between it falls with the logarithm of the ratio.

    Args:
        density: of who asks, in inhabitants per square kilometre; NaN where unknown.
        others: of all, likewise.
    """
    return _by_ratio(density, np.nan_to_num(others.astype(np.float64)), _DENSITY_DECADES)


def _by_ratio(one: float, others: NDArray[np.float64], decades: float) -> NDArray[np.float64]:
    known = (others > 0) & (one > 0)
    apart = np.abs(np.log10(np.where(known, others, 1.0) / (one if one > 0 else 1.0)))
    return np.where(known, np.clip(1.0 - apart / decades, 0.0, 1.0), 0.0)


def ageing_likeness(share: float, others: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return 1 for the same share of people of 65 and over, 0 from 20 points apart on.

    Twenty points are the distance of the youngest tenth of municipalities (26 %) from the oldest
    (47 %) in the census of 2020. Where one is unknown it is 0.

    Args:
        share: of who asks, in per cent; NaN where unknown.
        others: of all, in per cent; NaN where unknown.
    """
    apart = np.abs(others.astype(np.float64) - share)
    return np.where(np.isnan(apart), 0.0, np.clip(1.0 - apart / _AGEING_POINTS, 0.0, 1.0))
