"""Requests of every kind, for the comparison of engines: judged ones, and random ones."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from evaluate import read_queries

from api.http.parameters import _REPEATABLE, SearchParameters
from ontology.namespaces import DEFAULT_BASE, Iris
from search.engine import SearchEngine
from search.model.facets import LISTED, ByFacet
from search.model.kinds import USEFUL_KINDS
from search.model.request import SORTS, SearchRequest

FIELDED = (
    "title:自動運転 OR year:2022",
    '"温泉街"',
    '"自動運転" -ドローン',
    "technology:自動運転 AND NOT prefecture:大阪府",
    "(year:2021 OR year:2022) AND type:municipality",
    '"AI" 防災',
    '"観光 まちづくり"',
    "ドローン以外 大阪",
    "自動運転をしていない自治体",
    "協議会がある町",
    "人口5万人以下 自動運転",
    "企業と協議会がある市 自動運転",
    "blokchain",
    "じどう運転 福岡",
)


def judged() -> list[SearchRequest]:
    """Return what the judged queries ask."""
    iris = Iris(DEFAULT_BASE)
    found = []
    for query in read_queries():
        given = {
            name: values if name in _REPEATABLE else values[0]
            for name, values in (query.get("params") or {}).items()
        }
        found.append(SearchParameters(q=query["q"], **given).request(iris, query_limit=1000))
    return found


def requests(engine: SearchEngine, every: int) -> Iterator[SearchRequest]:
    """Yield requests: one in so many judged queries, and as many random ones.

    Args:
        engine: knows the values of the facets.
        every: 1 for all.
    """
    choose = random.Random(7)  # noqa: S311 - the same requests each time
    queries = judged()
    yield from queries[:: max(every, 1)]
    yield from (SearchRequest(query=query) for query in FIELDED)
    yield from (
        SearchRequest(query=query, filters=ByFacet(type=("municipality",))) for query in FIELDED
    )
    values = {facet.name: [v.key for v in engine.totals(facet.name)][:30] for facet in LISTED}
    values["type"] = [*USEFUL_KINDS[:5], "technology", "ministry"]
    for number in range(400 // every):
        yield _varied(choose, choose.choice(queries), values, number % 5)


def _varied(
    choose: random.Random, request: SearchRequest, values: dict[str, list[str]], how: int
) -> SearchRequest:
    names = choose.sample([name for name in values if values[name]], choose.choice([1, 1, 2, 3]))
    filters = ByFacet({name: _some(choose, values[name]) for name in names})
    if how in {0, 1}:
        return replace(request, filters=filters, limit=choose.choice([5, 20]))
    if how == 2:
        return replace(request, sort=choose.choice(SORTS), offset=choose.choice([0, 20, 40]))
    if how == 3:
        together = choose.random() < 0.5
        return SearchRequest(filters=filters, sort=choose.choice(SORTS), together=together)
    near = choose.choice(["大阪市", "27.5,139", "札幌市", "福岡県", "35.0,135.7"])
    return replace(request, near=near, radius_km=choose.choice([None, 5.0, 100.0]), limit=None)


def _some(choose: random.Random, values: Sequence[str]) -> tuple[str, ...]:
    return tuple(choose.sample(values, min(len(values), choose.choice([1, 1, 2]))))
