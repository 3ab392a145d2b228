"""The HTTP of a SPARQL server: SPARQL 1.1 Protocol as a client, and what each server makes of it.

Queries are sent as forms: Virtuoso never answers ``application/sparql-query``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

import httpx2

from graph.sparql.workers.engine import EngineError, EngineRefusalError

RESULTS = "application/sparql-results+json"
GRAPHS = "application/n-triples"
"""Formats that are asked for: read again here, they show whether an answer is whole."""
_ACCEPTED = {RESULTS: (RESULTS, "application/json"), GRAPHS: (GRAPHS, "text/plain")}
_CONNECT_SECONDS = 2.0
_SAID = 300
"""Characters of what a server said that are kept."""
_CANCELLED = b"operation has been cancelled"
"""How Oxigraph's server ends an answer in the middle at its time limit, with status 200."""
_PARTIAL = "x-sql-state"
"""Header by which Virtuoso says, with status 200, that these are only some of the rows."""
_BUSY = frozenset(
    {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT, HTTPStatus.REQUEST_TIMEOUT}
)


class EngineTimeError(Exception):
    """A server ended a query at its own time limit."""


class EngineSizeError(Exception):
    """An answer is larger than it may be."""


class _NothingCameError(Exception):
    """A connection could not be made, or was closed before anything came over it."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a server is, and how it is asked.

    Args:
        url: query endpoint.
        union: graph that stands for all graphs, sent as ``default-graph-uri`` where a query names
            none; empty where the default graph is the union already.
        user: name of the user; empty for none.
        password: of the user, or the token.
        auth: ``basic``, ``digest`` or ``bearer``.
    """

    url: str
    union: str = ""
    user: str = ""
    password: str = ""
    auth: str = "basic"

    def login(self) -> httpx2.Auth | None:
        """Return how to log in; None where there is nothing to log in with."""
        if not self.user or self.auth == "bearer":
            return None
        kind = httpx2.DigestAuth if self.auth == "digest" else httpx2.BasicAuth
        return kind(self.user, self.password)

    def headers(self) -> dict[str, str]:
        """Return headers that go with every request."""
        is_token = self.auth == "bearer" and self.password
        return {"Authorization": f"Bearer {self.password}"} if is_token else {}


class Endpoint:
    """Connections to a server, in one event loop.

    Args:
        address: where it is.
        connections: most of them at once.
        seconds: for which something of an answer is waited for.
    """

    def __init__(self, address: ServerAddress, connections: int, seconds: float) -> None:
        self._url = address.url
        self._client = httpx2.AsyncClient(
            auth=address.login(),
            headers=address.headers(),
            limits=httpx2.Limits(max_connections=connections),
            timeout=httpx2.Timeout(seconds, connect=_CONNECT_SECONDS),
            trust_env=False,
        )

    async def ask(
        self, query: str, media: str, graphs: Sequence[tuple[str, str]], most: int
    ) -> bytes:
        """Return the answer of the server as it came; whoever reads it sees whether it is whole.

        Args:
            query: SPARQL.
            media: ``RESULTS`` or ``GRAPHS``.
            graphs: parameters that choose graphs.
            most: bytes that it may have.

        Raises:
            EngineError: the server cannot be reached, failed, or broke off.
            EngineRefusalError: it does not take the query.
            EngineTimeError: it ended the query.
            EngineSizeError: the answer is too large.
        """
        form: dict[str, str | list[str]] = {"query": query}
        for name in dict.fromkeys(name for name, _ in graphs):
            form[name] = [value for other, value in graphs if other == name]
        try:
            return await self._asked(form, media, most)
        except _NothingCameError:  # a kept connection may just have been closed: once more
            pass
        try:
            return await self._asked(form, media, most)
        except _NothingCameError as error:
            raise EngineError(f"{self._url} cannot be reached: {error}") from error

    async def _asked(self, form: dict[str, str | list[str]], media: str, most: int) -> bytes:
        begun = False
        try:
            async with self._client.stream(
                "POST", self._url, data=form, headers={"Accept": media}
            ) as answer:
                begun = True
                body = bytearray()
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > most:
                        raise EngineSizeError
        except httpx2.ReadTimeout as error:
            raise EngineTimeError from error
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            why = f"{type(error).__name__} {error}".strip()
            if not begun:
                raise _NothingCameError(why) from error
            raise EngineError(f"{self._url} broke off: {why}") from error
        _check(self._url, answer, bytes(body), media)
        return bytes(body)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()


def _check(url: str, answer: httpx2.Response, body: bytes, media: str) -> None:
    """Check that an answer may be whole.

    Raises:
        EngineError: it is an error of the server, or another format than was asked for.
        EngineRefusalError: the server does not take the query.
        EngineTimeError: the server ended the query.
    """
    said = body[:_SAID].decode("utf-8", "replace").strip()
    if body.rstrip().endswith(_CANCELLED) or _PARTIAL in answer.headers:
        raise EngineTimeError
    if answer.status_code == HTTPStatus.OK:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip()
        if kind not in _ACCEPTED[media]:
            raise EngineError(f"{url} answered in {kind or 'no format'} instead of {media}")
        return
    if answer.status_code in _BUSY or "timeout" in said.lower() or "timed out" in said.lower():
        raise EngineTimeError
    if answer.status_code == HTTPStatus.BAD_REQUEST:
        raise EngineRefusalError(said)
    raise EngineError(f"{url} answered {answer.status_code}: {said}")
