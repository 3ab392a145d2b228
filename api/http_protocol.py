"""HTTP parsing that forgives raw UTF-8 in the request line.

People paste Japanese into ``curl 'http://…?q=自動運転'``, and curl sends the bytes as they are. RFC
9112, section 3 has a request target of ASCII only, so the parser refuses them. The bytes mean what
browsers mean by them, UTF-8, so they are percent-encoded (RFC 3987, section 3.1) before parsing.
"""

from __future__ import annotations

import re

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_RAW = re.compile(rb"[\x80-\xff]")


def _encode(match: re.Match[bytes]) -> bytes:
    return b"%%%02X" % match[0][0]


class ForgivingProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol with raw UTF-8 in request lines percent-encoded."""

    _line_open = True
    """Whether the next bytes belong to a request line."""

    def data_received(self, data: bytes) -> None:
        """Feed received bytes to the parser, those of a request line encoded."""
        if self._line_open and data:
            line, newline, rest = data.partition(b"\n")
            self._line_open = not newline
            data = _RAW.sub(_encode, line) + newline + rest
        super().data_received(data)

    def on_message_complete(self) -> None:
        """Expect a new request line."""
        self._line_open = True
        super().on_message_complete()
