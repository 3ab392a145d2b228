"""One client that wants everything: connections, requests, seats; the others are answered."""

from __future__ import annotations

import json
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from served import Served, answer, closed, request, served

CONNECTIONS, PER_CLIENT, REQUESTS = 24, 8, 6
RUDE, OTHER = "127.0.0.2", "127.0.0.3"
"""Addresses of their own; that of the tests is a trusted proxy's, which has many clients."""
FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def service(small_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service with few places."""
    limits: dict[str, object] = {
        "CONNECTIONS": CONNECTIONS,
        "CONNECTIONS_PER_CLIENT": PER_CLIENT,
        "REQUESTS_PER_CLIENT": REQUESTS,
        "REQUEST_QUEUE": 4,
        "SPARQL_WORKERS": 1,
    }
    log = tmp_path_factory.mktemp("flood") / "log"
    with served(small_out, log, limits) as found:
        yield found
        assert "Traceback" not in log.read_text("utf-8")


@pytest.fixture
def held() -> Iterator[ExitStack]:
    """Connections that are kept until the end of a test."""
    with ExitStack() as stack:
        yield stack


def begin_body(service: Served, held: ExitStack, source: str) -> socket.socket:
    """Hold a connection that cannot be called idle: half a body was sent."""
    connection = held.enter_context(service.connect(source))
    connection.sendall(request("/sparql", FORM, "Content-Length: 9", method="POST") + b"q")
    return connection


def test_idle_connections_of_one_client_shut_out_nobody(service: Served, held: ExitStack) -> None:
    idle = [held.enter_context(service.connect(RUDE)) for _ in range(4 * CONNECTIONS)]
    assert service.get("/api/search?q=a", OTHER)[0] == 200
    assert service.get("/api/search?q=a", RUDE)[0] == 200
    assert closed(idle[0])  # the one that was idle for longest made room


def test_idle_connections_of_many_clients_shut_out_nobody(service: Served, held: ExitStack) -> None:
    for number in range(4 * CONNECTIONS):
        held.enter_context(service.connect(f"127.0.1.{number + 1}"))
    assert service.get("/api/search?q=a", OTHER)[0] == 200


def test_idle_connections_of_a_proxy_count_in_all_only(service: Served, held: ExitStack) -> None:
    for _ in range(PER_CLIENT + 2):
        begin_body(service, held, "127.0.0.1")
    assert service.get("/api/search?q=a", OTHER)[0] == 200


def test_busy_connections_of_one_client_are_bounded(service: Served, held: ExitStack) -> None:
    for _ in range(PER_CLIENT):
        begin_body(service, held, RUDE)
    with service.connect(RUDE) as connection:
        status, headers, body = answer(connection)
    assert (status, headers["retry-after"]) == (503, "5")
    assert json.loads(body)["type"].endswith("/problem/too-many-connections")
    assert service.get("/api/search?q=a", OTHER)[0] == 200


def test_a_flood_of_requests_is_429_for_its_client_only(service: Served, held: ExitStack) -> None:
    """Behind a proxy the address that it tells is the client."""

    def ask(client: str, path: str = "/api/search?q=a", *headers: str) -> socket.socket:
        connection = held.enter_context(service.connect())
        connection.sendall(request(path, f"X-Forwarded-For: {client}", *headers))
        return connection

    waiting = [held.enter_context(service.connect()) for _ in range(REQUESTS)]
    for connection in waiting:  # each is a request that is not whole, and so not answered
        head = request(
            "/sparql", FORM, "Content-Length: 9", "X-Forwarded-For: 192.0.2.1", method="POST"
        )
        connection.sendall(head + b"q")
    told = Counter[int]()
    while not told[429]:
        status, headers, body = answer(ask("192.0.2.1"))
        told[status] += 1
    assert headers["retry-after"] == "1"
    assert json.loads(body)["type"].endswith("/problem/too-many-requests")
    status, headers, _ = answer(ask("192.0.2.1", "/", "Accept: text/html"))
    assert (status, headers.get_content_type()) == (429, "text/html")
    assert answer(ask("192.0.2.2"))[0] == 200
    for client in ("2001:db8::1", "2001:db8::2"):
        assert answer(ask(client))[0] == 200
    assert service.ready()["status"] == "ready"
