"""Scores as sums of named parts: the one shape in which every relation explains itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """One named part of a score.

    Args:
        kind: name of the measure (``technologies``, ``distance`` …).
        coefficient: the measure's weight, at least 0.
        raw: the measure itself, 0 to 1.
        evidence: what it was computed from, ready for JSON; things stand as their keys.
    """

    kind: str
    coefficient: float
    raw: float
    evidence: Mapping[str, Any] = field(hash=False)

    @property
    def weight(self) -> float:
        """What the part adds to the score."""
        return self.coefficient * self.raw


@dataclass(frozen=True, slots=True)
class Related:
    """One thing that is related to another, and why.

    Args:
        kind: path segment of its IRI (``project``, ``programme``, ``municipality``).
        key: its key.
        parts: the parts of its score that are not 0, in the order of the table of weights.
        distance_km: distance from the thing it is related to, where both have a place.
    """

    kind: str
    key: str
    parts: tuple[Part, ...]
    distance_km: float | None = None

    @property
    def score(self) -> float:
        """The sum of the parts."""
        return sum(part.weight for part in self.parts)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Some of a ranked list.

    Args:
        total: how many there are.
        items: those that were asked for, the best first; equals by key.
    """

    total: int
    items: tuple[Related, ...]


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of one part and the reason for it, in English and in Japanese."""

    value: float
    reason: str
    japanese: str


def values(table: Mapping[str, Weight]) -> dict[str, float]:
    """Return the weights of a table by the names of their parts."""
    return {name: weight.value for name, weight in table.items()}
