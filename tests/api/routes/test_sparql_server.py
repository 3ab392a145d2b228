"""``/sparql`` on a real server: what only shows over a socket."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from served import served
from starlette.testclient import TestClient
from waiting import SECONDS, until

from api.release.releases import Release
from api.release.settings import Settings

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f) }"
SMALL = "SELECT ?s { ?s a <https://w3id.org/tsunagu/ns#Project> } LIMIT 3"


@pytest.fixture(scope="module")
def port(
    release: Release, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """A server with figures for operators and a cache of its own."""
    assert release.folder.is_dir()
    limits = {"METRICS": 1, "SPARQL_TIMEOUT": 10 * SECONDS}  # no query of these tests comes to it
    with served(settings.out, tmp_path_factory.mktemp("server") / "log", limits) as service:
        yield service.port
        service.process.terminate()
        assert service.process.wait(timeout=20) in {0, -15}


def _get(number: int, path: str, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", number, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _ask(number: int, query: str) -> tuple[int, bytes]:
    return _get(number, "/sparql?" + urlencode({"query": query}))


def _figure(number: int, name: str) -> float:
    text = _get(number, "/metrics")[1].decode()
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, f"no {name} in {text}"
    return float(found[1])


def _until(number: int, name: str, value: float) -> None:
    until(lambda: _figure(number, name) == value, f"{name} is {value}")


def test_figures_tell_the_cache_and_the_lanes(port: int) -> None:
    hits = _figure(port, "tsunagu_sparql_cache_hits_total")
    for _ in range(3):
        assert _ask(port, SMALL)[0] == 200
    assert _figure(port, "tsunagu_sparql_cache_hits_total") >= hits + 2
    assert 0 < _figure(port, "tsunagu_sparql_cache_hit_rate") <= 1
    assert _figure(port, "tsunagu_sparql_workers") >= 2
    assert _figure(port, 'tsunagu_answers_total{route="/sparql",status="200"}') >= 3


def test_a_query_ends_when_its_client_leaves(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        target = "/sparql?" + urlencode({"query": CROSS + " # leaves"})
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        _until(port, "tsunagu_sparql_slow", 1)
    _until(port, "tsunagu_sparql_slow", 0)
    assert _ask(port, SMALL)[0] == 200


def test_a_query_of_an_assistant_has_the_same_lanes_and_ends_when_it_leaves(port: int) -> None:
    given = {"name": "sparql", "arguments": {"query": CROSS + " # assistant leaves"}}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": given}
    body = json.dumps(call).encode()
    head = (
        "POST /mcp HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head.encode() + body)
        _until(port, "tsunagu_sparql_slow", 1)
    _until(port, "tsunagu_sparql_slow", 0)
    assert _ask(port, SMALL)[0] == 200


def test_a_query_may_ask_for_a_shorter_time(port: int) -> None:
    query = urlencode({"query": CROSS + " # shorter", "timeout": "0.5"})
    status, body = _get(port, "/sparql?" + query)
    assert status == 504
    assert json.loads(body)["type"].endswith("/query-timeout")


def test_a_result_is_whole_or_there_is_none(port: int) -> None:
    status, body = _ask(port, "SELECT * { ?s ?p ?o . ?a ?b ?c }")
    assert status == json.loads(body)["status"] == 413


@pytest.mark.parametrize("raw", [True, False])
@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_a_japanese_iri_comes_out_as_it_went_in(port: int, way: str, *, raw: bool) -> None:
    iri = "http://example.jp/名前/%E5%90%8D?a=1%2B1+2"
    query = f"CONSTRUCT {{ <{iri}> <http://x/p> 'あ+%20'@ja }} WHERE {{}}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    accept = {"Accept": "application/n-triples"}
    if way == "get":
        text = quote(query, safe="") if not raw else quote(query, safe="名前あ/:<>(){}'@?=")
        line = f"GET /sparql?query={text} HTTP/1.1\r\nHost: x\r\nAccept: application/n-triples\r\n"
        with socket.create_connection(("127.0.0.1", port)) as plain:
            plain.sendall(f"{line}Connection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda: plain.recv(65536), b""))
        assert b" 200 " in answer.partition(b"\r\n")[0]
        body = answer.partition(b"\r\n\r\n")[2].decode()
    else:
        form = way == "form"
        media = "application/x-www-form-urlencoded" if form else "application/sparql-query"
        sent = urlencode({"query": query}) if form else query
        if form and raw:
            sent = "query=" + query.replace("%", "%25").replace("+", "%2B").replace("&", "%26")
        connection.request("POST", "/sparql", sent.encode(), {**accept, "Content-Type": media})
        body = connection.getresponse().read().decode()
    connection.close()
    assert body == f'<{iri}> <http://x/p> "あ+%20"@ja .\n'


def test_figures_are_off_unless_set(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 404
