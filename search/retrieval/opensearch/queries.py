"""Clauses as queries of OpenSearch. What leads elsewhere was answered before (``joins``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from search.index.columns import Column
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
    Scoring,
    Terms,
)
from search.model.interpretation import PlaceCondition
from search.retrieval.distances import Distances
from search.retrieval.opensearch.fields import GRAMS, PASSAGE, THING, WORDS, field
from search.retrieval.writing import LOCATED
from search.text.folding import fold

Query = dict[str, Any]

ALL: Final[Query] = {"match_all": {}}
NONE: Final[Query] = {"match_none": {}}


def any_of(name: str, values: Iterable[str]) -> Query:
    """Return what has any of some values in a field."""
    listed = sorted(values)
    return {"terms": {name: listed}} if listed else NONE


class Queries:
    """Makes queries of clauses.

    Args:
        located: the places that documents lie in.
        distances: the distances of places.
        scored: makes the query of what a value counts.
    """

    def __init__(
        self, located: Column, distances: Distances, scored: Callable[[Any], Query]
    ) -> None:
        self._codes = located.names
        self._positions = distances.positions(self._codes)
        self._distances = distances
        self._scored = scored

    def of(self, clause: Clause) -> Query:
        """Return the query of a clause, which is to filter."""
        return _MADE[type(clause)](self, clause)

    def kilometres(self, places: tuple[PlaceCondition, ...]) -> dict[str, float]:
        """Return the distance of each place that documents lie in from the nearest of some."""
        found = self._distances.to(places)[self._positions]
        return dict(zip(self._codes, found.tolist(), strict=True))

    def _has(self, clause: Has) -> Query:
        return any_of(field(clause.column), clause.names)

    def _filled(self, clause: Filled) -> Query:
        return {"exists": {"field": field(clause.column)}}

    def _terms(self, clause: Terms) -> Query:
        return any_of(WORDS, clause.terms)

    def _grams(self, clause: Grams) -> Query:
        return {"bool": {"filter": [{"term": {GRAMS: gram}} for gram in clause.grams]}}

    def _passage(self, clause: Passage) -> Query:
        folded = fold(clause.text)
        return {"match_phrase": {PASSAGE: {"query": folded}}} if folded else NONE

    def _named(self, clause: Named) -> Query:
        return any_of(field(THING), (f"{kind}/{key}" for kind, key in clause.keys))

    def _near(self, clause: Near) -> Query:
        near = self.kilometres(clause.places).items()
        return any_of(field(LOCATED), (code for code, km in near if km <= clause.radius_km))

    def _scoring(self, clause: Scoring) -> Query:
        return self._scored(clause.value)

    def _and(self, clause: And) -> Query:
        return {"bool": {"filter": [self.of(one) for one in clause.clauses]}} if (
            clause.clauses) else ALL  # fmt: skip

    def _or(self, clause: Or) -> Query:
        if not clause.clauses:
            return NONE
        return {
            "bool": {
                "should": [self.of(one) for one in clause.clauses],
                "minimum_should_match": 1,
            }
        }

    def _not(self, clause: Not) -> Query:
        return {"bool": {"must_not": [self.of(clause.clause)]}}


_MADE: Final[Mapping[type, Callable[[Queries, Any], Query]]] = {
    Has: Queries._has,  # noqa: SLF001 - a table of its methods
    Filled: Queries._filled,  # noqa: SLF001
    Terms: Queries._terms,  # noqa: SLF001
    Grams: Queries._grams,  # noqa: SLF001
    Passage: Queries._passage,  # noqa: SLF001
    Named: Queries._named,  # noqa: SLF001
    Near: Queries._near,  # noqa: SLF001
    Scoring: Queries._scoring,  # noqa: SLF001
    And: Queries._and,  # noqa: SLF001
    Or: Queries._or,  # noqa: SLF001
    Not: Queries._not,  # noqa: SLF001
}
