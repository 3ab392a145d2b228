"""The score: a sum of named parts, each of which becomes a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.interpretation import Conditions, PlaceCondition
from search.matching import Matcher
from search.results import Reason

COEFFICIENTS: Mapping[str, float] = {
    "technology": 10.0,  # what people ask for first; one printed match outweighs any text
    "challenge": 6.0,  # derived by us, so it weighs less than what a source prints
    "near": 8.0,  # a project next door to an equal one far off wins
    "in": 4.0,  # the same for all that are inside, so it only lifts against none
    "name": 12.0,  # the very thing that was named stands first
    "text": 1.0,  # BM25 of what was left, in its own scale
    "kind": 1.0,
}
"""Coefficient of each part: contribution = coefficient × raw value."""

DERIVED = 0.6
"""Raw value of a derived technology; a printed one is 1 (DESIGN section 2: never mixed)."""
RELATED = 0.4
"""Raw value of a technology of the projects that a thing took part in."""
KIND_PRIORS: Mapping[str, float] = {
    "project": 0.5,
    "programme": 0.4,
    "council": 0.2,
    "event": 0.1,
    "municipality": 0.05,
}
"""Small priors that decide between equals: a project answers more questions than an office."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score, for all documents at once.

    Args:
        kind: key of the coefficient.
        subject: what it is about.
        raw: raw value of every document.
        evidence: what more a reason says, by name, each for every document.
    """

    kind: str
    subject: str
    raw: NDArray[np.float64]
    evidence: Mapping[str, NDArray[np.float64]]

    @property
    def weights(self) -> NDArray[np.float64]:
        """The contribution to the score of every document."""
        return COEFFICIENTS[self.kind] * self.raw


def concept_parts(conditions: Conditions, matcher: Matcher) -> list[Part]:
    """Return a part for each group of technologies and of challenges that is asked for."""
    parts = []
    for group in conditions.technologies:
        nearness = _nearness(group, matcher)
        raw = np.maximum(
            matcher.printed.best(nearness),
            np.maximum(
                DERIVED * matcher.derived.best(nearness), RELATED * matcher.related.best(nearness)
            ),
        )
        parts.append(Part("technology", "|".join(group), raw, {}))
    for group in conditions.challenges:
        raw = matcher.challenges.best(_nearness(group, matcher))
        parts.append(Part("challenge", "|".join(group), raw, {}))
    return parts


def _nearness(group: tuple[str, ...], matcher: Matcher) -> dict[str, float]:
    """Return how near each concept is to the nearest of a group: 1 for itself, less if narrower."""
    found: dict[str, float] = {}
    for key in group:
        for narrower, similarity in matcher.narrower.get(key, {}).items():
            found[narrower] = max(found.get(narrower, 0.0), similarity)
    for key in group:
        found[key] = 1.0
    return found


def place_parts(
    conditions: Conditions, matcher: Matcher
) -> tuple[list[Part], NDArray[np.float64] | None]:
    """Return the part of the places, and the distance to the nearest (None without "near").

    The distance decays by half over half the radius, so that what lies at its edge keeps a quarter.
    """
    near = [place for place in conditions.places if place.relation == "near"]
    inside = [place for place in conditions.places if place.relation == "in"]
    parts = []
    distances: NDArray[np.float64] | None = None
    if near:
        by_place = [matcher.distance(place) for place in near]
        distances = np.minimum.reduce(by_place)
        raws = [
            np.where(np.isfinite(d), 0.5 ** (np.minimum(d, 1e6) / _half(place)), 0.0)
            for place, d in zip(near, by_place, strict=True)
        ]
        raw = np.maximum.reduce(raws)
        subject = "|".join(place.code or place.name for place in near)
        parts.append(Part("near", subject, raw, {"distance_km": distances}))
    if inside:
        mask = matcher.masks(Conditions(places=tuple(inside)))["place"]
        subject = "|".join(place.code for place in inside)
        parts.append(Part("in", subject, mask.astype(np.float64), {}))
    return parts, distances


def _half(place: PlaceCondition) -> float:
    return max((place.radius_km or 0.0) / 2, 1e-9)


def reasons(parts: list[Part], number: int) -> tuple[Reason, ...]:
    """Return the reasons of one document; their weights add up to its score."""
    found = []
    for part in parts:
        weight = float(part.weights[number])
        if weight:
            detail: dict[str, object] = {
                "coefficient": COEFFICIENTS[part.kind],
                "raw": float(part.raw[number]),
            }
            for name, values in part.evidence.items():
                value = float(values[number])
                detail[name] = value if np.isfinite(value) else None
            found.append(Reason(part.kind, part.subject, weight, detail))
    return tuple(found)
