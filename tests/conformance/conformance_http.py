"""Talks to the service over a socket, so that no client repairs what is sent."""

from __future__ import annotations

import http.client
import os
import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import forked
from ports import free_port
from waiting import until

HOST = "127.0.0.1"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
WAYS = ("get", "form", "direct")
"""The three ways of SPARQL 1.1 Protocol, section 2.1."""
Pairs = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media(self) -> str:
        """The media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip()


class Server:
    """A service that runs.

    Args:
        port: where it listens.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.base = f"http://{HOST}:{port}"
        self._kept: http.client.HTTPConnection | None = None
        self.connections = 0

    def raw(
        self,
        method: str,
        target: str,
        headers: Pairs = (),
        body: bytes = b"",
        connection: str = "close",
    ) -> Answer:
        """Send a request as it is; only Host, Connection and the length are added."""
        length = "" if not body and method == "GET" else f"Content-Length: {len(body)}\r\n"
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        head = (
            f"{method} {target} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\n"
            f"Connection: {connection}\r\n{length}{lines}\r\n"
        )
        return self._exchanged(method, head.encode() + body)

    def raw_chunked(self, target: str, headers: Pairs, body: bytes) -> Answer:
        """Send a POST whose body comes in two chunks, so that its length is not told before."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        head = (
            f"POST {target} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nConnection: close\r\n"
            f"Transfer-Encoding: chunked\r\n{lines}\r\n"
        )
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:3], body[3:]))
        return self._exchanged("POST", head.encode() + chunks + b"0\r\n\r\n")

    def _exchanged(self, method: str, request: bytes) -> Answer:
        with socket.create_connection((HOST, self.port), timeout=60) as connection:
            connection.sendall(request)
            response = http.client.HTTPResponse(connection, method=method)
            response.begin()
            content = response.read()
            return Answer(response.status, _joined(response.getheaders()), content)

    def ask(self, way: str, query: str, accept: str, others: Pairs = ()) -> Answer:
        """Send a query in one of the three ways, on a connection that stays open."""
        headers = {"Accept": accept}
        method, target, body = "POST", "/sparql", b""
        if way == "get":
            method, target = "GET", f"/sparql?{encoded([('query', query), *others])}"
        elif way == "form":
            headers["Content-Type"] = FORM
            body = encoded([("query", query), *others]).encode()
        else:
            headers["Content-Type"] = DIRECT
            target += f"?{encoded(others)}" if others else ""
            body = query.encode()
        try:
            response = self._sent(method, target, body, headers)
        except http.client.RemoteDisconnected:  # idle for too long (RFC 9112, section 9.3.1)
            self.close()
            response = self._sent(method, target, body, headers)
        return Answer(response.status, _joined(response.getheaders()), response.read())

    def _sent(
        self, method: str, target: str, body: bytes, headers: Mapping[str, str]
    ) -> http.client.HTTPResponse:
        if self._kept is None:
            self._kept = http.client.HTTPConnection(HOST, self.port, timeout=60)
            self.connections += 1
        self._kept.request(method, target, body or None, dict(headers))
        return self._kept.getresponse()

    def close(self) -> None:
        """Close the connection."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None


def encoded(pairs: Pairs) -> str:
    """Return parameters, percent-encoded."""
    return urlencode([tuple(pair) for pair in pairs], quote_via=quote, safe="")


def _joined(headers: Pairs) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


@contextmanager
def serving(out: Path) -> Iterator[Server]:
    """Serve the current release of a folder in a process of its own.

    Raises:
        RuntimeError: it does not start.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TSUNAGU_")}
    port = free_port()
    command = ["serve", "--out", out, "--host", HOST, "--port", str(port)]
    with Path(os.devnull).open("rb") as nothing, tempfile.TemporaryFile() as log:
        process = forked.start(command, kept, stdin=nothing, stdout=log, stderr=log)
        server = Server(port)
        try:
            until(lambda: _is_ready(server) or process.poll() is not None, "the service is ready")
            if process.poll() is not None:
                log.seek(0)
                raise RuntimeError(log.read().decode("utf-8", "replace")[-2000:])
            yield server
        finally:
            server.close()
            process.terminate()
            process.wait()


def _is_ready(server: Server) -> bool:
    try:
        return server.raw("GET", "/ready").status == http.HTTPStatus.OK
    except OSError:
        return False
