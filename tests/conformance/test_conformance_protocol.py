"""SPARQL 1.1 Protocol, query side, over a socket: the cases of ``protocol.toml``."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import brotli
import pytest
from conformance_http import FORM, Answer, Server, encoded
from conformance_manifests import FOLDER, Case, cases
from conformance_results import READERS
from conformance_terms import Table, by_value, same_bag, table

CASES = cases(FOLDER / "protocol.toml")
OF_THE_W3C = {
    "query_post_form",
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
}
"""The 20 cases of queries."""
NUMBER = 122
_DIGITS = " ".join(map(str, range(10)))
MANY = (
    f"SELECT ?a ?b ?c ('四條畷市'@ja AS ?l) {{ VALUES ?a {{ {_DIGITS} }} VALUES ?b {{ {_DIGITS} }}"
    " VALUES ?c { 1 2 3 } }"
)
"""A result of 300 rows: large enough to be compressed."""


def test_the_number_of_cases() -> None:
    assert len(CASES) == NUMBER
    assert len({case.name for case in CASES}) == NUMBER
    found = [name for case in CASES for name in case.w3c]
    assert sorted(found) == sorted(OF_THE_W3C)
    assert len(found) == 20


def _sent(server: Server, entry: dict[str, Any]) -> Answer:
    target = entry.get("target") or "/sparql"
    if "parameters" in entry:
        target += f"?{encoded(entry['parameters'])}"
    headers = [(name, value) for name, value in entry.get("headers", ())]
    body = entry.get("body", "").encode(entry.get("encoding", "utf-8"))
    if "form" in entry:
        headers.append(("Content-Type", FORM))
        body = encoded(entry["form"]).encode()
    if "padded" in entry and body:
        body = body.ljust(entry["padded"])
    elif "padded" in entry:
        target += "%20" * (entry["padded"] // 3)
    if entry.get("chunked"):
        return server.raw_chunked(target, headers, body)
    connection = entry.get("connection", "close")
    return server.raw(entry.get("method", "GET"), target, headers, body, connection)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_protocol(server: Server, case: Case) -> None:
    entry = case.entry
    answer = _sent(server, entry)
    assert answer.status == entry["status"], answer.body[:500]
    if "type" in entry:
        assert answer.media == entry["type"]
    if "type_in" in entry:
        assert answer.media in entry["type_in"]
    for name, pattern in entry.get("has", {}).items():
        assert re.fullmatch(pattern, answer.headers.get(name, "")), (name, answer.headers)
    if "boolean" in entry:
        assert READERS[answer.media](answer.body) is entry["boolean"]
    if "rows" in entry:
        _check_rows(case, answer)
    if "problem" in entry:
        _check_problem(entry, answer)
    if entry.get("empty"):
        assert answer.body == b""


def _check_rows(case: Case, answer: Answer) -> None:
    found = READERS[answer.media](answer.body)
    expected = table(case.entry["rows"], case.prefixes)
    assert isinstance(found, Table)
    assert found.variables == expected.variables
    assert same_bag(expected.rows, found.rows, by_value), found.rows


def _check_problem(entry: dict[str, Any], answer: Answer) -> None:
    """RFC 9457: what it is, and in words what would be right."""
    assert answer.media == "application/problem+json"
    problem = json.loads(answer.body)
    assert problem["status"] == entry["status"]
    assert problem["type"].endswith(f"/problem/{entry['problem']}")
    assert problem["title"]
    assert entry.get("detail", "") in problem["detail"]
    assert "Traceback" not in problem["detail"]
    if "available" in entry:
        assert problem["available"] == entry["available"]


TARGET = f"/sparql?{encoded([('query', MANY)])}"


def test_head_has_the_headers_of_get(server: Server) -> None:
    for target in (TARGET, "/sparql?query=ASK%20%7B%7D", "/sparql?query=ASK%20%7B", "/sparql"):
        full, head = server.raw("GET", target), server.raw("HEAD", target)
        assert head.body == b""
        assert head.status == full.status
        volatile = {"date", "x-request-id"}
        assert {name: value for name, value in head.headers.items() if name not in volatile} == {
            name: value for name, value in full.headers.items() if name not in volatile
        }


def test_what_the_client_has_is_not_sent_again(server: Server) -> None:
    first = server.raw("GET", TARGET)
    tag = first.headers["etag"]
    for asked in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
        again = server.raw("GET", TARGET, [("If-None-Match", asked)])
        assert again.status == 304, asked
        assert again.body == b""
        assert again.headers["etag"] == tag
        assert _fields(again.headers["vary"]) == _fields(first.headers["vary"])
    assert server.raw("GET", TARGET, [("If-None-Match", '"other"')]).body == first.body
    assert server.raw("HEAD", TARGET, [("If-None-Match", tag)]).status == 304


def _fields(vary: str) -> set[str]:
    return {name.strip().lower() for name in vary.split(",")}


def test_results_of_other_formats_and_queries_have_other_tags(server: Server) -> None:
    tags = {
        server.raw("GET", target, [("Accept", media)]).headers["etag"]
        for media in READERS
        for target in (TARGET, "/sparql?query=ASK%20%7B%7D")
    }
    assert len(tags) == 2 * len(READERS)


def test_errors_have_no_tag_of_a_result(server: Server) -> None:
    answer = server.raw("GET", "/sparql?query=ASK%20%7B", [("If-None-Match", "*")])
    assert answer.status == 400


@pytest.mark.parametrize("media", READERS)
@pytest.mark.parametrize("way", ["get", "post"])
def test_compressed_results_are_the_same(server: Server, media: str, way: str) -> None:
    def fetch(coding: str) -> Answer:
        headers = [("Accept", media)] + ([("Accept-Encoding", coding)] if coding else [])
        if way == "get":
            return server.raw("GET", TARGET, headers)
        headers.append(("Content-Type", "application/sparql-query"))
        return server.raw("POST", "/sparql", headers, MANY.encode())

    plain = fetch("")
    assert "content-encoding" not in plain.headers
    for asked, coding in (
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, br", "br"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
    ):
        packed = fetch(asked)
        assert packed.headers["content-encoding"] == coding, asked
        assert "accept-encoding" in packed.headers["vary"].lower()
        unpack = gzip.decompress if coding == "gzip" else brotli.decompress
        assert unpack(packed.body) == plain.body
    for asked in ("identity", "deflate", "gzip;q=0", "identity, gzip;q=0.5"):
        assert fetch(asked).body == plain.body, asked


def test_a_connection_is_used_again_after_an_error(server: Server) -> None:
    server.ask("get", "ASK {}", "*/*")
    connections = server.connections
    for query, status in (("ASK {}", 200), ("ASK {", 400), ("ASK {}", 200)):
        for way in ("get", "form", "direct"):
            assert server.ask(way, query, "*/*").status == status
    assert server.connections == connections
