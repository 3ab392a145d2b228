"""A real ``tsunagu serve``, and clients at addresses of their own, over real sockets."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import forked
from ports import free_port
from small_data import TSUNAGU, environment
from waiting import SECONDS, until

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Served:
    """A service that runs.

    Args:
        port: where it listens.
        process: it.
        log: file of what it says.
    """

    port: int
    process: subprocess.Popen[bytes] | forked.Forked
    log: Path

    def connect(self, source: str = HOST, *, buffer: int = 0) -> socket.socket:
        """Return a connection.

        Args:
            source: the address that it comes from.
            buffer: bytes that the system keeps of what was not read; 0 for what it likes.
        """
        connection = socket.socket()
        connection.settimeout(SECONDS)
        if buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        try:
            connection.bind((source, 0))
            connection.connect((HOST, self.port))
        except OSError:
            connection.close()
            raise
        return connection

    def get(
        self, path: str, source: str = HOST, headers: Sequence[str] = ()
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Return the status, the headers and the body of an answer."""
        with self.connect(source) as connection:
            connection.sendall(request(path, *headers))
            return answer(connection)

    def ready(self) -> dict[str, Any]:
        """Return what ``/ready`` says."""
        found: dict[str, Any] = json.loads(self.get("/ready")[2])
        return found

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the service."""
        self.process.send_signal(number)


def request(path: str, *headers: str, method: str = "GET") -> bytes:
    """Return a whole head."""
    lines = (f"{method} {path} HTTP/1.1", "Host: x", *headers, "", "")
    return "\r\n".join(lines).encode()


def answer(connection: socket.socket) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Return the status, the headers and the body of the next answer."""
    response = http.client.HTTPResponse(connection)
    response.begin()
    return response.status, response.msg, response.read()


def closed(connection: socket.socket) -> bool:
    """Wait until the other end closes, and tell whether it did; what comes before is dropped."""
    try:
        while connection.recv(65_536):
            pass
    except ConnectionError:
        return True
    return True


def _listens(port: int) -> bool:
    """Tell whether somebody listens (proc(5), net/tcp), without a connection that might take the
    port itself."""
    lines = Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]
    return any(
        line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A" for line in lines
    )


@contextmanager
def served(
    out: Path, log: Path, settings: dict[str, object] | None = None, files: int = 0
) -> Iterator[Served]:
    """Serve the releases of a folder.

    Args:
        out: the folder.
        log: file for what the service says.
        settings: by their names without ``TSUNAGU_``.
        files: most files that it may open at first; 0 for as many as this process.
    """
    port = free_port()
    command = ["serve", "--out", str(out), "--port", str(port)]
    more = {f"TSUNAGU_{name}": str(value) for name, value in (settings or {}).items()}
    with Path(os.devnull).open("rb") as nothing, log.open("wb") as stream:
        process: subprocess.Popen[bytes] | forked.Forked
        if files:
            limited = ["sh", "-c", f'ulimit -Sn {files}; exec "$@"', "sh", str(TSUNAGU), *command]
            process = subprocess.Popen(
                limited, env=environment() | more, stdin=nothing, stdout=stream, stderr=stream
            )
        else:
            process = forked.start(
                command, environment() | more, stdin=nothing, stdout=stream, stderr=stream
            )
    found = Served(port, process, log)
    try:
        until(lambda: _listens(port) or process.poll() is not None, "the service listens")
        assert process.poll() is None, log.read_text("utf-8")
        yield found
    finally:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait(SECONDS)
