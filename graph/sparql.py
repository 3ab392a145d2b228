"""Evaluates SPARQL queries in worker processes, each with the store opened read-only.

A query that runs past its time is stopped together with its process; a thread could not be
stopped (Oxigraph has no time-out in Python). Results are serialised by the engine itself.
"""

from __future__ import annotations

import multiprocessing
import re
import resource
import threading
from collections.abc import Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pyoxigraph
from pebble import ProcessExpired, ProcessPool

from graph.formats import GRAPH_FORMATS, PREFIXED, RESULT_FORMATS
from graph.guard import check_query, keywords
from ontology.namespaces import PREFIXES


class QueryError(Exception):
    """A query cannot be parsed or evaluated; the message says where."""


class QueryTimeoutError(Exception):
    """A query ran past its time."""


class ResultTooLargeError(Exception):
    """A result, or the memory that it needs, grew past its limit."""


class TooBusyError(Exception):
    """Too many queries wait already."""


class FormatError(Exception):
    """The kind of result has none of the accepted formats.

    Args:
        available: the media types that there are for it.
    """

    def __init__(self, available: Sequence[str]) -> None:
        self.available = tuple(available)
        super().__init__("no accepted format for this kind of result")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may use.

    Args:
        seconds: most wall-clock time.
        memory_mb: address space of a worker beyond what it starts with, in MiB.
        result_mb: size of a serialised result, in MiB.
        queue: most queries that wait or run at once.
    """

    seconds: float = 10.0
    memory_mb: int = 2048
    result_mb: int = 64
    queue: int = 32


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query and how its result is wanted.

    Args:
        text: SPARQL.
        results: media types accepted for SELECT and ASK, the best first.
        graphs: media types accepted for CONSTRUCT and DESCRIBE, the best first.
        default_graphs: IRIs that make up the default graph; empty for what the query says.
        named_graphs: IRIs of the named graphs; empty likewise.
    """

    text: str
    results: tuple[str, ...]
    graphs: tuple[str, ...]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """A serialised result."""

    media_type: str
    body: bytes


class Evaluator:
    """A pool of workers over one store.

    Args:
        folder: the store.
        workers: number of processes.
        limits: what each query may use.
    """

    def __init__(self, folder: Path, workers: int, limits: Limits) -> None:
        self._limits = limits
        self._slots = threading.BoundedSemaphore(limits.queue)
        self._pool = ProcessPool(
            max_workers=workers,
            context=multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(str(folder), limits.memory_mb, limits.result_mb),
        )

    def evaluate(self, request: QueryRequest, seconds: float | None = None) -> QueryAnswer:
        """Answer a query.

        Args:
            request: the query.
            seconds: a shorter time than the limit.

        Raises:
            RefusedQuery: it would leave this server or change data.
            QueryError: it cannot be parsed or evaluated.
            FormatError: its result has none of the accepted formats.
            QueryTimeoutError: it ran past its time.
            ResultTooLargeError: it grew past a limit.
            TooBusyError: too many queries wait already.
        """
        check_query(request.text)
        if not self._slots.acquire(blocking=False):
            raise TooBusyError
        try:
            wait = min(seconds or self._limits.seconds, self._limits.seconds)
            future = self._pool.schedule(_evaluate, args=[request], timeout=wait)
            return future.result()
        except FutureTimeoutError as error:
            raise QueryTimeoutError from error
        except (ProcessExpired, MemoryError) as error:
            raise ResultTooLargeError from error
        finally:
            self._slots.release()

    def close(self) -> None:
        """Stop the workers."""
        self._pool.stop()
        self._pool.join()


class _Worker:
    """What a worker process holds."""

    store: pyoxigraph.Store
    result_bytes: int


def _start(folder: str, memory_mb: int, result_mb: int) -> None:
    _Worker.store = pyoxigraph.Store.read_only(folder)
    _Worker.result_bytes = result_mb * 1024 * 1024
    used = _address_space()
    limit = used + memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _address_space() -> int:
    """Return this process's address space in bytes (0 where the system does not tell)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize()


class _Bounded:
    """A buffer that refuses to grow past the size of a result."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._size += len(data)
        if self._size > self._limit:
            raise ResultTooLargeError
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: the parts are complete."""

    def content(self) -> bytes:
        return b"".join(self._parts)


def _evaluate(request: QueryRequest) -> QueryAnswer:
    chosen = bool(request.default_graphs or request.named_graphs)
    try:
        result = _Worker.store.query(
            request.text,
            use_default_graph_as_union=not chosen and not _has_dataset(request.text),
            default_graph=[pyoxigraph.NamedNode(iri) for iri in request.default_graphs]
            if chosen
            else None,
            named_graphs=[pyoxigraph.NamedNode(iri) for iri in request.named_graphs]
            if chosen
            else None,
        )
        return _serialise(result, request)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise QueryError(_fault(str(error))) from None


_PLACE = re.compile(r"error at ([0-9]+):([0-9]+)")


def _fault(text: str) -> str:
    """Return what is wrong with a query in our own words, with its place where it is known."""
    place = _PLACE.search(text)
    if place is None:
        return "it cannot be evaluated."
    where = f"there is a mistake at line {place[1]}, column {place[2]}"
    if "Prefix not found" in text:
        where += "; a prefix that is used there is not declared"
    return f"{where}."


def _has_dataset(query: str) -> bool:
    """Tell whether a query has FROM clauses, which then say what its default graph is."""
    return "FROM" in query.upper() and "FROM" in keywords(query)


def _serialise(
    result: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples,
    request: QueryRequest,
) -> QueryAnswer:
    buffer = _Bounded(_Worker.result_bytes)
    output = cast("IO[bytes]", buffer)
    if isinstance(result, pyoxigraph.QueryTriples):
        media = _first(request.graphs, tuple(GRAPH_FORMATS))
        prefixes = PREFIXES if media in PREFIXED else None
        pyoxigraph.serialize(result, output, GRAPH_FORMATS[media], prefixes=prefixes)
    else:
        media = _first(request.results, tuple(RESULT_FORMATS))
        result.serialize(output, RESULT_FORMATS[media])
    return QueryAnswer(media, buffer.content())


def _first(accepted: Sequence[str], available: Sequence[str]) -> str:
    media = next((media for media in accepted if media in available), None)
    if media is None:
        raise FormatError(available)
    return media
