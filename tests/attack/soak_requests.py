"""The requests of a soak: what clients of every kind ask, and those that leave in the middle."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from random import Random
from urllib.parse import quote

WORDS = (
    *("大阪", "自動運転", "ドローン projects near Osaka", "スマートシティ", "令和4年度 交通"),
    *("osaka", "title:自動", "健康 医療 2021", "大阪の近くの自動運転", "ないことば"),
)
TECHNOLOGIES = ("自動運転", "ドローン", "AI")
_CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
_FORM = "application/x-www-form-urlencoded"
_NAMES = quote('{"q0":{"query":"大阪市"},"q1":{"query":"河内長野"}}')


class Manner(Enum):
    """How long a client stays."""

    STAYS = auto()
    LEAVES = auto()
    """It leaves when it has asked."""
    LEAVES_MIDWAY = auto()
    """It leaves when the answer begins."""
    HALF = auto()
    """It leaves when it has sent a half of what it asks."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request.

    Args:
        content: its bytes.
        manner: how long the client stays.
    """

    content: bytes
    manner: Manner


class Mix:
    """Draws requests by chance.

    Args:
        things: pages of things, as ``/doc/…``.
        random: the chance.
        aborts: share of the requests whose client leaves.
    """

    def __init__(self, things: Sequence[str], random: Random, aborts: float = 0.05) -> None:
        self._things = things
        self._random = random
        self._aborts = aborts
        self._number = 0
        self._kinds: dict[Callable[[], bytes], int] = {
            self._search: 25,
            self._suggest: 12,
            self._search_page: 8,
            self._thing: 14,
            self._linked: 12,
            self._small_query: 12,
            self._peers: 3,
            self._names: 3,
            self._page: 4,
            self._wrong: 6,
        }

    def draw(self) -> Asked:
        """Return the next request."""
        random = self._random
        self._number += 1
        if random.random() < 0.002:
            return Asked(self._bomb(), random.choice((Manner.STAYS, Manner.LEAVES)))
        if random.random() < 0.002:
            return Asked(_get("/dump/tsunagu.nq"), Manner.LEAVES_MIDWAY)
        (kind,) = random.choices(list(self._kinds), list(self._kinds.values()))
        leaving = (Manner.LEAVES, Manner.LEAVES_MIDWAY, Manner.HALF)
        manner = random.choice(leaving) if random.random() < self._aborts else Manner.STAYS
        return Asked(kind(), manner)

    def _words(self) -> str:
        return quote(" ".join(self._random.sample(WORDS, self._random.randint(1, 2))))

    def _search(self) -> bytes:
        return _get(f"/api/search?q={self._words()}&limit={self._random.randint(1, 20)}")

    def _suggest(self) -> bytes:
        return _get(f"/api/suggest?q={quote(self._random.choice(WORDS)[:3])}")

    def _search_page(self) -> bytes:
        return _get(f"/?q={self._words()}", "Accept: text/html", "Accept-Encoding: br")

    def _thing(self) -> bytes:
        return _get(self._random.choice(self._things), "Accept: text/html")

    def _linked(self) -> bytes:
        path = self._random.choice(self._things).replace("/doc/", "/data/", 1)
        kind = self._random.choice(("text/turtle", "application/ld+json", "application/rdf+xml"))
        return _get(path, f"Accept: {kind}")

    def _small_query(self) -> bytes:
        query = f"SELECT * {{ ?s ?p ?o }} LIMIT {self._random.randint(1, 50)} # {self._number}"
        return _get(f"/sparql?query={quote(query)}", "Accept: text/csv")

    def _bomb(self) -> bytes:
        query = f"SELECT (COUNT(*) AS ?n) {{ {_CROSS} }} # {self._number}"
        return _get(f"/sparql?timeout=0.5&query={quote(query)}")

    def _peers(self) -> bytes:
        technology = quote(self._random.choice(TECHNOLOGIES))
        return _get(f"/api/municipalities/271004/peers?technology={technology}")

    def _names(self) -> bytes:
        body = f"queries={_NAMES}".encode("ascii")
        return (
            _head("POST", "/reconcile", f"Content-Type: {_FORM}", f"Content-Length: {len(body)}")
            + body
        )

    def _page(self) -> bytes:
        paths = ("/", "/peers", "/about", "/about/sources", "/static/tsunagu.css", "/catalog")
        return _get(self._random.choice((*paths, "/feed.atom", "/health", "/ready", "/sparql")))

    def _wrong(self) -> bytes:
        return _get(
            self._random.choice(
                (
                    *("/no-such-page", "/doc/project/none", "/api/search?no=1", "/api/search?q="),
                    *("/sparql?query=SELECT", "/sparql?query=CLEAR%20ALL", "/data/x/y"),
                    f"/api/search?q={'a' * 2000}",
                )
            )
        )


def _head(method: str, path: str, *headers: str) -> bytes:
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", "")).encode()


def _get(path: str, *headers: str) -> bytes:
    return _head("GET", path, *headers)


class Client:
    """One connection at a time, kept as long as both ends want.

    Args:
        port: of the service.
        source: the address that it comes from.
    """

    def __init__(self, port: int, source: str) -> None:
        self._port = port
        self._source = source
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, asked: Asked) -> int:
        """Ask, and return the status: 0 where the client left, -1 where the connection was lost."""
        if self._streams is None or self._streams[1].is_closing():
            self._streams = await asyncio.open_connection(
                "127.0.0.1", self._port, local_addr=(self._source, 0)
            )
        reader, writer = self._streams
        try:
            if asked.manner is Manner.HALF:
                writer.write(asked.content[: len(asked.content) // 2])
                return await self._left()
            writer.write(asked.content)
            if asked.manner is Manner.LEAVES:
                return await self._left()
            head = await reader.readuntil(b"\r\n\r\n")
            if asked.manner is Manner.LEAVES_MIDWAY:
                return await self._left()
            await _body(reader, head.lower())
            if b"connection: close" in head.lower():
                await self._left()
            return int(head.split(b" ", 2)[1])
        except (ConnectionError, asyncio.IncompleteReadError):
            await self._left()
            return -1

    async def _left(self) -> int:
        if self._streams is not None:
            self._streams[1].transport.abort()
            with suppress(ConnectionError):
                await self._streams[1].wait_closed()
        self._streams = None
        return 0

    async def close(self) -> None:
        """Leave."""
        await self._left()


async def _body(reader: asyncio.StreamReader, head: bytes) -> None:
    """Read the body of an answer and drop it."""
    if b"transfer-encoding: chunked" in head:
        size = -1
        while size:
            size = int(await reader.readuntil(b"\r\n"), 16)
            await reader.readexactly(size + 2)
        return
    _, _, rest = head.partition(b"content-length:")
    if rest:
        await reader.readexactly(int(rest.partition(b"\r\n")[0]))
