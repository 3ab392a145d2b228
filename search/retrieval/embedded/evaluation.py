"""Clauses and values over all documents, each made once: what a search asks, it asks again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from search.index.columns import Among, Mask
from search.model.clauses import Clause, Number
from search.retrieval.embedded.arrays import Arrays, Scores


class Evaluation:
    """What has been made for one search.

    It refers to nothing that refers to it, so that its arrays are free when the search is over and
    the next one takes their place, which is still in the processor's cache.

    Args:
        arrays: the documents.
        masks: makes the mask of each kind of clause.
        scores: makes the array of each kind of value.
    """

    def __init__(
        self,
        arrays: Arrays,
        masks: Mapping[type, Callable[[Evaluation, Any], Mask]],
        scores: Mapping[type, Callable[[Evaluation, Any], Scores]],
    ) -> None:
        self.arrays = arrays
        self._making_masks = masks
        self._making_scores = scores
        # what is asked is kept beside its answer, so that its id stays its own
        self._masks: dict[int, tuple[Clause, Mask]] = {}
        self._among: dict[int, tuple[Clause, Among]] = {}
        self._scores: dict[int, tuple[Number, Scores]] = {}

    def mask(self, clause: Clause) -> Mask:
        """Return which documents meet a clause; nobody may change it."""
        known = self._masks.get(id(clause))
        if known is None:
            made = self._making_masks[type(clause)](self, clause)
            known = self._masks[id(clause)] = clause, made
        return known[1]

    def knows(self, clause: Clause) -> bool:
        """Tell whether the mask of a clause has been made."""
        return id(clause) in self._masks

    def among(self, clause: Clause) -> Among:
        """Return the documents that meet a clause, in the forms in which columns count them."""
        known = self._among.get(id(clause))
        if known is None:
            known = self._among[id(clause)] = clause, Among(self.mask(clause))
        return known[1]

    def scores(self, value: Number) -> Scores:
        """Return a value of every document; nobody may change it."""
        known = self._scores.get(id(value))
        if known is None:
            made = self._making_scores[type(value)](self, value)
            known = self._scores[id(value)] = value, made
        return known[1]
