"""Measures a search against the judged queries: nDCG@10, success@1, order and suggestions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

QUERIES = Path(__file__).parent / "queries.jsonl"
DEPTH = 10
"""Ranks that count."""

ORDER_DEPTH = 100
"""Hits among which the things of ``order`` are looked for."""


class Answer(NamedTuple):
    """What a search answers to a judged query.

    Args:
        results: ``kind/key`` of the results, the best first.
        offers: what it offers in the place of what was typed.
    """

    results: Sequence[str]
    offers: Sequence[str] = ()


Ranked = Callable[[Mapping[str, Any]], Sequence[str] | Answer]
"""Answers a judged query: with the results' ``kind/key`` alone, or with offers too."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How one query did; what is not judged of it is None.

    Args:
        query: the line of ``queries.jsonl``.
        ndcg: nDCG@10 with gain 2^grade - 1 (Burges et al. 2005; Järvelin and Kekäläinen 2002).
        success: whether the first result is one of the acceptable ones.
        order: share of the pairs of ``order`` that come nearest first.
        offered: whether one of the suggestions that are expected is offered.
    """

    query: Mapping[str, Any]
    ndcg: float | None = None
    success: bool | None = None
    order: float | None = None
    offered: bool | None = None


def read_queries() -> list[dict[str, Any]]:
    """Return the judged queries."""
    return [json.loads(line) for line in QUERIES.read_text("utf-8").splitlines()]


def ndcg(results: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return nDCG@10 of a ranking (1 when nothing is relevant and nothing was found)."""
    ideal = _gain(sorted(grades.values(), reverse=True))
    if not ideal:
        return float(not results)
    return _gain([grades.get(result, 0) for result in results]) / ideal


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / log2(rank + 2) for rank, grade in zip(range(DEPTH), grades))  # noqa: B905


def order_agreement(results: Sequence[str], groups: Sequence[Sequence[str]]) -> float | None:
    """Return the share of pairs of different groups of which the nearer comes first.

    What is missing comes after everything, and of two that are missing neither comes first. None
    when there is one group only.
    """
    ranks = {result: rank for rank, result in enumerate(results)}
    pairs = [
        ranks.get(near, len(ranks)) < ranks.get(far, len(ranks))
        for nearer, farther in combinations(groups, 2)
        for near in nearer
        for far in farther
    ]
    return fmean(pairs) if pairs else None


def evaluate(ranked: Ranked, queries: Iterable[Mapping[str, Any]]) -> list[Judged]:
    """Return how each query did."""
    found = []
    for query in queries:
        given = ranked(query)
        answer = given if isinstance(given, Answer) else Answer(given)
        expected = query.get("expect_suggestion")
        if expected:
            offered = not set(expected).isdisjoint(answer.offers)
            found.append(Judged(query, offered=offered))
            continue
        results = answer.results[:DEPTH]
        acceptable = query.get("first") or list(query["relevant"])
        success = bool(results) and results[0] in acceptable if acceptable else not results
        order = order_agreement(answer.results, query.get("order", ()))
        found.append(Judged(query, ndcg(results, query["relevant"]), success, order))
    return found


MEASURES: Mapping[str, Callable[[Judged], float | None]] = {
    "nDCG@10": lambda one: one.ndcg,
    "success@1": lambda one: one.success,
    "order": lambda one: one.order,
    "offered": lambda one: one.offered,
}
"""What is measured, by the name in the table."""


def mean(judged: Iterable[Judged], measure: str) -> float | None:
    """Return the mean of a measure over the queries of which it is judged, or None for none."""
    values = [value for one in judged if (value := MEASURES[measure](one)) is not None]
    return fmean(values) if values else None


def by_family(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    """Return the queries by family; both parts and all of them last."""
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    every = list(judged)
    for one in every:
        groups[one.query["family"]].append(one)
    for one in every:
        groups[f"({one.query['split']})"].append(one)
    return {**groups, "all": every}


def table(judged: Iterable[Judged]) -> str:
    """Return a Markdown table by family and part."""
    lines = [
        f"| {'family':12} | queries | {' | '.join(MEASURES)} |",
        f"|{'-' * 14}|--------:|{'|'.join('-' * (len(name) + 1) + ':' for name in MEASURES)}|",
    ]
    for family, group in by_family(judged).items():
        cells = [_cell(mean(group, name)).rjust(len(name)) for name in MEASURES]
        lines.append(f"| {family:12} | {len(group):7} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
