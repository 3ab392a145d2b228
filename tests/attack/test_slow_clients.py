"""Clients that are slow on purpose: each is ended, and nobody else notices."""

from __future__ import annotations

import json
import select
import socket
from collections.abc import Iterator
from contextlib import suppress
from itertools import repeat
from pathlib import Path

import pytest
from served import Served, answer, closed, request, served
from waiting import until

from api.release.releases import Release
from api.release.settings import Settings

DUMP = "/dump/tsunagu.nq"
LITTLE = 4096
"""Bytes that a client's system keeps for it: what it does not read stays with the service."""


@pytest.fixture(scope="module")
def service(
    release: Release, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A service that waits for nobody."""
    assert release.folder.is_dir()
    limits: dict[str, object] = {
        "HEAD_SECONDS": 0.5,
        "BODY_SECONDS": 0.5,
        "SEND_SECONDS": 0.5,
        "IDLE_SECONDS": 1,
    }
    log = tmp_path_factory.mktemp("slow") / "log"
    with served(settings.out, log, limits) as found:
        yield found
        assert "Traceback" not in log.read_text("utf-8")


def drop_by_drop(connection: socket.socket, content: Iterator[bytes]) -> None:
    """Send byte by byte until there is an answer, or the other end closes."""
    for byte in content:
        if select.select([connection], [], [], 0.02)[0]:
            return
        try:
            connection.sendall(byte)
        except ConnectionError:
            return


def too_slow(connection: socket.socket) -> None:
    """See that a connection is answered with 408 and closed."""
    status, headers, body = answer(connection)
    assert (status, headers["content-type"]) == (408, "application/problem+json")
    assert headers["connection"] == "close"
    assert json.loads(body)["type"].endswith("/problem/request-timeout")
    assert closed(connection)


def test_half_a_head_is_408(service: Served) -> None:
    with service.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        too_slow(connection)


def test_a_head_byte_by_byte_is_408(service: Served) -> None:
    with service.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        drop_by_drop(connection, repeat(b"a"))
        too_slow(connection)


@pytest.mark.parametrize("path", ["/sparql", "/reconcile", "/mcp"])
def test_half_a_body_is_408(service: Served, path: str) -> None:
    form = "Content-Type: application/x-www-form-urlencoded"
    with service.connect() as connection:
        connection.sendall(request(path, form, "Content-Length: 1000", method="POST") + b"a=")
        too_slow(connection)


def test_a_body_byte_by_byte_is_408(service: Served) -> None:
    form = "Content-Type: application/x-www-form-urlencoded"
    with service.connect() as connection:
        connection.sendall(request("/sparql", form, "Content-Length: 1000000", method="POST"))
        drop_by_drop(connection, repeat(b"a"))
        too_slow(connection)


def test_a_body_that_nobody_reads_does_not_hold_the_connection(service: Served) -> None:
    with service.connect() as connection:
        connection.sendall(request("/api/terms", "Content-Length: 1000000"))
        assert answer(connection)[0] == 404
        drop_by_drop(connection, repeat(b"a"))
        assert closed(connection)


def test_silence_is_closed_without_a_word(service: Served) -> None:
    with service.connect() as connection:
        assert connection.recv(1) == b""


def test_an_idle_connection_is_closed_after_its_time(service: Served) -> None:
    with service.connect() as connection:
        for _ in range(2):
            connection.sendall(request("/health"))
            assert answer(connection)[0] == 200
        assert connection.recv(1) == b""


def test_who_does_not_read_is_cut_off(service: Served) -> None:
    with service.connect(buffer=LITTLE) as connection:
        connection.sendall(request(DUMP, "Accept-Encoding: identity"))
        assert connection.recv(1) == b"H"
        until(lambda: is_let_go(service, connection), "the service gives up")
        assert everything(connection) < length_of(service, DUMP)


def is_let_go(service: Served, connection: socket.socket) -> bool:
    """Tell whether no process has the other end any more (proc(5), net/tcp: its inode is 0)."""
    ends = [f":{service.port:04X}", f":{connection.getsockname()[1]:04X}"]
    for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]:
        fields = line.split()
        if [address[-5:] for address in fields[1:3]] == ends:
            return fields[9] == "0"
    return True


def everything(connection: socket.socket) -> int:
    """Read until the end, and return how much there was."""
    got = 0
    with suppress(ConnectionError):
        while part := connection.recv(65_536):
            got += len(part)
    return got


def length_of(service: Served, path: str) -> int:
    with service.connect() as connection:
        connection.sendall(request(path, "Accept-Encoding: identity", method="HEAD"))
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(4096)
    (line,) = [ln for ln in head.lower().split(b"\r\n") if ln.startswith(b"content-length:")]
    return int(line.partition(b":")[2])


def test_who_reads_slowly_but_steadily_gets_everything(service: Served) -> None:
    with service.connect(buffer=LITTLE) as connection:
        connection.sendall(request(DUMP, "Accept-Encoding: identity"))
        assert len(answer(connection)[2]) == length_of(service, DUMP)
