"""Clauses as masks: which of all documents meet them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from search.index.columns import Mask
from search.model.clauses import (
    And,
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
from search.retrieval.embedded.evaluation import Evaluation


def _nothing(made: Evaluation) -> Mask:
    return np.zeros(made.arrays.size, dtype=np.bool_)


def _has(made: Evaluation, clause: Has) -> Mask:
    if clause.column == "type":
        return made.arrays.of_kinds(clause.names)
    return made.arrays.columns[clause.column].mask(clause.names)


def _filled(made: Evaluation, clause: Filled) -> Mask:
    return made.arrays.columns[clause.column].filled


def _terms(made: Evaluation, clause: Terms) -> Mask:
    return made.arrays.index.having(clause.terms)


def _grams(made: Evaluation, clause: Grams) -> Mask:
    return made.arrays.index.having_all(clause.grams)


def _passage(made: Evaluation, clause: Passage) -> Mask:
    return made.arrays.documents.holding(clause.text)


def _named(made: Evaluation, clause: Named) -> Mask:
    found = _nothing(made)
    for kind, key in clause.keys:
        number = made.arrays.documents.number(kind, key)
        if number is not None:
            found[number] = True
    return found


def _near(made: Evaluation, clause: Near) -> Mask:
    near: Mask = made.arrays.distance(*clause.places) <= clause.radius_km
    return near


def _reached(made: Evaluation, clause: Reached) -> Mask:
    found = _nothing(made)
    found[made.arrays.links[clause.kind].reached(made.among(clause.among))] = True
    return found


def _sharing(made: Evaluation, clause: Sharing) -> Mask:
    column = made.arrays.columns[clause.column]
    held = column.held(made.among(clause.among))
    return column.mask([column.names[number] for number in np.flatnonzero(held)])


def _scoring(made: Evaluation, clause: Scoring) -> Mask:
    scoring: Mask = made.scores(clause.value) > 0
    return scoring


def _and(made: Evaluation, clause: And) -> Mask:
    if not clause.clauses:
        return np.ones(made.arrays.size, dtype=np.bool_)
    first, *others = map(made.mask, clause.clauses)
    if not others:
        return first
    found = first & others[0]
    for mask in others[1:]:
        found &= mask
    return found


def _or(made: Evaluation, clause: Or) -> Mask:
    found = _nothing(made)
    for one in clause.clauses:
        if type(one) is Reached and not made.knows(one):  # few: no mask of its own
            found[made.arrays.links[one.kind].reached(made.among(one.among))] = True
        else:
            found |= made.mask(one)
    return found


def _not(made: Evaluation, clause: Not) -> Mask:
    return ~made.mask(clause.clause)


MASKS: Final[Mapping[type, Callable[[Evaluation, Any], Mask]]] = {
    Has: _has,
    Filled: _filled,
    Terms: _terms,
    Grams: _grams,
    Passage: _passage,
    Named: _named,
    Near: _near,
    Reached: _reached,
    Sharing: _sharing,
    Scoring: _scoring,
    And: _and,
    Or: _or,
    Not: _not,
}
"""What makes the mask of each kind of clause."""
