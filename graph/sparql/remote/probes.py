"""What a server is asked before it answers for us: each question has one right answer.

What is missing is said in a sentence. Nothing is promised of a server that fails one of them: its
answers would be others than those of the embedded engine, without an error.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from graph.sparql.remote.endpoint import (
    RESULTS,
    Endpoint,
    EngineSizeError,
    EngineTimeError,
    ServerAddress,
)
from graph.sparql.workers.engine import EngineError, EngineRefusalError, EngineUnfitError

FUSEKI_UNION = "urn:x-arq:UnionGraph"
"""The graph that stands for all graphs at Fuseki, where its default graph does not."""
_GEOF = "http://www.opengis.net/def/function/geosparql/distance"
_METRE = "http://www.opengis.net/def/uom/OGC/1.0/metre"
_WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
_DISTANCE, _CLOSE = 396_489.638, 1e-6
"""Metres from Tokyo to Osaka as the embedded engine has them, and the part that may differ."""
_ROWS = 1000
_MOST = 1_000_000
"""Bytes of an answer to one question."""

Ask = Callable[[str, bool], Awaitable[bytes]]
"""Answers a query as SPARQL-JSON; with the union of all graphs as its default graph or without."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a server must hold.

    Args:
        quads: how many statements.
        samples: some of them, as N-Quads.
    """

    quads: int
    samples: tuple[str, ...]


async def fit_address(
    endpoint: Endpoint, address: ServerAddress, content: Content, seconds: float
) -> ServerAddress:
    """Probe a server, and return how it is to be asked.

    Args:
        endpoint: asks it.
        address: how it is asked; the union of all graphs is looked for where none is named.
        content: what it must hold.
        seconds: for each question.

    Raises:
        EngineUnfitError: it is not fit; the message says why, and what mends that.
        EngineError: it cannot be reached.
    """

    async def ask(query: str, union: bool) -> bytes:  # noqa: FBT001 - as a probe asks it
        name = address.union or (FUSEKI_UNION if union else "")
        graphs = [("default-graph-uri", name)] if name else []
        try:
            async with asyncio.timeout(seconds):
                return await endpoint.ask(query, RESULTS, graphs, _MOST)
        except (TimeoutError, EngineTimeError, EngineSizeError) as error:
            raise EngineError(f"{address.url} does not answer in time") from error

    named = await _probe(address.url, ask, content)
    return replace(address, union=FUSEKI_UNION) if named and not address.union else address


async def _probe(url: str, ask: Ask, content: Content) -> bool:
    """Ask everything; return whether the union of all graphs must be asked for by name."""
    asked = _Asked(url, ask)
    await asked.wants("SELECT (1 = 1 AS ?v) {}", "true", "booleans come back as something else")
    await asked.wants("SELECT (7 / 2 AS ?v) {}", "3.5", "7 / 2 is not 3.5")
    rows = " ".join(map(str, range(_ROWS)))
    many = f"SELECT (COUNT(*) AS ?v) {{ VALUES ?n {{ {rows} }} }}"
    await asked.wants(many, str(_ROWS), f"VALUES with {_ROWS:,} rows fails")
    await asked.holds(content)
    named = await asked.needs_union()
    near = await asked.number(_distance())
    if near is None or abs(near - _DISTANCE) > _DISTANCE * _CLOSE:
        asked.unfit(
            "geof:distance is not there or differs, so that queries for what is near would have"
            " no rows; load GeoSPARQL (Fuseki has it from version 6 on)"
        )
    return named


class _Asked:
    def __init__(self, url: str, ask: Ask) -> None:
        self._url = url
        self._ask = ask

    def unfit(self, why: str) -> None:
        raise EngineUnfitError(f"the SPARQL server {self._url} cannot be used: {why}")

    async def value(self, query: str, *, union: bool = False) -> str | None:
        """Return the one value of an answer; None where there is none."""
        try:
            found: Any = orjson.loads(await self._ask(query, union))
            rows = found["results"]["bindings"]
            return str(rows[0]["v"]["value"]) if rows and "v" in rows[0] else None
        except EngineRefusalError:
            return None
        except (ValueError, LookupError, TypeError) as error:
            raise EngineError(f"{self._url} answers no SPARQL-JSON") from error

    async def number(self, query: str, *, union: bool = False) -> float | None:
        """Return the one value of an answer as a number."""
        found = await self.value(query, union=union)
        try:
            return None if found is None else float(found)
        except ValueError:
            return None

    async def wants(self, query: str, right: str, otherwise: str) -> None:
        """Refuse the server where an answer is not right."""
        found = await self.value(query)
        if found != right:
            self.unfit(f"{otherwise} ({found})")

    async def holds(self, content: Content) -> None:
        """Refuse the server where it holds something else than the release."""
        number = await self.number("SELECT (COUNT(*) AS ?v) { GRAPH ?g { ?s ?p ?o } }")
        if number != content.quads:
            self.unfit(
                f"it holds {number or 0:,.0f} statements, and the release has {content.quads:,};"
                " load the release into it"
            )
        for sample in content.samples:
            if await self.number(_sample(sample)) != 1:
                self.unfit(f"it lacks the statement {sample}; load the release into it")

    async def needs_union(self) -> bool:
        """Return whether the union of all graphs must be asked for by its name at Fuseki."""
        query = "SELECT (COUNT(*) AS ?v) { { SELECT * { ?s ?p ?o } LIMIT 1 } }"
        if await self.number(query) == 1:
            return False
        if await self.number(query, union=True) == 1:
            return True
        self.unfit(
            "its default graph is empty; make it the union of all graphs, or name the graph that"
            " is (TSUNAGU_SPARQL_UNION)"
        )
        return False


def _sample(line: str) -> str:
    subject, predicate, rest = line.rstrip(" .\n").split(" ", 2)
    thing, _, graph = rest.rpartition(" ")
    pattern = f"{subject} {predicate} {thing}"
    return f"SELECT (COUNT(*) AS ?v) {{ GRAPH {graph} {{ {pattern} }} }}"


def _distance() -> str:
    first, second = (
        f'"<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT({place})"^^<{_WKT}>'
        for place in ("139.691667 35.689556", "135.501389 34.694444")
    )
    return f"SELECT (<{_GEOF}>({first}, {second}, <{_METRE}>) AS ?v) {{}}"


def samples_of(lines: Sequence[str], most: int) -> tuple[str, ...]:
    """Return statements that every engine keeps as they are written: no numbers, no escapes.

    Args:
        lines: N-Quads.
        most: how many.
    """
    plain = [line for line in lines if not any(mark in line for mark in ("^^", "\\", "_:"))]
    step = max(len(plain) // most, 1)
    return tuple(plain[::step][:most])
