"""The HTTP protocol: what it forgives, and how much it reads before it refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import repeat

import orjson
import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from api.http.connections.protocol import MAX_HEAD, ForgivingProtocol

CHUNK = 4096


class Wire(asyncio.Transport):
    """A connection without a network: keeps what is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent += bytes(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


async def _echo(scope: dict, _receive: object, send: object) -> None:  # type: ignore[type-arg]
    await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": scope["query_string"]})  # type: ignore[operator]


async def _fed(chunks: Iterator[bytes]) -> tuple[Wire, int]:
    """Feed chunks until the connection closes; return it, and how many bytes were taken."""
    config = Config(_echo, http=ForgivingProtocol, lifespan="off", log_config=None)
    config.load()
    state = ServerState()
    protocol, wire = ForgivingProtocol(config, state, {}), Wire()
    protocol.connection_made(wire)
    taken = 0
    for chunk in chunks:
        if wire.closed:
            break
        protocol.data_received(chunk)
        taken += len(chunk)
    while state.tasks:  # the answer to a request starts the next one
        await asyncio.wait(tuple(state.tasks))
    protocol.connection_lost(None)
    return wire, taken


@pytest.mark.parametrize(
    ("start", "status"),
    [(b"GET /api/search?q=", 414), (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", 431)],
)
def test_a_head_without_end_is_refused_before_it_is_read(start: bytes, status: int) -> None:
    def endless() -> Iterator[bytes]:
        yield start + b"A"
        yield from repeat(b"A" * CHUNK, 1_000)

    wire, taken = asyncio.run(_fed(endless()))
    assert wire.closed
    assert taken <= MAX_HEAD + 2 * CHUNK
    head, _, body = wire.sent.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: application/problem+json" in head
    assert orjson.loads(body)["status"] == status


def test_a_long_body_is_no_head() -> None:
    request = b"POST /?q=%E3%81%82 HTTP/1.1\r\nHost: a\r\nContent-Length: 131072\r\n\r\n"
    wire, taken = asyncio.run(_fed(iter([request, *repeat(b"a" * CHUNK, 32)])))
    assert taken == len(request) + 32 * CHUNK
    assert wire.sent.startswith(b"HTTP/1.1 200 ")


def test_each_request_of_a_connection_has_its_own_limit() -> None:
    request = b"GET /?q=" + b"a" * 30_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"
    wire, taken = asyncio.run(_fed(iter([request] * 5)))
    assert taken == 5 * len(request)
    assert wire.sent.startswith(b"HTTP/1.1 200 ")
    assert b" 431 " not in wire.sent


def test_raw_utf_8_is_encoded() -> None:
    wire, _ = asyncio.run(_fed(iter(["GET /?q=自動 HTTP/1.1\r\nHost: a\r\n\r\n".encode()])))
    assert b"\r\nq=%E8%87%AA%E5%8B%95\r\n" in wire.sent
