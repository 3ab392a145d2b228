"""Values as arrays: the number that each of all documents has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import Any, Final

import numpy as np

from search.index.columns import Among, Mask
from search.model.clauses import EVERYTHING, Clause, Number
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
from search.retrieval.embedded.arrays import Arrays, Scores


class Scored:
    """Arrays of values, each made once.

    Args:
        arrays: the documents.
        mask: gives which documents meet a clause.
        among: gives the same, as columns count them.
    """

    def __init__(
        self, arrays: Arrays, mask: Callable[[Clause], Mask], among: Callable[[Clause], Among]
    ) -> None:
        self._arrays = arrays
        self._mask = mask
        self._among = among
        self._known: dict[int, tuple[Number, Scores]] = {}

    def of(self, value: Number) -> Scores:
        """Return a value of every document; nobody may change it."""
        known = self._known.get(id(value))  # the value is kept, so that its id stays its own
        if known is None:
            known = self._known[id(value)] = value, _MADE[type(value)](self, value)
        return known[1]

    def _best(self, value: Best) -> Scores:
        if value.column == "type":
            return self._arrays.by_kind(value)
        return self._arrays.columns[value.column].best(value.weights)

    def _words(self, value: Words) -> Scores:
        return self._arrays.index.term_scores(value.words, value.grams)

    def _word(self, value: Word) -> Scores:
        return self._arrays.word(value)

    def _distance(self, value: Distance) -> Scores:
        return self._arrays.distance(*value.places)

    def _nearness(self, value: Nearness) -> Scores:
        distances = self._arrays.distance(*value.places)
        nearness: Scores = np.exp2(-distances / max(value.radius_km / 2, 1e-9))
        return nearness

    def _flat(self, value: Flat) -> Scores:
        return np.where(self._mask(value.clause), value.value, 0.0)

    def _only(self, value: Only) -> Scores:
        return self.of(value.value) * self._mask(value.clause)

    def _share(self, value: Share) -> Scores:
        whole = self.of(value.value)
        if value.clause is EVERYTHING and value.below == inf:
            return whole * value.share
        kept = whole.copy()
        sharing = self._mask(value.clause)
        if value.below < inf:
            sharing = sharing & (whole < value.below)
        kept[sharing] *= value.share
        return kept

    def _whole(self, value: Whole) -> Scores:
        whole: Scores = np.rint(self.of(value.value) * UNITS) / UNITS
        return whole

    def _largest(self, value: Largest) -> Scores:
        first, *others = map(self.of, value.values)
        for other in others:
            first = np.maximum(first, other)
        return first

    def _total(self, value: Total) -> Scores:
        if not value.values:
            return np.zeros(self._arrays.size)
        first, *others = map(self.of, value.values)
        for other in others:
            first = first + other
        return first

    def _lifted(self, value: Lifted) -> Scores:
        result = np.zeros(self._arrays.size)
        values = self.of(value.value)
        if not values.any():
            return result
        for reached in value.reached:
            projects = self._among(reached.among).mask
            best = self._arrays.links[reached.kind].best(np.where(projects, values, 0.0))
            np.maximum(result, best, out=result)
        return result

    def _leading(self, value: Leading) -> Scores:
        result = np.zeros(self._arrays.size)
        for reached in value.reached:
            result += self._arrays.links[reached.kind].counts(self._among(reached.among))
        return result

    def _logarithm(self, value: Logarithm) -> Scores:
        logarithm: Scores = np.log2(1 + self.of(value.value))
        return logarithm


_MADE: Final[Mapping[type, Callable[[Scored, Any], Scores]]] = {
    Best: Scored._best,  # noqa: SLF001 - a table of its methods
    Words: Scored._words,  # noqa: SLF001
    Word: Scored._word,  # noqa: SLF001
    Distance: Scored._distance,  # noqa: SLF001
    Nearness: Scored._nearness,  # noqa: SLF001
    Flat: Scored._flat,  # noqa: SLF001
    Only: Scored._only,  # noqa: SLF001
    Share: Scored._share,  # noqa: SLF001
    Whole: Scored._whole,  # noqa: SLF001
    Largest: Scored._largest,  # noqa: SLF001
    Total: Scored._total,  # noqa: SLF001
    Lifted: Scored._lifted,  # noqa: SLF001
    Leading: Scored._leading,  # noqa: SLF001
    Logarithm: Scored._logarithm,  # noqa: SLF001
}
