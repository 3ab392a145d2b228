"""What every answer gets, whoever made it: headers, HEAD, conditional requests, CORS, compression.

Plain ASGI, because each layer is passed by every request. From the outside in: who may read it
(Fetch standard), what a HEAD leaves out, how it is compressed, whether the client has it already.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.addresses.rooted import enter, rooted_headers
from api.http.negotiation import acceptable_codings

_COMMON = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-cache"),
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"Content-Range, ETag, Link, Repr-Digest, Retry-After, Tsunagu-Release, Warning",
    ),
)
"""Headers of every answer: everybody may read it, and a kept one is asked for again, which costs
little where nothing changed."""


def content_policy(ancestors: str = "'none'") -> str:
    """Return what a page may load, and who may frame it (CSP 3, 6.4.2).

    Args:
        ancestors: sources of ``frame-ancestors``, with spaces between.
    """
    return (
        "default-src 'self'; base-uri 'none'; form-action 'self';"
        f" frame-ancestors {ancestors}; object-src 'none'"
    )


_PAGE = (
    *_COMMON,
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", content_policy().encode()),
)
"""Headers of everything that a browser may show: no page loads anything from elsewhere."""
WHOLE = "tsunagu.response"
"""Type of a message with a whole answer, for doors that make their answers themselves: ``headers``
(with an ``etag`` first), and ``body``, encoded as they say. Its status is 200."""
_LISTS = (b"accept", b"accept-encoding", b"accept-language", b"if-none-match")
"""Request headers that we read and that may stand more than once."""
_METHODS = b"GET, HEAD, OPTIONS"
_POSTED = b"GET, HEAD, POST, OPTIONS"
_TAKES_POST = frozenset({"/sparql", "/reconcile", "/mcp"})
_PREFLIGHT = (
    (
        b"access-control-allow-headers",
        (
            b"Accept, Accept-Language, Content-Type, If-None-Match,"
            b" Mcp-Method, Mcp-Name, Mcp-Protocol-Version, Tsunagu-Release"
        ),
    ),
    (b"access-control-max-age", b"86400"),
)
_WHOLE = 4 * 1024 * 1024
"""Largest answer that is held back to tell whether the client has it, in bytes."""
_COMPRESSED_FROM = 1024
"""Smallest answer that is compressed, in bytes."""
_LARGE = 64 * 1024
"""Smallest answer whose compression would hold up others, in bytes."""
_TEXTUAL = re.compile(rb"text/|application/(?:[\w.-]+\+)?(?:json|xml)|application/n-|image/svg")
_TAG = re.compile(r'(?:W/)?("[^"]*")')
_NOT_MODIFIED, _OK, _NO_CONTENT = 304, 200, 204
_KEPT = frozenset(
    {b"etag", b"vary", b"cache-control", b"date", b"expires", b"content-location", b"link"}
)
"""Headers that a 304 repeats (RFC 9110, section 15.4.5)."""


@lru_cache(maxsize=64)
def acceptable_encodings(accept: str | None) -> tuple[str, ...]:
    """Return the content codings that a client takes and we have, the better first."""
    return acceptable_codings(accept, ("br", "gzip"))


class HttpSemantics:
    """The one middleware.

    Args:
        app: what answers.
        root: path of the public address without a slash at its end, or nothing.
    """

    def __init__(self, app: ASGIApp, root: str = "") -> None:
        self._app = app
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await _Answer(scope, send).options()
        else:
            enter(self._root)
            scope = {**scope, "headers": _joined(scope["headers"])}
            answer = _Answer(scope, send)
            if scope["method"] == "HEAD":
                scope = {**scope, "method": "GET"}
            await self._app(scope, receive, answer.receive)


def _joined(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return request headers with lists that came in parts as one (RFC 9110, section 5.3)."""
    names = [name for name, _ in headers]
    parted = [name for name in _LISTS if names.count(name) > 1]
    if not parted:
        return headers
    whole = [
        (name, b", ".join(value for other, value in headers if other == name)) for name in parted
    ]
    return [*(header for header in headers if header[0] not in parted), *whole]


class _Answer:
    """One answer on its way out.

    An answer of moderate size is collected, so that it can be compared and compressed as one; a
    larger one, and one that says neither length nor end, passes as it comes.
    """

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._head = scope["method"] == "HEAD"
        self._start: Message = {}
        self._given: dict[bytes, bytes] = {}
        self._parts: list[bytes] = []
        self._size = 0
        self._passing = False
        self._ended = False

    async def options(self) -> None:
        """Answer a preflight, and whoever asks what may be done here."""
        methods = _POSTED if self._scope["path"] in _TAKES_POST else _METHODS
        allowed = [(b"allow", methods), (b"access-control-allow-methods", methods)]
        headers = [*_COMMON, *_PREFLIGHT, *allowed]
        await self._send({"type": "http.response.start", "status": _NO_CONTENT, "headers": headers})
        await self._send({"type": "http.response.body", "body": b""})

    async def receive(self, message: Message) -> None:
        """Take a message of the application."""
        if message["type"] == WHOLE:
            await self._send_whole(message["headers"], message["body"])
            return
        if message["type"] == "http.response.start":
            await self._begin(message)
            return
        if self._ended:
            return
        if message["type"] != "http.response.body":  # a file that the server itself sends
            await self._pass(message)
            return
        self._size += len(message.get("body", b""))
        if self._passing or (self._size > _WHOLE and message.get("more_body")):
            await self._pass(message)
            return
        self._parts.append(message.get("body", b""))
        if not message.get("more_body"):
            await self._finish(b"".join(self._parts))

    async def _send_whole(self, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        headers += _COMMON
        self._start = {"type": "http.response.start", "status": _OK, "headers": headers}
        if self._is_known(headers[0][1]):
            await self._not_modified()
            return
        headers.append((b"content-length", b"%d" % len(body)))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": b"" if self._head else body})

    async def _begin(self, message: Message) -> None:
        self._start = message
        self._given = dict(message["headers"])
        message["headers"] = [
            *rooted_headers(message["headers"]),
            *(header for header in _PAGE if header[0] not in self._given),
        ]
        tag = self._given.get(b"etag")
        if tag is not None and self._is_known(tag):
            self._ended = True  # what the application still sends is not needed
            await self._not_modified()

    async def _pass(self, message: Message) -> None:
        """Send what was held back, and then everything as it comes."""
        if not self._passing:
            self._passing = True
            await self._send(self._start)
            for part in () if self._head else self._parts:
                await self._send({"type": "http.response.body", "body": part, "more_body": True})
        if not self._head:
            await self._send(message)
        elif not message.get("more_body"):
            await self._send({"type": "http.response.body", "body": b""})

    async def _finish(self, body: bytes) -> None:
        if self._start["status"] == _OK and b"etag" not in self._given:
            tag = f'W/"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'.encode()
            self._start["headers"].append((b"etag", tag))
            if self._is_known(tag):
                await self._not_modified()
                return
        kind = self._given.get(b"content-type", b"")
        coded = b"content-encoding" in self._given
        if len(body) >= _COMPRESSED_FROM and not coded and _TEXTUAL.match(kind):
            body = await self._compressed(body)
        if self._start["status"] not in {_NO_CONTENT, _NOT_MODIFIED}:
            length = (b"content-length", str(len(body)).encode())
            self._start["headers"] = [
                length,
                *(pair for pair in self._start["headers"] if pair[0] != b"content-length"),
            ]
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": b"" if self._head else body})

    def _is_known(self, tag: bytes) -> bool:
        """Tell whether the client has this answer (RFC 9110, section 13.1.2: weak comparison)."""
        if self._start["status"] != _OK or self._scope["method"] == "POST":
            return False
        asked = self._request_header(b"if-none-match")
        if not asked:
            return False
        own = _TAG.fullmatch(tag.decode("latin-1"))
        return asked.strip() == "*" or (own is not None and own[1] in _TAG.findall(asked))

    async def _not_modified(self) -> None:
        kept = [
            (name, value)
            for name, value in self._start["headers"]
            if name in _KEPT or name.startswith(b"access-control")
        ]
        await self._send({"type": "http.response.start", "status": _NOT_MODIFIED, "headers": kept})
        await self._send({"type": "http.response.body", "body": b""})

    async def _compressed(self, body: bytes) -> bytes:
        """Return a body in the coding that the client likes best, where it pays."""
        headers = MutableHeaders(raw=self._start["headers"])
        if "accept-encoding" not in headers.get("vary", "").lower():
            headers.add_vary_header("Accept-Encoding")
        codings: Sequence[str] = acceptable_encodings(self._request_header(b"accept-encoding"))
        if not codings:
            return body
        headers["content-encoding"] = codings[0]
        if not headers.get("etag", "W/").startswith("W/"):
            headers["etag"] = f"W/{headers['etag']}"  # the bytes are other ones now
        del headers["repr-digest"]
        if len(body) < _LARGE:
            return _encode(body, codings[0])
        return await run_in_threadpool(_encode, body, codings[0])

    def _request_header(self, name: bytes) -> str | None:
        values = [value for key, value in self._scope["headers"] if key == name]
        return b", ".join(values).decode("latin-1") if values else None


def _encode(body: bytes, coding: str) -> bytes:
    if coding == "br":
        compressed: bytes = brotli.compress(body, quality=4)
        return compressed
    return gzip.compress(body, compresslevel=5, mtime=0)
