"""No answer is longer than its budget, and what is left out can be had."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from assistant_calls import answered, call, refused, size_of, text_of
from paths import ROOT
from starlette.testclient import TestClient

from api.answers.tools.assistants.budget import MOST_BYTES, SEARCH_BYTES
from api.wording.language import LANGUAGES

ENVELOPE = 288
"""Bytes of a result beside its two forms, and of the escapes of the text in JSON."""
TWELVE_KB = 12 * 1024
QUERIES = (
    "",
    "自動運転",
    "スマートシティ",
    "四條畷市の近くの自動運転",
    "AI 観光 交通",
    "未来技術社会実装事業",
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", QUERIES)
def test_twenty_results_are_less_than_twelve_kilobytes(
    client: TestClient, query: str, lang: str
) -> None:
    for kind in ("", "project", "programme", "municipality", "event"):
        result = call(client, "search", lang, query=query, type=[kind] if kind else [])
        found = result.structured_content
        assert len(found["items"]) == min(20, found["total"]), kind
        assert size_of(result) < TWELVE_KB, kind


def test_every_page_of_all_projects_fits(client: TestClient) -> None:
    seen: list[str] = []
    offset: int | None = 0
    while offset is not None:
        result = call(client, "search", type="project", offset=offset)
        assert size_of(result) < TWELVE_KB
        found = result.structured_content
        assert len(found["items"]) == min(20, found["total"] - offset)
        seen += [item["iri"] for item in found["items"]]
        offset = found.get("next_offset")
    assert len(seen) == len(set(seen)) == found["total"] > 300


def test_a_short_list_says_more_of_each_thing(client: TestClient) -> None:
    short = answered(client, "search", query="四條畷市", type="project", limit=2)
    assert any("url" in source for source in short["sources"])
    text = text_of(call(client, "search", query="四條畷市", type="project", limit=2))
    assert short["items"][0]["iri"] in text
    assert short["sources"][0]["title"] in text


def test_a_hundred_results_are_cut_and_go_on(client: TestClient) -> None:
    result = call(client, "search", type="project", limit=100)
    found = result.structured_content
    shown = len(found["items"])
    assert size_of(result) < SEARCH_BYTES + ENVELOPE
    assert 20 <= shown < 100
    assert (found["truncated"], found["next_offset"]) == (True, shown)
    assert str(shown) in found["hint"]
    assert str(shown) in text_of(result)
    rest = answered(client, "search", type="project", offset=shown, limit=1)
    assert rest["items"][0]["iri"] not in {item["iri"] for item in found["items"]}


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("peers", {"municipality": "272299", "limit": 100}),
        ("similar", {"project": "mirai-2020-272299", "limit": 100}),
        ("match_programmes", {"technology": ["drone", "ai"], "limit": 100, "stage": "finishing"}),
        ("vocabulary", {"limit": 100}),
        ("sparql", {"query": "SELECT * { ?s ?p ?o } LIMIT 1000", "limit": 1000}),
    ],
)
def test_lists_are_cut_and_go_on(client: TestClient, tool: str, given: dict[str, Any]) -> None:
    offset: int | None = 0
    for _ in range(3):
        result = call(client, tool, **given, offset=offset)
        assert not result.is_error, text_of(result)
        assert size_of(result) < MOST_BYTES * 1.1
        found = result.structured_content
        offset = found.get("next_offset")
        if offset is None:
            break
        assert found["truncated"]


def test_one_long_cell_does_not_hold_up_the_rest(client: TestClient) -> None:
    rows = "SELECT ?n ?long { VALUES ?n { 1 2 3 } BIND(CONCAT(%s) AS ?long) }"
    query = rows % ", ".join([f'"{"あ" * 5000}"'] * 8)
    found = answered(client, "sparql", query=query)
    assert [row[0] for row in found["rows"]] == ["1", "2", "3"]
    assert found["rows"][0][1].endswith("…")


def largest(table: str, number: int) -> list[str]:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return [row.get("key") or row["code"] for row in csv.DictReader(stream)][:number]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_programme_fits(client: TestClient, lang: str) -> None:
    for key in largest("programmes", 20):
        assert size_of(call(client, "get", lang, thing=f"programme/{key}")) < MOST_BYTES * 1.1


def test_a_large_city_begins_and_can_be_read_on(client: TestClient) -> None:
    result = call(client, "get", thing="municipality/271004")
    assert size_of(result) < MOST_BYTES * 1.1
    found = result.structured_content
    assert found["truncated"]
    for part in found["parts"]:
        name, shown, total = part["part"], part["shown"], part["total"]
        assert len(found["facts"][name]) == shown < total
        rows, offset = list(found["facts"][name]), shown
        while offset is not None:
            more = answered(client, "get", thing=found["iri"], part=name, offset=offset)
            assert set(more["facts"]) == {name}
            rows += more["facts"][name]
            offset = more.get("next_offset")
        assert len(rows) == total


def test_an_unknown_part_names_those_that_there_are(client: TestClient) -> None:
    assert "stations" in refused(client, "get", thing="municipality/271004", part="駅")
