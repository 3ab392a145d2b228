"""What runs in a worker process: one store opened read-only, one query at a time.

The process is confined before it sees a query: it can open no file and no connection any more
(``RLIMIT_NOFILE`` is 0, which the engine does not need: its files are open), its memory is
bounded, and a timer of the kernel ends it when a query outlives its limit, even if the service
that should stop it is gone. Nothing heavy is imported here: a fresh worker must be quick.
"""

from __future__ import annotations

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
from io import BytesIO
from pathlib import Path
from typing import IO, Any, cast

import brotli
import orjson
import pyoxigraph

from graph.sparql.tokens import has_dataset
from graph.store.formats import GRAPH_FORMATS, JSON_LD, PREFIXED, RESULT_FORMATS
from graph.store.jsonld import Compactor

HEADER = struct.Struct("!I")
"""Length of a frame's content in bytes, before the content."""
_META = struct.Struct("!H")
"""Length of an answer's first part (JSON); what follows is the body."""
COMPRESSED_FROM = 1024
"""Smallest body that is compressed, in bytes."""
_XML = frozenset({"application/sparql-results+xml", "application/rdf+xml"})
_NOT_XML = re.compile(rb"[\x00-\x08\x0B\x0C\x0E-\x1F]|\xEF\xBF[\xBE\xBF]")
"""Characters, in UTF-8, that no document of XML 1.0 may have (section 2.2)."""
_GRACE = 2.0
"""Seconds after its limit at which a query ends its own process, whoever watches."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker is started with.

    Args:
        folder: the store.
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


class _TooLargeError(Exception):
    """A result is larger than its limit."""


class _NoFormatError(Exception):
    """The kind of result has none of the accepted formats."""

    def __init__(self, available: Sequence[str]) -> None:
        self.available = list(available)
        super().__init__()


class _NoIriError(Exception):
    """What should name a graph is no absolute IRI."""


class _Bounded(BytesIO):
    """A buffer that refuses to grow past the size of a result."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._left = limit

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - anything with the buffer protocol
        self._left -= len(data)
        if self._left < 0:
            raise _TooLargeError
        return super().write(data)


def serve(connection: socket.socket, setup: Setup) -> None:
    """Answer queries until the connection is closed.

    Args:
        connection: both directions of one socket pair.
        setup: the store and the limits.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the service stops its workers itself
    worker = _Worker(setup)
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
    def __init__(self, setup: Setup) -> None:
        self._store = pyoxigraph.Store.read_only(setup.folder)
        self._limit = setup.result_mb * 1024 * 1024
        self._prefixes = dict(setup.prefixes)
        self._base = setup.base
        self._compactor = Compactor(setup.context)

    def answer(self, asked: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Evaluate a query and return what there is to say of the answer, and its body."""
        try:
            media, body = self._serialise(self._evaluate(asked), asked)
        except _NoFormatError as error:
            return {"status": "format", "available": error.available}, b""
        except _NoIriError as error:
            return {"status": "graph", "detail": str(error)}, b""
        except _TooLargeError:
            return {"status": "size"}, b""
        except MemoryError:
            return {"status": "memory"}, b""
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            return {"status": "mistake", "detail": _fault(str(error))}, b""
        tag = hashlib.blake2b(body, digest_size=16, key=media.encode()).hexdigest()
        encoding, body = _compressed(body, asked["encodings"])
        return {"status": "ok", "media": media, "encoding": encoding, "tag": tag}, body

    def _evaluate(self, asked: Mapping[str, Any]) -> Any:  # noqa: ANN401 - three kinds of result
        default, named = asked["default_graphs"], asked["named_graphs"]
        chosen = bool(default or named)
        return self._store.query(
            asked["text"],
            base_iri=self._base,
            use_default_graph_as_union=not chosen and not has_dataset(asked["text"]),
            default_graph=_nodes(default) if chosen else None,
            named_graphs=_nodes(named) if chosen else None,
            substitutions=_substitutions(asked["bindings"]) or None,
        )

    def _serialise(
        self,
        result: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples,
        asked: Mapping[str, Any],
    ) -> tuple[str, bytes]:
        buffer = _Bounded(self._limit)
        output = cast("IO[bytes]", buffer)
        if isinstance(result, pyoxigraph.QueryTriples):
            media = _first(asked["graphs"], tuple(GRAPH_FORMATS))
            if media in PREFIXED:
                pyoxigraph.serialize(result, output, GRAPH_FORMATS[media], prefixes=self._prefixes)
            else:  # no triple passes through Python
                result.serialize(output, GRAPH_FORMATS[media])
            if media == JSON_LD:
                return media, self._compactor.compact(buffer.getvalue())
        else:
            media = _first(asked["results"], tuple(RESULT_FORMATS))
            result.serialize(output, RESULT_FORMATS[media])
        body = buffer.getvalue()
        return media, _as_xml(body, media) if media in _XML else body


def _as_xml(body: bytes, media: str) -> bytes:
    """Return what the engine wrote as XML, so that a parser of XML reads the same.

    Raises:
        _NoFormatError: it has characters that XML cannot have.
    """
    if _NOT_XML.search(body):
        group = RESULT_FORMATS if media in RESULT_FORMATS else GRAPH_FORMATS
        raise _NoFormatError([other for other in group if other != media])
    return body.replace(b"\r", b"&#xD;")  # else read as a line feed (XML 1.0, section 2.11)


def _nodes(iris: Sequence[str]) -> list[Any]:
    """Return IRIs as the engine's (a list of any kind of node is what it takes)."""
    nodes = []
    for iri in iris:
        try:
            nodes.append(pyoxigraph.NamedNode(iri))
        except ValueError as error:
            raise _NoIriError(iri) from error
    return nodes


def _substitutions(bindings: Sequence[Sequence[str]]) -> dict[Any, Any]:
    return {pyoxigraph.Variable(name): _term(term) for name, term in bindings}


def _term(text: str) -> Any:  # noqa: ANN401 - any term
    """Return a term written as in N-Triples."""
    line = f"<x:x> <x:x> {text} ."
    return next(iter(pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES))).object


def _first(accepted: Sequence[str], available: Sequence[str]) -> str:
    media = next((media for media in accepted if media in available), None)
    if media is None:
        raise _NoFormatError(available)
    return media


def _compressed(body: bytes, encodings: Sequence[str]) -> tuple[str, bytes]:
    """Return a body in the first of the encodings, where it pays."""
    if len(body) < COMPRESSED_FROM or not encodings:
        return "", body
    if encodings[0] == "br":
        return "br", brotli.compress(body, quality=4)
    return "gzip", gzip.compress(body, compresslevel=5, mtime=0)


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
