"""Bounds of connections: how many, of whom, and how long each may take to say or hear something.

What uvicorn has is used: the time that an idle connection is kept, and the time within which it
ends. It has no limit for what comes before the first answer, for a body, or for whoever does not
read, and its one limit of connections counts idle ones, so that they shut out everybody.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import struct
import sys
import termios
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.server import ServerState

from api.http.connections.clients import client_of
from api.http.connections.protocol import ForgivingProtocol
from api.http.connections.refusals import TOO_MANY, TOO_SLOW

LEAST_RATE = 256
"""Bytes a second, on average over the time of sending, that a client must take of an answer: a
modem of 1980 did, and whoever takes less holds a connection for days."""
_COUNT = struct.Struct("i")


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections there may be, and how long they may take.

    Args:
        connections: most of them.
        per_client: most of one client; proxies that are trusted have many clients.
        head: seconds within which a request line and headers must have come.
        body: seconds within which a body must have come, after them.
        send: seconds in which something of an answer must be taken (``LEAST_RATE`` of each).
    """

    connections: int
    per_client: int
    head: float
    body: float
    send: float


class Connections(ServerState):
    """What connections know of each other.

    Args:
        limits: of them.
        is_proxy: tells whether an address is that of a trusted proxy.
    """

    def __init__(self, limits: ConnectionLimits, is_proxy: Callable[[str], bool]) -> None:
        super().__init__()
        self.limits = limits
        self._is_proxy = is_proxy
        self._all: dict[BoundedProtocol, str] = {}
        self._of_client: defaultdict[str, dict[BoundedProtocol, None]] = defaultdict(dict)

    def admit(self, connection: BoundedProtocol, address: str) -> bool:
        """Count a connection, and tell whether there is room for it.

        Where there are too many, the one that was idle for longest is closed for it: of the same
        client where it has too many, else of anybody.

        Args:
            connection: the new one.
            address: its other end; empty where it has none (a Unix socket).
        """
        client = "" if not address or self._is_proxy(address) else client_of(address)
        held = self._of_client[client]
        if client and len(held) >= self.limits.per_client and not self._close_idle(tuple(held)):
            return False
        if len(self._all) >= self.limits.connections and not self._close_idle(tuple(self._all)):
            return False
        self._all[connection] = client
        self._of_client[client][connection] = None
        return True

    def _close_idle(self, among: tuple[BoundedProtocol, ...]) -> bool:
        idle = [connection for connection in among if connection.is_idle]
        if not idle:
            return False
        longest = min(idle, key=lambda connection: connection.since)
        self.leave(longest)
        longest.transport.close()
        return True

    def leave(self, connection: BoundedProtocol) -> None:
        """Count a connection no longer."""
        client = self._all.pop(connection, None)
        if client is None:
            return
        del self._of_client[client][connection]
        if not self._of_client[client]:
            del self._of_client[client]

    def look(self) -> None:
        """End every connection that takes too long."""
        for connection in tuple(self.connections):
            cast("BoundedProtocol", connection).look()

    def abort(self) -> None:
        """End every connection now, whatever was not taken of its answer."""
        for connection in tuple(self.connections):
            cast("BoundedProtocol", connection).transport.abort()


class BoundedProtocol(ForgivingProtocol):
    """A connection that waits for nobody without end; somebody must call ``look`` now and then.

    Args:
        config: of uvicorn.
        server_state: ``Connections``.
        app_state: of the application.

    Attributes:
        since: when what it waits for began, in the time of the event loop.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._shared = cast("Connections", server_state)
        self.since = self.loop.time()
        self._unsent = 0
        self._taken = self.since
        self._resumed = False

    @property
    def is_idle(self) -> bool:
        """Whether it waits for a request of which nothing has come."""
        return self._head_open and not self._head and not self._is_answering

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, if there is room for one more connection."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if not self._shared.admit(self, address):
            self._refuse(TOO_MANY)

    def connection_lost(self, exc: Exception | None) -> None:
        """Make room for another connection."""
        self._shared.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Note when a head begins."""
        if self.transport.is_closing():
            return
        if self._head_open and not self._head:
            self.since = self.loop.time()
            self._unset_keepalive_if_required()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Begin to wait for the body."""
        self.since = self.loop.time()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Begin to be idle."""
        self.since = self.loop.time()
        super().on_response_complete()

    def resume_writing(self) -> None:
        """Note that much was taken."""
        self._resumed = True
        super().resume_writing()

    def look(self) -> None:
        """End the connection if it takes too long to say what it wants, or to take an answer."""
        now = self.loop.time()
        if not self._takes(now):
            self.transport.abort()
            return
        if self.transport.is_closing():
            return
        limits = self._shared.limits
        if not self._head_open:
            if self.flow.read_paused:
                self.since = now  # it is we who do not read
            elif now - self.since >= limits.body:
                self._end_body()
        elif self._is_answering:
            self.since = now
        elif (self._head or self.cycle is None) and now - self.since >= limits.head:
            self._end_head()

    def _end_head(self) -> None:
        if self._head:
            self._refuse(TOO_SLOW)
        else:
            self.transport.close()  # nothing was asked, so that nothing is answered

    def _end_body(self) -> None:
        if not self._is_answering:
            self.transport.close()
        elif self.cycle.response_started:
            self.transport.abort()
        else:
            self._refuse(TOO_SLOW)
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _takes(self, now: float) -> bool:
        """Tell whether the client takes what is sent to it, or has nothing to take."""
        unsent, enough = self._left_to_take(), LEAST_RATE * self._shared.limits.send
        if not unsent or self._resumed or unsent <= self._unsent - enough:
            self._unsent, self._taken, self._resumed = unsent, now, False
            return True
        self._unsent = max(unsent, self._unsent)
        return now - self._taken < self._shared.limits.send

    def _left_to_take(self) -> int:
        """Return the bytes that the client has not taken; 0 while the system takes all of them."""
        waiting = self.transport.get_write_buffer_size()
        connection = self.transport.get_extra_info("socket")
        if not waiting or connection is None or sys.platform != "linux":
            return waiting
        with contextlib.suppress(OSError):
            count = fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(_COUNT.size))
            waiting += _COUNT.unpack(count)[0]
        return waiting
