"""What runs in a worker process: one store opened read-only, one query at a time.

The process is confined before it sees a query: it can open no file and no connection any more
(``RLIMIT_NOFILE`` is 0, which the engine does not need: its files are open), its memory is
bounded, and a timer of the kernel ends it when a query outlives its limit, even if the service
that should stop it is gone. Nothing heavy is imported here: a fresh worker must be quick.
"""

from __future__ import annotations

import faulthandler
import gzip
import hashlib
import os
import re
import resource
import signal
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import brotli
import orjson
import pyoxigraph

from graph.sparql.extension_functions import NO_FUNCTIONS, Functions
from graph.sparql.graph_clauses import has_graph_clause, with_graphs
from graph.sparql.guard import RefusedQuery
from graph.sparql.workers.serialising import (
    NoFormatError,
    Serialiser,
    TooLargeError,
    read_back,
)

HEADER = struct.Struct("!I")
"""Length of a frame's content in bytes, before the content."""
_META = struct.Struct("!H")
"""Length of an answer's first part (JSON); what follows is the body."""
COMPRESSED_FROM = 1024
"""Smallest body that is compressed, in bytes."""
_UNKNOWN = re.compile(r"custom function <([^>]*)> is not supported")
"""How the engine names a function that it does not have."""
_MOST_UNKNOWN = 20
"""Functions of one query that there are not; more are a mistake."""
LAST_WORDS = re.compile(rb"Fatal Python error: (?:Aborted|Segmentation fault)")
"""What a process writes into its connection when it gets no more memory, at which the engine
aborts, or has no stack left (``faulthandler``); what ends for another reason writes nothing."""
_GRACE = 2.0
"""Seconds after its limit at which a query ends its own process, whoever watches."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker is started with.

    Args:
        folder: the store; empty for one without statements, which only shows what a query is.
        memory_mb: address space beyond what it starts with, in MiB.
        result_mb: size of a serialised result, in MiB.
        prefixes: prefixes for the formats that can abbreviate IRIs.
        context: the context of JSON-LD.
        base: what relative IRIs in a query are relative to.
    """

    folder: str
    memory_mb: int
    result_mb: int
    prefixes: Mapping[str, str]
    context: Mapping[str, Any]
    base: str


class _NoIriError(Exception):
    """What should name a graph is no absolute IRI."""


def serve(connection: socket.socket, setup: Setup, further: Functions = NO_FUNCTIONS) -> None:
    """Answer queries until the connection is closed.

    Args:
        connection: both directions of one socket pair.
        setup: the store and the limits.
        further: functions that queries may call.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the service stops its workers itself
    faulthandler.enable(connection, all_threads=False)
    worker = _Worker(setup, further)
    _confine(setup.memory_mb)
    _send(connection, {"status": "ready"}, b"")
    while (content := _receive(connection)) is not None:
        asked = orjson.loads(content)
        signal.setitimer(signal.ITIMER_REAL, asked["seconds"] + _GRACE)
        meta, body = worker.answer(asked)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(connection, meta, body)


def _receive(connection: socket.socket) -> bytes | None:
    head = _exactly(connection, HEADER.size)
    return None if head is None else _exactly(connection, HEADER.unpack(head)[0])


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    part = connection.recv(size)
    if len(part) == size:
        return part
    content = bytearray(part)
    while part and len(content) < size:
        part = connection.recv(min(size - len(content), 1 << 20))
        content += part
    return bytes(content) if len(content) == size else None


def _send(connection: socket.socket, meta: Mapping[str, Any], body: bytes) -> None:
    first = orjson.dumps(meta)
    size = _META.size + len(first) + len(body)
    connection.sendall(b"".join((HEADER.pack(size), _META.pack(len(first)), first, body)))


def parts(frame: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what an answer says of itself, and its body."""
    (size,) = _META.unpack_from(frame)
    start = _META.size
    meta: dict[str, Any] = orjson.loads(frame[start : start + size])
    return meta, frame[start + size :]


def _confine(memory_mb: int) -> None:
    with Path(os.devnull).open("w") as nothing:  # the engine's last words, when memory runs out
        os.dup2(nothing.fileno(), 2)
    limit = _address_space() + memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _address_space() -> int:
    """Return this process's address space in bytes (0 where the system does not tell)."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize()


class _Worker:
    def __init__(self, setup: Setup, further: Functions) -> None:
        self._further = further
        folder = setup.folder
        self._store = pyoxigraph.Store.read_only(folder) if folder else pyoxigraph.Store()
        self._base = setup.base
        size = setup.result_mb * 1024 * 1024
        self._serialiser = Serialiser(size, setup.prefixes, setup.context)

    def answer(self, asked: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Evaluate a query and return what there is to say of the answer, and its body."""
        unknown: list[str] = []
        try:
            media, body = self._serialiser.written(
                lambda: self._evaluate(asked, unknown),
                asked["text"],
                asked["results"],
                asked["graphs"],
            )
        except NoFormatError as error:
            return {"status": "format", "available": error.available}, b""
        except (TooLargeError, MemoryError) as error:
            return {"status": "size" if isinstance(error, TooLargeError) else "memory"}, b""
        except _NoIriError as error:
            return {"status": "graph", "detail": str(error)}, b""
        except RefusedQuery as error:
            said = {"detail": str(error), "key": error.key, "shown": error.shown}
            return {"status": "refused", **said}, b""
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            return {"status": "mistake", "detail": str(error)}, b""
        tag = hashlib.blake2b(body, digest_size=16, key=media.encode()).hexdigest()
        encoding, body = _compressed(body, asked["encodings"])
        meta = {"media": media, "encoding": encoding, "tag": tag, "unknown": unknown}
        return {"status": "ok", **meta}, body

    def _evaluate(self, asked: Mapping[str, Any], unknown: list[str]) -> Any:  # noqa: ANN401 - three kinds of result
        """Evaluate a query, or read what another engine has answered to it.

        Functions that there are not are added to ``unknown``.

        To call one is an error of the expression (SPARQL 1.1, section 17.6: what is not supported
        is one), not of the query, which the engine makes of it.
        """
        if "answered" in asked:
            return read_back(asked["answered"], asked["is_graph"])
        default, named = asked["default_graphs"], asked["named_graphs"]
        chosen = bool(default or named)  # else what the query says, else the store's own graphs
        ask = partial(
            self._store.query,
            base_iri=self._base,
            default_graph=_nodes(default) if chosen else None,
            named_graphs=_nodes(named) if chosen else None,
        )
        text = asked["text"]
        if has_graph_clause(text):
            text = with_graphs(text, lambda query: _iris(ask(query)))
        bound = _substitutions(asked["bindings"]) or None
        further = self._further if self._further.namespace in text else NO_FUNCTIONS
        while True:
            try:
                return ask(
                    text,
                    substitutions=bound,
                    custom_functions={**further.functions, **_failing(unknown)} or None,
                    custom_aggregate_functions=dict(further.aggregates) or None,
                )
            except RuntimeError as error:
                name = _UNKNOWN.search(str(error))
                if name is None or name[1] in unknown or len(unknown) == _MOST_UNKNOWN:
                    raise
                unknown.append(name[1])


def _nodes(iris: Sequence[str]) -> list[Any]:
    """Return IRIs as the engine's (a list of any kind of node is what it takes)."""
    nodes = []
    for iri in iris:
        try:
            nodes.append(pyoxigraph.NamedNode(iri))
        except ValueError as error:
            raise _NoIriError(iri) from error
    return nodes


def _fail(*_: object) -> None:
    """Be a function that there is not: the engine takes an exception for an error."""
    raise ValueError


def _failing(names: Sequence[str]) -> dict[Any, Any]:
    return {pyoxigraph.NamedNode(name): _fail for name in names}


def _iris(result: Any) -> list[str]:  # noqa: ANN401 - solutions of a SELECT
    """Return the IRIs of a result with one column."""
    return [term.value for (term,) in result if isinstance(term, pyoxigraph.NamedNode)]


def _substitutions(bindings: Sequence[Sequence[str]]) -> dict[Any, Any]:
    return {pyoxigraph.Variable(name): _term(term) for name, term in bindings}


def _term(text: str) -> Any:  # noqa: ANN401 - any term
    """Return a term written as in N-Triples."""
    line = f"<x:x> <x:x> {text} ."
    return next(iter(pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES))).object


def _compressed(body: bytes, encodings: Sequence[str]) -> tuple[str, bytes]:
    """Return a body in the first of the encodings, where it pays."""
    if len(body) < COMPRESSED_FROM or not encodings:
        return "", body
    if encodings[0] == "br":
        return "br", brotli.compress(body, quality=4)
    return "gzip", gzip.compress(body, compresslevel=5, mtime=0)
