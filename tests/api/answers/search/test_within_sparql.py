"""``SERVICE tsn:search`` at ``/sparql``: the same search as ``/api/search``, and nothing else."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph.sparql.search_service.terms import RIGHT_FORM
from ontology.namespaces import TSN

P = f"""PREFIX tsn: <{TSN}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
ALL = "tsn:score ?s ; tsn:distanceKm ?km ; tsn:rank ?r ; tsn:snippet ?sn"


def quoted(text: str) -> str:
    """Return a text as a literal of SPARQL."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def ask(client: TestClient, query: str) -> list[dict[str, Any]]:
    response = client.post("/sparql", data={"query": P + query, "format": "json"})
    assert response.status_code == 200, response.text
    return [
        {name: term["value"] for name, term in row.items()}
        for row in response.json()["results"]["bindings"]
    ]


def refusal(client: TestClient, query: str) -> str:
    response = client.post(
        "/sparql",
        data={"query": P + query, "format": "json"},
        headers={"Accept-Language": "en"},
    )
    assert response.status_code == 400, response.text
    assert response.headers["content-type"] == "application/problem+json"
    detail: str = response.json()["detail"]
    return detail


def searched(client: TestClient, text: str) -> list[dict[str, Any]]:
    """Return all pages of ``/api/search``."""
    items: list[dict[str, Any]] = []
    while True:
        parameters: dict[str, Any] = {"q": text, "limit": 100, "offset": len(items)}
        page = client.get("/api/search", params=parameters).json()
        items += page["items"]
        if len(items) >= page["total"]:
            assert len(items) == page["total"]
            return items


@pytest.mark.parametrize(
    "text",
    [
        "自動運転 near Osaka",
        "自動運転 大阪市の近く",
        "ドローン 2020年度",
        "雪に強い物流",
        "municipalities in Hokkaido with AI",
        "technology:ドローン -prefecture:北海道",
        '"スマートシティ"',
        "四條畷市",
        "smrat city",
        "qqqqzzzz",
    ],
)
def test_it_finds_what_the_search_finds(client: TestClient, text: str) -> None:
    items = searched(client, text)
    rows = ask(
        client,
        f"SELECT * {{ SERVICE tsn:search {{ ?x tsn:matches {quoted(text)} ; {ALL} }} }}",
    )
    rows.sort(key=lambda row: int(row["r"]))
    assert [int(row["r"]) for row in rows] == list(range(1, len(items) + 1))
    assert [row["x"] for row in rows] == [item["iri"] for item in items]
    assert [float(row["s"]) for row in rows] == [item["score"] for item in items]
    distances = [float(row["km"]) if "km" in row else None for row in rows]
    assert distances == [item["distance_km"] for item in items]
    assert [row.get("sn") for row in rows] == [item["snippet"] for item in items]


def test_distances_are_known_where_a_place_is_named(client: TestClient) -> None:
    rows = ask(
        client,
        "SELECT * { SERVICE tsn:search { ?x tsn:matches '自動運転 near Osaka' ; "
        "tsn:distanceKm ?km ; tsn:rank ?r ; tsn:limit 5 } } ORDER BY ?r",
    )
    distances = [float(row["km"]) for row in rows]
    assert len(distances) == 5
    assert distances == sorted(distances)


def test_the_limit_takes_the_first_ones(client: TestClient) -> None:
    query = "SELECT ?x { SERVICE tsn:search { ?x tsn:matches 'AI' ; tsn:limit 3 ; tsn:rank ?r } }"
    found = [row["x"] for row in ask(client, query + " ORDER BY ?r")]
    assert found == [item["iri"] for item in searched(client, "AI")[:3]]


def test_in_the_middle_of_a_query_and_twice(client: TestClient) -> None:
    both = ask(
        client,
        """SELECT ?x { ?x a tsn:Project . SERVICE tsn:search { ?x tsn:matches "自動運転" }
        OPTIONAL { SERVICE tsn:search { ?x tsn:matches "ドローン" ; tsn:score ?s } }
        FILTER(BOUND(?s)) }""",
    )
    first = {item["iri"] for item in searched(client, "自動運転") if item["type"] == "project"}
    second = {item["iri"] for item in searched(client, "ドローン")}
    assert {row["x"] for row in both} == first & second
    assert len(both) == len(first & second) > 0


def test_texts_that_the_data_bind(client: TestClient) -> None:
    rows = ask(
        client,
        """SELECT ?q ?x ?r { <https://w3id.org/tsunagu/id/municipality/272299> rdfs:label ?q .
        SERVICE tsn:search { ?x tsn:matches ?q ; tsn:rank ?r ; tsn:limit 2 } } ORDER BY ?q ?r""",
    )
    texts = sorted({row["q"] for row in rows})
    assert len(texts) == 2
    for text in texts:
        found = [row["x"] for row in rows if row["q"] == text]
        assert found == [item["iri"] for item in searched(client, text)[:2]]


def test_the_graphs_of_a_request_hold_for_what_binds_a_text(client: TestClient) -> None:
    query = f"""{P}SELECT ?q {{ ?p rdfs:label ?q FILTER(STR(?q) = "四條畷市")
    SERVICE tsn:search {{ ?x tsn:matches ?q ; tsn:limit 1 }} }}"""
    sent = {"query": query, "format": "json"}
    everywhere = client.post("/sparql", data=sent).json()["results"]["bindings"]
    nowhere = client.post("/sparql", data={**sent, "default-graph-uri": "http://example.org/none"})
    assert len(everywhere) == 1
    assert nowhere.json()["results"]["bindings"] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("technology:(", "character"),
        ("technology:nosuchthing", "nosuchthing"),
        ("あ" * 1001, "at most 1,000"),
    ],
)
def test_a_text_that_the_search_cannot_read(client: TestClient, text: str, said: str) -> None:
    detail = refusal(client, f"ASK {{ SERVICE tsn:search {{ ?x tsn:matches {quoted(text)} }} }}")
    assert said in detail
    assert RIGHT_FORM in detail


def test_a_mistake_shows_the_right_form(client: TestClient) -> None:
    detail = refusal(client, "SELECT * { SERVICE tsn:search { ?x tsn:find 'AI' } }")
    assert "tsn:find stands where tsn:matches" in detail
    assert RIGHT_FORM in detail


def test_a_mistake_in_the_rest_is_the_engines(client: TestClient) -> None:
    query = "SELECT * { ?a ?b SERVICE tsn:search { ?x tsn:matches 'AI' ; tsn:limit 1 } }"
    assert "There is a problem with the query" in refusal(client, query)


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that must not be connected to."""
    connected: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def count() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    connected.append(1)
                    connection.close()

        thread = threading.Thread(target=count, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert connected == []


SEARCH = "SERVICE tsn:search { ?x tsn:matches 'AI' ; tsn:limit 1 }"


@pytest.mark.parametrize(
    "pattern",
    [
        "SERVICE <{url}> {}",
        f"{SEARCH} SERVICE SILENT <{{url}}> {{ ?x ?y ?z }}",
        f"{SEARCH} SERVICE:x {{ ?x ?y ?z }}",
        f"{SEARCH} SERVICESILENT:x {{ ?x ?y ?z }}",
        f"{SEARCH} FILTER(?x<?b)SERVICE:x#>\n{{ ?x ?y ?z }}",
        "BIND(1 AS ?a) FILTER(?a<?b)SERVICE:x#>\n{ ?x ?y ?z }",
        f"BIND(<{{url}}> AS ?u) {SEARCH} SERVICE ?u {{ ?x ?y ?z }}",
        "VALUES ?q { 'SERVICE <{url}> {}' } SERVICE tsn:search { ?x tsn:matches ?q }",
        "BIND(<{url}> AS ?q) SERVICE tsn:search { ?x tsn:matches ?q }",
        "# SERVICE <{url}> { ?x ?y ?z }\n VALUES ?x { 1 }",
    ],
)
def test_nothing_is_ever_connected_to(client: TestClient, silent: str, pattern: str) -> None:
    query = f"{P}PREFIX : <{silent}> SELECT * {{ {pattern.replace('{url}', silent)} }}"
    response = client.post("/sparql", data={"query": query, "format": "json"})
    assert response.status_code in {200, 400}
