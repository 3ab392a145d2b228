"""Where results are: one point a place, with the numbers that the search itself gives."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient


def located(client: TestClient, **params: str) -> dict[str, Any]:
    response = client.get("/api/map", params=params)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def items(client: TestClient, **params: str) -> list[dict[str, Any]]:
    """Return every item of a search, page by page."""
    found: list[dict[str, Any]] = []
    while True:
        answer = client.get("/api/search", params={**params, "limit": 100, "offset": len(found)})
        page = answer.json()
        found += page["items"]
        if not page["links"]["next"]:
            return found


@pytest.mark.parametrize(
    "params",
    [
        {"q": "自動運転 projects near Osaka"},
        {"type": "project"},
        {"type": "project", "technology": "drone", "fiscal_year": "2020..2022"},
        {"q": "九州のドローン", "type": "project"},
        {"type": "council"},
    ],
)
def test_points_count_what_the_search_finds(client: TestClient, params: dict[str, str]) -> None:
    answer = located(client, **params)
    counts: dict[str, int] = {}
    nowhere = 0
    for item in items(client, **params):
        codes = [place["code"] for place in item.get("locations", ())]
        if item["type"] == "project":
            nowhere += not codes
            for code in codes:
                counts[code] = counts.get(code, 0) + 1
    total = client.get("/api/search", params=params).json()["total"]
    assert answer["total"] == total
    if params.get("type") == "council":
        assert answer["features"]
        return
    own = {f["properties"]["code"]: f["properties"]["count"] for f in answer["features"]}
    assert own == counts
    assert answer["without_place"] == nowhere


def test_points_are_geojson_with_longitude_first(client: TestClient) -> None:
    answer = located(client, q="河内長野市", type="project")
    assert answer["type"] == "FeatureCollection"
    for feature in answer["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert 122 < longitude < 154
        assert 20 < latitude < 46


def test_circle_is_the_one_that_was_asked_for(client: TestClient) -> None:
    (circle,) = located(client, q="自動運転 projects near Osaka", radius_km="30")["circles"]
    assert circle["radius_km"] == 30
    assert circle["lat"] == pytest.approx(34.69, abs=0.02)
    assert located(client, q="自動運転 大阪")["circles"] == []


def test_labels_follow_the_language_and_tell_towns_apart(client: TestClient) -> None:
    japanese = located(client, type="municipality", q="府中市", lang="ja")
    assert {f["properties"]["label"] for f in japanese["features"]} >= {
        "東京都府中市",
        "広島県府中市",
    }
    english = located(client, type="municipality", municipality="272299", lang="en")
    assert [f["properties"]["label"] for f in english["features"]] == ["Shijonawate City"]


@pytest.mark.parametrize(
    ("params", "status"),
    [({"q": "x" * 2000}, 414), ({"nonsense": "1"}, 400), ({"technology": "zzz"}, 400)],
)
def test_mistakes_are_problems(client: TestClient, params: dict[str, str], status: int) -> None:
    response = client.get("/api/map", params=params)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("code", ["270008", "272299"])
def test_boundaries_are_those_inside_the_prefecture(client: TestClient, code: str) -> None:
    answer = client.get(f"/api/municipalities/{code}/boundaries").json()
    codes = [feature["properties"]["code"] for feature in answer["features"]]
    assert len(codes) == len(set(codes))
    assert "272299" in codes
    assert all(code.startswith("27") and code != "270008" for code in codes)
    for feature in answer["features"]:
        assert feature["geometry"]["type"] == "MultiPolygon"
        for polygon in feature["geometry"]["coordinates"]:
            assert all(ring[0] == ring[-1] for ring in polygon)
            assert all(133 < x < 137 and 34 < y < 36 for ring in polygon for x, y in ring)


def test_of_no_place_there_are_no_boundaries(client: TestClient) -> None:
    response = client.get("/api/municipalities/999999/boundaries")
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("application/problem+json")
