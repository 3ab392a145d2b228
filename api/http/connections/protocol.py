"""HTTP parsing that forgives raw UTF-8 in the request line, and refuses a head without end.

People paste Japanese into ``curl 'http://…?q=自動運転'``, and curl sends the bytes as they are. RFC
9112, section 3 has a request target of ASCII only, so the parser refuses them. The bytes mean what
browsers mean by them, UTF-8, so they are percent-encoded (RFC 3987, section 3.1) before parsing.

The parser has no limits of its own: it would collect a request line of a gigabyte before anybody
could refuse it. So what comes before the body is collected, and refused as soon as it is too much.

It also stops reading where a client offers another protocol (Java's offers h2c with every request),
and the body is lost. We have no other, and such an offer may be ignored (RFC 9110, section 7.8).
"""

from __future__ import annotations

import re

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.http.connections.refusals import HEADERS_TOO_LARGE, URI_TOO_LONG, Refusal, refusal

MAX_HEAD = 65_536
"""Most bytes of a request line and headers that are waited for: as many as h11 takes by default."""

_END = b"\r\n\r\n"
_UPGRADE = re.compile(rb"^upgrade:[^\n]*\n", re.IGNORECASE | re.MULTILINE)
_RAW = re.compile(rb"[\x80-\xff]")


def _encode(match: re.Match[bytes]) -> bytes:
    return b"%%%02X" % match[0][0]


class ForgivingProtocol(HttpToolsProtocol):
    """The HTTP protocol of uvicorn, given each head whole: mended where needed, never endless."""

    _head_open = True
    """Whether the next bytes belong to a request line or headers."""
    _head = b""
    """What came of a head so far."""

    def data_received(self, data: bytes) -> None:
        """Feed received bytes to the parser; those of a head when it is whole."""
        if not self._head_open:
            super().data_received(data)
            return
        self._head += data
        end = self._head.find(_END)
        if end < 0 and len(self._head) <= MAX_HEAD:
            return
        if not 0 <= end <= MAX_HEAD:
            has_line = b"\n" in self._head[: MAX_HEAD + 1]
            self._refuse(HEADERS_TOO_LARGE if has_line else URI_TOO_LONG, MAX_HEAD)
            return
        after_headers = end + len(b"\r\n")
        head, rest = self._head[:after_headers], self._head[after_headers:]
        self._head = b""
        line, newline, headers = head.partition(b"\n")
        super().data_received(_RAW.sub(_encode, line) + newline + _UPGRADE.sub(b"", headers) + rest)

    def _refuse(self, why: Refusal, limit: int = 0) -> None:
        self._head = b""
        if not self.transport.is_closing():
            self.transport.write(refusal(why, limit))
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Wait for no more of the head: what follows is a body."""
        self._head_open = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Expect a new request line."""
        self._head_open = True
        super().on_message_complete()
