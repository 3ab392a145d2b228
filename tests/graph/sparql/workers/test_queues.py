"""Fair queues: who waits has a seat in the end, or is told that there is none."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace

import pytest

from graph.sparql.workers.queues import Seats, TooManySlowError


def test_who_waits_too_long_is_told_so_also_by_a_clock_that_strikes_early(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A loop strikes as early as its clock is coarse: here, long before the time that was set."""
    coarse = SimpleNamespace(resolution=3600.0)
    monkeypatch.setattr(time, "get_clock_info", lambda _: coarse)

    async def wait() -> None:
        seats = Seats(1, 3, error=TooManySlowError)
        assert seats.try_take("first")
        waiting = asyncio.create_task(seats.take(60.0, "second"))
        for _ in range(3):  # whatever wakes the loop makes it look at its clock
            await asyncio.sleep(0)
        with pytest.raises(TooManySlowError):
            await waiting
        assert (seats.waiting, seats.taken) == (0, 1)

    asyncio.run(wait())


def test_who_goes_while_a_seat_comes_gives_it_back() -> None:
    async def wait() -> None:
        seats = Seats(1, 3)
        assert seats.try_take("first")
        waiting = asyncio.create_task(seats.take(60.0, "second"))
        await asyncio.sleep(0)
        seats.give("first")
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert (seats.waiting, seats.taken) == (0, 0)

    asyncio.run(wait())
