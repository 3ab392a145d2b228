"""The tools say what they take and give, and give what the API gives, with sources."""

from __future__ import annotations

from typing import Any

import pytest
from assistant_calls import MODES, answered, call, refused, talk, text_of
from jsonschema import Draft202012Validator
from mcp import Client
from mcp.shared.exceptions import MCPError
from starlette.testclient import TestClient

from api.answers.relations.peers import PeerParameters
from api.answers.tools.assistants.tools import TOOLS, input_schema, output_schema
from api.http.parameters import FILTERS
from api.wording.language import LANGUAGES

CITY = "272299"
PROJECT = "https://w3id.org/tsunagu/id/project/mirai-2020-272299"
CALLS: dict[str, dict[str, Any]] = {
    "search": {"query": "四條畷市の近くの自動運転"},
    "get": {"thing": PROJECT},
    "peers": {"municipality": "四條畷市", "technology": ["ドローン"]},
    "similar": {"project": PROJECT},
    "match_programmes": {"technology": ["drone"], "municipality": CITY, "stage": "finishing"},
    "sparql": {"query": "SELECT * { ?s a <https://w3id.org/tsunagu/ns#Project> } LIMIT 5"},
    "vocabulary": {"query": "tsn:Project"},
}
"""A call of each tool that is answered."""
MOST_DESCRIBED = 32_000
"""Bytes of all descriptions and schemas: an assistant reads them before it asks anything."""


def items(answer: dict[str, Any]) -> list[str]:
    return [item["iri"] for item in answer["items"]]


def api(client: TestClient, path: str, **parameters: object) -> dict[str, Any]:
    response = client.get(path, params=parameters)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_every_tool_is_called_here() -> None:
    assert set(CALLS) == set(TOOLS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("mode", MODES)
def test_tools_are_described_and_only_read(client: TestClient, mode: str, lang: str) -> None:
    async def said(assistant: Client) -> object:
        return await assistant.list_tools()

    listed = talk(client, said, lang, mode)
    assert [tool.name for tool in listed.tools] == list(TOOLS)
    assert len(listed.model_dump_json(exclude_none=True).encode()) < MOST_DESCRIBED
    for tool in listed.tools:
        assert tool.title == tool.annotations.title
        assert tool.description
        hints = tool.annotations
        assert (hints.read_only_hint, hints.idempotent_hint) == (True, True)
        assert (hints.destructive_hint, hints.open_world_hint) == (False, False)
        for schema in (tool.input_schema, tool.output_schema):
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
        assert tool.input_schema["additionalProperties"] is False
        assert tool.input_schema["properties"]["lang"]


def test_search_takes_the_filters_of_the_api() -> None:
    taken = set(input_schema("search")["properties"])
    assert {facet.name for facet in FILTERS} <= taken
    assert {"query", "type", "near", "radius_km", "sort", "limit", "offset", "lang"} <= taken
    assert not {"format", "columns", "q"} & taken


def test_no_tool_takes_what_is_for_files_or_weights() -> None:
    weights = {name for name in PeerParameters.model_fields if name.startswith("weight_")}
    assert weights
    for name in TOOLS:
        assert not {"format", "columns", *weights} & set(input_schema(name)["properties"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", TOOLS)
def test_answers_are_as_their_schemas_say(client: TestClient, name: str, lang: str) -> None:
    result = call(client, name, lang, **CALLS[name])
    assert not result.is_error, text_of(result)
    Draft202012Validator(output_schema(name)).validate(result.structured_content)
    assert text_of(result)


@pytest.mark.parametrize("mode", MODES)
def test_both_protocols_answer_alike(client: TestClient, mode: str) -> None:
    async def said(assistant: Client) -> object:
        return (await assistant.call_tool("search", CALLS["search"])).structured_content

    assert talk(client, said, mode=mode) == answered(client, "search", **CALLS["search"])


def test_search_gives_what_the_api_gives(client: TestClient) -> None:
    given = {"prefecture": ["大阪府"], "fiscal_year": ["2018..2022"], "type": ["project"]}
    found = answered(client, "search", query="スマートシティ", limit=7, **given)
    same = api(client, "/api/search", q="スマートシティ", limit=7, **given)
    assert found["total"] == same["total"] > 0
    assert items(found) == items(same)


def test_peers_are_those_of_the_api(client: TestClient) -> None:
    found = answered(client, "peers", **CALLS["peers"], limit=5)
    same = api(client, f"/api/municipalities/{CITY}/peers", technology="drone", limit=5)
    assert found["total"] == same["total"]
    assert items(found) == items(same)
    for item, other in zip(found["items"], same["items"], strict=True):
        assert item["why"] == [other["why"]]
        said = [contact.get("telephone") for contact in item["contact"]]
        assert said == [contact["telephone"] for contact in other["contact"][:3]]


def test_similar_projects_are_those_of_the_api(client: TestClient) -> None:
    found = answered(client, "similar", **CALLS["similar"], limit=5, programme="mirai")
    key = PROJECT.rpartition("/")[2]
    same = api(client, f"/api/projects/{key}/similar", limit=5, programme="mirai")
    assert items(found) == items(same)
    assert found["items"][0]["why"] == [r["label"] for r in same["items"][0]["reasons"]]


def test_programmes_are_those_of_the_api(client: TestClient) -> None:
    found = answered(client, "match_programmes", **CALLS["match_programmes"])
    same = api(client, "/api/programmes/match", **CALLS["match_programmes"])
    assert items(found) == items(same)[: len(found["items"])]
    assert len(found["steps"]) == len(same["steps"])


@pytest.mark.parametrize("name", ["search", "peers", "similar", "match_programmes"])
def test_each_fact_has_its_source_and_its_iri(client: TestClient, name: str) -> None:
    found = answered(client, name, **CALLS[name])
    known = {source["key"]: source["title"] for source in found["sources"]}
    assert all(known.values())
    for item in found["items"]:
        assert item["iri"].startswith("https://w3id.org/tsunagu/id/")
        assert item["cited"]
        for place in item["cited"]:
            assert place["source"] in known
            assert place["locator"]


def test_get_has_every_fact_with_its_source(client: TestClient) -> None:
    found = answered(client, "get", thing=PROJECT)
    assert found["iri"] == PROJECT
    cited = [*found["cited"], *(p for row in found["facts"]["statuses"] for p in row["cited"])]
    assert {place["source"] for place in cited} <= {source["key"] for source in found["sources"]}
    assert {"source": "mirai-fy2022", "locator": "p.3 No.27"} in cited
    assert found["facts"]["description"] in client.get("/api/projects/mirai-2020-272299").text


@pytest.mark.parametrize(
    "thing", [PROJECT, "project/mirai-2020-272299", "mirai-2020-272299", "四條畷市", "ドローン"]
)
def test_get_takes_any_way_to_name_a_thing(client: TestClient, thing: str) -> None:
    assert answered(client, "get", thing=thing)["facts"]


def test_a_direct_answer_has_its_source(client: TestClient) -> None:
    query = "地域課題解決のためのスマートシティ推進事業の補助率"
    same = api(client, "/api/search", q=query)["answers"]
    found = answered(client, "search", query=query)
    assert same
    assert [fact["text"] for fact in found["answers"]] == [one["text"] for one in same]
    assert all(fact["cited"] for fact in found["answers"])


def test_nothing_found_says_what_finds_something(client: TestClient) -> None:
    found = answered(client, "search", query="月面の酪農", prefecture="大阪府")
    assert (found["total"], found["items"]) == (0, [])
    assert found["hint"]
    change = found["changes"][0]
    given = {name: value for name, value in change["parameters"].items() if value}
    assert change["total"] > 0
    assert given


def test_one_value_of_a_list_needs_no_brackets(client: TestClient) -> None:
    one = answered(client, "search", technology="drone", type="project", limit=3)
    listed = answered(client, "search", technology=["drone"], type=["project"], limit=3)
    assert one == listed
    assert one["total"] > 0


def test_the_language_of_a_call_goes_before_that_of_the_door(client: TestClient) -> None:
    japanese = answered(client, "get", thing="municipality/272299")
    english = answered(client, "get", thing="municipality/272299", lang="en")
    assert (japanese["label"], english["label"]) == ("四條畷市", "Shijonawate City")
    assert answered(client, "get", "en", thing="municipality/272299") == english


# ---------------------------------------------------------------------- SPARQL


def test_sparql_gives_rows_triples_and_truth(client: TestClient) -> None:
    rows = answered(
        client, "sparql", query="SELECT ?a ?b { VALUES (?a ?b) { (1 'あ'@ja) (2 UNDEF) } }"
    )
    assert (rows["columns"], rows["rows"]) == (["a", "b"], [["1", "あ"], ["2", None]])
    assert answered(client, "sparql", query="ASK {}")["boolean"] is True
    construct = "CONSTRUCT { <http://x/s> <http://x/p> 'a\"b'@en } WHERE {}"
    triples = answered(client, "sparql", query=construct)["triples"]
    assert triples == ['<http://x/s> <http://x/p> "a\\"b"@en .']


def test_sparql_searches_by_words(client: TestClient) -> None:
    query = """PREFIX tsn: <https://w3id.org/tsunagu/ns#>
        SELECT ?s { SERVICE tsn:search { ?s tsn:matches "四條畷市 自動運転" } } LIMIT 3"""
    assert len(answered(client, "sparql", query=query)["rows"]) == 3


def test_sparql_goes_on_where_it_ended(client: TestClient) -> None:
    query = "SELECT ?n { VALUES ?n { 1 2 3 4 5 } } ORDER BY ?n"
    first = answered(client, "sparql", query=query, limit=2)
    assert (first["truncated"], first["next_offset"], first["total"]) == (True, 2, 5)
    rest = answered(client, "sparql", query=query, offset=2)
    assert [row[0] for row in (*first["rows"], *rest["rows"])] == ["1", "2", "3", "4", "5"]
    assert rest["truncated"] is False


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * WHERE { ?s ?p }", "1行目"),
        ("ASK { SERVICE <http://e.example/sparql> { ?s ?p ?o } }", "SERVICE"),
        ("INSERT DATA { <http://a> <http://b> 1 }", ""),
        ("SELECT * { ?s rdfs:label ?l }", "rdfs:"),
    ],
)
def test_sparql_refuses_what_the_endpoint_refuses(
    client: TestClient, query: str, said: str
) -> None:
    told = refused(client, "sparql", query=query)
    detail = client.get("/sparql", params={"query": query, "lang": "ja"}).json()["detail"]
    assert told.splitlines()[0] == detail
    assert said in told


def test_the_vocabulary_helps_to_write_a_query(client: TestClient) -> None:
    found = answered(client, "vocabulary", query="fiscalYear", lang="en")
    (term,) = [one for one in found["terms"] if one["name"] == "tsn:fiscalYear"]
    assert term["definition"]
    assert term["count"] > 300
    assert found["prefixes"]["tsn"] == "https://w3id.org/tsunagu/ns#"
    every = answered(client, "vocabulary", kind="class", limit=5)
    assert every["next_offset"] == 5
    assert {one["kind"] for one in every["terms"]} == {"class"}


def test_an_unknown_tool_is_an_error_of_the_protocol(client: TestClient) -> None:
    with pytest.raises(MCPError, match="search, get, peers"):
        call(client, "delete_everything")
