"""The service's side of the process that forks workers (``graph.sparql.workers.forking``).

The standard library's fork server does this, too, but each process that it forks reads the main
module again (CPython 3.11 loses its path on the way), which takes a quarter of a second here. A
worker from the nursery takes a few milliseconds, so that ending one is cheap.
"""

from __future__ import annotations

import atexit
import socket
import struct
import subprocess
import sys
import threading
from dataclasses import asdict

import orjson

from graph.sparql.workers.worker import Setup

PID = struct.Struct("!i")
"""What a nursery answers: the id of the process that it forked."""
_PROGRAM = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from graph.sparql.workers.forking import run; run(int(sys.argv[1]))"
)


class NurseryError(OSError):
    """No worker can be started."""


class Nursery:
    """The process that forks, as the service sees it; started when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def prepare(self) -> None:
        """Start the process, so that it reads the libraries before it is needed."""
        with self._lock:
            if self._socket is None:
                self._socket = _start()

    def fork(self, connection: socket.socket, setup: Setup) -> int:
        """Start a worker; return the id of its process.

        Args:
            connection: the worker's end of its connection; the caller closes its own copy.
            setup: what the worker is started with.

        Raises:
            NurseryError: it could not be started.
        """
        with self._lock:
            try:
                return self._ask(connection, setup)
            except OSError:  # it was ended from outside: once more with a fresh one
                self._socket = None
            try:
                return self._ask(connection, setup)
            except OSError as error:
                raise NurseryError("no worker can be started") from error

    def _ask(self, connection: socket.socket, setup: Setup) -> int:
        if self._socket is None:
            self._socket = _start()
        content = orjson.dumps(asdict(setup))
        socket.send_fds(self._socket, [content], [connection.fileno()])
        answer = self._socket.recv(PID.size)
        if len(answer) != PID.size:
            raise NurseryError("the nursery ended")
        pid: int = PID.unpack(answer)[0]
        return pid


def _start() -> socket.socket:
    # of this kind of socket each message arrives as it was sent
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        descriptor = theirs.fileno()
        command = [sys.executable, "-c", _PROGRAM, str(descriptor), *sys.path]
        process = subprocess.Popen(command, pass_fds=[descriptor], start_new_session=True)  # noqa: S603 - our own program
    process.returncode = 0  # it ends with this process, and nobody waits for it
    atexit.register(ours.close)
    return ours
