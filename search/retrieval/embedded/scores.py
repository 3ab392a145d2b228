"""Values as arrays: the number that each of all documents has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import Any, Final

import numpy as np

from search.model.clauses import EVERYTHING, Not
from search.model.scores import (
    UNITS,
    Best,
    Distance,
    Flat,
    Largest,
    Leading,
    Lifted,
    Logarithm,
    Nearness,
    Only,
    Share,
    Total,
    Whole,
    Word,
    Words,
)
from search.retrieval.embedded.arrays import Scores
from search.retrieval.embedded.evaluation import Evaluation


def _best(made: Evaluation, value: Best) -> Scores:
    if value.column == "type":
        return made.arrays.by_kind(value)
    return made.arrays.columns[value.column].best(value.weights)


def _words(made: Evaluation, value: Words) -> Scores:
    return made.arrays.index.term_scores(value.words, value.grams)


def _word(made: Evaluation, value: Word) -> Scores:
    return made.arrays.word(value)


def _distance(made: Evaluation, value: Distance) -> Scores:
    return made.arrays.distance(*value.places)


def _nearness(made: Evaluation, value: Nearness) -> Scores:
    distances = made.arrays.distance(*value.places)
    nearness: Scores = np.exp2(-distances / max(value.radius_km / 2, 1e-9))
    return nearness


def _flat(made: Evaluation, value: Flat) -> Scores:
    return np.where(made.mask(value.clause), value.value, 0.0)


def _only(made: Evaluation, value: Only) -> Scores:
    return made.scores(value.value) * made.mask(value.clause)


def _share(made: Evaluation, value: Share) -> Scores:
    whole = made.scores(value.value)
    if value.clause is EVERYTHING and value.below == inf:
        return whole * value.share
    kept = whole.copy()
    sharing = made.mask(value.clause)
    if value.below < inf:
        sharing = sharing & (whole < value.below)
    kept[sharing] *= value.share
    return kept


def _whole(made: Evaluation, value: Whole) -> Scores:
    whole: Scores = made.scores(value.value) * UNITS
    np.rint(whole, out=whole)  # in place: a new array for each step costs four times as much
    whole /= UNITS
    return whole


def _largest(made: Evaluation, value: Largest) -> Scores:
    first, *others = map(made.scores, value.values)
    if not others:
        return first
    largest: Scores = np.maximum(first, others[0])
    for other in others[1:]:
        np.maximum(largest, other, out=largest)
    return largest


def _total(made: Evaluation, value: Total) -> Scores:
    if not value.values:
        return np.zeros(made.arrays.size)
    if split := _split(value):
        here, elsewhere = split
        mask = made.mask(here.clause)
        return np.where(mask, made.scores(here.value), made.scores(elsewhere.value))
    first, *others = map(made.scores, value.values)
    if not others:
        return first
    total: Scores = first + others[0]
    for other in others[1:]:
        total += other
    return total


def _split(value: Total) -> tuple[Only, Only] | None:
    """Return the two parts of a sum of which each document has one: no sum is needed for them."""
    match value.values:
        case (Only(clause=clause) as here, Only(clause=Not(clause=refused)) as elsewhere):
            return (here, elsewhere) if refused is clause else None
    return None


def _lifted(made: Evaluation, value: Lifted) -> Scores:
    result = np.zeros(made.arrays.size)
    values = made.scores(value.value)
    if not values.any():
        return result
    for reached in value.reached:
        projects = made.among(reached.among).mask
        best = made.arrays.links[reached.kind].best(np.where(projects, values, 0.0))
        np.maximum(result, best, out=result)
    return result


def _leading(made: Evaluation, value: Leading) -> Scores:
    result = np.zeros(made.arrays.size)
    for reached in value.reached:
        result += made.arrays.links[reached.kind].counts(made.among(reached.among))
    return result


def _logarithm(made: Evaluation, value: Logarithm) -> Scores:
    logarithm: Scores = np.log2(1 + made.scores(value.value))
    return logarithm


SCORES: Final[Mapping[type, Callable[[Evaluation, Any], Scores]]] = {
    Best: _best,
    Words: _words,
    Word: _word,
    Distance: _distance,
    Nearness: _nearness,
    Flat: _flat,
    Only: _only,
    Share: _share,
    Whole: _whole,
    Largest: _largest,
    Total: _total,
    Lifted: _lifted,
    Leading: _leading,
    Logarithm: _logarithm,
}
"""What makes the array of each kind of value."""
