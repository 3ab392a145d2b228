"""Evaluates SPARQL queries in worker processes: the one door to them.

A query that runs past its time is stopped together with its process; a thread could not be
stopped (Oxigraph has no time-out in Python). Results are serialised by the engine itself.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cachetools import LRUCache

from graph.sparql.faults import Fault, fault
from graph.sparql.guard import RefusedQuery, check_query
from graph.sparql.workers.engine import EngineError, EngineRefusalError, MakeEngine
from graph.sparql.workers.lanes import Lanes, OutOfTimeError
from graph.sparql.workers.limits import CacheFigures, Limits
from graph.sparql.workers.processes import WorkerLostError, prepare_workers
from graph.sparql.workers.worker import Setup
from ontology.context import reading_context
from ontology.namespaces import DEFAULT_BASE, PREFIXES

_LARGEST_CACHED = 1024 * 1024
"""Largest answer that is kept, with its query, in bytes."""
_LONG = 50_000
"""Shortest query whose reading would hold up others, in characters."""
_VOLATILE = re.compile(r"rand|now|uuid|bnode|\\u", re.IGNORECASE)
"""What a query must not hold to have one answer for ever: SPARQL 1.1, section 17.4 (and anything
that might be written so); too many matches only keep an answer out of the cache."""


class QueryError(Exception):
    """A query cannot be parsed or evaluated.

    Args:
        fault: what is wrong, and where.
    """

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        what = ", ".join((fault.key, *fault.shown.values()))
        place = f" at line {fault.line}, column {fault.column}" if fault.line else ""
        super().__init__(f"there is a mistake{place} ({what})")


class GraphNameError(Exception):
    """What should name a graph is no IRI; the message is what was given."""


class StoppedQueryError(Exception):
    """A query was stopped at one of its limits."""

    message = "the query was stopped"

    def __str__(self) -> str:
        return self.message


class QueryTimeoutError(StoppedQueryError):
    """A query ran past its time."""

    message = "the query ran longer than its time limit"


class ResultTooLargeError(StoppedQueryError):
    """A result grew past its limit."""

    message = "the result grew past its limit"


class OutOfMemoryError(StoppedQueryError):
    """A query needed more memory than a worker has, or than its stack holds."""

    message = "the query needed more memory than one may have"


class LostQueryError(StoppedQueryError):
    """The process of a query was lost, and not by the query's fault as far as is known."""

    message = "the process that ran the query ended"


class UnreachableEngineError(StoppedQueryError):
    """The server that evaluates queries cannot be reached, or gave no whole answer."""

    message = "the SPARQL server cannot be reached, or gave no whole answer"


class FormatError(Exception):
    """The kind of result has none of the accepted formats.

    Args:
        available: the media types that there are for it.
    """

    def __init__(self, available: Sequence[str]) -> None:
        self.available = tuple(available)
        super().__init__("no accepted format for this kind of result")


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query and how its result is wanted.

    Args:
        text: SPARQL.
        results: media types accepted for SELECT and ASK, the best first.
        graphs: media types accepted for CONSTRUCT and DESCRIBE, the best first.
        default_graphs: IRIs that make up the default graph; empty for what the query says.
        named_graphs: IRIs of the named graphs; empty likewise.
        bindings: pairs of a variable's name and the term, as in N-Triples, that it is bound to.
        encodings: ``br`` and ``gzip``, the better first, as far as they are accepted.
    """

    text: str
    results: tuple[str, ...] = ()
    graphs: tuple[str, ...] = ()
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    bindings: tuple[tuple[str, str], ...] = ()
    encodings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """A serialised result.

    Args:
        media_type: its format.
        body: the result, encoded.
        encoding: ``br``, ``gzip`` or nothing.
        tag: what tells this result, before encoding, from every other one of its format.
        unknown: IRIs of functions that it calls and that there are not.
    """

    media_type: str
    body: bytes
    encoding: str = ""
    tag: str = ""
    unknown: tuple[str, ...] = ()


class Evaluator:
    """Guards, caches and evaluates queries: by a pool of workers over one store, or elsewhere.

    Args:
        folder: the store.
        limits: what each query may use.
        base: what relative IRIs in a query are relative to (RFC 3986, section 5.1.4).
        engine: makes what evaluates them.
    """

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        base: str = DEFAULT_BASE,
        engine: MakeEngine = Lanes,
    ) -> None:
        self._limits = limits
        setup = Setup(
            str(folder),
            limits.memory_mb,
            limits.result_mb,
            PREFIXES,
            dict(reading_context()),
            base,
        )
        self._lanes = engine(setup, limits.lanes)  # of processes here, or what stands for them
        self._loop: asyncio.AbstractEventLoop | None = None
        self._cache: LRUCache[QueryRequest, QueryAnswer] = LRUCache(
            limits.cache_mb * 1024 * 1024, getsizeof=lambda answer: len(answer.body)
        )
        self.cache_figures = CacheFigures()

    @staticmethod
    def prepare() -> None:
        """Begin to read what the workers need, beside whatever else is done before ``start``."""
        prepare_workers()

    async def start(self) -> None:
        """Start the workers now instead of with the first queries."""
        self._loop = asyncio.get_running_loop()
        await self._lanes.start()

    async def evaluate(
        self, request: QueryRequest, seconds: float | None = None, client: str = ""
    ) -> QueryAnswer:
        """Answer a query.

        Args:
            request: the query.
            seconds: a shorter time than the limit.
            client: who asks; slow queries are bounded for each client.

        Raises:
            RefusedQuery: it would leave this server or change data.
            QueryError: it cannot be parsed or evaluated.
            GraphNameError: a graph of the request is named by something else than an IRI.
            FormatError: its result has none of the accepted formats.
            QueryTimeoutError: it ran past its time.
            ResultTooLargeError: its result grew past the limit.
            OutOfMemoryError: it needed too much memory.
            TooBusyError: too many queries wait already.
            TooManySlowError: too many slow queries run already.
            LostQueryError: its process ended, for another reason than memory.
            UnreachableEngineError: the server that evaluates it cannot be reached.
        """
        if len(request.text) < _LONG:
            check_query(request.text)
        else:
            await asyncio.to_thread(check_query, request.text)
        if not self._is_cached(request.text):
            return await self._evaluate(request, seconds, client)
        known = self._cache.get(request)
        if known is not None:
            self.cache_figures.hits += 1
            return known
        self.cache_figures.misses += 1
        answer = await self._evaluate(request, seconds, client)
        if len(answer.body) + len(request.text) <= _LARGEST_CACHED:
            self._cache[request] = answer
        return answer

    def _is_cached(self, text: str) -> bool:
        return (
            self._limits.cache_mb > 0
            and len(text) <= _LARGEST_CACHED
            and not _VOLATILE.search(text)
        )

    async def _evaluate(
        self, request: QueryRequest, seconds: float | None, client: str
    ) -> QueryAnswer:
        self._loop = asyncio.get_running_loop()
        limit = min(seconds or self._limits.seconds, self._limits.seconds)
        question = {
            "text": request.text,
            "results": request.results,
            "graphs": request.graphs,
            "default_graphs": request.default_graphs,
            "named_graphs": request.named_graphs,
            "bindings": request.bindings,
            "encodings": request.encodings,
            "seconds": limit,
        }
        try:
            key = f"{request.text}\0{request.bindings}" if request.bindings else request.text
            meta, body = await self._lanes.run(question, key, limit, client)
        except OutOfTimeError as error:
            raise QueryTimeoutError from error
        except WorkerLostError as error:
            raise (OutOfMemoryError if error.memory else LostQueryError) from error
        except EngineError as error:
            raise UnreachableEngineError from error
        except EngineRefusalError as error:
            raise RefusedQuery("The SPARQL server does not take this query.", "engine") from error
        return _answer(meta, body, request.text)

    @property
    def max_rows(self) -> int:
        """Most hits of the search that are written into one query."""
        return self._lanes.max_rows

    @property
    def is_known(self) -> bool:
        """Whether the engine has been found to hold what is asked."""
        return self._lanes.is_known

    def trouble(self) -> str:
        """Return why nothing can be evaluated now; empty where it can be."""
        return self._lanes.trouble()

    def figures(self) -> dict[str, int]:
        """Return how many processes there are, and how many queries wait or are slow."""
        return self._lanes.figures()

    def revive(self) -> None:
        """Start workers for those that ended by themselves; called in the event loop."""
        self._lanes.revive()

    async def close(self) -> None:
        """End the workers."""
        await self._lanes.close()

    def close_soon(self) -> None:
        """End the workers; from any thread, and without waiting for it."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._lanes.end)  # a loop that ends leaves tasks undone
            loop.call_soon_threadsafe(lambda: loop.create_task(self.close()))


def _answer(meta: dict[str, Any], body: bytes, text: str) -> QueryAnswer:
    match meta["status"]:
        case "ok":
            unknown = tuple(meta["unknown"])
            return QueryAnswer(meta["media"], body, meta["encoding"], meta["tag"], unknown)
        case "format":
            raise FormatError(meta["available"])
        case "size":
            raise ResultTooLargeError
        case "memory":
            raise OutOfMemoryError
        case "refused":
            raise RefusedQuery(meta["detail"], meta["key"], **meta["shown"])
        case "graph":
            raise GraphNameError(meta["detail"])
        case _:
            raise QueryError(fault(text, meta["detail"]))
