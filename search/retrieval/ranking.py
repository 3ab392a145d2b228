"""The score: a sum of named parts, each of which becomes a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.model.clauses import Named, Not, every
from search.model.interpretation import Conditions, Interpretation, PlaceCondition
from search.model.result import Reason
from search.model.scores import (
    UNITS,
    ZERO,
    Best,
    Distance,
    Flat,
    Largest,
    Leading,
    Lifted,
    Logarithm,
    Nearness,
    Only,
    Part,
    Share,
    Value,
    Whole,
)
from search.retrieval.compiling import Compiler, by_radius, has
from search.retrieval.retrieving import Retrieval
from search.retrieval.selection import Selection
from search.retrieval.writing import BASIS, DERIVED_PLACE

COEFFICIENTS: Mapping[str, float] = {
    "technology": 10.0,  # what people ask for first; one printed match outweighs any text
    "challenge": 6.0,  # derived by us, so it weighs less than what a source prints
    "near": 8.0,  # a project next door to an equal one far off wins
    "in": 4.0,  # what lies inside
    "around": 4.0,  # the work of a whole prefecture around it
    "name": 12.0,  # the very thing that was named stands first
    "ministry": 2.0,  # its programmes before their projects
    "preferred": 8.0,  # a kind of local government
    "projects": 0.5,  # through how many projects a thing is found
    "text": 1.0,  # BM25 of what was left, in its own scale
    "kind": 1.0,
}
"""Coefficient of each part: contribution = coefficient × raw value."""

DERIVED = 0.6
"""Raw value of a derived technology or place; a printed one is 1 (docs/design.md, section 2)."""
LIFTED = 0.4
"""Share of its best project's value that a thing found through projects gets."""
NARROWER_CONCEPT = 0.5
"""Share that a narrower concept itself keeps: people ask for projects, not for words."""
ABOUT_WORK = ("programme", "council", "event")
BESIDE = 0.5
"""Share of a concept's value that programmes, councils and events keep beside projects: they are
about the work, projects are it."""
AT_ONE_REMOVE = 0.5
"""Raw value of a ministry's project; that of its programme is 1."""
OTHER_KIND = 0.5
"""Raw value of a city where towns were asked for; a prefecture has none."""
AROUND = 0.5
"""Raw value of the work of a whole prefecture where one of its towns was asked for."""
KIND_PRIORS: Mapping[str, float] = {
    "project": 0.5,
    "programme": 0.4,
    "council": 0.2,
    "event": 0.1,
    "municipality": 0.05,
}
"""Small priors that decide between equals: a project answers more questions than an office."""

_CONCEPTS: Final = {kind: has("type", (kind,)) for kind in ("technology", "challenge")}
_ABOUT_WORK: Final = has("type", ABOUT_WORK)
_DERIVED_PLACE: Final = has(BASIS, (DERIVED_PLACE,))
_MINISTRY_KINDS: Final = Best("type", {"project": AT_ONE_REMOVE, "programme": 1.0})
_KIND: Final = Part("kind", "", COEFFICIENTS["kind"], Best("type", KIND_PRIORS))


def _part(kind: str, subject: str, value: Value, **evidence: Value) -> Part:
    return Part(kind, subject, COEFFICIENTS[kind], value, evidence)


class Ranking:
    """What raises results, for all kinds of conditions.

    Args:
        compiler: makes clauses of conditions.
        narrower: for each concept those below it, with how near each is.
    """

    def __init__(self, compiler: Compiler, narrower: Mapping[str, Mapping[str, float]]) -> None:
        self._compiler = compiler
        self._narrower = narrower

    def parts(
        self, interpretation: Interpretation, text: Value, selection: Selection
    ) -> tuple[list[Part], Value | None]:
        """Return every part of the score, and the distances (None where nothing is to be near).

        Args:
            interpretation: what the query means.
            text: BM25 scores of the words that were not recognised.
            selection: what was found.
        """
        conditions = interpretation.conditions
        parts = self._concept_parts(conditions, selection)
        where, distance = self.place_parts(conditions)
        parts += where
        parts += _other_parts(conditions, selection)
        parts.append(_name_part(interpretation))
        if text is not ZERO:
            occurring = [word.text for word in interpretation.words if word.reason == "occurs"]
            words = " ".join(occurring) or interpretation.query
            parts.append(_part("text", words, _with_lifted(text, selection, Whole)))
        parts.append(_KIND)
        return parts, distance

    def _concept_parts(self, conditions: Conditions, selection: Selection) -> list[Part]:
        """Return a part for each group of technologies and of challenges that is asked for.

        What is found through projects gets a share of the best of them (``LIFTED``).
        """
        whole = bool(conditions.keys["type"])
        parts = []
        for group in conditions.groups["technology"]:
            near = self._nearness(group)
            value: Value = Largest((Best("printed", near), Share(Best("derived", near), DERIVED)))
            parts.append(_concept_part("technology", group, value, selection, whole=whole))
        for group in conditions.raised["challenge"] or conditions.groups["challenge"]:
            value = Best("own_challenge", self._nearness(group))
            parts.append(_concept_part("challenge", group, value, selection, whole=whole))
        return parts

    def _nearness(self, group: tuple[str, ...]) -> dict[str, float]:
        """Return how near each concept is to the nearest of a group: 1 for itself, else less."""
        found: dict[str, float] = {}
        for key in group:
            for narrower, similarity in self._narrower.get(key, {}).items():
                found[narrower] = max(found.get(narrower, 0.0), similarity)
        return found | dict.fromkeys(group, 1.0)

    def place_parts(self, conditions: Conditions) -> tuple[list[Part], Value | None]:
        """Return the part of the places, and the distance to the nearest (None without "near").

        The distance decays by half over half the radius, so that what lies at its edge keeps a
        quarter.
        """
        near = [place for place in conditions.places if place.relation == "near"]
        inside = [place for place in conditions.places if place.relation == "in"]
        parts = []
        distance: Value | None = None
        if near:
            distance = Distance(tuple(near))
            nearness = (Nearness(group, radius) for radius, group in by_radius(near).items())
            subject = "|".join(place.code or place.name for place in near)
            parts.append(_part("near", subject, Largest(tuple(nearness)), distance_km=distance))
        if inside:
            within = self._compiler.inside(inside)
            value = Share(Flat(within, 1.0), DERIVED, _DERIVED_PLACE)
            parts.append(_part("in", _codes(inside), value))
            smaller = [place for place in inside if place.is_below_prefectures]
            if smaller:
                around = every((self._compiler.around(smaller), Not(within)))
                value = Share(Flat(around, AROUND), DERIVED, _DERIVED_PLACE)
                parts.append(_part("around", _codes(smaller), value))
        return parts, distance


def _concept_part(
    kind: str, group: tuple[str, ...], value: Value, selection: Selection, *, whole: bool
) -> Part:
    shared = value if whole else Share(value, BESIDE, _ABOUT_WORK)
    own = Share(shared, NARROWER_CONCEPT, _CONCEPTS[kind], below=1.0)
    return _part(kind, "|".join(group), _with_lifted(own, selection))


def _with_lifted(
    value: Value, selection: Selection, rounded: Callable[[Value], Value] = lambda value: value
) -> Value:
    """Return a value of which things also get a share of that of their best project.

    Args:
        value: the value.
        selection: what is found, and the projects behind it.
        rounded: rounds the share, where it is one of points.
    """
    reached = selection.reached
    return Largest((value, rounded(Share(Lifted(value, reached), LIFTED)))) if reached else value


def _codes(places: Sequence[PlaceCondition]) -> str:
    return "|".join(place.code for place in places)


def _other_parts(conditions: Conditions, selection: Selection) -> list[Part]:
    """Return the parts of ministries, of preferred kinds, and of the projects behind a thing."""
    parts = []
    if ministries := conditions.keys["ministry"]:
        value: Value = Only(_MINISTRY_KINDS, has("ministry", ministries))
        parts.append(_part("ministry", "|".join(ministries), value))
    if preferred := conditions.preferred_kinds:
        others = Flat(Not(has("applicant_kind", ("prefecture",))), OTHER_KIND)
        kinds = has("type", conditions.keys["type"] or ("project", "municipality"))
        value = Only(Largest((others, Flat(has("applicant_kind", preferred), 1.0))), kinds)
        parts.append(_part("preferred", "|".join(preferred), value))
    if reached := selection.reached:
        leading = Leading(reached)
        parts.append(_part("projects", "", Logarithm(leading), projects=leading))
    return parts


def _name_part(interpretation: Interpretation) -> Part:
    """Return the part of the very things that a query names."""
    keys = tuple(
        ("municipality" if candidate.kind == "place" else candidate.kind, candidate.key)
        for span in interpretation.spans
        if not span.excluded
        for candidate in span.chosen
    )
    return _part("name", interpretation.query, Flat(Named(keys), 1.0))


class Explained(NamedTuple):
    """Why a document is where it is.

    Args:
        reasons: the parts of its score; their weights add up to it.
        distance_km: kilometres to where it was asked near, or None.
    """

    reasons: tuple[Reason, ...]
    distance_km: float | None


def explained(
    parts: Sequence[Part], distance: Value | None, numbers: NDArray[np.int64], retrieval: Retrieval
) -> list[Explained]:
    """Return why some documents are where they are.

    Args:
        parts: the parts of the score.
        distance: kilometres to where was asked near, or None.
        numbers: the documents.
        retrieval: knows their values.
    """
    asked = [value for part in parts for value in (part.value, *part.evidence.values())]
    if distance is not None:
        asked.append(distance)
    values = iter(retrieval.values(asked, numbers))
    found: list[list[Reason]] = [[] for _ in numbers]
    for part in parts:
        raws = next(values)
        evidence = {name: next(values) for name in part.evidence}
        for place, raw in enumerate(raws):
            if raw:
                found[place].append(_reason(part, raw, evidence, place))
    distances = [_finite(d) for d in next(values)] if distance is not None else [None] * len(found)
    return list(map(Explained, map(tuple, found), distances))


def _reason(part: Part, raw: float, evidence: Mapping[str, Sequence[float]], place: int) -> Reason:
    detail: dict[str, object] = {"coefficient": part.coefficient, "raw": raw}
    for name, values in evidence.items():
        detail[name] = _finite(values[place])
    return Reason(part.kind, part.subject, round(part.coefficient * UNITS * raw) / UNITS, detail)


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
