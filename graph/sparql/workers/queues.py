"""Fair queues: seats for queries that run, and the clients that wait for one."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

_Turn = tuple[str, asyncio.Future[None]]
"""A client that waits, and what is done when it has a seat."""


class TooBusyError(Exception):
    """Too many queries wait already."""


class TooManySlowError(Exception):
    """Too many slow queries run already, in all or of this client."""


@dataclass(frozen=True, slots=True)
class LaneLimits:
    """How many queries may run and wait.

    Args:
        fast: seats in the fast lane.
        queue: most queries that wait for a seat, in each lane.
        passing: most queries at once that others pass and that are not slow yet; with those of the
            lanes they bound the processes.
        trial: most queries at once that are tried, of clients that are suspected.
        slow: most slow queries at once.
        slow_per_client: most of them for one client.
        slow_wait: seconds that a query known to be slow waits for a seat.
    """

    fast: int = 2
    queue: int = 64
    passing: int = 8
    trial: int = 2
    slow: int = 4
    slow_per_client: int = 2
    slow_wait: float = 2.0


class Seats:
    """A fair queue: clients take turns, so that one client's queries cannot block the others.

    Where it is full, whoever has most in it makes room, so that one client cannot fill it either.

    Args:
        seats: how many there are.
        queue: most queries that wait for one.
        per_client: most seats of one client; by default as many as there are.
        error: what is raised for who gets none.
    """

    def __init__(
        self,
        seats: int,
        queue: int,
        per_client: int | None = None,
        error: type[TooBusyError | TooManySlowError] = TooBusyError,
    ) -> None:
        self._seats = self._free = seats
        self._queue = queue
        self._per_client = seats if per_client is None else per_client
        self._error = error
        self._held: Counter[str] = Counter()
        self._turns: dict[str, int] = {}
        self._waiting: list[_Turn] = []

    def try_take(self, client: str) -> bool:
        """Take a seat for a client, and tell whether it may have one."""
        if not self._free or self._held[client] >= self._per_client:
            return False
        self._free -= 1
        self._held[client] += 1
        self._turns[client] = max(self._turns.values(), default=0) + 1
        return True

    async def take(self, seconds: float, client: str) -> None:
        """Take a seat, or wait for one.

        Raises:
            TooBusyError: (or what else stands for it) too many wait already, or none came free
                within so many seconds; or a client that has fewer waiting needed the place.
        """
        if self.try_take(client):
            return
        if len(self._waiting) >= self._queue:
            self._make_room(client)
        loop = asyncio.get_running_loop()
        turn = client, loop.create_future()
        self._waiting.append(turn)
        late = loop.call_later(seconds, self._send_away, turn)
        try:
            await turn[1]
        except asyncio.CancelledError:  # who asked has gone
            if turn in self._waiting:
                self._waiting.remove(turn)
            elif _has_seat(turn[1]):
                self.give(client)  # the seat came in the same moment
            raise
        finally:
            late.cancel()

    def _send_away(self, turn: _Turn) -> None:
        """Tell who waits that there is no seat, unless one came in the same moment."""
        if turn in self._waiting:
            self._waiting.remove(turn)
        if not turn[1].done():
            turn[1].set_exception(self._error())

    def _make_room(self, client: str) -> None:
        """Send away the last of the client that has most waiting, if that is not the one asking.

        Raises:
            TooBusyError: (or what else stands for it) it is, or would be.
        """
        waiting = Counter(name for name, _ in self._waiting)
        largest, most = waiting.most_common(1)[0] if waiting else (client, 0)
        if most <= waiting[client] + 1:
            raise self._error
        self._send_away(next(turn for turn in reversed(self._waiting) if turn[0] == largest))

    def give(self, client: str) -> None:
        """Give a client's seat back: to one of those who wait, may have it, and hold the fewest.

        Of these it is whose last turn is longest ago, so that a client that has many waiting does
        not come before another that has one.
        """
        self._held[client] -= 1
        if not self._held[client]:
            del self._held[client]
        self._free += 1
        self._waiting = [turn for turn in self._waiting if not turn[1].done()]
        known = {*self._held, *(name for name, _ in self._waiting)}
        self._turns = {name: turn for name, turn in self._turns.items() if name in known}
        if self._waiting:
            turn = min(self._waiting, key=self._precedence)
            if self.try_take(turn[0]):  # if not, then all who wait have as many as they may
                self._waiting.remove(turn)
                turn[1].set_result(None)

    def _precedence(self, turn: _Turn) -> tuple[int, int]:
        return self._held[turn[0]], self._turns.get(turn[0], 0)

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def taken(self) -> int:
        """How many seats are taken."""
        return self._seats - self._free


def _has_seat(future: asyncio.Future[None]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
