"""HTTP/1.1 as a client that asks often and thinks little: one connection, one answer at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

_HEAD_END = b"\r\n\r\n"
_CHUNKS_END = b"0\r\n\r\n"
_LINE_END = b"\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Args:
        status: 0 when the connection was lost before the answer was whole.
        head: status line and headers.
        body: decoded from chunks if it came in some.
    """

    status: int
    head: bytes = b""
    body: bytes = b""

    def field(self, name: bytes) -> bytes | None:
        """Return the value of a header; its name in lower case."""
        return _field(self.head.lower(), name)


class Connection(asyncio.Protocol):
    """A kept connection.

    Args:
        done: called with each answer, and with status 0 when the connection is lost; a question
            must be open then.
    """

    def __init__(self, done: Callable[[Answer], None]) -> None:
        self._done = done
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._asked = False
        self._head_size = 0
        self._end: int | None = None
        """Where the answer ends; None for what comes in chunks."""

    @property
    def usable(self) -> bool:
        """Whether a question can be sent."""
        return self._transport is not None and not self._transport.is_closing()

    def ask(self, request: bytes) -> None:
        """Send a question; the answer comes to ``done``."""
        self._asked = True
        self._head_size = 0
        cast("asyncio.Transport", self._transport).write(request)

    def close(self) -> None:
        """Close the connection, in the middle of an answer too."""
        self._asked = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport (called by the event loop)."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _: Exception | None) -> None:
        """End an open question (called by the event loop)."""
        self._transport = None
        if self._asked:
            self._asked = False
            self._done(Answer(0))

    def data_received(self, data: bytes) -> None:
        """Collect an answer until it is whole (called by the event loop)."""
        self._buffer += data
        if not self._head_size:
            found = self._buffer.find(_HEAD_END)
            if found < 0:
                return
            self._head_size = found + len(_HEAD_END)
            length = _field(bytes(self._buffer[:found]).lower(), b"content-length")
            self._end = None if length is None else self._head_size + int(length)
        if self._end is None:
            if not self._buffer.endswith(_CHUNKS_END):
                return
            body = _joined(bytes(self._buffer[self._head_size :]))
            if body is None:
                return
        elif len(self._buffer) < self._end:
            return
        else:
            body = bytes(self._buffer[self._head_size : self._end])
        head = bytes(self._buffer[: self._head_size])
        self._buffer = bytearray()
        self._asked = False
        if b"connection: close" in head.lower() and self._transport is not None:
            self._transport.close()
        self._done(Answer(int(head[9:12]), head, body))


def _field(lowered: bytes, name: bytes) -> bytes | None:
    start = lowered.find(_LINE_END + name + b":")
    if start < 0:
        return None
    start += len(_LINE_END) + len(name) + 1
    end = lowered.find(_LINE_END, start)
    return lowered[start : end if end >= 0 else None].strip()


def _joined(chunked: bytes) -> bytes | None:
    """Return a body that came in chunks (RFC 9112, section 7.1), or None while it is not whole."""
    parts = []
    at = 0
    while True:
        line_end = chunked.find(_LINE_END, at)
        if line_end < 0:
            return None
        size = int(chunked[at:line_end].partition(b";")[0], 16)
        at = line_end + len(_LINE_END)
        if not size:
            return b"".join(parts)
        if len(chunked) < at + size + len(_LINE_END):
            return None
        parts.append(chunked[at : at + size])
        at += size + len(_LINE_END)
