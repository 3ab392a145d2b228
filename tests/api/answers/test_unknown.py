"""A name that nothing has: which names there are is said, by every door."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from search.model.facets import FACETS, Values

BUSIEST = 8
"""How many names are offered where nothing is like what was asked."""


def offered(client: TestClient, path: str, **asked: str) -> tuple[list[str], dict[str, object]]:
    """Return keys of what is offered, and the problem."""
    answer = client.get(path, params=asked)
    assert answer.status_code in {400, 404}
    problem = answer.json()
    return [one["key"] for one in problem.get("candidates", ())], problem


@pytest.mark.parametrize("kind", ["technology", "challenge", "programme", "ministry"])
def test_where_nothing_is_alike_the_busiest_are_offered(client: TestClient, kind: str) -> None:
    keys, problem = offered(client, "/api/search", **{kind: "zzzqqq"}, lang="en")
    busiest = client.get("/api/search", params={"type": "project", "limit": 1}).json()["facets"]
    assert keys == [value["key"] for value in busiest[kind]][:BUSIEST]
    assert str(problem["detail"]).endswith("Some of the names that can be used are listed.")
    assert problem["parameter"] == kind


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        ("technology", "ドロン", "drone"),
        ("technology", "dorne", "drone"),
        ("challenge", "観光振興策", "tourism-promotion"),
    ],
)
def test_what_is_written_alike_is_offered(
    client: TestClient, kind: str, text: str, meant: str
) -> None:
    keys, _ = offered(client, "/api/search", **{kind: text})
    assert meant in keys
    assert len(keys) <= BUSIEST


@pytest.mark.parametrize(
    ("lang", "says"), [("ja", "type:challenge で検索"), ("en", "search for type:challenge")]
)
def test_a_query_says_how_to_see_which_there_are(client: TestClient, lang: str, says: str) -> None:
    keys, problem = offered(client, "/api/search", q="challenge:zzz", lang=lang)
    assert says in str(problem["detail"])
    assert len(keys) == BUSIEST
    listed = client.get("/api/search", params={"q": "type:challenge", "limit": 100}).json()
    assert set(keys) <= {item["key"] for item in listed["items"]}
    page = client.get(
        "/", params={"q": "challenge:zzz", "lang": lang}, headers={"Accept": "text/html"}
    ).text
    assert f"q=challenge%3A{keys[0]}" in page


@pytest.mark.parametrize("facet", [f.name for f in FACETS if f.values is Values.CODE])
@pytest.mark.parametrize(
    ("lang", "says"), [("ja", "という値はありません"), ("en", "none of its values")]
)
def test_of_a_closed_list_every_value_is_offered(
    client: TestClient, facet: str, lang: str, says: str
) -> None:
    keys, problem = offered(client, "/api/search", **{facet: "zzz"}, lang=lang)
    assert str(problem["type"]).endswith("unknown-name")
    assert says in str(problem["detail"])
    for key in keys:
        assert client.get("/api/search", params={facet: key}).status_code == 200
    found = client.get("/api/search", params={"type": "project", "limit": 1}).json()["facets"]
    assert {value["key"] for value in found[facet]} <= set(keys)
    assert client.get("/", params={facet: "zzz", "lang": lang}).status_code == 400


def test_of_kinds_with_very_many_names_none_are_offered(client: TestClient) -> None:
    for asked in ({"region": "火星"}, {"municipality": "火星市"}, {"q": "region:火星"}):
        assert offered(client, "/api/search", **asked)[0] == []


def test_a_form_offers_them_as_links(client: TestClient) -> None:
    asked = {"typed_challenge": "zzz", "lang": "ja"}
    answer = client.get("/programmes/match", params=asked, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "次の名称などから選択するか" in answer.text
    assert "challenge=tourism-promotion" in answer.text


def test_an_entity_that_there_is_not_leads_to_others_of_its_kind(client: TestClient) -> None:
    keys, problem = offered(client, "/api/challenges/zzz")
    assert len(keys) == BUSIEST
    assert "使える名称" in str(problem["detail"])
