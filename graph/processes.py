"""Worker processes as the event loop sees them: started, asked, made to yield, ended.

Processes are forked from one small server process (``multiprocessing``'s fork server), which has
read the libraries once: a fresh worker costs some milliseconds, so that ending one is cheap.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import socket
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from typing import Any, cast

import orjson

from graph.worker import HEADER, Setup, parts, serve

_LOWEST = 19
"""Niceness of a worker that others shall not notice (setpriority(2): the lowest priority)."""

_STARTER = ThreadPoolExecutor(1, "worker-starter")
"""Starts processes one after the other, and never waits behind other work."""


class WorkerLostError(Exception):
    """A worker process ended before it answered."""


@cache
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    # the main module is read there once, else each worker would read it again
    context.set_forkserver_preload(["__main__", "graph.worker"])
    return context


class WorkerProcess(asyncio.Protocol):
    """One process and the connection to it; it answers one question at a time.

    Args:
        setup: what it is started with.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._process: BaseProcess | None = None
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
        try:
            # what reads and starts a process must not stop the loop
            self._process = await loop.run_in_executor(_STARTER, self._fork, theirs)
            await loop.create_connection(lambda: self, sock=ours)
        finally:
            theirs.close()
            if self._transport is None:
                ours.close()
        await ready

    def _fork(self, connection: socket.socket) -> BaseProcess:
        process = _context().Process(target=serve, args=(connection, self._setup), daemon=True)
        process.start()
        return process

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
        if self.alive and self._process is not None and self._process.pid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.setpriority(os.PRIO_PROCESS, self._process.pid, _LOWEST)

    def used(self) -> float:
        """Return the seconds of CPU that the process has used since it started.

        On Linux a process's clock is ``(~pid << 3) | 2`` (clock_getcpuclockid(3), as the C library
        computes it); elsewhere the time of day stands in, which is never less.
        """
        pid = self._process.pid if self._process is not None else None
        try:
            return time.clock_gettime((~pid << 3) | 2) if pid else 0.0
        except OSError:
            return time.monotonic()

    @property
    def busy(self) -> bool:
        """Whether a question is still unanswered."""
        return self._answer is not None and not self._answer.done()

    def end(self) -> None:
        """End the process at once, whatever it does."""
        self.alive = False
        if self._answer is not None:
            self._answer.cancel()
        if self._process is not None:
            self._process.kill()
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
        self.alive = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(WorkerLostError())
        if self._process is not None:
            self._process.kill()  # it is joined when the next one starts
