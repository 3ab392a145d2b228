"""``/reconcile`` over HTTP: the schemas of the specification, frames, CORS, and hostile input."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft7Validator
from paths import TESTS
from reconciliation import in_prefecture
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7
from starlette.testclient import TestClient

from api.answers.tools.reconciliation.entity_types import TYPES
from api.answers.tools.reconciliation.properties import PROPERTIES
from api.answers.tools.reconciliation.queries import BATCH, ENTITIES
from api.app import create_app
from api.release.releases import Release
from api.release.settings import Settings
from api.routes.tools.reconcile import MAX_BYTES
from api.wording.language import LANGUAGES
from api.wording.messages import messages

SCHEMAS = TESTS / "conformance" / "reconciliation-api"
SUITA = "municipality/272051"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def public(release: Release, settings: Settings) -> Iterator[TestClient]:
    """The application under an address that it knows."""
    assert release.folder.is_dir()
    known = Settings(data=settings.data, out=settings.out, public_url="https://t.example/x/")
    with TestClient(create_app(known), follow_redirects=False) as client:
        yield client


def validator(name: str) -> Draft7Validator:
    loaded = {path.name: json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.json")}
    base = "https://reconciliation-api.github.io/specs/0.2/schemas/"
    resources = [
        (base + file, Resource(contents=schema, specification=DRAFT7))
        for file, schema in loaded.items()
    ]
    schema = {**loaded[name], "$schema": "http://json-schema.org/draft-07/schema#"}
    return Draft7Validator(schema, registry=Registry().with_resources(resources))


def checked(answer: Any, schema: str) -> Json:  # noqa: ANN401 - an answer of either client
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    assert [error.message for error in validator(schema).iter_errors(found)] == []
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_manifest_is_as_specified(public: TestClient, lang: str) -> None:
    found = checked(public.get("/reconcile", params={"lang": lang}), "manifest.json")
    assert "0.2" in found["versions"]
    assert found["batchSize"] == BATCH >= 50
    assert found["identifierSpace"] == "https://w3id.org/tsunagu/id/"
    assert [one["id"] for one in found["defaultTypes"]] == list(TYPES)
    for service in found["suggest"].values():
        assert service["service_url"] == "https://t.example/x/reconcile"
    assert found["view"]["url"] == "https://t.example/x/reconcile/view?id={{id}}"


def test_where_the_address_is_not_known_none_is_made_up(client: TestClient) -> None:
    found = checked(client.get("/reconcile"), "manifest.json")
    assert not {"suggest", "preview", "documentation"} & set(found)
    assert found["view"]["url"] == "https://w3id.org/tsunagu/id/{{id}}"


def test_results_are_as_specified_by_either_method(client: TestClient) -> None:
    batch = {"a": {"query": "府中市"}, "b": in_prefecture("府中", "東京"), "c": {"query": "？？"}}
    assert validator("reconciliation-query-batch.json").is_valid(batch)
    sent = {"queries": json.dumps(batch)}
    posted = checked(client.post("/reconcile", data=sent), "reconciliation-result-batch.json")
    got = checked(client.get("/reconcile", params=sent), "reconciliation-result-batch.json")
    assert posted == got
    assert (len(posted["a"]["result"]), posted["c"]["result"]) == (2, [])


def test_extensions_are_as_specified(public: TestClient) -> None:
    ids = [SUITA, "project/mirai-2020-272299", "programme/mirai", "technology/ai", "ministry/mlit",
           "council/compact-smart-city-platform", "event/morioka-seminar-2025-1",
           "municipality/270008", "municipality/141097", "challenge/transport-poverty"]  # fmt: skip
    asked = {"ids": ids, "properties": [{"id": name} for name in PROPERTIES]}
    assert validator("data-extension-query.json").is_valid(asked)
    answer = public.post("/reconcile", data={"extend": json.dumps(asked)})
    found = checked(answer, "data-extension-response.json")
    filled = {name for row in found["rows"].values() for name, cells in row.items() if cells}
    assert set(PROPERTIES) - filled == {"areas"}  # which this project has not
    assert found["rows"][SUITA]["page"] == [{"str": "https://t.example/x/doc/municipality/272051"}]


@pytest.mark.parametrize(
    ("what", "prefix", "first", "schema"),
    [
        ("entity", "吹田", SUITA, "entities"),
        ("entity", "suita", SUITA, "entities"),
        ("entity", "272051", SUITA, "entities"),
        ("entity", SUITA, SUITA, "entities"),
        ("type", "", "municipality", "types"),
        ("type", "都道府県", "prefecture", "types"),
        ("property", "人口", "population", "properties"),
        ("property", "popul", "population", "properties"),
    ],
)
def test_suggestions_are_as_specified(
    client: TestClient, what: str, prefix: str, first: str, schema: str
) -> None:
    answer = client.get(f"/reconcile/suggest/{what}", params={"prefix": prefix, "_": "17"})
    found = checked(answer, f"suggest-{schema}-response.json")
    assert found["result"][0]["id"] == first
    flyout = client.get(f"/reconcile/flyout/{what}", params={"id": first}).json()
    assert flyout["id"] == first
    assert flyout["html"].startswith("<p>")


def test_suggestions_go_on_and_keep_to_a_type(client: TestClient) -> None:
    address = "/reconcile/suggest/entity"
    first = client.get(address, params={"prefix": "中"}).json()["result"]
    more = client.get(address, params={"prefix": "中", "cursor": "20"}).json()["result"]
    assert len(first) == len(more) == 20
    assert not {one["id"] for one in first} & {one["id"] for one in more}
    typed = client.get(address, params={"prefix": "大阪", "type": "prefecture"}).json()["result"]
    assert [one["id"] for one in typed] == ["municipality/270008"]


def test_properties_of_a_type_are_proposed(client: TestClient) -> None:
    answer = client.get("/reconcile/properties", params={"type": "project", "limit": "3"})
    found = checked(answer, "data-extension-property-proposal.json")
    assert (found["type"], found["limit"], len(found["properties"])) == ("project", 3, 3)
    every = client.get("/reconcile/properties", params={"type": "municipality"}).json()
    assert {"population", "project_count"} <= {one["id"] for one in every["properties"]}
    assert client.get("/reconcile/properties", params={"type": "x"}).status_code == 400


@pytest.mark.parametrize(
    "id_", [SUITA, "project/mirai-2020-272299", "programme/mirai", "technology/ai", "ministry/mlit"]
)
def test_a_preview_may_be_framed_and_does_nothing(client: TestClient, id_: str) -> None:
    answer = client.get("/reconcile/preview", params={"id": id_})
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text
    assert f'href="/doc/{id_}?lang=ja" target="_blank"' in answer.text
    page = client.get(f"/doc/{id_}")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_a_view_leads_to_the_page(public: TestClient) -> None:
    answer = public.get("/reconcile/view?id=municipality%2F272051")
    assert answer.status_code == 303
    assert answer.headers["location"] == "https://t.example/x/doc/municipality/272051"


@pytest.mark.parametrize("address", ["view", "preview", "flyout/entity"])
@pytest.mark.parametrize("id_", ["", "x", "municipality/999999", "<script>", "source/localgovjp"])
def test_an_identifier_that_there_is_not_is_a_problem(
    client: TestClient, address: str, id_: str
) -> None:
    answer = client.get(f"/reconcile/{address}", params={"id": id_})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_every_site_may_ask(client: TestClient) -> None:
    origin = {"Origin": "https://refine.example"}
    asked = client.options("/reconcile", headers=origin)
    assert "POST" in asked.headers["access-control-allow-methods"]
    for path in ("/reconcile", "/reconcile/suggest/entity?prefix=x", "/reconcile?queries=x"):
        assert client.get(path, headers=origin).headers["access-control-allow-origin"] == "*"


def test_jsonp_is_refused_with_the_reason(client: TestClient) -> None:
    answer = client.get("/reconcile", params={"callback": "x", "lang": "en"})
    assert answer.status_code == 400
    assert "CORS" in answer.json()["detail"]


def _deep(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


WRONG = {
    "no json": "{",
    "a list": "[]",
    "a number": "1",
    "deep": _deep(10_000),
    "deep but short": _deep(100),
    "a query that is no object": '{"q": "x"}',
    "nothing asked": '{"q": {}}',
    "only blanks": '{"q": {"query": " "}}',
    "a number for a name": '{"q": {"query": 1}}',
    "an unknown member": '{"q": {"query": "x", "limits": 1}}',
    "an unknown type": '{"q": {"query": "x", "type": "Q515"}}',
    "a type that is no text": '{"q": {"query": "x", "type": [[]]}}',
    "an object for a type": '{"q": {"query": "x", "type": {"a": 1}}}',
    "no limit": '{"q": {"query": "x", "limit": 0}}',
    "a limit that is too large": '{"q": {"query": "x", "limit": 1e400}}',
    "a text for a limit": '{"q": {"query": "x", "limit": "3"}}',
    "true for a limit": '{"q": {"query": "x", "limit": true}}',
    "a part of a limit": '{"q": {"query": "x", "limit": 1.5}}',
    "an unknown strictness": '{"q": {"query": "x", "type_strict": []}}',
    "properties that are no list": '{"q": {"query": "x", "properties": {"a": 1}}}',
    "an unknown property": '{"q": {"query": "x", "properties": [{"pid": "P17", "v": 1}]}}',
    "a value that is a list in a list": (
        '{"q": {"query": "x", "properties": [{"pid": "code", "v": [[1]]}]}}'
    ),
    "very many values": json.dumps(
        {"q": {"query": "x", "properties": [{"pid": "code", "v": ["1"] * 1000}]}}
    ),
    "very many properties": json.dumps(
        {"q": {"query": "x", "properties": [{"pid": "code", "v": "1"}] * 1000}}
    ),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_read_is_a_problem(client: TestClient, wrong: str, lang: str) -> None:
    answer = client.post("/reconcile", params={"lang": lang}, data={"queries": WRONG[wrong]})
    assert answer.status_code == 400, answer.text
    found = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert found["detail"].isascii() == (lang == "en")


@pytest.mark.parametrize(
    "extend",
    [
        "[]",
        "{}",
        '{"ids": 1, "properties": []}',
        '{"ids": [1], "properties": []}',
        '{"ids": [], "properties": [{"id": "x"}]}',
        '{"ids": [], "properties": ["code"]}',
        '{"ids": [], "properties": [{"id": []}]}',
        '{"ids": [], "properties": [{"id": "code", "settings": 1}]}',
        '{"ids": [], "properties": [{"id": "code", "settings": {"limit": "-1"}}]}',
        '{"ids": [], "properties": [{"id": "code", "settings": {"limit": 1e99}}]}',
        '{"ids": [], "properties": [{"id": "code", "settings": {"lang": ["ja"]}}]}',
        json.dumps({"ids": [], "properties": [{"id": "code"}] * 1000}),
    ],
)
def test_an_extension_that_cannot_be_read_is_a_problem(client: TestClient, extend: str) -> None:
    answer = client.post("/reconcile", data={"extend": extend})
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("sent", "limit"),
    [
        ({"queries": json.dumps({str(n): {"query": "吹田市"} for n in range(10_000)})}, BATCH),
        ({"queries": json.dumps({"q": {"query": "x" * MAX_BYTES}})}, MAX_BYTES),
        ({"extend": json.dumps({"ids": ["x"] * (ENTITIES + 1), "properties": []})}, ENTITIES),
    ],
)
def test_more_than_is_taken_at_once_is_a_problem(
    client: TestClient, sent: dict[str, str], limit: int
) -> None:
    answer = client.post("/reconcile", data=sent)
    assert answer.status_code == 413
    assert answer.json()["limit"] == limit


def test_a_cell_that_is_no_name_spoils_no_other(client: TestClient) -> None:
    batch = {
        "a": {"query": "吹田市"},
        "b": {"query": "吹" * 20_000},
        "c": {"query": "title:( \x00"},
    }
    found = client.post("/reconcile", data={"queries": json.dumps(batch)}).json()
    assert [len(one["result"]) for one in (found["a"], found["b"])] == [1, 0]


def test_forms_are_asked_for(client: TestClient) -> None:
    assert client.post("/reconcile", json={"queries": {}}).status_code == 415
    assert client.post("/reconcile", data={"x": "1"}).status_code == 400
    assert client.post("/reconcile?queries={}", data={"queries": "{}"}).status_code == 400
    assert client.get("/reconcile/suggest/entity?prefix=x&cursor=-1").status_code == 400


@pytest.mark.parametrize("name", [*PROPERTIES])
def test_every_property_has_words(name: str) -> None:
    assert all(messages()[f"reconcile-property-{name}"][lang] for lang in LANGUAGES)
