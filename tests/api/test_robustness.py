"""Whatever is asked over HTTP gives an answer, or a problem that says what was wrong; no 500."""

from __future__ import annotations

import json
import sys
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api.release.settings import Settings

_LIMIT = Settings(data=Path(), out=Path()).query_limit
_FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"

NASTIES: dict[str, str] = {
    "lone high surrogate": "\ud83d自動運転",
    "lone low surrogate": "自動\udc00運転",
    "surrogates the wrong way round": "\udc00\ud83d",
    "combining marks": "が" + "\u0301" * (_LIMIT - 1),
    "voicing marks": "か" + "\u3099" * (_LIMIT - 1),
    "right to left": "\u202e\u05d0\u05d1 自動運転 \u2067\u0634",
    "zero width": "自\u200b動\u200c運\u200d転\ufeff",
    "nothing but zero width": "\u200b" * _LIMIT,
    "emoji sequences": _FAMILY * 40 + "\U0001f1ef\U0001f1f5\u2764\ufe0f",
    "NUL": "自動\0運転\0",
    "control characters": "".join(map(chr, range(32))) + "\x7f\x85",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "ligatures that fold to many": "\ufdfa" * _LIMIT,
    "squares that fold to many": "㍿" * _LIMIT,
    "backtracking": "a" * (_LIMIT - 1) + "!",
    "nested quantifiers": "(a+)+$" * 100,
    "particles": "のでにをはがとやも" * 100,
    "verbs": "使っている" * 200,
    "deep brackets": "text:" + "(" * 490 + "a" + ")" * 490,
    "brackets left open": "text:a " + "(" * 900,
    "brackets never opened": "text:a " + ")" * 900,
    "many ORs": "text:a" + " OR a" * 198,
    "only operators": "OR AND NOT OR AND NOT -",
    "minus signs": "-" * _LIMIT,
    "nested NOT": "NOT " * 240 + "text:a",
    "quotes": '"' * _LIMIT,
    "a quote left open": 'text:"自動運転',
    "empty field": "technology:",
    "unknown field": "nosuch:thing",
    "field of a field": "text:technology:year:2020",
    "star": "*",
    "question mark": "?",
    "text of anything": "text:*",
    "stars": "text:" + "*?" * 400,
    "range of text": "text:[a TO *]",
    "fuzzy": "text:自動~9 text:a^1e999",
    "a year of an era far away": "R999999999999",
    "a distance beyond numbers": "1e999km",
    "a distance of many digits": "大阪から" + "9" * 900 + "km",
    "a range of years far away": "2020..99999999",
    "a range the wrong way round": "year:2022..2020",
    "years in field syntax": "year:R999999999999 year:..",
    "superscript digits": "R⁴ 令和④ ²⁰²⁰年",
    "digits of other scripts": "٢٠٢٠ २०२० 𝟚𝟘𝟚𝟘",
    "places": "中央区、" * 200,
    "near everything": "府中near" * 150,
    "script": "<script>alert(1)</script> ${7*7} {{7*7}} %s %n",
    "SQL and paths": "'; DROP TABLE x; -- ../../etc/passwd",
    "SPARQL": '" } ?s ?p ?o { "\\',
}


def _encoded(text: str) -> str:
    """Percent-encode a text, lone surrogates too, which are no UTF-8."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def _asked(client: TestClient, url: str, refused: tuple[int, ...] = (400, 414)) -> int:
    """Ask for a URL; the answer is a 200 in full, or a problem of the given kinds."""
    response = client.get(url)
    if response.status_code != 200:
        assert response.status_code in refused, url[:200]
        assert response.headers["content-type"] == "application/problem+json"
        problem = response.json()
        assert problem["status"] == response.status_code
        assert problem["detail"]
    elif response.headers["content-type"].startswith("application/json"):
        assert len(response.json()["items"]) <= response.json()["limit"]
    return response.status_code


def _asked_at_length(client: TestClient, path: str, query: str) -> int:
    """Ask as a server would hand it on; the test client refuses to send such addresses."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": query.encode(), "headers": [(b"host", b"testserver")],
        "client": ("127.0.0.1", 1), "server": ("testserver", 80), "state": {},
    }  # fmt: skip
    assert client.portal is not None
    client.portal.call(client.app, scope, receive, send)
    status = int(sent[0]["status"])
    if status != 200:
        assert (b"content-type", b"application/problem+json") in sent[0]["headers"]
        body = b"".join(message.get("body", b"") for message in sent)
        assert len(body) < 10_000  # what was sent is not sent back
        assert json.loads(body)["status"] == status
    return status


@pytest.mark.parametrize("text", NASTIES.values(), ids=NASTIES.keys())
def test_a_nasty_query_is_answered_or_refused(client: TestClient, text: str) -> None:
    assert len(text) <= _LIMIT
    _asked(client, f"/api/search?q={_encoded(text)}")
    assert _asked(client, f"/api/suggest?q={_encoded(text)}") == 200


@pytest.mark.parametrize("text", NASTIES.values(), ids=NASTIES.keys())
def test_a_nasty_query_has_a_page(client: TestClient, text: str) -> None:
    response = client.get(f"/?q={_encoded(text)}", headers={"Accept": "text/html"})
    assert response.status_code in {200, 400}
    assert response.headers["content-type"].startswith("text/html")
    assert "<script>alert" not in response.text


@pytest.mark.parametrize("path", ["/api/search", "/api/suggest"])
@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "か" + "\u3099" * 10_000, "text:a" + " OR a" * 10_000, "(" * 10_000,
     "\ud800" * 10_000, "自" * (_LIMIT + 1)],
    ids=["a megabyte", "10,000 combining marks", "10,000 ORs", "10,000 brackets",
         "10,000 lone surrogates", "one too many"],
)  # fmt: skip
def test_a_query_that_is_too_long_is_refused(client: TestClient, path: str, text: str) -> None:
    assert _asked_at_length(client, path, f"q={_encoded(text)}") == 414


@pytest.mark.parametrize(
    "name",
    ["technology", "programme", "municipality", "near", "drop", "as", "fiscal_year", "status",
     "limit", "nosuch"],
)  # fmt: skip
def test_a_parameter_of_a_megabyte_is_answered_or_refused(client: TestClient, name: str) -> None:
    assert _asked_at_length(client, "/api/search", f"{name}={'9' * 1_000_000}") in {200, 400}


@cache
def _by_category() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for number in range(sys.maxunicode + 1):
        found.setdefault(unicodedata.category(chr(number)), []).append(chr(number))
    return {
        category: "".join(characters[:: max(1, len(characters) // 300)][:300])
        for category, characters in found.items()
    }


CATEGORIES = (
    "Cc Cf Cn Co Cs Ll Lm Lo Lt Lu Mc Me Mn Nd Nl No Pc Pd Pe Pf Pi Po Ps Sc Sk Sm So Zl Zp Zs"
)
"""Unicode's general categories; the characters are sorted by them where that is asked for only."""


def test_the_categories_are_all_that_there_are() -> None:
    assert sorted(_by_category()) == CATEGORIES.split()


@pytest.mark.parametrize("category", CATEGORIES.split())
def test_every_kind_of_character_is_answered(client: TestClient, category: str) -> None:
    text = _by_category()[category]
    for query in (text, f"自動運転{text[:100]}near Osaka", " ".join(text[:200])):
        _asked(client, f"/api/search?limit=3&q={_encoded(query)}")
        assert _asked(client, f"/api/suggest?q={_encoded(query)}") == 200
