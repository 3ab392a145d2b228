"""Answers to the questions of one search, from a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from search.index.columns import Mask
from search.model.clauses import Clause, Has, every
from search.model.scores import UNITS, Part, Value
from search.names.asked import MANY
from search.retrieval.embedded.answers import begin_evaluation
from search.retrieval.opensearch.cluster import Answer, Body
from search.retrieval.opensearch.fields import NAME, NUMBER, ORDER, THING, YEAR, field
from search.retrieval.opensearch.held import Held
from search.retrieval.opensearch.joins import Joins
from search.retrieval.opensearch.queries import Query
from search.retrieval.opensearch.scoring import Scoring, has_words
from search.retrieval.retrieving import Counted, CountedThrough, Ranked
from search.retrieval.writing import LINKS

_PAGE: Final = 10_000
"""Documents that an answer holds at most (``index.max_result_window``); more come in several."""
_NUMBERS: Final[Mapping[str, Any]] = {
    "stored_fields": "_none_",
    "docvalue_fields": [NUMBER],
    "track_total_hits": False,
}


class Answers:
    """Answers the questions of one search.

    Args:
        held: what is held in this process.
    """

    def __init__(self, held: Held) -> None:
        self._held = held
        self._scoring = Scoring(held.located, held.distances)
        self._queries = self._scoring.queries
        self._joins = Joins(held.ask, self._scoring, held.size_of)
        self._scores: dict[int, tuple[float, Sequence[Part]]] = {}

    def totals(self, clauses: Sequence[Clause]) -> list[int]:
        """Return how many documents meet each clause."""
        self._joins.resolve(clauses)
        bodies = [{"size": 0, "track_total_hits": True, "query": self._of(c)} for c in clauses]
        return [answer["hits"]["total"]["value"] for answer in self._held.ask(bodies)]

    def counts(self, asked: Sequence[Counted | CountedThrough]) -> list[NDArray[np.int64]]:
        """Return counts by value, in the order of the names of each column."""
        self._joins.resolve(
            clause
            for one in asked
            for clause in (
                (one.among,)
                if isinstance(one, Counted)
                else (one.among, one.besides, one.reached.among)
            )
        )
        bodies: list[Body] = []
        places: dict[int, int] = {}
        for one in asked:
            if isinstance(one, CountedThrough):
                bodies += self._through(one)
            elif id(one.among) not in places:  # many columns of the same documents go together
                places[id(one.among)] = len(bodies)
                same = [o for o in asked if isinstance(o, Counted) and o.among is one.among]
                aggs = {o.column: self._terms(o.column) for o in same}
                bodies.append({**_COUNTED, "query": self._of(one.among), "aggs": aggs})
        answers = self._held.ask(bodies)
        own = {key: answers[place] for key, place in places.items()}
        others = iter(a for n, a in enumerate(answers) if n not in places.values())
        return [
            self._array(one.column, own[id(one.among)]["aggregations"][one.column]["buckets"])
            if isinstance(one, Counted)
            else self._array_through(one, next(others), next(others), next(others))
            for one in asked
        ]

    def _through(self, asked: CountedThrough) -> list[Body]:
        """Return what tells which things have which values: of projects, ours, counted already."""
        link = LINKS[asked.reached.kind]
        things = Has("type", frozenset({asked.reached.kind}))
        pairs = {**self._terms(link), "aggs": {"values": self._terms(asked.column)}}
        return [
            {**_COUNTED, "query": self._of(clause), "aggs": {"keys": terms}}
            for clause, terms in (
                (asked.reached.among, pairs),
                (every((things, asked.among)), self._terms(THING)),
                (every((things, asked.besides)), self._terms(THING)),
            )
        ]

    def _array_through(
        self, asked: CountedThrough, pairs: Answer, ours: Answer, besides: Answer
    ) -> NDArray[np.int64]:
        column, kind = self._held.columns[asked.column], asked.reached.kind
        counted = {bucket["key"] for bucket in besides["aggregations"]["keys"]["buckets"]}
        among = {bucket["key"] for bucket in ours["aggregations"]["keys"]["buckets"]}
        found = np.zeros(len(column.names), dtype=np.int64)
        for bucket in pairs["aggregations"]["keys"]["buckets"]:
            key = f"{kind}/{bucket['key']}"
            if key not in among:
                continue
            values = {one["key"] for one in bucket["values"]["buckets"]}
            if key in counted:
                values -= set(self._held.values(kind, bucket["key"], asked.column))
            for name in values:
                found[column.code(name)] += 1
        return found

    def _terms(self, column: str) -> dict[str, Any]:
        size = max(self._held.size_of(column), 1)
        return {"terms": {"field": field(column), "size": size}}

    def _array(self, name: str, buckets: Sequence[Mapping[str, Any]]) -> NDArray[np.int64]:
        column = self._held.columns[name]
        found = np.zeros(len(column.names), dtype=np.int64)
        for bucket in buckets:
            found[column.code(bucket["key"])] = bucket["doc_count"]
        return found

    def ranked(self, asked: Sequence[Ranked]) -> list[NDArray[np.int64]]:
        """Return the numbers of documents, in each order."""
        self._joins.resolve(node for one in asked for node in _nodes(one))
        bodies = [self._ranked(one) for one in asked]
        answers = self._held.ask(bodies)
        found = []
        for one, body, answer in zip(asked, bodies, answers, strict=True):
            numbers = []
            for hit in self._further(body, answer, one.end):
                number = hit["fields"][NUMBER][0]
                self._scores[number] = hit["_score"], one.parts
                numbers.append(number)
            found.append(np.array(numbers, dtype=np.int64))
        return found

    def _ranked(self, asked: Ranked) -> dict[str, Any]:
        scored = [self._scoring.part(self._joins.plain(part)) for part in asked.parts]
        query = {"bool": {"filter": [self._of(asked.among)], "should": scored}}
        sort = [*self._order(asked), {"_score": "desc"}, {ORDER: "asc"}]
        size = _PAGE if asked.end is None else min(asked.end, _PAGE)
        return {**_NUMBERS, "query": query, "sort": sort, "size": size, "track_scores": True}

    def _order(self, asked: Ranked) -> Sequence[Mapping[str, Any]]:
        match asked.order:
            case "oldest":
                return [{YEAR: {"order": "asc", "missing": "_last"}}]
            case "year":
                return [{YEAR: {"order": "desc", "missing": "_last"}}]
            case "name":
                return [{NAME: "asc"}]
            case order if order == MANY:
                return self._scoring.by_many([self._joins.plain(part) for part in asked.parts])
        return [] if asked.distance is None else [self._scoring.by_distance(asked.distance)]

    def _further(self, body: Mapping[str, Any], answer: Answer, end: int | None) -> Iterator[Any]:
        """Yield the hits of an answer, and of those after it where more are wanted."""
        left = end
        while True:
            hits = answer["hits"]["hits"]
            yield from hits
            left = None if left is None else left - len(hits)
            if len(hits) < _PAGE or left == 0:
                return
            size = _PAGE if left is None else min(left, _PAGE)
            after = {**body, "size": size, "search_after": hits[-1]["sort"]}
            (answer,) = self._held.ask([after])

    def values(self, values: Sequence[Value], numbers: NDArray[np.int64]) -> list[list[float]]:
        """Return each value of some documents that were ranked.

        Everything but words is computed here, as the embedded engine does, of these documents
        alone. What words count is what is left of their score: all parts of it are whole units.
        """
        self._joins.resolve(values)
        few = begin_evaluation(self._held.of(numbers))
        return [
            self._text(value, numbers)
            if has_words(plain := self._joins.plain(value))
            else few.scores(plain).tolist()
            for value in values
        ]

    def _text(self, value: Value, numbers: NDArray[np.int64]) -> list[float]:
        """Return what words count of some documents: their scores without all other parts."""
        found = dict.fromkeys(numbers.tolist(), 0.0)
        by_parts: dict[int, list[int]] = {}
        for number in found:
            by_parts.setdefault(id(self._scores[number][1]), []).append(number)
        for together in by_parts.values():
            parts = self._scores[together[0]][1]
            few = begin_evaluation(self._held.of(np.array(together, dtype=np.int64)))
            rest = np.array([self._scores[number][0] for number in together])
            for part in parts:
                if part.value is not value:
                    raw = few.scores(self._joins.plain(part.value))
                    rest -= np.rint(part.coefficient * UNITS * raw)
            found |= dict(zip(together, (rest / UNITS).tolist(), strict=True))
        return [found[number] for number in numbers.tolist()]

    def meeting(self, clause: Clause) -> Mask:
        """Return which of all documents meet a clause."""
        self._joins.resolve([clause])
        body = {**_NUMBERS, "query": self._of(clause), "sort": [{NUMBER: "asc"}], "size": _PAGE}
        (answer,) = self._held.ask([body])
        found = np.zeros(self._held.size, dtype=np.bool_)
        found[[hit["fields"][NUMBER][0] for hit in self._further(body, answer, None)]] = True
        return found

    def _of(self, clause: Clause) -> Query:
        return self._queries.of(self._joins.plain(clause))


_COUNTED: Final[Mapping[str, Any]] = {"size": 0, "track_total_hits": False}


def _nodes(asked: Ranked) -> Iterator[Any]:
    yield asked.among
    yield from asked.parts
    if asked.distance is not None:
        yield asked.distance
