"""``/api/graph`` over the real data: against facts of the CSV files, formats, wrong input."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest
from paths import DATA
from starlette.testclient import TestClient

from ontology.kinds import KINDS

BASE = "https://w3id.org/tsunagu/"
SHIJONAWATE = "mirai-2020-272299"

Json = dict[str, Any]


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _get(client: TestClient, focus: str, **given: Any) -> Json:  # noqa: ANN401 - query values
    response = client.get("/api/graph", params={"focus": focus, **given})
    assert response.status_code == 200, response.text
    found: Json = response.json()
    return found


def _keys(found: Json, kind: str) -> set[str]:
    return {node["key"] for node in found["nodes"] if node["type"] == kind}


def test_a_project_stands_among_what_its_rows_name(client: TestClient) -> None:
    found = _get(client, SHIJONAWATE)
    printed = {
        r["technology"] for r in _table("project_technologies") if r["project"] == SHIJONAWATE
    }
    assert {"ai", "iot", "automated-driving"} <= printed <= _keys(found, "technology")
    assert _keys(found, "municipality") == {"272299"}
    assert _keys(found, "programme") == {"mirai"}
    assert "road-av-support-2020-272299" in _keys(found, "project")
    assert (found["total"], found["truncated"], found["hidden"]) == (
        len(found["nodes"]),
        False,
        {},
    )
    derived = {edge["type"] for edge in found["edges"] if edge["derived"]}
    assert derived <= {"derivedTechnology", "challenge", "similarTo"}


def test_every_edge_has_names_and_known_sources(client: TestClient) -> None:
    for lang in ("ja", "en"):
        found = _get(client, "mirai", depth=2, limit=1000, lang=lang)
        nodes = {node["iri"] for node in found["nodes"]}
        known = {source["id"] for source in found["sources"]}
        assert found["edges"]
        for edge in found["edges"]:
            assert {edge["source"], edge["target"]} <= nodes
            assert edge["sources"]
            assert set(edge["sources"]) <= known
            assert edge["label"].isascii() == (lang == "en")


def test_a_municipality_in_no_programme_has_its_prefecture(client: TestClient) -> None:
    found = _get(client, "吹田市")
    assert found["focus"]["key"] == "272051"
    assert _keys(found, "municipality") == {"272051", "270008"}
    assert [edge["type"] for edge in found["edges"]] == ["prefecture"]


def test_a_prefecture_has_all_its_municipalities(client: TestClient) -> None:
    found = _get(client, "municipality/270008", kinds="municipality", limit=1000)
    inside = {r["code"] for r in _table("municipalities") if r["prefecture"] == "270008"}
    assert _keys(found, "municipality") == {"270008", *inside}
    assert set(found["hidden"]) <= {"project", "council", "event"}


@pytest.mark.parametrize(
    "focus", [SHIJONAWATE, f"project/{SHIJONAWATE}", f"{BASE}id/project/{SHIJONAWATE}"]
)
def test_a_focus_by_key_kind_and_key_or_iri(client: TestClient, focus: str) -> None:
    assert _get(client, focus)["focus"]["iri"] == f"{BASE}id/project/{SHIJONAWATE}"


@pytest.mark.parametrize(
    ("focus", "thing"),
    [
        ("自動走行", "technology/automated-driving"),
        ("国土交通省", "ministry/mlit"),
        ("春日井市近未来技術地域実装協議会", "council/kasugai"),
        ("Shijonawate City", "municipality/272299"),
    ],
)
def test_a_focus_by_label(client: TestClient, focus: str, thing: str) -> None:
    assert _get(client, focus)["focus"]["iri"] == f"{BASE}id/{thing}"


@pytest.mark.parametrize("focus", ["mirai", "ai", "270008", "mlit", SHIJONAWATE, "kasugai"])
@pytest.mark.parametrize("limit", [1, 7, 40])
def test_what_is_not_shown_is_counted(client: TestClient, focus: str, limit: int) -> None:
    for depth in (1, 2):
        found = _get(client, focus, depth=depth, limit=limit)
        whole = _get(client, focus, depth=depth, limit=1000)
        assert found["nodes"][0]["depth"] == 0
        assert len(found["nodes"]) == min(limit, whole["total"])
        assert found["truncated"] == (limit < whole["total"])
        assert found["total"] in {whole["total"], None}
        for node in found["nodes"]:
            ends = [(edge["source"], edge["target"]) for edge in found["edges"]]
            assert node["degree"] - node["hidden"] == sum(node["iri"] in pair for pair in ends)
        assert sum(found["hidden"].values()) == found["nodes"][0]["hidden"]


def test_the_same_question_has_the_same_answer(client: TestClient) -> None:
    first = client.get("/api/graph?focus=ai&depth=2&limit=50").content
    assert client.get("/api/graph?focus=ai&depth=2&limit=50").content == first


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_kinds_keep_out_all_others_but_the_focus(client: TestClient, kind: str) -> None:
    found = _get(client, "mirai", kinds=kind, depth=2)
    assert {node["type"] for node in found["nodes"][1:]} <= {kind}


def test_kinds_may_be_repeated(client: TestClient) -> None:
    found = _get(client, SHIJONAWATE, kinds=["technology", "municipality"])
    assert {n["type"] for n in found["nodes"][1:]} == {"technology", "municipality"}


def test_kinds_that_leave_nothing_are_told(client: TestClient) -> None:
    found = _get(client, "272051", kinds="event")
    assert [node["key"] for node in found["nodes"]] == ["272051"]
    assert (found["hidden"], found["total"]) == ({"municipality": 1}, 1)
    assert found["note"]
    assert _get(client, "272051")["note"] is None


FORMATS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "graphml": (
        "application/graphml+xml",
        lambda response: nx.read_graphml(io.BytesIO(response.content), force_multigraph=True),
    ),
    "gexf": (
        "application/gexf+xml",
        lambda response: nx.read_gexf(io.BytesIO(response.content), version="1.2draft"),
    ),
    "cytoscape": ("application/json", lambda response: nx.cytoscape_graph(response.json())),
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_files_say_what_json_says(client: TestClient, name: str, lang: str) -> None:
    media, read = FORMATS[name]
    given: dict[str, str | int] = {"focus": "自動運転", "depth": 2, "limit": 60, "lang": lang}
    found = client.get("/api/graph", params=given).json()
    response = client.get("/api/graph", params={**given, "format": name})
    assert response.headers["content-type"] == media
    assert (
        'filename="tsunagu-technology-automated-driving.'
        in (response.headers["content-disposition"])
    )
    network = read(response)
    labels = {iri: data["label"] for iri, data in network.nodes(data=True)}
    assert labels == {node["iri"]: node["label"] for node in found["nodes"]}
    ends = sorted((u, v, data["relation"]) for u, v, data in network.edges(data=True))
    assert ends == sorted((e["source"], e["target"], e["type"]) for e in found["edges"])


# Wrong input


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ("depth=1", 400, "bad-parameter"),
        ("focus=", 400, "bad-parameter"),
        ("focus=ai&depth=3", 400, "bad-parameter"),
        ("focus=ai&limit=1001", 400, "bad-parameter"),
        ("focus=ai&kinds=region", 400, "bad-parameter"),
        ("focus=ai&format=dot", 400, "bad-parameter"),
        ("focus=ai&colour=red", 400, "bad-parameter"),
        ("focus=source/tsunagu", 400, "bad-parameter"),
        ("focus=ai&focus=iot", 400, "repeated-parameter"),
        ("focus=美郷町", 400, "ambiguous-name"),
        ("focus=project/nope", 404, "not-found"),
        ("focus=municipality/999999", 404, "not-found"),
        ("focus=qqqqqq", 404, "not-found"),
        ("focus=https://example.org/x", 404, "not-found"),
        ("focus=%00%22%3E", 404, "not-found"),
        ("focus=033057", 410, "retired-code"),
        ("focus=municipality/033057", 410, "retired-code"),
    ],
)
def test_wrong_input_is_a_problem(client: TestClient, query: str, status: int, slug: str) -> None:
    response = client.get(f"/api/graph?{query}")
    assert response.status_code == status, response.text
    assert response.json()["type"].endswith(f"/{slug}")


def test_problems_lead_on(client: TestClient) -> None:
    several = client.get("/api/graph?focus=美郷町").json()["candidates"]
    assert {c["key"] for c in several} == {
        f"municipality/{code}" for code in ("054348", "324485", "454311")
    }
    for candidate in several:
        assert _get(client, candidate["key"])["focus"]["type"] == "municipality"
    retired = client.get("/api/graph?focus=033057").json()["candidates"]
    assert [c["key"] for c in retired] == ["032166"]
    like = client.get("/api/graph?focus=project/mirai-2020-27229").json()["candidates"]
    assert SHIJONAWATE in {c["key"] for c in like}
