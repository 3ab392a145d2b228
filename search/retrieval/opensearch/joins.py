"""What leads from some documents to others, answered first: OpenSearch joins nothing.

Municipalities are found through projects, and get a share of their score. So the projects are asked
first, by the keys that they name; in the search itself those keys stand in the place of the join.
Joins that do not depend on each other go together in one trip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from search.model.clauses import Clause, Has, Named, Reached, Sharing
from search.model.scores import UNITS, Best, Leading, Lifted, Value
from search.retrieval.opensearch.cluster import Answer, Body
from search.retrieval.opensearch.fields import THING, field
from search.retrieval.opensearch.scoring import Scoring, has_words
from search.retrieval.opensearch.trees import changed, inside
from search.retrieval.writing import LINKS

_Join: TypeAlias = Reached | Sharing | Lifted | Leading
N = TypeVar("N")


class Joins:
    """The joins of one search, each answered once.

    Args:
        ask: asks the cluster.
        scoring: makes queries of clauses and of values.
        size: gives how many values a column has.
    """

    def __init__(
        self,
        ask: Callable[[Sequence[Body]], list[Answer]],
        scoring: Scoring,
        size: Callable[[str], int],
    ) -> None:
        self._ask = ask
        self._queries = scoring.queries
        self._scoring = scoring
        self._size = size
        self._known: dict[int, tuple[Any, Any]] = {}
        self._counts: dict[int, Mapping[str, int]] = {}
        self._plain: dict[int, tuple[Any, Any]] = {}

    def resolve(self, trees: Iterable[Any]) -> None:
        """Answer every join in some clauses and values."""
        listed = list(trees)
        while pending := list({id(j): j for tree in listed for j in self._pending(tree)}.values()):
            bodies, takes = [], []
            for join in pending:
                for body, take in self._questions(join):
                    bodies.append(body)
                    takes.append((join, take))
            found: dict[int, dict[str, Any]] = {}
            for (join, take), answer in zip(takes, self._ask(bodies), strict=True):
                take(answer, found.setdefault(id(join), {}))
            for join in pending:
                self._known[id(join)] = join, self._answer(join, found.get(id(join), {}))
            self._plain.clear()

    def plain(self, node: N) -> N:
        """Return a clause or a value with what its joins were answered in their place."""
        known = self._known.get(id(node))
        if known is not None:
            return known[1]  # type: ignore[no-any-return]
        if isinstance(node, Named):
            return _things(node)  # type: ignore[return-value]
        plain = self._plain.get(id(node))
        if plain is None:
            plain = self._plain[id(node)] = node, changed(node, self.plain)
        return plain[1]

    def _pending(self, node: object) -> Iterator[_Join]:
        """Yield the innermost joins that are not answered yet."""
        if id(node) in self._known:
            return
        deeper = [join for one in inside(node) for join in self._pending(one)]
        if deeper:
            yield from deeper
        elif isinstance(node, _Join):
            yield node

    def _questions(self, join: _Join) -> Iterator[tuple[Body, Callable[[Answer, Any], None]]]:
        """Yield what to ask for a join, and what takes the answer."""
        match join:
            case Reached():
                yield self._terms(join.among, LINKS[join.kind]), _keys
            case Sharing():
                yield self._terms(join.among, join.column), _keys
            case Lifted():
                for reached in join.reached:
                    yield from self._lifted(self.plain(join.value), reached)

    def _terms(self, among: Clause, column: str) -> Body:
        aggs = {"keys": self._by(column)}
        return {**_COUNTED, "query": self._queries.of(self.plain(among)), "aggs": aggs}

    def _by(self, column: str) -> dict[str, Any]:
        return {"terms": {"field": field(column), "size": max(self._size(column), 1)}}

    def _lifted(
        self, value: Value, reached: Reached
    ) -> Iterator[tuple[Body, Callable[[Answer, Any], None]]]:
        kind, among = reached.kind, self._queries.of(self.plain(reached.among))
        by = self._by(LINKS[kind])
        if has_words(value):
            best = {"best": {"max": {"script": {"source": "_score"}}}}
            query = {"bool": {"must": [self._scoring.text(value)], "filter": [among]}}
            yield {**_COUNTED, "query": query, "aggs": {"keys": {**by, "aggs": best}}}, _best(kind)
            return
        steps = sorted(self._scoring.grader.of(value).of_steps(), key=lambda step: -step[1])
        aggs = {
            str(number): {"filter": self._queries.of(clause), "aggs": {"keys": by}}
            for number, (clause, _) in enumerate(steps)
        }
        if aggs:
            weights = [weight for _, weight in steps]
            yield {**_COUNTED, "query": among, "aggs": aggs}, _first(kind, weights)

    def _answer(self, join: _Join, found: Mapping[str, Any]) -> Has | Best:
        match join:
            case Reached():
                self._counts[id(join)] = found
                return Has(THING, frozenset(f"{join.kind}/{key}" for key in found))
            case Sharing():
                return Has(join.column, frozenset(found))
            case Leading():
                return Best(THING, self._leading(join))
        return Best(THING, found)

    def _leading(self, join: Leading) -> Mapping[str, float]:
        return {
            f"{reached.kind}/{key}": float(count)
            for reached in join.reached
            for key, count in self._counts[id(reached)].items()
        }


def _things(named: Named) -> Has:
    return Has(THING, frozenset(f"{kind}/{key}" for kind, key in named.keys))


_COUNTED: Mapping[str, Any] = {"size": 0, "track_total_hits": False}


def _keys(answer: Answer, found: dict[str, Any]) -> None:
    for bucket in answer["aggregations"]["keys"]["buckets"]:
        found[bucket["key"]] = bucket["doc_count"]


def _best(kind: str) -> Callable[[Answer, dict[str, Any]], None]:
    def take(answer: Answer, found: dict[str, Any]) -> None:
        for bucket in answer["aggregations"]["keys"]["buckets"]:
            found[f"{kind}/{bucket['key']}"] = bucket["best"]["value"] / UNITS

    return take


def _first(kind: str, weights: Sequence[float]) -> Callable[[Answer, dict[str, Any]], None]:
    """Return what takes for each key the weight of the first step that a project of it meets."""

    def take(answer: Answer, found: dict[str, Any]) -> None:
        for number, weight in enumerate(weights):
            for bucket in answer["aggregations"][str(number)]["keys"]["buckets"]:
                found.setdefault(f"{kind}/{bucket['key']}", weight)

    return take
