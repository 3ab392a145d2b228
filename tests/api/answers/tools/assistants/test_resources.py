"""Resources: the vocabulary, and every thing by its IRI."""

from __future__ import annotations

import json

import pytest
from assistant_calls import MODES, talk
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import TextResourceContents
from rdflib import OWL, RDF, Graph, URIRef
from starlette.testclient import TestClient

BASE = "https://w3id.org/tsunagu/"
CITY = f"{BASE}id/municipality/272299"


def read(
    client: TestClient, uri: str, lang: str = "ja", mode: str = "auto"
) -> TextResourceContents:
    async def asked(assistant: Client) -> object:
        return await assistant.read_resource(uri)

    (content,) = talk(client, asked, lang, mode).contents
    assert str(content.uri) == uri
    return content


@pytest.mark.parametrize("mode", MODES)
def test_the_vocabulary_is_listed_and_can_be_read(client: TestClient, mode: str) -> None:
    async def asked(assistant: Client) -> object:
        return await assistant.list_resources(), await assistant.list_resource_templates()

    listed, templates = talk(client, asked, mode=mode)
    (vocabulary,) = listed.resources
    content = read(client, str(vocabulary.uri), mode=mode)
    assert content.mime_type == vocabulary.mime_type == "text/turtle"
    graph = Graph().parse(data=content.text, format="turtle")
    assert (URIRef(f"{BASE}ns#Project"), RDF.type, OWL.Class) in graph
    assert [one.uri_template for one in templates.resource_templates] == [
        f"{BASE}id/{{kind}}/{{key}}",
        f"{BASE}id/{{kind}}/{{key}}.ttl{{?page}}",
    ]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_thing_is_the_json_of_the_api(client: TestClient, lang: str) -> None:
    content = read(client, CITY, lang)
    assert content.mime_type == "application/json"
    same = client.get("/api/municipalities/272299", params={"lang": lang}).json()
    assert json.loads(content.text) == same


def test_a_thing_is_the_turtle_of_linked_data(client: TestClient) -> None:
    content = read(client, f"{CITY}.ttl")
    assert content.mime_type == "text/turtle"
    same = client.get("/data/municipality/272299.ttl").text
    assert content.text == same


def test_what_has_no_json_is_turtle(client: TestClient) -> None:
    content = read(client, f"{BASE}id/source/mirai-fy2022")
    assert content.mime_type == "text/turtle"
    assert len(Graph().parse(data=content.text, format="turtle"))


def test_further_pages_follow(client: TestClient) -> None:
    address = f"{BASE}id/programme/mirai.ttl?page=2"
    with pytest.raises(MCPError, match="2"):
        read(client, address)
    prefecture = f"{BASE}id/source/localgovjp.ttl"
    first = read(client, prefecture).text
    assert first == read(client, f"{prefecture}?page=1").text


@pytest.mark.parametrize(
    "uri",
    [
        f"{BASE}id/project/no-such-thing",
        f"{BASE}id/nothing/x",
        f"{BASE}id/project/",
        "https://example.jp/id/project/x",
        "file:///etc/passwd",
        f"{BASE}id/project/../../etc/passwd",
        f"{BASE}id/project/%00",
        f"{CITY}.ttl?page=99999999999999999999999",
        "x",
    ],
)
def test_what_is_not_there_is_an_error_that_says_so(client: TestClient, uri: str) -> None:
    with pytest.raises(MCPError) as caught:
        read(client, uri)
    assert caught.value.code == -32602
    assert len(caught.value.message) < 600
