"""The server: uvicorn, with limits that hold and an end that comes."""

from __future__ import annotations

import asyncio
import logging
import math
import resource
import signal
import socket
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from api.http.addresses.proxies import trusted
from api.http.connections.bounds import BoundedProtocol, ConnectionLimits, Connections
from api.release.settings import Settings

STARTUP_FAILED = 3
"""Exit code of uvicorn where it cannot start, as when the address is taken."""
_LOG = logging.getLogger("tsunagu")
_OTHER_FILES = 256
"""Files that are open beside connections: those of a release or two, of dumps, of workers."""
_LOOKS_EVERY = 3
"""Ticks of uvicorn, of a tenth of a second, between two looks at the connections."""
_LATER = 1
"""Seconds after the end of all connections at which uvicorn gives up on what still runs."""


class Service(uvicorn.Server):
    """uvicorn's server over an application.

    SIGTERM and SIGINT end it: what is being answered has ``stop_seconds`` for it, then every
    connection is ended. On SIGTERM it first goes on for ``drain_seconds``, so that whoever looks
    whether it is ready sends nobody any more. SIGHUP looks for a new release.

    Args:
        app: the application.
        settings: where to listen, and the limits.
        on_hangup: what SIGHUP does.
        on_drain: what SIGTERM does first.
        more: further options of uvicorn.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        on_hangup: Callable[[], None],
        on_drain: Callable[[], None],
        **more: Any,
    ) -> None:
        config = uvicorn.Config(
            app,
            http=BoundedProtocol,
            timeout_keep_alive=settings.idle_seconds,
            timeout_graceful_shutdown=math.ceil(settings.stop_seconds) + _LATER,
            **more,
        )
        super().__init__(config)
        proxies = trusted(settings, app).trusted_hosts
        self._connections = Connections(_limits(settings), proxies.__contains__)
        self.server_state = self._connections
        self._stop_seconds = settings.stop_seconds
        self._on_hangup = on_hangup
        self._drain_seconds = settings.drain_seconds
        self._on_drain = on_drain
        self._draining = False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, and to heed SIGHUP."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_signal_handler(signal.SIGHUP, self._on_hangup)
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end; a second signal is not waited with."""
        self._on_drain()
        first, self._draining = not self._draining, True
        if first and sig == signal.SIGTERM and self._drain_seconds and self._loop and self.started:
            ending = partial(super().handle_exit, sig, frame)
            self._loop.call_soon_threadsafe(self._loop.call_later, self._drain_seconds, ending)
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Look at the connections now and then; tell whether to end."""
        if not counter % _LOOKS_EVERY:
            self._connections.look()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End: whoever reads or sends too slowly is not waited for without end."""
        loop = asyncio.get_running_loop()
        ending = loop.call_later(self._stop_seconds, self._connections.abort)
        try:
            await super().shutdown(sockets)
        finally:
            ending.cancel()


def _limits(settings: Settings) -> ConnectionLimits:
    """Return the limits of settings, as far as the system has files for them."""
    wanted = ConnectionLimits(
        settings.connections,
        settings.connections_per_client,
        settings.head_seconds,
        settings.body_seconds,
        settings.send_seconds,
    )
    possible = max(raised_files() - _OTHER_FILES, 1)
    if possible < wanted.connections:
        _LOG.warning(
            "this process may open so few files that at most %d connections are kept, not %d;"
            " raise its limit (ulimit -n, LimitNOFILE)",
            possible,
            wanted.connections,
        )
        return replace(wanted, connections=possible)
    return wanted


def raised_files() -> int:
    """Let this process open as many files as the system allows it; return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY or soft >= hard:
        return soft if soft != resource.RLIM_INFINITY else 1 << 20
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):
        return soft
    return hard
