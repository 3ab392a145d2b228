"""Measures a search against the judged queries: nDCG@10, success@1, order and suggestions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import fmean
from typing import Any

QUERIES = Path(__file__).parent / "queries.jsonl"
DEPTH = 10
"""Ranks that count."""

Ranked = Callable[[Mapping[str, Any]], Sequence[str]]
"""Gives ``kind/key`` of the results of a judged query, the best first."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How one query did.

    Args:
        query: the line of ``queries.jsonl``.
        ndcg: nDCG@10 with gain 2^grade - 1 (Burges et al. 2005; Järvelin and Kekäläinen 2002).
        success: whether the first result is one of the acceptable ones.
    """

    query: Mapping[str, Any]
    ndcg: float
    success: bool


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


def evaluate(ranked: Ranked, queries: Iterable[Mapping[str, Any]]) -> list[Judged]:
    """Return how each query did; those that expect a suggestion are left out."""
    found = []
    for query in queries:
        if query.get("expect_suggestion"):
            continue
        results = ranked(query)
        acceptable = query.get("first") or list(query["relevant"])
        success = bool(results) and results[0] in acceptable if acceptable else not results
        found.append(Judged(query, ndcg(results, query["relevant"]), success))
    return found


def table(judged: Iterable[Judged]) -> str:
    """Return a Markdown table by family and part."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        for name in (one.query["family"], f"({one.query['split']})", "all"):
            groups[name].append(one)
    lines = ["| family | queries | nDCG@10 | success@1 |", "|---|---:|---:|---:|"]
    lines += [
        f"| {name} | {len(group)} | {fmean(one.ndcg for one in group):.3f}"
        f" | {fmean(one.success for one in group):.3f} |"
        for name, group in groups.items()
    ]
    return "\n".join(lines)
