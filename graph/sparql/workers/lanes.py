"""Two lanes for queries whose size nobody can know beforehand.

Every query starts in the fast lane, which has few seats. One that still works after a moment gives
its seat to the next one; a little later its process yields to all others; after ``SLOW_SECONDS``
of work it counts as slow. Slow queries are bounded, in all and for each client: one too many is
ended. A query whose text was slow before goes to the slow lane at once and waits there for a seat,
so that repeating it wins nothing.

The steps count the time that a process worked, or a quarter of the time that passed, whichever is
more: on a busy machine a small query waits for its turn, and must not be taken for a large one.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from graph.sparql.workers.engine import EMBEDDED_ROWS
from graph.sparql.workers.pool import WorkerPool
from graph.sparql.workers.processes import WorkerProcess
from graph.sparql.workers.queues import LaneLimits, Seats, SlowSeats, TooManySlowError
from graph.sparql.workers.worker import Setup

PASS_SECONDS = 0.01
"""After so much work a query gives its seat in the fast lane to the next one."""
YIELD_SECONDS = 0.04
"""After so much work its process yields to all others; this cannot be taken back, so that the
process is not used again."""
SLOW_SECONDS = 0.25
"""After so much work a query counts as slow."""
_REMEMBERED = 4096
"""Texts of slow queries that are remembered."""


class OutOfTimeError(Exception):
    """A query ran past its time; its process was ended."""


class _Stage(Enum):
    """How far a query has come; it never goes back."""

    SEATED = auto()
    """It has a seat in the fast lane."""
    PASSED = auto()
    """Others pass it."""
    YIELDING = auto()
    """Its process yields to all others."""
    SLOW = auto()
    """It has a seat in the slow lane."""


class _Run:
    """One query on its way: a timer takes it from stage to stage until it is answered.

    Args:
        lanes: where its seats are.
        key: what it is remembered by when it is slow.
        seconds: most wall-clock time.
        client: who asks.
        stage: where it begins.
    """

    def __init__(
        self, lanes: Lanes, key: str, seconds: float, client: str, stage: _Stage = _Stage.SEATED
    ) -> None:
        self.worker: WorkerProcess | None = None
        self.stage = stage
        self.client = client
        self._lanes = lanes
        self._key = key
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None
        self._future: asyncio.Future[tuple[dict[str, Any], bytes]] | None = None
        self._loop = asyncio.get_running_loop()
        self._began = self._worked_before = 0.0

    async def answer(
        self, future: asyncio.Future[tuple[dict[str, Any], bytes]]
    ) -> tuple[dict[str, Any], bytes]:
        """Wait for the answer of the worker."""
        self._future = future
        self._began = self._loop.time()
        self._worked_before = self.worker.used() if self.worker else 0.0
        first = self._seconds if self.stage is _Stage.SLOW else PASS_SECONDS
        self._timer = self._loop.call_later(min(first, self._seconds), self._step)
        return await future

    def stop(self) -> None:
        """Stop the timer."""
        if self._timer is not None:
            self._timer.cancel()

    def _step(self) -> None:
        """Take the query to its next stage, or end it, and wind the timer up again."""
        passed = self._loop.time() - self._began
        if passed >= self._seconds:
            self._fail(OutOfTimeError())
        elif self.stage is _Stage.SLOW:
            self._wind(self._seconds, passed)
        elif self._has_worked(SLOW_SECONDS, passed):
            self._become_slow(passed)
        else:
            if self.stage is _Stage.SEATED and self._has_worked(PASS_SECONDS, passed):
                self._try_pass()
            elif self.stage is _Stage.PASSED and self._has_worked(YIELD_SECONDS, passed):
                self.stage = _Stage.YIELDING
                self._lanes.make_yield(self.worker)
            self._wind(PASS_SECONDS, passed)

    def _try_pass(self) -> None:
        if self._lanes.try_pass(self.client):
            self.stage = _Stage.PASSED

    def _become_slow(self, passed: float) -> None:
        if not self._lanes.try_slow(self._key, self.client):
            self._fail(TooManySlowError())
            return
        self._lanes.leave(self.stage, self.client)
        if self.stage is not _Stage.YIELDING:
            self._lanes.make_yield(self.worker)
        self.stage = _Stage.SLOW
        self._wind(self._seconds, passed)

    def _has_worked(self, seconds: float, passed: float) -> bool:
        """Tell whether the process has worked so long, or has had four times as long for it."""
        used = self.worker.used() - self._worked_before if self.worker else 0.0
        return used >= seconds or passed >= 4 * seconds

    def _wind(self, seconds: float, passed: float) -> None:
        left = max(self._seconds - passed, 0.0)
        self._timer = self._loop.call_later(min(seconds, left), self._step)

    def _fail(self, error: Exception) -> None:
        if self._future is not None and not self._future.done():
            self._future.set_exception(error)


class Lanes:
    """The workers over one store, and who gets one when.

    Everything happens in one event loop: the one that asks first.

    Args:
        setup: what each worker is started with.
        limits: how many queries may run and wait.
    """

    max_rows = EMBEDDED_ROWS
    is_known = True

    def __init__(self, setup: Setup, limits: LaneLimits) -> None:
        self._limits = limits
        self._fast = Seats(limits.fast, limits.queue)
        self._slow = SlowSeats(limits)
        self._known_slow: OrderedDict[str, None] = OrderedDict()
        self._pool = WorkerPool(setup, limits.fast, self._free)
        self._passing = 0

    async def start(self) -> None:
        """Start as many workers as the fast lane has seats, and one to spare.

        Raises:
            WorkerLostError: a worker cannot be started.
        """
        await self._pool.start()

    def _free(self) -> int:
        """Return how many seats of the fast lane are free."""
        return self._limits.fast - self._fast.taken

    async def run(
        self, question: Mapping[str, Any], key: str, seconds: float, client: str
    ) -> tuple[dict[str, Any], bytes]:
        """Return what the answer to a question says of itself, and its body.

        Args:
            question: what a worker is asked.
            key: what a question that is slow is remembered by.
            seconds: most wall-clock time.
            client: who asks.

        Raises:
            TooBusyError: too many wait already, or no seat came free in time.
            TooManySlowError: too many slow queries run already.
            OutOfTimeError: it ran past its time.
            WorkerLostError: its process ended; ``memory`` says whether for want of it.
        """
        if key in self._known_slow:
            return await self._run_slow(question, key, seconds, client)
        await self._fast.take(seconds, client)
        run = _Run(self, key, seconds, client)
        try:
            worker = run.worker = await self._pool.take()
            return await run.answer(worker.ask(question))
        finally:
            self._finish(run)

    async def _run_slow(
        self, question: Mapping[str, Any], key: str, seconds: float, client: str
    ) -> tuple[dict[str, Any], bytes]:
        await self._slow.take(client)
        run = _Run(self, "", seconds, client, stage=_Stage.SLOW)
        try:
            worker = run.worker = await self._pool.take()
            self.make_yield(worker)
            before = worker.used()
            answer = await run.answer(worker.ask(question))
            if worker.used() - before < SLOW_SECONDS:
                self._known_slow.pop(key, None)  # it was slow for another reason than itself
            return answer
        finally:
            self._finish(run)

    def _finish(self, run: _Run) -> None:
        """Give back what a query held."""
        run.stop()
        self.leave(run.stage, run.client)
        if run.worker is not None:
            self._pool.give(run.worker)

    def leave(self, stage: _Stage, client: str) -> None:
        """Give back the seat that a query has at a stage."""
        if stage is _Stage.SEATED:
            self._fast.give(client)
        elif stage is _Stage.SLOW:
            self._slow.give(client)
        else:
            self._passing -= 1

    def try_pass(self, client: str) -> bool:
        """Give a seat in the fast lane to the next query, unless too many were passed already."""
        if self._passing >= self._limits.passing:
            return False
        self._passing += 1
        self._fast.give(client)
        self._pool.refill()
        return True

    def make_yield(self, worker: WorkerProcess | None) -> None:
        """Make a worker run only when nobody else wants to, and have a fresh one instead."""
        if worker is not None:
            self._pool.make_yield(worker)

    def try_slow(self, key: str, client: str) -> bool:
        """Remember that a query is slow; tell whether there is a seat for it, and take it."""
        self._remember(key)
        return self._slow.try_take(client)

    def _remember(self, key: str) -> None:
        self._known_slow[key] = None
        self._known_slow.move_to_end(key)
        if len(self._known_slow) > _REMEMBERED:
            self._known_slow.popitem(last=False)

    def figures(self) -> dict[str, int]:
        """Return how many processes there are, and how many queries wait or are slow."""
        return {
            "workers": len(self._pool),
            "waiting": self._fast.waiting,
            "slow": self._slow.taken,
        }

    def revive(self) -> None:
        """Start workers for those that ended by themselves; called in the event loop."""
        self._pool.revive()

    def trouble(self) -> str:
        """Return nothing: it can always evaluate."""
        return ""

    def end(self) -> None:
        """End all workers at once, without waiting for their connections."""
        self._pool.end()

    async def close(self) -> None:
        """End all workers."""
        await self._pool.close()
