"""Forks worker processes from one small process that has read the libraries once.

The standard library's fork server does this, too, but each process that it forks reads the main
module again (CPython 3.11 loses its path on the way), which takes a quarter of a second here. A
worker from the nursery takes a few milliseconds, so that ending one is cheap.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from dataclasses import asdict

import orjson

from graph.sparql.workers.worker import Setup, serve

_PID = struct.Struct("!i")
_LARGEST_SETUP = 1 << 20
_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that a process gets when its parent ends."""
_PROGRAM = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from graph.sparql.workers.nursery import run; run(int(sys.argv[1]))"
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
        answer = self._socket.recv(_PID.size)
        if len(answer) != _PID.size:
            raise NurseryError("the nursery ended")
        pid: int = _PID.unpack(answer)[0]
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


def run(descriptor: int) -> None:
    """Fork a worker for each message, until the service ends (the nursery's own main function).

    Args:
        descriptor: the nursery's end of the connection to the service.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system forgets workers when they end
    _end_with_parent()
    gc.freeze()
    with socket.socket(fileno=descriptor) as service:
        while True:
            content, descriptors, _, _ = socket.recv_fds(service, _LARGEST_SETUP, 1)
            if not content:
                return
            pid = os.fork()
            if not pid:
                service.close()
                _work(descriptors[0], content)
            os.close(descriptors[0])
            service.send(_PID.pack(pid))


def _work(descriptor: int, content: bytes) -> None:
    """Be a worker, and end without what a main program does at its end."""
    try:
        _end_with_parent()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with socket.socket(fileno=descriptor) as connection:
            serve(connection, Setup(**orjson.loads(content)))
    finally:
        os._exit(0)


def _end_with_parent() -> None:
    """Have the system end this process when the one that started it ends (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
