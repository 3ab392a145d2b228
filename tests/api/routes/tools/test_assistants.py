"""``/mcp``: who may ask, what a message may be, and that a release can be switched between two."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from starlette.testclient import TestClient
from waiting import eventually

from api.answers.tools.assistants.server import Assistants
from api.app import create_app
from api.release.following.current import CurrentRelease
from api.release.releases import Releases
from api.release.settings import Settings
from api.routes.tools.assistants import MAX_BODY_BYTES

ACCEPT = {"Accept": "application/json, text/event-stream"}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
RENAMED = "名を改めた事業"


def post(client: TestClient, message: object, **headers: str) -> httpx2.Response:
    return client.post("/mcp", json=message, headers={**ACCEPT, **headers})


def called(client: TestClient, tool: str, path: str = "/mcp", **given: object) -> dict[str, Any]:
    params = {"name": tool, "arguments": given}
    message = {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params}
    response = client.post(path, json=message, headers=ACCEPT)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    assert answer["id"] == 7
    return answer["result"]


# ---------------------------------------------------------------------- messages


def test_a_message_is_answered_with_json_and_no_session(client: TestClient) -> None:
    response = post(client, LIST)
    assert response.headers["content-type"] == "application/json"
    assert "mcp-session-id" not in response.headers
    assert response.json()["result"]["tools"][0]["name"] == "search"


@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_json_alone_is_enough_to_accept(client: TestClient, accept: str) -> None:
    response = client.post("/mcp", json=LIST, headers={"Accept": accept})
    assert response.json()["result"]["tools"]


def test_answers_are_compressed_and_readable_by_everybody(client: TestClient) -> None:
    response = post(client, LIST)
    assert response.headers["content-encoding"] in {"br", "gzip"}
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_notification_is_accepted(client: TestClient) -> None:
    sent = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    assert post(client, sent).status_code == 202


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_is_no_stream_and_no_session_to_end(client: TestClient, method: str) -> None:
    response = client.request(method, "/mcp", headers={"Accept": "text/event-stream"})
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


def test_a_page_may_ask_first(client: TestClient) -> None:
    response = client.options("/mcp")
    assert response.status_code == 204
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "Mcp-Protocol-Version" in response.headers["access-control-allow-headers"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"1", b'"x"', b"[" * 100_000, b"\xff\xfe", b'{"jsonrpc":"2.0"}',
     b'{"jsonrpc":"2.0","id":1,"method":"no/such"}',
     b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":1}}',
     json.dumps([LIST, LIST]).encode()],
)  # fmt: skip
@pytest.mark.parametrize("version", ["2025-11-25", "2026-07-28", "1999-01-01", ""])
def test_a_broken_message_is_an_error(client: TestClient, body: bytes, version: str) -> None:
    headers = {**ACCEPT, "Content-Type": "application/json"}
    if version:
        headers["Mcp-Protocol-Version"] = version
    response = client.post("/mcp", content=body, headers=headers)
    assert 400 <= response.status_code < 500 or "error" in response.json()
    assert "Traceback" not in response.text


def test_a_message_has_a_longest(client: TestClient) -> None:
    body = b" " * (MAX_BODY_BYTES + 1)
    headers = {**ACCEPT, "Content-Type": "application/json"}
    assert client.post("/mcp", content=body, headers=headers).status_code == 413


def test_the_longest_query_of_sparql_can_be_asked(client: TestClient) -> None:
    query = "ASK {} #" + "あ" * 330_000
    assert called(client, "sparql", query=query)["structuredContent"]["boolean"] is True
    assert called(client, "sparql", query=query + "あ" * 10_000)["isError"]


def test_blanks_around_a_header_do_not_matter(client: TestClient) -> None:
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    given = {"query": "ASK {}"}
    params = {"name": "sparql", "arguments": given, "_meta": meta}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    headers = {
        "Mcp-Protocol-Version": "2026-07-28",
        "Mcp-Method": "tools/call",
        "Mcp-Name": " sparql ",
    }
    response = post(client, message, **headers)
    assert response.json()["result"]["structuredContent"]["boolean"] is True


@pytest.mark.parametrize(
    ("path", "accepted", "title"),
    [
        ("/mcp", "", "検索"),
        ("/mcp", "en", "Search"),
        ("/mcp?lang=en", "ja", "Search"),
        ("/mcp?lang=ja", "en", "検索"),
    ],
)
def test_the_language_is_that_of_the_address_then_of_the_request(
    client: TestClient, path: str, accepted: str, title: str
) -> None:
    headers = {**ACCEPT, **({"Accept-Language": accepted} if accepted else {})}
    tools = client.post(path, json=LIST, headers=headers).json()["result"]["tools"]
    assert tools[0]["title"] == title


# ---------------------------------------------------------------------- origins

LOCAL = Settings(port=8000)
PUBLIC = Settings(host="0.0.0.0", public_url="https://tsunagu.example/graph/")  # noqa: S104
ALLOWED = Settings(host="0.0.0.0", allowed_hosts="testserver intra.example:8080")  # noqa: S104


@pytest.mark.parametrize(
    ("settings", "host", "origin", "status"),
    [
        # programs send no origin, and reach the service by whatever name it has
        (LOCAL, "testserver", None, 200),
        (PUBLIC, "10.0.0.7:8000", None, 200),
        (ALLOWED, "anything.example", None, 421),
        # pages on this machine, where the service listens only there
        (LOCAL, "127.0.0.1:8000", "http://127.0.0.1:8000", 200),
        (LOCAL, "localhost:8000", "http://localhost:6274", 200),
        (LOCAL, "[::1]:8000", "http://[::1]:8000", 200),
        (PUBLIC, "localhost:8000", "http://localhost:6274", 403),
        # the public address, and hosts that are allowed
        (PUBLIC, "tsunagu.example", "https://tsunagu.example", 200),
        (PUBLIC, "tsunagu.example", "https://tsunagu.example:443", 200),
        (PUBLIC, "tsunagu.example", "https://tsunagu.example:444", 403),
        (ALLOWED, "testserver", "http://testserver", 200),
        (ALLOWED, "intra.example:8080", "http://intra.example:8080", 200),
        (ALLOWED, "intra.example:8080", "http://intra.example", 403),
        # pages of strangers, and names that lead here without being ours (DNS rebinding)
        (LOCAL, "127.0.0.1:8000", "http://evil.example", 403),
        (LOCAL, "evil.example:8000", "http://evil.example:8000", 403),
        (LOCAL, "evil.example:8000", "http://localhost:8000", 403),
        (PUBLIC, "tsunagu.example", "https://tsunagu.example.evil.example", 403),
        (PUBLIC, "evil.example", "https://tsunagu.example", 403),
        (LOCAL, "localhost]:8000", "http://localhost:8000", 400),
        (ALLOWED, "testserver", "null", 403),
        (ALLOWED, "testserver", "", 403),
        (ALLOWED, "testserver", "http://testserver:99999", 403),
        (ALLOWED, "testserver", "ftp://testserver", 403),
        (ALLOWED, "testserver", "http://[", 403),
    ],
)
def test_a_page_asks_only_from_an_origin_that_is_known(
    small_app: Callable[[Settings], TestClient],
    settings: Settings,
    host: str,
    origin: str | None,
    status: int,
) -> None:
    headers = {"Host": host} | ({} if origin is None else {"Origin": origin})
    response = post(small_app(settings), LIST, **headers)
    assert response.status_code == status
    if status == 403:
        problem = response.json()
        assert problem["type"].endswith("/origin-refused")
        assert "TSUNAGU_ALLOWED_HOSTS" in problem["detail"]


@pytest.fixture(scope="module")
def small_app(small_out: Path) -> Iterator[Callable[[Settings], TestClient]]:
    """The application over the small release, with any settings."""
    with TestClient(create_app(Settings(out=small_out, sparql_workers=1))) as client:

        def with_settings(settings: Settings) -> TestClient:
            client.app.state.settings = replace(settings, out=small_out)
            return client

        yield with_settings


# ---------------------------------------------------------------------- a release is switched


def test_a_conversation_goes_on_over_a_switch_of_the_release(
    small_pair: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(small_pair / "out", out, symlinks=True)
    releases = Releases(out)
    new = releases.current_id()
    (old,) = [release.id for release in releases.all() if release.id != new]
    releases.switch(old)
    settings = Settings(out=out, sparql_workers=1, reload_seconds=3600)

    async def conversation() -> tuple[list[str], list[bool]]:
        holder = CurrentRelease(settings)
        await holder.start()
        try:
            async with Client(Assistants(holder, settings, "ja").server()) as assistant:

                async def names() -> str:
                    found = await assistant.call_tool("search", {"type": "programme"})
                    again = await assistant.call_tool("sparql", {"query": QUERY})
                    assert again.structured_content["boolean"] == (RENAMED in str(found))
                    return str(found.structured_content)

                before = await names()
                slow = asyncio.create_task(assistant.call_tool("sparql", {"query": SLOW}))
                await asyncio.to_thread(releases.switch, str(new))
                assert await asyncio.to_thread(holder.refresh)
                after = await names()
                return [before, after], [(await slow).is_error]
        finally:
            holder.close()
            await eventually(lambda: len(asyncio.all_tasks()) == 1, "both releases are closed")

    (before, after), errors = asyncio.run(conversation())
    assert RENAMED not in before
    assert RENAMED in after
    assert errors == [False]


QUERY = f'ASK {{ ?s ?p "{RENAMED}"@ja }}'
SLOW = "SELECT (COUNT(*) AS ?n) { ?a a ?t . ?b a ?t . FILTER(STR(?a) < STR(?b)) }"
"""Under way while the release is switched."""
