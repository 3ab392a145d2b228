"""How good the ranking is: the judged queries, by family; ``make test`` prints the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from evaluate import ORDER_DEPTH, Answer, Judged, evaluate, mean, read_queries, table
from starlette.testclient import TestClient

from search.engine import SearchEngine
from search.model.request import SearchRequest

FLOORS = {"nDCG@10": 0.95, "success@1": 0.95, "order": 0.95, "offered": 0.9}
QUERIES = read_queries()
MISSPELT = [query for query in QUERIES if query.get("expect_suggestion")]


def _search(client: TestClient, query: Mapping[str, Any]) -> dict[str, Any]:
    parameters = {"q": query["q"], "limit": ORDER_DEPTH, **(query.get("params") or {})}
    response = client.get("/api/search", params=parameters)
    assert response.status_code == 200, query["id"]
    found: dict[str, Any] = response.json()
    return found


@pytest.fixture(scope="module")
def judged(client: TestClient) -> list[Judged]:
    def ranked(query: Mapping[str, Any]) -> Answer:
        found = _search(client, query)
        return Answer(
            [f"{item['type']}/{item['key']}" for item in found["items"]],
            [offer["to"] for offer in found["did_you_mean"]],
        )

    return evaluate(ranked, QUERIES)


def test_the_figures_of_every_family_are_printed(
    judged: list[Judged], record_property: Callable[[str, object], None]
) -> None:
    shown = table(judged)
    record_property("relevance", shown)
    for family in {query["family"] for query in QUERIES}:
        assert f"| {family} " in shown


@pytest.mark.parametrize("measure", FLOORS)
@pytest.mark.parametrize("part", ["tuning", "held-out", "all"])
def test_the_search_keeps_its_floor(judged: list[Judged], part: str, measure: str) -> None:
    value = mean([one for one in judged if part in {"all", one.query["split"]}], measure)
    assert value is not None
    assert value >= FLOORS[measure]


def test_nothing_is_corrected_in_silence(client: TestClient, engine: SearchEngine) -> None:
    """Whatever was recognised of a misspelt query is called so, letter by letter."""
    recognised = 0
    for query in MISSPELT:
        assert _search(client, query)["query"] == query["q"]
        for span in engine.interpret(SearchRequest(query["q"])).spans:
            assert query["q"][span.start : span.end] == span.text
            meant = {entry.key for entry in engine._lexicon.lookup(span.text)}
            assert {candidate.key for candidate in span.chosen} <= meant
            recognised += 1
    assert recognised
