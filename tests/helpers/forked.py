"""The command line in processes of their own, each forked from one that has read the code already.

Reading the code takes longer than what most commands do. A process of the tests reads it once and
then forks one for each command, which goes on exactly as the installed file ``tsunagu`` does: with
its own arguments, environment, folder and files, its own signals and its own end. That the
installed file starts is held by ``tests/deploy``, ``tests/conformance`` and the tests of builds
that are killed or bounded, which run it.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_LARGEST = 1 << 20
"""Bytes of the largest request: arguments and environment."""
_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that a process gets when its parent ends."""
_BYTES = 4
"""Of a number of a process, and of how it ended."""


class Forked:
    """A process of the command line, as ``subprocess.Popen`` gives it.

    Attributes:
        pid: its number.
        returncode: how it ended, negative for a signal; nothing while it runs.
    """

    def __init__(self, pid: int, ending: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ending = ending

    def poll(self) -> int | None:
        """Return how it ended, or nothing."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it ends, and return how.

        Args:
            timeout: seconds; nothing for as long as it takes.

        Raises:
            subprocess.TimeoutExpired: it runs for longer.
        """
        if self.returncode is None:
            if not select.select([self._ending], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("tsunagu", timeout or 0)
            self.returncode = _number(self._ending.recv(_BYTES))
            self._ending.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class _Nursery:
    """The process that has read the code, as the tests see it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        # of this kind of socket each message arrives as it was sent
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        atexit.register(self.close)

    def fork(self, request: dict[str, Any], files: Sequence[int]) -> Forked:
        ending, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            socket.send_fds(self._socket, [json.dumps(request).encode()], [theirs.fileno(), *files])
        return Forked(_number(ending.recv(_BYTES)), ending)

    def close(self) -> None:
        self._socket.close()
        self._process.wait()


_nurseries: list[_Nursery] = []
"""The one of this process, when it was needed."""


def start(
    arguments: Sequence[str | Path],
    environment: Mapping[str, str],
    *,
    stdin: IO[Any],
    stdout: IO[Any],
    stderr: IO[Any],
) -> Forked:
    """Start a command.

    Args:
        arguments: what follows ``tsunagu`` on the command line.
        environment: all of it.
        stdin: a real file, as those that follow.
        stdout: where it prints.
        stderr: where it says what is wrong.
    """
    if not _nurseries:
        _nurseries.append(_Nursery(environment))
    request = {
        "arguments": [os.fspath(argument) for argument in arguments],
        "environment": dict(environment),
        "folder": str(Path.cwd()),
    }
    return _nurseries[0].fork(request, [file.fileno() for file in (stdin, stdout, stderr)])


def _number(content: bytes) -> int:
    if len(content) != _BYTES:
        raise RuntimeError("the process that forks commands has ended")
    return int.from_bytes(content, "big", signed=True)


# The process that forks.


@dataclass(frozen=True, slots=True)
class _Command:
    """What a forked process is to do.

    Args:
        request: arguments, environment and folder.
        files: its standard files.
    """

    request: Mapping[str, Any]
    files: Sequence[int]


def _told(descriptor: int, number: int) -> None:
    os.write(descriptor, number.to_bytes(_BYTES, "big", signed=True))


def _forked(tests: int) -> _Command | None:
    """Fork a process for each request; return its command in it, and nothing when all is over."""
    running: dict[int, tuple[int, int]] = {}
    waiting = select.poll()
    waiting.register(tests, select.POLLIN)
    while True:
        for descriptor, _ in waiting.poll():
            if descriptor != tests:
                pid, ending = running.pop(descriptor)
                waiting.unregister(descriptor)
                os.close(descriptor)
                _told(ending, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                os.close(ending)
                continue
            with socket.socket(fileno=os.dup(tests)) as connection:
                content, files, _, _ = socket.recv_fds(connection, _LARGEST, 4)
            if not content:
                return None
            ending, *files = files
            pid = os.fork()
            if not pid:
                return _Command(json.loads(content), files)
            for file in files:
                os.close(file)
            _told(ending, pid)
            watched = os.pidfd_open(pid)
            running[watched] = pid, ending
            waiting.register(watched, select.POLLIN)


def _become(command: _Command) -> None:
    """Take the place of a process that was started with a command."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    for number, file in enumerate(command.files):
        os.dup2(file, number)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.chdir(command.request["folder"])
    os.environ.clear()
    os.environ.update(command.request["environment"])
    sys.argv = ["tsunagu", *command.request["arguments"]]


if __name__ == "__main__":
    import api.app
    import api.cli
    import api.commands.serving
    import api.http.connections.server
    import api.release.build

    gc.freeze()  # what was read is shared with every process that is forked
    found = _forked(int(sys.argv[1]))
    if found is not None:
        _become(found)
        api.cli.main()
