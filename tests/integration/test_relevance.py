"""How good the ranking is: the judged queries, by family, on both parts.

The floors are what this version reaches, so that no change makes it worse unseen; the field syntax
(family ``expert``) is not understood yet and counts against it all the same.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "relevance"))
from evaluate import Judged, evaluate, read_queries, table

NDCG_FLOOR = 0.90
SUCCESS_FLOOR = 0.88


@pytest.fixture(scope="module")
def judged(client: TestClient) -> list[Judged]:
    def ranked(query: Mapping[str, Any]) -> Sequence[str]:
        parameters = {"q": query["q"], "limit": 10, **(query.get("params") or {})}
        items = client.get("/api/search", params=parameters).json()["items"]
        return [f"{item['type']}/{item['key']}" for item in items]

    return evaluate(ranked, read_queries())


@pytest.mark.parametrize("part", ["tuning", "held-out"])
def test_the_ranking_keeps_its_floor(judged: list[Judged], part: str) -> None:
    print("\n" + table(judged))
    chosen = [one for one in judged if one.query["split"] == part]
    assert chosen
    assert fmean(one.ndcg for one in chosen) >= NDCG_FLOOR
    assert fmean(one.success for one in chosen) >= SUCCESS_FLOOR
