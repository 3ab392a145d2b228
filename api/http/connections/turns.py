"""Clients take turns: a flood of one of them makes itself wait, not the others.

What is computed for pages and JSON has few seats, because Python runs one thread at a time: more
would only take the interpreter from each other at every step. A seat is held from when a request
has come whole until its answer begins, so that nobody holds one who sends or reads slowly.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.connections.clients import asking
from api.http.connections.disconnects import ClientGoneError, while_connected
from api.http.observing.steps import step
from api.http.problems import ApiProblem
from graph.sparql.workers.queues import Seats, TooBusyError

SEATS = max(2, os.cpu_count() or 1)
"""Answers that are computed at once, whoever asks."""
LONGEST_WAIT = 10.0
"""Seconds for which a request waits for its turn."""
_UNBOUNDED = re.compile(r"/(?:health|ready|metrics)$|/static/")
"""What costs next to nothing, and tells operators how the service is while it is flooded."""
_OWN_LANES = re.compile(r"/sparql$|/mcp$|/api/views/")
"""What may wait for the workers of SPARQL, which have queues of their own."""
_RETRY = {"Retry-After": "5"}
_RETRY_SOON = {"Retry-After": "1"}

Respond = Callable[[Request, ApiProblem], Response]


def _too_busy() -> ApiProblem:
    return ApiProblem(503, "too-busy", "too-busy", headers=_RETRY)


@dataclass(frozen=True, slots=True)
class TurnLimits:
    """How much may be asked at once.

    Args:
        per_client: most requests of one client that are answered or wait.
        queue: most requests of all that wait for a seat.
        seats: answers that are computed at once.
    """

    per_client: int
    queue: int
    seats: int = SEATS


class Turns:
    """Lets requests to an application in, one client after another.

    Args:
        app: what answers.
        limits: how much may be asked at once.
        respond: makes an answer of a problem.
    """

    def __init__(self, app: ASGIApp, limits: TurnLimits, respond: Respond) -> None:
        self._app = app
        self._limits = limits
        self._respond = respond
        self._seats = Seats(limits.seats, limits.queue)
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when it is its turn, or refuse it."""
        if scope["type"] != "http" or _UNBOUNDED.match(scope["path"]):
            await self._app(scope, receive, send)
            return
        client = asking(scope)
        self._open[client] += 1
        try:
            await self._bounded(scope, receive, send, client)
        except ApiProblem as problem:
            response = self._respond(Request(scope, receive), problem)
            await response(scope, receive, send)
        except ClientGoneError:
            return
        finally:
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]

    async def _bounded(self, scope: Scope, receive: Receive, send: Send, client: str) -> None:
        limit = self._limits.per_client
        if self._open[client] > limit:
            raise ApiProblem(
                429, "too-many-requests", "too-many-requests", {"limit": limit}, _RETRY_SOON
            )
        if _OWN_LANES.match(scope["path"]):
            await self._app(scope, receive, send)
            return
        turn = _Turn(self._seats, client, receive, send)
        try:
            if scope["method"] != "POST":
                await turn.take()
            await self._app(scope, turn.receive, turn.send)
        finally:
            turn.give()


class _Turn:
    """A request's seat, and what is taken and given while it has it."""

    def __init__(self, seats: Seats, client: str, receive: Receive, send: Send) -> None:
        self._seats = seats
        self._client = client
        self._receive = receive
        self._send = send
        self._seated = self._over = False

    async def take(self) -> None:
        """Wait for a seat.

        Raises:
            ApiProblem: too many wait, or none came free in time.
            ClientGoneError: the client left meanwhile.
        """
        if self._seated or self._over:
            return
        try:
            with step("wait"), while_connected(self._receive):
                await self._seats.take(LONGEST_WAIT, self._client)
        except TooBusyError as error:
            raise _too_busy() from error
        self._seated = True

    def give(self) -> None:
        """Give the seat back, for good."""
        self._over = True
        if self._seated:
            self._seated = False
            self._seats.give(self._client)

    async def receive(self) -> Message:
        """Return the next part of the request; wait for a seat when it has come whole."""
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body"):
            await self.take()
        return message

    async def send(self, message: Message) -> None:
        """Pass an answer on; when it begins, it is computed."""
        self.give()
        await self._send(message)
