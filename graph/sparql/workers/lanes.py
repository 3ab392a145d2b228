"""Lanes for queries whose size nobody can know beforehand.

Every query starts in the fast lane, which has few seats. One that still works after a moment gives
its seat to the next one; a little later its process yields to all others; after ``SLOW_SECONDS``
of work it counts as slow. Slow queries are bounded, in all and for each client: one too many is
ended. A query whose text was slow before goes to the slow lane at once and waits there for a seat,
so that repeating it wins nothing; what a client who had one ended sends next is tried in a process
that yields from the start (``graph.sparql.workers.reputation``), so that a new text wins nothing
either. Where those that are passed are too many, the one that has worked longest is ended: no seat
of the fast lane is held for longer than a moment.

The steps count the time that a process worked, or a quarter of the time that passed, whichever is
more: on a busy machine a small query waits for its turn, and must not be taken for a large one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from graph.sparql.workers.engine import EMBEDDED_ROWS
from graph.sparql.workers.pool import WorkerPool
from graph.sparql.workers.processes import WorkerProcess
from graph.sparql.workers.queues import LaneLimits, Seats, TooManySlowError
from graph.sparql.workers.reputation import Lane, Reputation
from graph.sparql.workers.worker import Setup

PASS_SECONDS = 0.01
"""After so much work a query gives its seat in the fast lane to the next one."""
YIELD_SECONDS = 0.04
"""After so much work its process yields to all others; this cannot be taken back, so that the
process is used again only for what yields from the start."""
SLOW_SECONDS = 0.25
"""After so much work a query counts as slow."""


class OutOfTimeError(Exception):
    """A query ran past its time; its process was ended."""


class _Stage(Enum):
    """How far a query has come; it never goes back."""

    SEATED = auto()
    """It has a seat in the fast lane."""
    TRIED = auto()
    """It has a seat among those of clients that are suspected; its process yields."""
    PASSED = auto()
    """Others pass it."""
    YIELDING = auto()
    """Its process yields to all others."""
    SLOW = auto()
    """It has a seat in the slow lane."""
    OVER = auto()
    """It holds nothing any more."""


_FIRST: Mapping[Lane, _Stage] = {
    Lane.FAST: _Stage.SEATED,
    Lane.TRIAL: _Stage.TRIED,
    Lane.SLOW: _Stage.SLOW,
}


class _Run:
    """One query on its way: a timer takes it from stage to stage until it is answered.

    Args:
        lanes: where its seats are.
        key: what it is remembered by when it is slow.
        seconds: most wall-clock time.
        client: who asks.
        stage: where it begins.
    """

    def __init__(self, lanes: Lanes, key: str, seconds: float, client: str, stage: _Stage) -> None:
        self.worker: WorkerProcess | None = None
        self.stage = stage
        self.client = client
        self.key = key
        self.answered = False
        self._lanes = lanes
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
        answer = await future
        self.answered = True
        return answer

    def stop(self) -> None:
        """Stop the timer."""
        if self._timer is not None:
            self._timer.cancel()

    @property
    def worked(self) -> float:
        """The seconds of CPU that it has taken."""
        return self.worker.used() - self._worked_before if self.worker else 0.0

    def _step(self) -> None:
        """Take the query to its next stage, or end it, and wind the timer up again."""
        passed = self._loop.time() - self._began
        if passed >= self._seconds:
            self.fail(OutOfTimeError())
        elif self.stage is _Stage.SLOW:
            self._wind(self._seconds, passed)
        elif self._has_worked(SLOW_SECONDS, passed):
            self._become_slow(passed)
        else:
            if self.stage is _Stage.SEATED and self._has_worked(PASS_SECONDS, passed):
                self._lanes.let_pass(self)
            elif self.stage is _Stage.PASSED and self._has_worked(YIELD_SECONDS, passed):
                self.stage = _Stage.YIELDING
                self._lanes.make_yield(self.worker)
            self._wind(PASS_SECONDS, passed)

    def _become_slow(self, passed: float) -> None:
        yields = self.stage in {_Stage.YIELDING, _Stage.TRIED}
        if not self._lanes.try_slow(self):
            self.fail(TooManySlowError())
            return
        if not yields:
            self._lanes.make_yield(self.worker)
        self.stage = _Stage.SLOW
        self._wind(self._seconds, passed)

    def _has_worked(self, seconds: float, passed: float) -> bool:
        """Tell whether the process has worked so long, or has had four times as long for it."""
        return self.worked >= seconds or passed >= 4 * seconds

    def _wind(self, seconds: float, passed: float) -> None:
        left = max(self._seconds - passed, 0.0)
        self._timer = self._loop.call_later(min(seconds, left), self._step)

    def fail(self, error: Exception) -> None:
        """End with an error, if there is no answer yet."""
        self.stop()
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
        self._trial = Seats(limits.trial, limits.queue)
        self._slow = Seats(limits.slow, limits.queue, limits.slow_per_client, TooManySlowError)
        self._reputation = Reputation()
        self._pool = WorkerPool(setup, limits.fast, self._free)
        self._passing: dict[_Run, None] = {}

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
        lane = self._reputation.lane(key, client)
        if lane is Lane.SLOW:
            await self._slow.take(self._limits.slow_wait, client)
        else:
            await (self._fast if lane is Lane.FAST else self._trial).take(seconds, client)
        run = _Run(self, key, seconds, client, _FIRST[lane])
        try:
            run.worker = await self._pool.take(yielding=lane is not Lane.FAST)
            return await run.answer(run.worker.ask(question))
        finally:
            self._judge(run)
            self._finish(run)

    def _judge(self, run: _Run) -> None:
        """Remember what a query has shown of its text and of who asked it."""
        if not run.answered:  # ended by a limit, or by who asked and went
            is_alive = run.worker is not None and run.worker.alive
            if run.stage is _Stage.SLOW or (is_alive and run.worked >= YIELD_SECONDS):
                self._reputation.suspect(run.client)
        elif run.worked < SLOW_SECONDS:
            self._reputation.note_quick(run.key, run.client)

    def _finish(self, run: _Run) -> None:
        """Give back what a query held."""
        run.stop()
        worn = not run.answered or run.stage in {_Stage.YIELDING, _Stage.SLOW}
        self._leave(run)
        if run.worker is not None:
            self._pool.give(run.worker, worn=worn)
            run.worker = None

    def _leave(self, run: _Run) -> None:
        """Give back the seat that a query has at its stage."""
        if run.stage is _Stage.SEATED:
            self._fast.give(run.client)
        elif run.stage is _Stage.TRIED:
            self._trial.give(run.client)
        elif run.stage is _Stage.SLOW:
            self._slow.give(run.client)
        else:
            self._passing.pop(run, None)
        run.stage = _Stage.OVER

    def let_pass(self, run: _Run) -> None:
        """Give a query's seat in the fast lane to the next one.

        Where too many were passed already and somebody waits for the seat, the one of them that has
        worked longest is ended.
        """
        if len(self._passing) >= self._limits.passing:
            if not self._fast.waiting:
                return
            longest = max(self._passing, key=lambda passed: passed.worked)
            longest.fail(TooManySlowError())
            self._reputation.suspect(longest.client)
            self._finish(longest)
        self._leave(run)
        run.stage = _Stage.PASSED
        self._passing[run] = None
        self._pool.refill()

    def make_yield(self, worker: WorkerProcess | None) -> None:
        """Make a worker run only when nobody else wants to, and have a fresh one instead."""
        if worker is not None:
            self._pool.make_yield(worker)

    def try_slow(self, run: _Run) -> bool:
        """Remember that a query is slow; tell whether there is a seat for it, and take it."""
        is_sure = run.worked >= SLOW_SECONDS
        self._reputation.note_slow(run.key, run.client, is_sure=is_sure)
        if not self._slow.try_take(run.client):
            return False
        self._leave(run)
        return True

    def figures(self) -> dict[str, int]:
        """Return how many processes there are, and how many queries wait or are slow."""
        return {
            "workers": len(self._pool),
            "waiting": self._fast.waiting,
            "slow": self._slow.taken,
            "tried": self._trial.taken,
            "suspected": self._reputation.suspects,
        }

    def resident(self) -> list[int]:
        """Return the bytes of memory that each process holds, the largest first."""
        return self._pool.resident()

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
