"""The measures behind relations of programmes: each 0 to 1, with what it rests on.

None falls when a programme selects one project more with what is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, log1p
from typing import Any

from graph.relations.measures import HALF_KM
from graph.relations.programmes.facts import Area, ProgrammeFacts
from ontology.geography import distance_km

SAME_PREFECTURE = 0.3
"""What a recipient in the same prefecture counts at least, where the municipality itself is 1."""
NEIGHBOUR = 0.7
"""What a recipient next door counts at most; it falls by half every 50 km."""
MOST_SHOWN = 20
"""Most shared things that a reason lists; all are counted."""

Found = tuple[float, dict[str, Any]]
"""A measure, 0 to 1, and what it rests on."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Where somebody who asks is.

    Args:
        code: 6-digit code of the local government.
        place: its prefecture and its office.
    """

    code: str
    place: Area


def level(count: int) -> float:
    """Return what a number of projects counts: 0 for none, 0.41 for one, 0.71 for ten, below 1."""
    return log1p(count) / (1 + log1p(count))


def derived(programme: ProgrammeFacts) -> dict[str, int]:
    """Return the numbers of projects that have a technology by derivation only."""
    extra = {
        key: count - programme.printed.get(key, 0) for key, count in programme.technologies.items()
    }
    return {key: count for key, count in extra.items() if count > 0}


def information_content(programmes: Iterable[ProgrammeFacts]) -> dict[str, float]:
    """Return how much a technology says, 0 (all selected projects have it) to below 1 (Resnik)."""
    known = list(programmes)
    size = max(2, sum(programme.selected for programme in known))
    counts: dict[str, int] = {}
    for programme in known:
        for key, count in programme.technologies.items():
            counts[key] = counts.get(key, 0) + count
    return {
        key: max(0.0, log((size + 1) / (count + 1)) / log(size + 1))
        for key, count in counts.items()
    }


BROADER = 0.5
"""What a broader concept of what is asked counts: regional mobility where transport poverty is."""


def selected(
    technologies: Sequence[str],
    challenges: Sequence[str],
    other: ProgrammeFacts,
    broader: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Found]:
    """Return the parts of what a programme selected: each thing asked counts alike.

    Derived technologies add what they raise the level by; the part of the printed ones weighs at
    least as much in every table, so that one printed project more never lowers the sum.

    Args:
        technologies: keys of what is asked.
        challenges: the same.
        other: the programme.
        broader: broader concepts of what is asked.
    """
    above = broader or {}
    printed, shown = _levels(technologies, other.printed, above)
    every, _ = _levels(technologies, other.technologies, above)
    _, shown_derived = _levels(technologies, derived(other), above)
    return {
        "technologies_printed": (printed, shown),
        "technologies_derived": (max(0.0, every - printed), shown_derived),
        "challenges": _levels(challenges, other.challenges, above),
    }


def _levels(
    asked: Sequence[str], counts: Mapping[str, int], broader: Mapping[str, Sequence[str]]
) -> Found:
    """Return the mean level of what is asked, and the concepts that gave it."""
    best = [
        max(
            ((factor * level(counts.get(key, 0)), key) for key, factor in _readings(own, broader)),
            key=lambda found: found[0],
        )
        for own in asked
    ]
    shared = dict.fromkeys(key for value, key in best if value)
    mean = sum(value for value, _ in best) / len(best) if best else 0.0
    return mean, {"shared": [{"key": key, "projects": counts[key]} for key in shared]}


def _readings(own: str, broader: Mapping[str, Sequence[str]]) -> list[tuple[str, float]]:
    return [(own, 1.0), *((key, BROADER) for key in broader.get(own, ()))]


def named_ones(
    asked: Sequence[str], names: frozenset[str], broader: Mapping[str, Sequence[str]]
) -> Found:
    """Return which part of what is asked a programme itself names."""
    found, shown = _levels(asked, dict.fromkeys(names, 1), broader)
    return found / level(1), {"shared": [{"key": shared["key"]} for shared in shown["shared"]]}


def shared(own: frozenset[str], other: frozenset[str], name: str) -> Found:
    """Return whether two things have anything in common, and what."""
    both = sorted(own & other)
    return (1.0 if both else 0.0), {name: both}


def share(own: Iterable[Any], other: Iterable[Any], name: str) -> Found:
    """Return which part of the one's things the other has too."""
    mine = set(own)
    both = sorted(mine & set(other))
    share = len(both) / len(mine) if mine else 0.0
    return share, {name: both[:MOST_SHOWN], "count": len(both), "of": len(mine)}


def near(asking: Asking, other: ProgrammeFacts) -> Found:
    """Return whether who asks, its neighbours or its prefecture took part in a programme."""
    if asking.code in other.recipients:
        return 1.0, {"itself": True, "municipalities": [asking.code]}
    own = asking.place
    away = {
        code: distance_km(own.latitude, own.longitude, place.latitude, place.longitude)
        for code, place in other.recipients.items()
    }
    if not away:
        return 0.0, {}
    nearest = min(away, key=lambda code: (away[code], code))
    inside = sorted(c for c, p in other.recipients.items() if p.prefecture == own.prefecture)
    nearness = NEIGHBOUR * 0.5 ** (away[nearest] / HALF_KM)
    return max(nearness, SAME_PREFECTURE if inside else 0.0), {
        "itself": False,
        "municipalities": [nearest],
        "distance_km": round(away[nearest], 3),
        "in_prefecture": inside[:MOST_SHOWN],
    }
