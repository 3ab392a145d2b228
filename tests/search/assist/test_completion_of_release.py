"""``/api/suggest`` over the real release: what it answers, what it refuses, and every label."""

from __future__ import annotations

import math
from typing import Any

import pytest
from starlette.testclient import TestClient

from ontology.concepts import Thesaurus
from ontology.kinds import KINDS
from ontology.thesaurus import load_thesaurus
from search.engine import SearchEngine
from search.model.kinds import USEFUL_KINDS

Parameter = str | int | list[str]
ITEM = {
    "type", "key", "iri", "label", "within", "matched", "text", "replaces", "count",
}  # fmt: skip


def suggest(client: TestClient, q: str, **parameters: Parameter) -> list[dict[str, Any]]:
    response = client.get("/api/suggest", params={"q": q, **parameters})
    assert response.status_code == 200, response.text
    items: list[dict[str, Any]] = response.json()["items"]
    assert all(set(item) == ITEM for item in items)
    return items


@pytest.fixture(scope="module")
def thesaurus() -> Thesaurus:
    return load_thesaurus()


@pytest.mark.parametrize(
    ("typed", "type_", "label"),
    [
        ("じど", "technology", "自動運転"),
        ("じd", "technology", "自動運転"),
        ("jido", "technology", "自動運転"),
        ("jid", "technology", "自動運転"),
        ("auton", "technology", "自動運転"),
        ("⾃動", "technology", "自動運転"),
        ("ﾄﾞﾛ", "technology", "ドローン"),
        ("osak", "municipality", "大阪府"),
        ("ōsa", "municipality", "大阪府"),
        ("shijo", "municipality", "大阪府四條畷市"),
        ("四条", "municipality", "大阪府四條畷市"),
        ("かんさ", "region", "関西"),
    ],
)
def test_the_most_useful_stands_first(
    client: TestClient, typed: str, type_: str, label: str
) -> None:
    [first, *_] = suggest(client, typed, type=type_)
    assert first["label"] == first["text"] == label
    assert first["iri"].endswith(f"/id/{type_}/{first['key']}")


def test_labels_are_in_the_language_that_is_asked_for(client: TestClient) -> None:
    [first, *_] = suggest(client, "auton", lang="en")
    assert first["label"] == first["text"] == "Automated driving"
    assert first["matched"].lower().startswith("auton")
    [same, *_] = suggest(client, "Automated dr", lang="en")
    assert same["matched"] is None
    [city, *_] = suggest(client, "Fuchu Ci", lang="en")
    assert (city["label"], city["within"] is None) == ("Fuchu City", False)


def test_the_last_word_is_replaced(client: TestClient) -> None:
    query = "自動運転 おおさ"
    found = next(item for item in suggest(client, query) if item["label"] == "大阪府")
    assert found["replaces"] == {"start": 5, "end": len(query)}
    assert found["text"] == "自動運転 大阪府"


def test_the_count_is_what_the_search_finds(client: TestClient) -> None:
    for typed, parameter in (
        ("ドローン", "technology"),
        ("自動運転", "technology"),
        ("スマートシティ", "technology"),
        ("大阪府", "prefecture"),
        ("関西", "region"),
        ("未来技術社会実装事業", "programme"),
    ):
        kind = "municipality" if parameter == "prefecture" else parameter
        item = suggest(client, typed, type=kind)[0]
        found = client.get(
            "/api/search", params={parameter: item["key"], "type": "project", "limit": 1}
        ).json()
        assert item["count"] == found["total"] > 0, typed


def test_kinds_and_limit(client: TestClient) -> None:
    found = suggest(client, "s", type=["programme", "challenge"], limit=4)
    assert {item["type"] for item in found} == {"programme", "challenge"}
    assert len(found) == 4
    assert suggest(client, "s", limit=50)[:3] == suggest(client, "s", limit=3)


@pytest.mark.parametrize("query", ["", "q=", "q=&limit=&type=&lang="])
def test_nothing_typed_has_no_completion(client: TestClient, query: str) -> None:
    response = client.get(f"/api/suggest?{query}")
    assert response.status_code == 200
    assert response.json() == {"query": "", "limit": 10, "items": []}


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("q=a&colour=red", 400, "colour"),
        ("q=a&type=town", 400, "type"),
        ("q=a&limit=0", 400, "limit"),
        ("q=a&limit=51", 400, "limit"),
        ("q=a&lang=fr", 400, "lang"),
        ("q=a&q=b", 400, "q"),
        ("q=" + "a" * 5000, 414, "q"),
    ],
)
def test_what_is_wrong_is_refused_by_name(
    client: TestClient, query: str, status: int, parameter: str
) -> None:
    response = client.get(f"/api/suggest?{query}")
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    named = [error["parameter"] for error in problem.get("errors", [problem])]
    assert named == [parameter]


@pytest.mark.parametrize("query", ["%ED%A0%80", "%F0%9F%98%80", "%CC%81" * 500, "%00", "%E2%80%AE"])
def test_any_character_is_answered(client: TestClient, query: str) -> None:
    assert client.get(f"/api/suggest?q={query}").status_code == 200


def offers(engine: SearchEngine, typed: str, kind: str, key: str) -> bool:
    found = engine.suggest(typed, 100_000, (kind,))
    assert len({s.key for s in found}) == len(found)
    return any(suggestion.key == key for suggestion in found)


def prefixes(text: str) -> list[str]:
    """Return the first, the half and the whole of a text; the unit tests have all of them."""
    lengths = sorted({1, 2, math.ceil(len(text) / 2), len(text)})
    return [text[:length] for length in lengths if text[:length].strip(" -'")]


def test_every_label_of_the_thesauri_is_offered(engine: SearchEngine, thesaurus: Thesaurus) -> None:
    kinds = {"technologies": "technology", "challenges": "challenge"}
    labels = sorted(thesaurus.labels())[::3]
    assert len(labels) > 500
    for label in labels:
        kind = kinds[thesaurus[label.key].scheme]
        for typed in prefixes(label.text):
            assert offers(engine, typed, kind, label.key), (typed, label)


def test_every_place_is_offered(engine: SearchEngine) -> None:
    places = list(engine.places.values())[::11]
    assert len(places) > 100
    for place in places:
        for text in (place.name, place.full_name, place.reading, place.romaji, place.english):
            for typed in prefixes(text):
                assert offers(engine, typed, "municipality", place.code), (typed, place.name)


def test_kinds_of_the_documents_are_all_completed() -> None:
    assert set(KINDS) < set(USEFUL_KINDS)
