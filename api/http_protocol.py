"""HTTP parsing that forgives raw UTF-8 in the request line, and refuses a head without end.

People paste Japanese into ``curl 'http://…?q=自動運転'``, and curl sends the bytes as they are. RFC
9112, section 3 has a request target of ASCII only, so the parser refuses them. The bytes mean what
browsers mean by them, UTF-8, so they are percent-encoded (RFC 3987, section 3.1) before parsing.

The parser has no limits of its own: it would collect a request line of a gigabyte before anybody
could refuse it. So what comes before the body is counted, and refused as soon as it is too much.
"""

from __future__ import annotations

import re

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 65_536
"""Most bytes of a request line and headers that are waited for: as many as h11 takes by default."""

_RAW = re.compile(rb"[\x80-\xff]")
_REASONS = {414: "URI Too Long", 431: "Request Header Fields Too Large"}
"""Reason phrases of RFC 9110, section 15.5.15 and RFC 6585, section 5."""


def _encode(match: re.Match[bytes]) -> bytes:
    return b"%%%02X" % match[0][0]


def _refusal(status: int) -> bytes:
    body = orjson.dumps(
        {
            "type": "https://w3id.org/tsunagu/problem/request-too-long",
            "title": "The request is too long",
            "status": status,
            "detail": f"A request line and its headers may have {MAX_HEAD:,} bytes together.",
        }
    )
    head = (
        f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-type: application/problem+json\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode("ascii") + body


class ForgivingProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol: raw UTF-8 in request lines is percent-encoded, heads have an end."""

    _line_open = True
    """Whether the next bytes belong to a request line."""
    _head_open = True
    """Whether the next bytes belong to a request line or headers."""
    _line_length = 0
    _head_length = 0

    def data_received(self, data: bytes) -> None:
        """Feed received bytes to the parser, those of a request line encoded, unless too many."""
        if self._head_open and data:
            line = data.find(b"\n") if self._line_open else 0
            end = data.find(b"\r\n\r\n")
            self._line_length += 0 if not self._line_open else line if line >= 0 else len(data)
            self._head_length += end if end >= 0 else len(data)
            if self._head_length > MAX_HEAD:
                self._refuse(414 if self._line_length > MAX_HEAD else 431)
                return
        if self._line_open and data:
            first, newline, rest = data.partition(b"\n")
            self._line_open = not newline
            data = _RAW.sub(_encode, first) + newline + rest
        super().data_received(data)

    def _refuse(self, status: int) -> None:
        if not self.transport.is_closing():
            self.transport.write(_refusal(status))
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Count no further: what follows is a body."""
        self._head_open = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Expect a new request line."""
        self._line_open = self._head_open = True
        self._line_length = self._head_length = 0
        super().on_message_complete()
