"""Clauses as masks: which of all documents meet them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from search.index.columns import Among, Mask
from search.model.clauses import (
    And,
    Clause,
    Filled,
    Grams,
    Has,
    Named,
    Near,
    Not,
    Or,
    Passage,
    Reached,
    Scoring,
    Sharing,
    Terms,
)
from search.retrieval.embedded.arrays import Arrays
from search.retrieval.embedded.scores import Scored


class Masks:
    """Masks of clauses, each made once: what a search asks, it asks again and again.

    Args:
        arrays: the documents.
    """

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._known: dict[int, tuple[Clause, Mask]] = {}
        self._among: dict[int, tuple[Clause, Among]] = {}
        self.scores = Scored(arrays, self.of, self.among)

    def of(self, clause: Clause) -> Mask:
        """Return which documents meet a clause; nobody may change it."""
        known = self._known.get(id(clause))  # the clause is kept, so that its id stays its own
        if known is None:
            known = self._known[id(clause)] = clause, _MADE[type(clause)](self, clause)
        return known[1]

    def among(self, clause: Clause) -> Among:
        """Return the documents that meet a clause, in the forms in which columns count them."""
        known = self._among.get(id(clause))
        if known is None:
            known = self._among[id(clause)] = clause, Among(self.of(clause))
        return known[1]

    def _nothing(self) -> Mask:
        return np.zeros(self._arrays.size, dtype=np.bool_)

    def _has(self, clause: Has) -> Mask:
        if clause.column == "type":
            return self._arrays.of_kinds(clause.names)
        return self._arrays.columns[clause.column].mask(clause.names)

    def _filled(self, clause: Filled) -> Mask:
        return self._arrays.columns[clause.column].filled

    def _terms(self, clause: Terms) -> Mask:
        return self._arrays.index.having(clause.terms)

    def _grams(self, clause: Grams) -> Mask:
        return self._arrays.index.having_all(clause.grams)

    def _passage(self, clause: Passage) -> Mask:
        return self._arrays.documents.holding(clause.text)

    def _named(self, clause: Named) -> Mask:
        found = self._nothing()
        for kind, key in clause.keys:
            number = self._arrays.documents.number(kind, key)
            if number is not None:
                found[number] = True
        return found

    def _near(self, clause: Near) -> Mask:
        near: Mask = self._arrays.distance(*clause.places) <= clause.radius_km
        return near

    def _reached(self, clause: Reached) -> Mask:
        found = self._nothing()
        found[self._arrays.links[clause.kind].reached(self.among(clause.among))] = True
        return found

    def _sharing(self, clause: Sharing) -> Mask:
        column = self._arrays.columns[clause.column]
        held = column.held(self.among(clause.among))
        return column.mask([column.names[number] for number in np.flatnonzero(held)])

    def _scoring(self, clause: Scoring) -> Mask:
        scoring: Mask = self.scores.of(clause.value) > 0
        return scoring

    def _and(self, clause: And) -> Mask:
        if not clause.clauses:
            return np.ones(self._arrays.size, dtype=np.bool_)
        first, *others = map(self.of, clause.clauses)
        if not others:
            return first
        found = first & others[0]
        for mask in others[1:]:
            found &= mask
        return found

    def _or(self, clause: Or) -> Mask:
        found = self._nothing()
        for one in clause.clauses:
            if type(one) is Reached and id(one) not in self._known:  # few: no mask of its own
                found[self._arrays.links[one.kind].reached(self.among(one.among))] = True
            else:
                found |= self.of(one)
        return found

    def _not(self, clause: Not) -> Mask:
        return ~self.of(clause.clause)


_MADE: Final[Mapping[type, Callable[[Masks, Any], Mask]]] = {
    Has: Masks._has,  # noqa: SLF001 - a table of its methods
    Filled: Masks._filled,  # noqa: SLF001
    Terms: Masks._terms,  # noqa: SLF001
    Grams: Masks._grams,  # noqa: SLF001
    Passage: Masks._passage,  # noqa: SLF001
    Named: Masks._named,  # noqa: SLF001
    Near: Masks._near,  # noqa: SLF001
    Reached: Masks._reached,  # noqa: SLF001
    Sharing: Masks._sharing,  # noqa: SLF001
    Scoring: Masks._scoring,  # noqa: SLF001
    And: Masks._and,  # noqa: SLF001
    Or: Masks._or,  # noqa: SLF001
    Not: Masks._not,  # noqa: SLF001
}
