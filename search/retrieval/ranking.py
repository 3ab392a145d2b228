"""The score: a sum of named parts, each of which becomes a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from search.index.documents import DocumentStore
from search.model.interpretation import Conditions, Interpretation, PlaceCondition
from search.model.result import Reason
from search.retrieval.matcher import Matcher, by_radius
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

UNITS = 8192
"""Units in one point of a score. Each part is a whole number of them, so that the sum of the parts
is exact in whatever order they are added, and the same on every engine and every machine."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of the score, for all documents at once.

    Args:
        kind: key of the coefficient.
        subject: what it is about.
        raw: raw value of every document.
        evidence: what more a reason says, by name, each for every document.
    """

    kind: str
    subject: str
    raw: Values
    evidence: Mapping[str, Values] = field(default_factory=dict)


def concept_parts(
    conditions: Conditions, matcher: Matcher, selection: Selection
) -> list[ScorePart]:
    """Return a part for each group of technologies and of challenges that is asked for.

    What is found through projects gets a share of the best of them (``LIFTED``).
    """
    columns, technologies = matcher.columns, conditions.groups["technology"]
    challenges = conditions.raised["challenge"] or conditions.groups["challenge"]
    if not technologies and not challenges:
        return []
    shares = np.ones(matcher.size)
    if not conditions.keys["type"]:
        shares[columns["type"].mask(ABOUT_WORK)] = BESIDE
    parts = []
    for group in technologies:
        nearness = _nearness(group, matcher)
        raw = np.maximum(columns["printed"].best(nearness),
                         DERIVED * columns["derived"].best(nearness))  # fmt: skip
        parts.append(_concept_part("technology", group, raw * shares, matcher, selection))
    for group in challenges:
        raw = columns["own_challenge"].best(_nearness(group, matcher))
        parts.append(_concept_part("challenge", group, raw * shares, matcher, selection))
    return parts


def _concept_part(
    kind: str, group: tuple[str, ...], raw: Values, matcher: Matcher, selection: Selection
) -> ScorePart:
    concepts = matcher.columns["type"].documents(kind)
    raw[concepts] *= np.where(raw[concepts] < 1, NARROWER_CONCEPT, 1)
    raw = np.maximum(raw, LIFTED * selection.lifted(raw))
    return ScorePart(kind, "|".join(group), raw)


def _nearness(group: tuple[str, ...], matcher: Matcher) -> dict[str, float]:
    """Return how near each concept is to the nearest of a group: 1 for itself, less if narrower."""
    found: dict[str, float] = {}
    for key in group:
        for narrower, similarity in matcher.narrower.get(key, {}).items():
            found[narrower] = max(found.get(narrower, 0.0), similarity)
    return found | dict.fromkeys(group, 1.0)


def place_parts(conditions: Conditions, matcher: Matcher) -> tuple[list[ScorePart], Values | None]:
    """Return the part of the places, and the distance to the nearest (None without "near").

    The distance decays by half over half the radius, so that what lies at its edge keeps a quarter.
    """
    near = [place for place in conditions.places if place.relation == "near"]
    inside = [place for place in conditions.places if place.relation == "in"]
    parts = []
    distances: Values | None = None
    if near:
        groups = by_radius(near)
        by_group = [matcher.distance(*group) for group in groups.values()]
        distances = np.minimum.reduce(by_group)
        raws = [
            np.exp2(-d / max(radius / 2, 1e-9)) for radius, d in zip(groups, by_group, strict=True)
        ]
        subject = "|".join(place.code or place.name for place in near)
        parts.append(
            ScorePart("near", subject, np.maximum.reduce(raws), {"distance_km": distances})
        )
    if inside:
        within = matcher.inside(inside)
        sureness = np.where(matcher.columns[BASIS].mask([DERIVED_PLACE]), DERIVED, 1.0)
        parts.append(ScorePart("in", _codes(inside), np.where(within, sureness, 0.0)))
        smaller = [place for place in inside if place.is_below_prefectures]
        if smaller:
            around = np.where(matcher.around(smaller) & ~within, AROUND * sureness, 0.0)
            parts.append(ScorePart("around", _codes(smaller), around))
    return parts, distances


def _codes(places: Sequence[PlaceCondition]) -> str:
    return "|".join(place.code for place in places)


def other_parts(conditions: Conditions, matcher: Matcher, selection: Selection) -> list[ScorePart]:
    """Return the parts of ministries, of preferred kinds, and of the projects behind a thing."""
    parts = []
    kinds = matcher.columns["type"]
    if ministries := conditions.keys["ministry"]:
        raw = np.zeros(matcher.size)
        raw[kinds.documents("project")] = AT_ONE_REMOVE
        raw[kinds.documents("programme")] = 1.0
        raw *= matcher.columns["ministry"].mask(ministries)
        parts.append(ScorePart("ministry", "|".join(ministries), raw))
    if conditions.preferred_kinds:
        body_kinds = matcher.columns["applicant_kind"]
        raw = np.where(body_kinds.mask(["prefecture"]), 0.0, OTHER_KIND)
        raw[body_kinds.mask(conditions.preferred_kinds)] = 1.0
        raw *= kinds.mask(conditions.keys["type"] or ["project", "municipality"])
        parts.append(ScorePart("preferred", "|".join(conditions.preferred_kinds), raw))
    counts = selection.project_counts()
    if counts.any():
        parts.append(ScorePart("projects", "", np.log2(1 + counts), {"projects": counts}))
    return parts


def name_part(interpretation: Interpretation, documents: DocumentStore) -> ScorePart:
    """Return the part of the very things that a query names."""
    named = np.zeros(documents.size)
    for span in interpretation.spans:
        for candidate in () if span.excluded else span.chosen:
            kind = "municipality" if candidate.kind == "place" else candidate.kind
            number = documents.number(kind, candidate.key)
            if number is not None:
                named[number] = 1.0
    return ScorePart("name", interpretation.query, named)


def text_part(words: str, scores: Values, selection: Selection) -> ScorePart:
    """Return the part of the words that were not recognised."""
    return ScorePart("text", words, np.maximum(scores, LIFTED * selection.lifted(scores)))


def priors(matcher: Matcher) -> Values:
    """Return the prior of every document by its kind."""
    return matcher.columns["type"].best(KIND_PRIORS)


def total(parts: Sequence[ScorePart], numbers: NDArray[np.int64]) -> Values:
    """Return the scores of some documents in points: the sums of their parts."""
    units = np.zeros(len(numbers))
    for part in parts:
        units += np.rint(COEFFICIENTS[part.kind] * UNITS * part.raw[numbers])
    return units / UNITS


def reasons(parts: Sequence[ScorePart], number: int) -> tuple[Reason, ...]:
    """Return the reasons of one document; their weights add up to its score."""
    found = []
    for part in parts:
        raw = float(part.raw[number])
        if raw:
            coefficient = COEFFICIENTS[part.kind]
            detail: dict[str, object] = {"coefficient": coefficient, "raw": raw}
            for name, values in part.evidence.items():
                value = float(values[number])
                detail[name] = value if isfinite(value) else None
            weight = round(coefficient * UNITS * raw) / UNITS
            found.append(Reason(part.kind, part.subject, weight, detail))
    return tuple(found)


def score_parts(
    interpretation: Interpretation,
    text: Values,
    selection: Selection,
    matcher: Matcher,
    documents: DocumentStore,
    by_kind: Values,
) -> tuple[list[ScorePart], Values | None]:
    """Return every part of the score, and the distances (None where nothing is to be near).

    Args:
        interpretation: what the query means.
        text: BM25 scores of the words that were not recognised.
        selection: what was found.
        matcher: the documents by column.
        documents: the documents.
        by_kind: the prior of each document.
    """
    conditions = interpretation.conditions
    parts = concept_parts(conditions, matcher, selection)
    where, distances = place_parts(conditions, matcher)
    parts += where
    parts += other_parts(conditions, matcher, selection)
    parts.append(name_part(interpretation, documents))
    if text.any():
        occurring = [word.text for word in interpretation.words if word.reason == "occurs"]
        parts.append(text_part(" ".join(occurring) or interpretation.query, text, selection))
    parts.append(ScorePart("kind", "", by_kind))
    return parts, distances
