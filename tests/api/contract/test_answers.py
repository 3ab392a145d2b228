"""Real answers are what ``/openapi.json`` says, to the last member, in both languages.

The types describe what goes over the wire. mypy holds the code to them where an answer is made; the
stored, neutral parts of it become of their types in ``localise``, and that is held here.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from contract import Contract
from paths import DATA, TESTS
from starlette.testclient import TestClient

from graph.sparql.views import views
from ontology.kinds import KIND_TABLES, KINDS, PLURALS, SCHEMES
from ontology.thesaurus import load_thesaurus

OSAKA, TAWARA = "271004", "mirai-2020-272299"
WARD = "271276"
Asked = Callable[..., dict[str, Any]]


@pytest.fixture
def asked(client: TestClient, contract: Contract) -> Asked:
    """Ask for an address in both languages, and hold the answers to the contract."""

    def ask(path: str, **parameters: object) -> dict[str, Any]:
        for lang in ("en", "ja"):
            query = urlencode({**parameters, "lang": lang}, doseq=True)
            answer = client.get(f"{path}?{query}")
            assert list(contract.faults("get", path, answer)) == []
        return answer.json() if answer.headers["content-type"].endswith("json") else {}

    return ask


def _column(table: str, name: str) -> list[str]:
    with (DATA / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def _every(values: Iterable[str], step: int) -> list[str]:
    return list(islice(values, 0, None, step))


def _queries() -> list[tuple[str, dict[str, Any]]]:
    lines = (TESTS / "relevance" / "queries.jsonl").read_text("utf-8").splitlines()
    judged = [json.loads(line) for line in lines]
    return [(one["q"], one.get("params", {})) for one in judged]


@pytest.mark.parametrize("part", range(4))
def test_searches_are_as_told(asked: Asked, part: int) -> None:
    for query, parameters in _queries()[part::16]:
        asked("/api/search", q=query, limit=30, **parameters)


@pytest.mark.parametrize("kind", KINDS)
def test_searches_of_a_kind_and_where_they_are_are_as_told(asked: Asked, kind: str) -> None:
    found = asked("/api/search", type=kind, limit=100, near="大阪市")
    assert found["total"]
    asked("/api/map", type=kind, near="大阪市", radius_km=100)


@pytest.mark.parametrize(
    "query",
    ["", "東出雲町", "自動運転 -ドローン", "technology:ドローン year:2020..", "大阪から50km以内",
     "人口5万人以下の町の自動運転", "北方領土の月面基地", "豪雪地帯", "補助率1/2",
     "四條畷市の電話番号", "スマートシティの予算", "自動運転の事業は何件", "一番多い都道府県",
     "dorone", "自動運転 相談したい"],
)  # fmt: skip
def test_what_else_a_search_says_is_as_told(asked: Asked, query: str) -> None:
    asked("/api/search", q=query)
    asked("/api/search", q=query, fiscal_year="2050")  # finds nothing, and says what would
    asked("/api/suggest", q=query[:4], limit=50)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in SCHEMES])
def test_things_of_tables_are_as_told(asked: Asked, kind: str) -> None:
    keys = _column(KIND_TABLES[kind], "code" if kind == "municipality" else "key")
    for key in _every(keys, 41 if kind == "municipality" else 7):
        asked(f"/api/{PLURALS[kind]}/{key}")


@pytest.mark.parametrize("kind", SCHEMES)
def test_concepts_are_as_told(asked: Asked, kind: str) -> None:
    for concept in load_thesaurus().concepts.values():
        if concept.scheme == SCHEMES[kind]:
            asked(f"/api/{PLURALS[kind]}/{concept.key}")


def test_what_is_related_to_projects_is_as_told(asked: Asked) -> None:
    for key in _every(_column("projects", "key"), 41):
        asked(f"/api/projects/{key}/similar")
        asked(f"/api/projects/{key}/related-programmes")
        asked("/api/graph", focus=f"project/{key}", depth=2)
    nothing = asked(f"/api/projects/{TAWARA}/similar", fiscal_year="2050")
    assert nothing["emptied_by"]


def test_what_is_related_to_programmes_is_as_told(asked: Asked) -> None:
    for key in _column("programmes", "key"):
        asked(f"/api/programmes/{key}/related")
    for stage in ("planning", "demonstration", "implementation", "finishing"):
        asked("/api/programmes/match", stage=stage, municipality=WARD, challenge="高齢化")
    for code in _every(_column("municipalities", "code"), 197):
        asked("/api/programmes/match", municipality=code, technology=["automated-driving", "AI"])
    assert asked("/api/programmes/match", technology="quantum-computing") is not None


def test_peers_and_contacts_are_as_told(asked: Asked) -> None:
    for code in [OSAKA, WARD, *_every(_column("municipalities", "code"), 197)]:
        asked(f"/api/municipalities/{code}/peers", technology="ドローン", challenge="高齢化")
        asked(f"/api/municipalities/{code}/peers", include="prefecture", limit=100)
        asked(f"/api/municipalities/{code}/contact")
        asked(f"/api/municipalities/{code}/shortlist", shortlist=f"{OSAKA},272124,032018")
        asked(f"/api/municipalities/{code}/introduction", to="272299", technology="自動運転")
    nothing = asked(f"/api/municipalities/{OSAKA}/peers", max_km=1, technology="ドローン")
    assert nothing["emptied_by"]


def test_graphs_and_boundaries_are_as_told(asked: Asked) -> None:
    asked(f"/api/municipalities/{OSAKA}/boundaries")
    for kind in KINDS:
        asked("/api/graph", focus="programme/mirai", kinds=kind)
    for format_ in ("graphml", "gexf", "cytoscape"):
        asked("/api/graph", focus="programme/mirai", format=format_)


@pytest.mark.parametrize("name", views())
def test_views_are_as_told(asked: Asked, name: str) -> None:
    (view,) = (one for one in asked("/api/views")["items"] if one["name"] == name)
    needed = {one["name"]: one["example"] for one in view["parameters"] if one["required"]}
    every = {one["name"]: one["example"] for one in view["parameters"]}
    for given in (needed, every):
        for format_ in view["formats"]:
            asked(f"/api/views/{name}", **given, format=format_)
    asked(f"/api/views/{name}/query", **needed)


@pytest.mark.parametrize(
    ("path", "parameters", "status"),
    [
        ("/api/search", {"nosuch": "1", "limit": "x"}, 400),
        ("/api/search", {"limit": ["1", "2"]}, 400),
        ("/api/search", {"municipality": "府中市"}, 400),
        ("/api/search", {"technology": "月面基地"}, 400),
        ("/api/search", {"q": "technology:("}, 400),
        ("/api/search", {"q": "status:perhaps"}, 400),
        ("/api/search", {"q": "あ" * 1001}, 414),
        ("/api/projects/nosuch", {}, 404),
        ("/api/nosuch/nosuch", {}, 404),
        ("/api/graph", {"focus": "no-such-thing"}, 404),
        ("/ontology.nosuch", {}, 404),
        (f"/data/project/{TAWARA}", {"page": "9999"}, 404),
        ("/api/municipalities/033057", {}, 410),
        ("/sparql", {"query": "SELECT"}, 400),
        ("/sparql", {"query": "SELECT * { SERVICE <http://e.jp/> { ?s ?p ?o } }"}, 400),
    ],
)
def test_problems_are_as_told(
    client: TestClient, contract: Contract, path: str, parameters: dict[str, Any], status: int
) -> None:
    answer = client.get(path, params=parameters)
    assert answer.status_code == status
    assert list(contract.faults("get", path, answer)) == []
    page = client.get(path, params=parameters, headers={"accept": "text/html"})
    assert list(contract.faults("get", path, page)) == []


@pytest.mark.parametrize(
    "path",
    ["/health", "/ready", "/dump", "/dump/SHA256SUMS", "/release/{id}/dump", "/release/{id}/delta",
     "/api/vocabulary/terms", "/api/releases/current/changes", "/catalog", "/.well-known/void"],
)  # fmt: skip
def test_what_is_said_of_the_service_is_as_told(
    client: TestClient, contract: Contract, path: str
) -> None:
    path = path.format(id=client.get("/ready").json()["release"])
    assert list(contract.faults("get", path, client.get(path))) == []


def test_a_member_that_is_not_told_breaks_the_contract(
    client: TestClient, contract: Contract
) -> None:
    answer = client.get("/api/search?q=ドローン")
    body = answer.json()
    body["items"][0]["reasons"][0]["invented"] = 1
    changed = httpx2.Response(200, json=body)
    assert list(contract.faults("get", "/api/search", changed))
