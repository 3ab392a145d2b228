"""Two lanes for queries whose size nobody can know beforehand.

Every query starts in the fast lane, which has few places. One that still works after a moment gives
its place to the next one; a little later its process yields to all others; after ``SLOW_SECONDS``
of work it counts as slow. Slow queries are bounded, in all and for each client: one too many is
ended. A query whose text was slow before goes to the slow lane at once and waits there for a place,
so that repeating it wins nothing.

The steps count the time that a process worked, or a quarter of the time that passed, whichever is
more: on a busy machine a small query waits for its turn, and must not be taken for a large one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict, deque
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from graph.sparql.workers.processes import WorkerLostError, WorkerProcess
from graph.sparql.workers.queues import LaneLimits, Places, SlowPlaces, TooManySlowError
from graph.sparql.workers.worker import Setup

PASS_SECONDS = 0.01
"""After so much work a query gives its place in the fast lane to the next one."""
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

    PLACED = auto()
    """It has a place in the fast lane."""
    PASSED = auto()
    """Others pass it."""
    YIELDING = auto()
    """Its process yields to all others."""
    SLOW = auto()
    """It has a place in the slow lane."""


class _Run:
    """One query on its way: a timer takes it from stage to stage until it is answered.

    Args:
        lanes: where its places are.
        key: what it is remembered by when it is slow.
        seconds: most wall-clock time.
        client: who asks.
        stage: where it begins.
    """

    def __init__(
        self, lanes: Lanes, key: str, seconds: float, client: str, stage: _Stage = _Stage.PLACED
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
            if self.stage is _Stage.PLACED and self._has_worked(PASS_SECONDS, passed):
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

    def __init__(self, setup: Setup, limits: LaneLimits) -> None:
        self._setup = setup
        self._limits = limits
        self._fast = Places(limits.fast, limits.queue)
        self._slow = SlowPlaces(limits)
        self._known_slow: OrderedDict[str, None] = OrderedDict()
        self._idle: deque[WorkerProcess] = deque()
        self._workers: set[WorkerProcess] = set()
        self._yielding: set[WorkerProcess] = set()
        self._refilling: set[asyncio.Task[None]] = set()
        self._passing = 0
        self._closed = False

    async def start(self) -> None:
        """Start as many workers as the fast lane has places, and one to spare.

        Raises:
            WorkerLostError: a worker cannot be started.
        """
        started = (self._fresh() for _ in range(self._limits.fast + 1))
        self._idle += await asyncio.gather(*started)

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
            TooBusyError: too many wait already, or no place came free in time.
            TooManySlowError: too many slow queries run already.
            OutOfTimeError: it ran past its time.
            WorkerLostError: its process ended (of too little memory, mostly).
        """
        if key in self._known_slow:
            return await self._run_slow(question, key, seconds, client)
        await self._fast.take(seconds, client)
        run = _Run(self, key, seconds, client)
        try:
            worker = run.worker = await self._worker()
            return await run.answer(worker.ask(question))
        finally:
            self._finish(run)

    async def _run_slow(
        self, question: Mapping[str, Any], key: str, seconds: float, client: str
    ) -> tuple[dict[str, Any], bytes]:
        await self._slow.take(client)
        run = _Run(self, "", seconds, client, stage=_Stage.SLOW)
        try:
            worker = run.worker = await self._worker()
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
            self._put_back(run.worker)

    def leave(self, stage: _Stage, client: str) -> None:
        """Give back the place that a query has at a stage."""
        if stage is _Stage.PLACED:
            self._fast.give(client)
        elif stage is _Stage.SLOW:
            self._slow.give(client)
        else:
            self._passing -= 1

    def try_pass(self, client: str) -> bool:
        """Give a place in the fast lane to the next query, unless too many were passed already."""
        if self._passing >= self._limits.passing:
            return False
        self._passing += 1
        self._fast.give(client)
        self._refill()
        return True

    def make_yield(self, worker: WorkerProcess | None) -> None:
        """Make a worker run only when nobody else wants to, and have a fresh one instead."""
        if worker is None:
            return
        worker.make_yield()
        self._yielding.add(worker)
        self._refill()

    def try_slow(self, key: str, client: str) -> bool:
        """Remember that a query is slow; tell whether there is a place for it, and take it."""
        self._remember(key)
        return self._slow.try_take(client)

    def _remember(self, key: str) -> None:
        self._known_slow[key] = None
        self._known_slow.move_to_end(key)
        if len(self._known_slow) > _REMEMBERED:
            self._known_slow.popitem(last=False)

    async def _worker(self) -> WorkerProcess:
        """Return an idle worker, or a fresh one when there is none."""
        while self._idle:
            worker = self._idle.pop()  # the last one used: its memory is warm
            if worker.alive:
                return worker
            self._workers.discard(worker)
        worker = await self._fresh()
        self._refill()
        return worker

    async def _fresh(self) -> WorkerProcess:
        worker = WorkerProcess(self._setup)
        self._workers.add(worker)
        try:
            await worker.start()
        except BaseException:
            self._workers.discard(worker)
            worker.end()
            raise
        return worker

    def _put_back(self, worker: WorkerProcess) -> None:
        """Keep a worker for the next query; end one that yields, is busy still, or is too many."""
        usable = worker.alive and not worker.busy and worker not in self._yielding
        if usable and not self._closed and len(self._idle) <= self._limits.fast:
            self._idle.append(worker)
            return
        self._yielding.discard(worker)
        self._workers.discard(worker)
        worker.end()
        self._refill()

    def _refill(self) -> None:
        """Have as many free workers, or soon, as there are free places, and one more."""
        if self._closed:
            return
        wanted = self._limits.fast + 1 - self._fast.taken
        for _ in range(wanted - len(self._idle) - len(self._refilling)):
            task = asyncio.get_running_loop().create_task(self._refill_one())
            self._refilling.add(task)
            task.add_done_callback(self._refilling.discard)

    async def _refill_one(self) -> None:
        with contextlib.suppress(WorkerLostError):  # the next query says so
            self._idle.append(await self._fresh())

    def figures(self) -> dict[str, int]:
        """Return how many processes there are, and how many queries wait or are slow."""
        return {
            "workers": len(self._workers),
            "waiting": self._fast.waiting,
            "slow": self._slow.taken,
        }

    async def close(self) -> None:
        """End all workers."""
        self._closed = True
        for task in tuple(self._refilling):
            task.cancel()
        await asyncio.gather(*self._refilling, return_exceptions=True)
        for worker in tuple(self._workers):
            worker.end()
        self._workers.clear()
        self._idle.clear()
        await asyncio.sleep(0)  # connections close in the loop's next turn
