"""Values as arrays: the number that each of all documents has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import Any, Final

import numpy as np

from search.model.clauses import EVERYTHING
from search.model.scores import (
    UNITS,
    Best,
    Distance,
    Either,
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


def _either(made: Evaluation, value: Either) -> Scores:
    there, elsewhere = made.scores(value.value), made.scores(value.otherwise)
    return np.where(made.mask(value.clause), there, elsewhere)


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
    first, *others = map(made.scores, value.values)
    if not others:
        return first
    total: Scores = first + others[0]
    for other in others[1:]:
        total += other
    return total


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
    Either: _either,
    Share: _share,
    Whole: _whole,
    Largest: _largest,
    Total: _total,
    Lifted: _lifted,
    Leading: _leading,
    Logarithm: _logarithm,
}
"""What makes the array of each kind of value."""
