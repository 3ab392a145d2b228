"""A map stands with every result that holds things with places, or points."""

from __future__ import annotations

import json
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from html_pages import Page

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PROLOGUE = """PREFIX tsn: <https://w3id.org/tsunagu/ns#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
"""
TOWN = "<https://w3id.org/tsunagu/id/municipality/272299>"


def _points(client: TestClient, query: str) -> list[dict[str, Any]]:
    response = client.get("/sparql", params={"query": PROLOGUE + query, "format": "html"})
    assert response.status_code == 200
    maps = [a for _, a in Page(response.text).elements if "data-points" in a]
    return json.loads(unescape(maps[0]["data-points"])) if maps else []


def test_a_local_government_is_where_it_is(client: TestClient) -> None:
    (point,) = _points(client, f"SELECT ?town {{ VALUES ?town {{ {TOWN} }} }}")
    place = client.app.state.holder._opened.search.places["272299"]  # type: ignore[attr-defined]
    assert (point["lat"], point["lon"]) == (place.latitude, place.longitude)
    assert (point["label"], point["href"]) == ("四條畷市", "/doc/municipality/272299")


def test_a_project_is_at_each_of_its_local_governments(client: TestClient) -> None:
    query = f"SELECT DISTINCT ?project {{ ?project tsn:applicant {TOWN} ; a tsn:Project }}"
    points = _points(client, query)
    keys = {point["href"].rpartition("/")[2] for point in points}
    assert keys
    for key in keys:
        found = client.get(f"/api/projects/{key}").json()
        here = [point for point in points if point["href"].endswith(f"/{key}")]
        assert len(here) == len({place["code"] for place in found["locations"]})


def test_points_among_the_values_come_before_places(client: TestClient) -> None:
    query = f"""SELECT ?town ?wkt {{ VALUES ?town {{ {TOWN} }}
      BIND("POINT(140 40)"^^geo:wktLiteral AS ?wkt) }}"""
    (point,) = _points(client, query)
    assert (point["lat"], point["lon"], point["label"]) == (40.0, 140.0, "四條畷市")


@pytest.mark.parametrize(
    "query",
    [
        "ASK {}",
        "SELECT (1 AS ?x) {}",
        "SELECT ?x { VALUES ?x { <https://w3id.org/tsunagu/id/technology/drone> } }",
        "SELECT ?x { VALUES ?x { <https://w3id.org/tsunagu/id/municipality/999999> <x:y> } }",
    ],
)
def test_what_has_no_place_has_no_map(client: TestClient, query: str) -> None:
    assert _points(client, query) == []
