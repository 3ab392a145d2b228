"""Lines of the log: one format, UTC, the id of the request, no queries, nobody else's lines."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.http.observing.logs import configure
from api.release.settings import Settings


@pytest.fixture(autouse=True)
def root_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def written(settings: Settings, message: str) -> str:
    stream = io.StringIO()
    configure(settings, stream)
    logging.getLogger("tsunagu").warning("%s", message)
    return stream.getvalue()


def test_a_line_has_time_level_and_request_and_nobody_begins_another() -> None:
    line = written(Settings(), "大阪\nERROR forged\x1b[2J\u2028")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z WARNING - 大阪.*\n", line)
    assert line.count("\n") == 1
    assert "\x1b" not in line


def test_json_says_the_same() -> None:
    found = json.loads(written(Settings(log_format="json"), "a\nb"))
    assert found["level"] == "WARNING"
    assert found["message"] == "a\nb"
    assert found["time"].endswith("Z")


def test_a_level_leaves_out_what_is_below() -> None:
    assert written(Settings(log_level="error"), "a") == ""


@pytest.mark.parametrize("queries", [False, True])
def test_a_request_has_a_line_with_its_query_only_where_asked(
    settings: Settings, *, queries: bool
) -> None:
    own = replace(settings, access_log=True, log_queries=queries, log_format="json")
    with TestClient(create_app(own)) as client:
        stream = io.StringIO()
        configure(own, stream)
        answer = client.get("/api/search", params={"q": "秘密"}, headers={"X-Request-ID": "mine"})
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    (line,) = [line for line in lines if line["message"] == "answered"]
    assert line["status"] == 200
    assert line["path"] == "/api/search"
    assert line["request"] == answer.headers["x-request-id"] != "mine"  # nobody trusts this client
    assert ("query" in line) is queries
