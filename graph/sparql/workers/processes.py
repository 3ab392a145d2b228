"""Worker processes as the event loop sees them: started, asked, made to yield, ended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import orjson

from graph.sparql.workers.nursery import Nursery, NurseryError
from graph.sparql.workers.worker import HEADER, LAST_WORDS, Setup, parts

_LOWEST = 19
"""Niceness of a worker that others shall not notice (setpriority(2): the lowest priority)."""

_LOG = logging.getLogger("tsunagu")
_NURSERY = Nursery()
_STARTER = ThreadPoolExecutor(1, "worker-starter")
"""Starts processes one after the other, and never waits behind other work."""


def prepare_workers() -> None:
    """Begin to read what workers need, beside whatever else is done before the first is started."""
    _STARTER.submit(_NURSERY.prepare)


class WorkerLostError(Exception):
    """A worker process ended before it answered.

    Args:
        memory: whether it ended for want of memory, or of stack.
    """

    def __init__(self, *, memory: bool = False) -> None:
        self.memory = memory
        super().__init__("a worker process ended before it answered")


class WorkerProcess(asyncio.Protocol):
    """One process and the connection to it; it answers one question at a time.

    Args:
        setup: what it is started with.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._pid: int | None = None
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._answer: asyncio.Future[tuple[dict[str, Any], bytes]] | None = None
        self.alive = False

    async def start(self) -> None:
        """Start the process and wait until it has opened the store.

        Raises:
            WorkerLostError: it ended before that.
        """
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        ready = self._answer = loop.create_future()
        self.alive = True
        # What starts a process must not stop the loop. A start may be given up meanwhile: the
        # thread needs its end of the connection until it is done.
        forking = _STARTER.submit(_NURSERY.fork, theirs, self._setup)
        forking.add_done_callback(lambda _: theirs.close())
        try:
            self._pid = await asyncio.wrap_future(forking)
            await loop.create_connection(lambda: self, sock=ours)
        except NurseryError as error:
            raise WorkerLostError from error
        finally:
            if self._transport is None:
                ours.close()
        await ready

    def ask(self, question: Mapping[str, Any]) -> asyncio.Future[tuple[dict[str, Any], bytes]]:
        """Send a question; the future holds what the answer says of itself, and its body.

        The future fails with ``WorkerLostError`` when the process ends first.
        """
        self._answer = asyncio.get_running_loop().create_future()
        content = orjson.dumps(question)
        if self._transport is None or not self.alive:
            self._answer.set_exception(WorkerLostError())
        else:
            self._transport.writelines((HEADER.pack(len(content)), content))
        return self._answer

    def make_yield(self) -> None:
        """Let the process run only when nobody else wants to; this cannot be taken back."""
        if self.alive and self._pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.setpriority(os.PRIO_PROCESS, self._pid, _LOWEST)
                if hasattr(os, "SCHED_IDLE"):  # on Linux: only when nobody else wants to
                    os.sched_setscheduler(self._pid, os.SCHED_IDLE, os.sched_param(0))

    def used(self) -> float:
        """Return the seconds of CPU that the process has used since it started.

        On Linux a process's clock is ``(~pid << 3) | 2`` (clock_getcpuclockid(3), as the C library
        computes it); elsewhere the time of day stands in, which is never less.
        """
        try:
            return time.clock_gettime((~self._pid << 3) | 2) if self._pid else 0.0
        except OSError:
            return time.monotonic()

    def resident(self) -> int:
        """Return the bytes of memory that the process holds (proc(5)); 0 where that is not told."""
        try:
            pages = int(Path(f"/proc/{self._pid}/statm").read_text("ascii").split()[1])
        except (OSError, ValueError, IndexError):
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")

    @property
    def busy(self) -> bool:
        """Whether a question is still unanswered."""
        return self._answer is not None and not self._answer.done()

    def end(self) -> None:
        """End the process at once, whatever it does."""
        if self._answer is not None:
            self._answer.cancel()
        self._kill()
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection (called by the event loop)."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Collect an answer until it is whole (called by the event loop)."""
        buffer = self._buffer
        buffer += data
        if len(buffer) < HEADER.size:
            return
        end = HEADER.size + HEADER.unpack_from(buffer)[0]
        if len(buffer) < end:
            return
        frame = bytes(memoryview(buffer)[HEADER.size : end])
        self._buffer = bytearray()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(parts(frame))

    def connection_lost(self, _: Exception | None) -> None:
        """Tell whoever waits that no answer will come (called by the event loop)."""
        if self._answer is not None and not self._answer.done():
            memory = LAST_WORDS.search(self._buffer) is not None
            if not memory:
                _LOG.error("a worker process (%s) ended before it answered", self._pid)
            self._answer.set_exception(WorkerLostError(memory=memory))
        self._kill()

    def _kill(self) -> None:
        """End the process, once: later its id may be another's."""
        if self.alive and self._pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        self.alive = False
