"""Who may have a query at a server, which nobody can stop: each keeps its place until it has ended.

No server that was tried ends a query when its client leaves. So a place is given back when the
server has answered, or has let go of the connection, not when somebody gave up waiting. A query
begins in a seat of the fast lane; after ``SLOW_SECONDS`` it needs one of the slow lane. One that
finds none there is refused, and until it has ended its client may ask nothing more.
"""

from __future__ import annotations

from collections import Counter

from graph.sparql.workers.queues import LaneLimits, Seats, TooManySlowError

SLOW_SECONDS = 1.0
"""Seconds after which a query counts as slow: of a server we see time passing, not work."""


class Places:
    """The seats of all queries at one server.

    Args:
        limits: how many there are.
    """

    def __init__(self, limits: LaneLimits) -> None:
        self._limits = limits
        self._fast = Seats(limits.fast, limits.queue)
        self._slow: Counter[str] = Counter()
        self._overdue: Counter[str] = Counter()

    async def take(self, seconds: float, client: str) -> Place:
        """Take a seat in the fast lane, or wait for one.

        Raises:
            TooManySlowError: a query of this client that was refused still runs, or too many do.
            TooBusyError: too many wait already, or none came free within so many seconds.
        """
        if self._overdue[client] or self._overdue.total() >= self._limits.passing:
            raise TooManySlowError
        await self._fast.take(seconds, client)
        return Place(self, client)

    def figures(self) -> dict[str, int]:
        """Return how many queries wait, are slow, and run although nobody waits for them."""
        return {
            "waiting": self._fast.waiting,
            "slow": self._slow.total(),
            "overdue": self._overdue.total(),
        }

    def give_fast(self, client: str) -> None:
        """Give a seat of the fast lane back."""
        self._fast.give(client)

    def try_slow(self, client: str) -> bool:
        """Take a seat of the slow lane; tell whether there was one."""
        limits = self._limits
        if self._slow.total() >= limits.slow or self._slow[client] >= limits.slow_per_client:
            return False
        self._slow[client] += 1
        return True

    def change(self, lane: str, client: str, by: int) -> None:
        """Count a query more or less that is slow or overdue."""
        counted = self._slow if lane == "slow" else self._overdue
        counted[client] += by
        if not counted[client]:
            del counted[client]


class Place:
    """The seat of one query.

    Args:
        places: where it is.
        client: who asks.
    """

    def __init__(self, places: Places, client: str) -> None:
        self._places = places
        self._client = client
        self._lane = "fast"

    def become_slow(self) -> bool:
        """Go to the slow lane; tell whether there is room, else nobody should wait for it."""
        if self._lane != "fast":
            return self._lane == "slow"
        self._lane = "slow" if self._places.try_slow(self._client) else "overdue"
        if self._lane == "overdue":
            self._places.change("overdue", self._client, 1)
        self._places.give_fast(self._client)
        return self._lane == "slow"

    def leave(self) -> None:
        """Give the seat back; once is enough."""
        if self._lane == "fast":
            self._places.give_fast(self._client)
        elif self._lane:
            self._places.change(self._lane, self._client, -1)
        self._lane = ""
