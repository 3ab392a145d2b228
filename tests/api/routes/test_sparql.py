"""``/sparql``: the protocol, the formats, what is refused, and the limits."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS
from starlette.testclient import TestClient
from waiting import until

from api.app import create_app
from api.release.releases import Release
from api.release.settings import Settings
from graph.sparql.guard import RefusedQuery, check_query

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
"""rdflib's own JSON-LD parser still uses it."""
LABELS = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?s ?l WHERE { ?s rdfs:label ?l FILTER(STR(?l) = "四條畷市") } ORDER BY ?s"""
CONSTRUCT = LABELS.replace("SELECT ?s ?l WHERE", "CONSTRUCT { ?s rdfs:label ?l } WHERE").replace(
    " ORDER BY ?s", ""
)
CITY = "https://w3id.org/tsunagu/id/municipality/272299"
CROSS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f) }"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


def send(client: TestClient, way: str, query: str, **headers: str) -> bytes:
    if way == "get":
        response = client.get("/sparql", params={"query": query}, headers=headers)
    elif way == "form":
        response = client.post("/sparql", data={"query": query}, headers=headers)
    else:
        headers["content-type"] = f"{DIRECT}; charset=utf-8"
        response = client.post("/sparql", content=query.encode(), headers=headers)
    assert response.status_code == 200, response.text
    return response.content


def _rows(body: bytes, media: str) -> set[tuple[str, str]]:
    """Subjects and labels of a SELECT in any of the four formats."""
    if media == "application/sparql-results+json":
        return {(r["s"]["value"], r["l"]["value"]) for r in json.loads(body)["results"]["bindings"]}
    if media == "application/sparql-results+xml":
        namespace = "{http://www.w3.org/2005/sparql-results#}"
        return {
            tuple("".join(binding.itertext()).strip() for binding in result)  # type: ignore[misc]
            for result in ET.fromstring(body).iter(f"{namespace}result")  # noqa: S314 - our own
        }
    if media == "text/csv":
        return {(row[0], row[1]) for row in list(csv.reader(io.StringIO(body.decode())))[1:]}
    lines = [line.split("\t") for line in body.decode().splitlines()[1:]]
    return {(s.strip("<>"), label.rpartition("@")[0].strip('"')) for s, label in lines}


@pytest.mark.parametrize("way", ["get", "form", "direct"])
@pytest.mark.parametrize(
    "media",
    ["application/sparql-results+json", "application/sparql-results+xml", "text/csv",
     "text/tab-separated-values"],
)  # fmt: skip
def test_japanese_is_the_same_in_all_formats_and_ways(
    client: TestClient, way: str, media: str
) -> None:
    assert _rows(send(client, way, LABELS, accept=media), media) == {(CITY, "四條畷市")}


@pytest.mark.parametrize("way", ["get", "form", "direct"])
@pytest.mark.parametrize(
    "media", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_graphs_in_four_formats(client: TestClient, way: str, media: str) -> None:
    graph = Graph().parse(data=send(client, way, CONSTRUCT, accept=media), format=media)
    assert (URIRef(CITY), RDFS.label, Literal("四條畷市", lang="ja")) in graph
    assert len(graph) == 1


@pytest.mark.parametrize(
    ("short", "media"),
    [("json", "application/sparql-results+json"), ("xml", "application/sparql-results+xml"),
     ("csv", "text/csv"), ("tsv", "text/tab-separated-values"),
     ("application/sparql-results+xml", "application/sparql-results+xml")],
)  # fmt: skip
@pytest.mark.parametrize("name", ["format", "output", "results"])
def test_the_format_parameter(client: TestClient, name: str, short: str, media: str) -> None:
    response = client.get("/sparql", params={"query": "ASK {}" if short == "json" else LABELS,
                                             name: short})  # fmt: skip
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(media)


def test_accept_lists_are_weighed(client: TestClient) -> None:
    accept = "text/csv;q=0.4, application/sparql-results+xml;q=0.9, */*;q=0.1"
    response = client.get("/sparql", params={"query": LABELS}, headers={"accept": accept})
    assert response.headers["content-type"].startswith("application/sparql-results+xml")
    response = client.get("/sparql", params={"query": LABELS}, headers={"accept": "image/png"})
    assert response.status_code == 406


def _problem(client: TestClient, status: int, query: str, **parameters: str) -> dict[str, object]:
    response = client.get("/sparql", params={"query": query, **parameters})
    assert response.status_code == status, response.text[:300]
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, object] = response.json()
    assert found["status"] == status
    return found


def test_protocol_errors(client: TestClient) -> None:
    assert client.get("/sparql?query=").status_code == 400
    assert client.post("/sparql").status_code == 415
    assert client.post("/sparql", data={"other": "x"}).status_code == 400
    assert client.get("/sparql?query=ASK{}&query=ASK{}").status_code == 400
    twice = client.post("/sparql?query=ASK{}", data={"query": "ASK {}"})
    assert twice.status_code == 400
    for media in ("text/plain", "application/json", "application/sparql-update", ""):
        response = client.post("/sparql", content="ASK {}", headers={"content-type": media})
        assert response.status_code == 415, media
    latin = client.post(
        "/sparql", content=b"ASK {}", headers={"content-type": f"{DIRECT}; charset=iso-8859-1"}
    )
    assert latin.status_code == 415
    broken = client.post("/sparql", content=b"ASK { \xff }", headers={"content-type": DIRECT})
    assert broken.status_code == 400
    long = client.post(
        "/sparql", content=b"ASK {}" + b" " * 1_000_001, headers={"content-type": DIRECT}
    )
    assert long.status_code == 413
    assert client.put("/sparql", content="x").status_code == 405
    _problem(client, 400, "SELECT WHERE")
    _problem(client, 400, "SELECT * WHERE { ?s ?p }")


@pytest.mark.parametrize("accept", ["", "*/*", "text/turtle", "application/ld+json"])
def test_without_a_query_the_service_describes_itself(client: TestClient, accept: str) -> None:
    response = client.get("/sparql", headers={"accept": accept} if accept else {})
    media = accept if "/turtle" in accept or "ld+json" in accept else "text/turtle"
    assert response.headers["content-type"].partition(";")[0] == media
    graph = Graph().parse(data=response.content, format=media, publicID="https://example.jp/sparql")
    described = "http://www.w3.org/ns/sparql-service-description#"
    endpoint = (None, URIRef(described + "endpoint"), URIRef("https://example.jp/sparql"))
    assert endpoint in graph


def test_a_head_has_what_a_get_has_but_the_body(client: TestClient) -> None:
    parameters = {"query": LABELS}
    get = client.get("/sparql", params=parameters)
    head = client.head("/sparql", params=parameters)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "vary"):
        assert head.headers[name] == get.headers[name]


def test_what_a_client_has_is_not_sent_again(client: TestClient) -> None:
    get = client.get("/sparql", params={"query": LABELS})
    tag = get.headers["etag"]
    for asked in (tag, f'"x", {tag}', tag.removeprefix("W/"), "*"):
        again = client.get("/sparql", params={"query": LABELS}, headers={"if-none-match": asked})
        assert (again.status_code, again.content) == (304, b""), asked
        assert again.headers["etag"] == tag
    other = client.get("/sparql", params={"query": LABELS, "format": "csv"})
    assert other.headers["etag"] != tag
    posted = client.post("/sparql", data={"query": LABELS}, headers={"if-none-match": tag})
    assert posted.status_code == 200


def test_who_may_read_it(client: TestClient) -> None:
    asked = {"origin": "https://example.jp", "access-control-request-method": "POST"}
    preflight = client.options("/sparql", headers=asked)
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "POST" in preflight.headers["allow"]
    for path in ("/sparql?query=ASK{}", "/sparql?query=x", "/api/search?q=x", "/id/project/none"):
        assert client.get(path).headers["access-control-allow-origin"] == "*", path


@pytest.mark.parametrize(
    ("accept", "coding"),
    [("gzip", "gzip"), ("br", "br"), ("gzip, br", "br"), ("br;q=0.1, gzip;q=0.9", "gzip"),
     ("identity", None), ("gzip;q=0", None), ("*", "br")],
)  # fmt: skip
def test_compression_on_request(client: TestClient, accept: str, coding: str | None) -> None:
    query = {"query": "SELECT * { ?s a <https://w3id.org/tsunagu/ns#Project> }"}
    plain = client.get("/sparql", params=query, headers={"accept-encoding": "identity"})
    answer = client.get("/sparql", params=query, headers={"accept-encoding": accept})
    assert answer.headers.get("content-encoding") == coding
    assert answer.content == plain.content
    assert "accept-encoding" in answer.headers["vary"].lower()
    page = client.get("/api/search", headers={"accept-encoding": accept})
    assert page.headers.get("content-encoding") == coding


def test_unknown_parameters_are_ignored_here(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": "ASK {}", "should-sponge": "", "debug": "on"})
    assert response.status_code == 200
    assert response.json()["boolean"] is True


@pytest.mark.parametrize(
    "update",
    ["INSERT DATA { <http://x/> <http://x/> 1 }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL",
     "LOAD <http://127.0.0.1/>", "drop all", "PREFIX a: <http://x/> INSERT DATA { a:a a:b 1 }",
     "WITH <http://x/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"],
)  # fmt: skip
def test_updates_are_refused(client: TestClient, update: str) -> None:
    _problem(client, 400, update)
    sent = client.post("/sparql", data={"update": update})
    assert sent.status_code == 400
    assert sent.json()["type"].endswith("update-refused")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SeRvIcE <http://127.0.0.1:1/> { SERVICE SILENT <http://127.0.0.1:1/> {} } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { \\U00000053\\u0045RVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { #x\nSERVICE#y\n<http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { #x\rSERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        'SELECT * { ?a ?b "\\"" . SERVICE <http://127.0.0.1:1/> { ?s ?p "" } }',
        "SELECT * { ?a ?b '''\\''' ''' . SERVICE <http://127.0.0.1:1/> { ?s ?p '' } }",
        "SELECT * { BIND(1 <2 AS ?x) SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1.SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { ?a ?b 'x'@en.SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { ?a ?b ?c.SERVICE<http://127.0.0.1:1/>{?s ?p ?o}}",
        "PREFIX a.b: <http://x/> SELECT * { ?s a.b:c ?o . SERVICE ?s { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } } }",
        "ASK { FILTER NOT EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
        "SELECT * { BIND(1 AS ?x) FILTER(?x<3) SERVICE <http://127.0.0.1:1/> { FILTER(?x>3) } }",
    ],
)
def test_service_is_refused_however_it_is_written(client: TestClient, query: str) -> None:
    found = _problem(client, 400, query)
    assert str(found["type"]).endswith("query-refused")
    assert "SERVICE" in str(found["detail"])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("DROP ALL # service", "update"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> {} }", "service"),
        (f"ASK {{ {'{' * 300}{'}' * 300} }}", "deep"),
        (f"ASK {{ {'{} ' * 1100} }}", "long"),
        ("ASK { ?s ?p '\\uD800' }", "escape"),
    ],
)
def test_a_refusal_says_the_same_in_both_languages(
    client: TestClient, query: str, code: str
) -> None:
    with pytest.raises(RefusedQuery) as caught:
        check_query(query)
    assert caught.value.key == code
    for lang, words in (("en", str(caught.value)), ("ja", "。")):
        headers = {"accept-language": lang}
        sent = client.get("/sparql", params={"query": query}, headers=headers)
        assert words in sent.json()["detail"]


def test_a_service_in_silence_is_the_empty_solution(client: TestClient) -> None:
    query = "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }"
    found = client.get("/sparql", params={"query": query}).json()
    assert found == {"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": [{}]}}


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { BIND("SERVICE <http://x/> {}" AS ?x) }',
        "SELECT * { BIND('''SERVICE ' \\n INSERT''' AS ?x) }",
        'SELECT * { BIND("""say "SERVICE" """ AS ?x) }',
        "SELECT ?service { BIND(1 AS ?service) }",
        "SELECT $SERVICE { BIND(1 AS $SERVICE) }",
        "PREFIX ex: <http://x/> SELECT * { ?s ex:service ?o }",
        "PREFIX service: <http://x/> SELECT * { ?s service:a ?o }",
        "SELECT * { ?s <http://x/SERVICE> ?o }",
        "SELECT * { ?s ?p ?o } # SERVICE <http://x/>\nLIMIT 1",
        "SELECT * { ?s ?p 'x'@service } LIMIT 1",
        "PREFIX ex: <http://x/> SELECT * { ?s ex:DELETE ?insert } LIMIT 1",
        'SELECT * { FILTER(REPLACE("a", "a", "b") = "b") }',
        "SELECT * { _:service ?p ?o } LIMIT 1",
    ],
)
def test_the_word_elsewhere_is_not_refused(client: TestClient, query: str) -> None:
    response = client.get("/sparql", params={"query": query})
    assert response.status_code == 200, response.text


GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


def _count(client: TestClient, query: str, **parameters: str) -> int:
    response = client.get("/sparql", params={"query": query, **parameters})
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


def test_graphs_that_are_here_and_one_that_is_not(client: TestClient) -> None:
    bindings = client.get("/sparql", params={"query": GRAPHS}).json()["results"]["bindings"]
    graphs = [row["g"]["value"] for row in bindings]
    here = next(graph for graph in graphs if "mirai-fy2022" in graph)
    count = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s ?p ?o }}"
    inside = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{here}> {{ ?s ?p ?o }} }}"
    size, whole = _count(client, inside), _count(client, count.format(""))
    assert 0 < size < whole
    assert _count(client, count.format(f"FROM <{here}>")) == size
    by_parameter = {"default-graph-uri": here}
    assert _count(client, count.format(""), **by_parameter) == size
    named = {"named-graph-uri": here}
    assert _count(client, inside, **named) == size
    assert _count(client, count.format(""), **named) == 0
    absent = "http://127.0.0.1:1/absent"
    assert _count(client, count.format(f"FROM <{absent}>")) == 0
    assert _count(client, count.format(""), **{"default-graph-uri": absent}) == 0
    assert _count(client, count.format(f"FROM NAMED <{absent}>")) == 0
    # the protocol's parameters win over the query's own (SPARQL 1.1 Protocol, 2.1.4)
    assert _count(client, count.format(f"FROM <{absent}>"), **by_parameter) == size


def test_a_runaway_query_is_stopped_and_the_next_works(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": CROSS, "timeout": "1"})
    assert response.status_code == 504
    assert "retry-after" not in response.headers  # it would take as long again
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


def test_bad_timeouts(client: TestClient) -> None:
    for value in ("0", "-1", "nan", "inf", "x", "1e999"):
        assert _problem(client, 400, "ASK {}", timeout=value)


def test_a_result_that_grows_too_large(release: Release, settings: Settings) -> None:
    assert release.folder.is_dir()
    small = replace(settings, sparql_result_mb=1, sparql_workers=1)
    with TestClient(create_app(small)) as client:
        response = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
        assert response.status_code == 413
        response = client.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"})
        assert response.status_code == 413
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


@contextmanager
def listening() -> Iterator[tuple[int, list[object]]]:
    """A socket that notes who connects."""
    seen: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def accept() -> None:
            while not stop.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                seen.append(address)
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server.getsockname()[1], seen
        finally:
            stop.set()
            thread.join()


def _noticed(port: int, seen: list[object]) -> object:
    """Connect to the socket, wait until it is noted, and return who that was."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        us: object = connection.getsockname()
        until(lambda: us in seen, "the listener listens")
    return us


def test_no_request_makes_it_connect_outwards(client: TestClient) -> None:
    with listening() as (port, seen):
        url = f"http://127.0.0.1:{port}/"
        first = _noticed(port, seen)
        for template in (
            "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
            "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
            "SELECT * { BIND(<URL> AS ?e) SERVICE ?e { ?s ?p ?o } }",
            "SELECT * FROM <URL> { ?s ?p ?o }",
            "SELECT * FROM NAMED <URL> { GRAPH <URL> { ?s ?p ?o } }",
            "DESCRIBE <URL>",
            "LOAD <URL>",
        ):
            query = template.replace("URL", url)
            client.get("/sparql", params={"query": query})
            client.post("/sparql", data={"query": query, "default-graph-uri": url})
        client.get("/sparql", params={"query": "ASK {}", "using-graph-uri": url})
        context = {"@context": url}
        client.post("/sparql", content=json.dumps(context), headers={"content-type": DIRECT})
        assert seen == [first, _noticed(port, seen)]  # connections are accepted in their order
