"""Values as queries whose scores are whole units: sums of them are exact in Lucene's numbers, too.

Lucene keeps a score in 32 bits, which hold every whole number up to 2^24: 2,048 points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from search.index import fulltext
from search.index.columns import Column
from search.model.clauses import Not, Number, either
from search.model.scores import (
    UNITS,
    Best,
    Distance,
    Either,
    Flat,
    Largest,
    Only,
    Part,
    Share,
    Total,
    Value,
    Whole,
    Word,
    Words,
)
from search.retrieval.distances import Distances
from search.retrieval.opensearch.fields import GRAMS, WORDS, field
from search.retrieval.opensearch.grades import Grader
from search.retrieval.opensearch.queries import NONE, Queries, Query, any_of
from search.retrieval.opensearch.trees import inside

_IMPACT_UNITS: Final = 2
"""Units of a score in one of what a posting contributes (1/8192 in 1/4096)."""
_BEST: Final = (
    "double b = 0; for (v in doc[params.f]) { def w = params.w.get(v); if (w != null && w > b)"
    " { b = w; } } return b;"
)
"""The largest of the numbers that a table has for the values of a field."""
_NEAREST: Final = (
    "double b = 1e300; for (v in doc[params.f]) { def w = params.w.get(v); if (w != null && w < b)"
    " { b = w; } } return doc[params.k].contains(params.first) ? b : b + params.behind;"
)
"""The least of them; what is not of the first kind stands behind."""
_ROUNDED: Final = "return Math.rint(_score * params.share);"


def has_words(value: Number) -> bool:
    """Tell whether words have a part in a value."""
    return isinstance(value, Words | Word) or any(
        has_words(one) for one in inside(value) if isinstance(one, Number)
    )


class Scoring:
    """Makes queries of values.

    Args:
        located: the places that documents lie in.
        distances: the distances of places.
    """

    def __init__(self, located: Column, distances: Distances) -> None:
        self.queries = Queries(located, distances, self.text)
        self.grader = Grader(self.queries.kilometres)

    def part(self, part: Part) -> Query:
        """Return the query that scores the units of a part."""
        if has_words(part.value):
            return self.text(part.value)
        graded = self.grader.of(part.value).mapped(lambda n: units(part.coefficient, n))
        by_units: dict[float, list[Any]] = {}
        for clause, number in graded.steps:
            by_units.setdefault(number, []).append(clause)
        asked = [
            {"constant_score": {"filter": self.queries.of(either(clauses)), "boost": number}}
            for number, clauses in by_units.items()
            if number
        ]
        asked += [_table(column, numbers) for column, numbers in graded.tables]
        return _largest(asked)

    def text(self, value: Number) -> Query:
        """Return the query that scores the units of what words count."""
        if isinstance(value, Word):
            value = value.value
        match value:
            case Words():
                return _words(value)
            case Only():
                kept = self.queries.of(value.clause)
                return {"bool": {"must": [self.text(value.value)], "filter": [kept]}}
            case Either():
                there = Only(value.value, value.clause)
                elsewhere = Only(value.otherwise, Not(value.clause))
                return self.text(Total((there, elsewhere)))
            case Whole(value=Share() as share):
                return self._shared(share)
            case Largest():
                return _largest([self.text(one) for one in value.values])
            case Total():
                asked = [self.text(one) for one in value.values]
                return {"bool": {"should": asked, "minimum_should_match": 1}} if asked else NONE
        raise TypeError(f"{type(value).__name__} is not a value of words")

    def _shared(self, share: Share) -> Query:
        if isinstance(share.value, Best):  # of the best projects, known already
            numbers = share.value.weights.items()
            return _table(share.value.column, {k: units(share.share, n) for k, n in numbers})
        script = {"source": _ROUNDED, "params": {"share": share.share}}
        return {"script_score": {"query": self.text(share.value), "script": script}}

    def by_distance(self, value: Value) -> Mapping[str, Any]:
        """Return the order by a distance, or by one by which one kind stands first."""
        behind, first = 0.0, ""
        if isinstance(value, Total):
            value, last = value.values  # ``search.retrieval.ordering.projects_first``
            if not isinstance(last, Flat):
                raise TypeError("distances are moved by one kind only")
            behind, (first,) = last.value, last.clause.clause.names  # type: ignore[union-attr]
        if not isinstance(value, Distance):
            raise TypeError(f"{type(value).__name__} is no distance")
        near = self.queries.kilometres(value.places)
        params = {"f": field("located"), "w": near, "k": field("type")}
        return _by_script(_NEAREST, {**params, "first": first, "behind": behind}, "asc")

    def by_many(self, parts: Iterable[Part]) -> list[Mapping[str, Any]]:
        """Return the order by how many projects lead to a thing."""
        values = [part.value for part in parts if part.kind == "projects"]
        found = [(column, numbers) for v in values for column, numbers in self._numbers(v)]
        return [
            _by_script(_BEST, {"f": field(column), "w": dict(numbers)}, "desc")
            for column, numbers in found
        ]

    def _numbers(self, value: Value) -> list[tuple[str, Mapping[str, float]]]:
        graded = self.grader.of(value)
        tables = list(graded.tables)
        table: dict[str, float] = {}
        column = ""
        for clause, number in graded.steps:
            column = clause.column  # type: ignore[union-attr]
            table |= dict.fromkeys(clause.names, number)  # type: ignore[union-attr]
        return [*tables, (column, table)] if column else tables


def units(coefficient: float, raw: float) -> float:
    """Return what a raw value counts, in whole units."""
    return float(np.rint(coefficient * UNITS * raw))


def _largest(asked: list[Query]) -> Query:
    if not asked:
        return NONE
    return asked[0] if len(asked) == 1 else {"dis_max": {"queries": asked}}


def _words(value: Words) -> Query:
    asked = [(WORDS, term, weight) for term, weight in value.words]
    asked += [(GRAMS, gram, fulltext.GRAM_WEIGHT) for gram in value.grams]
    found = [
        {"term": {name: {"value": term, "boost": _IMPACT_UNITS * weight}}}
        for name, term, weight in asked
        if weight
    ]
    return {"bool": {"should": found, "minimum_should_match": 1}} if found else NONE


def _table(column: str, numbers: Mapping[str, float]) -> Query:
    kept = {key: number for key, number in numbers.items() if number}
    script = {"source": _BEST, "params": {"f": field(column), "w": kept}}
    return {"script_score": {"query": any_of(field(column), kept), "script": script}} if (
        kept) else NONE  # fmt: skip


def _by_script(source: str, params: Mapping[str, Any], order: str) -> Mapping[str, Any]:
    script = {"source": source, "params": params}
    return {"_script": {"type": "number", "order": order, "script": script}}
