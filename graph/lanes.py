"""Two lanes for queries whose size nobody can know beforehand.

Every query starts in the fast lane, which has few places. One that still works after a moment gives
its place to the next one; a little later its process yields to all others; after
``SLOW_SECONDS`` it counts as slow. Slow queries are bounded, in all and for each client: one too
many is ended. A query whose text was slow before goes to the slow lane at once and waits there for
a place, so that repeating it wins nothing.

The first two steps count the time that a process worked, not the time that passed: on a busy
machine a small query waits for its turn, and must not be taken for a large one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.processes import WorkerLostError, WorkerProcess
from graph.worker import Setup

PASS_SECONDS = 0.025
"""After so much work a query gives its place in the fast lane to the next one."""
YIELD_SECONDS = 0.06
"""After so much work its process yields to all others; this cannot be taken back, so that the
process is not used again."""
SLOW_SECONDS = 0.25
"""After this a query counts as slow."""
_REMEMBERED = 4096
"""Texts of slow queries that are remembered."""


class TooBusyError(Exception):
    """Too many queries wait already."""


class TooManySlowError(Exception):
    """Too many slow queries run already, in all or of this client."""


class OutOfTimeError(Exception):
    """A query ran past its time; its process was ended."""


@dataclass(frozen=True, slots=True)
class LaneLimits:
    """How many queries may run and wait.

    Args:
        fast: places in the fast lane.
        queue: most queries that wait for a place.
        slow: most slow queries at once.
        slow_per_client: most of them for one client.
        slow_wait: seconds that a query known to be slow waits for a place.
    """

    fast: int = 2
    queue: int = 64
    slow: int = 4
    slow_per_client: int = 2
    slow_wait: float = 2.0


class _Places:
    """A fair semaphore that counts who waits."""

    def __init__(self, places: int, queue: int) -> None:
        self._places = self._free = places
        self._queue = queue
        self._waiting: deque[asyncio.Future[None]] = deque()

    def try_take(self) -> bool:
        if not self._free:
            return False
        self._free -= 1
        return True

    async def take(self) -> None:
        if len(self._waiting) >= self._queue:
            raise TooBusyError
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give()
            else:
                self._waiting.remove(turn)
            raise

    def give(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def taken(self) -> int:
        return self._places - self._free


class _SlowPlaces:
    """Places for slow queries, bounded in all and for each client."""

    def __init__(self, limits: LaneLimits) -> None:
        self._limits = limits
        self._clients: Counter[str] = Counter()
        self._freed = asyncio.Condition()

    def try_take(self, client: str) -> bool:
        limits = self._limits
        if self.taken >= limits.slow or self._clients[client] >= limits.slow_per_client:
            return False
        self._clients[client] += 1
        return True

    async def take(self, client: str) -> None:
        """Wait for a place; raises TooManySlowError when none comes free in time."""
        try:
            async with asyncio.timeout(self._limits.slow_wait), self._freed:
                await self._freed.wait_for(lambda: self.try_take(client))
        except TimeoutError as error:
            raise TooManySlowError from error

    async def give(self, client: str) -> None:
        self._clients[client] -= 1
        if not self._clients[client]:
            del self._clients[client]
        async with self._freed:
            self._freed.notify_all()

    @property
    def taken(self) -> int:
        return self._clients.total()


@dataclass(slots=True)
class _Run:
    """One query on its way."""

    question: Mapping[str, Any]
    key: str
    seconds: float
    client: str
    worker: WorkerProcess | None = None
    passed: bool = False


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
        self._fast = _Places(limits.fast, limits.queue)
        self._slow = _SlowPlaces(limits)
        self._known_slow: OrderedDict[str, None] = OrderedDict()
        self._idle: deque[WorkerProcess] = deque()
        self._workers: set[WorkerProcess] = set()
        self._yielding: set[WorkerProcess] = set()
        self._refilling: set[asyncio.Task[None]] = set()
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
            return await self._run_slow(question, seconds, client)
        await self._place(seconds)
        run = _Run(question, key, seconds, client)
        try:
            run.worker = await self._worker()
            return await self._run_on(run, run.worker)
        finally:
            if not run.passed:
                self._fast.give()
            if run.worker is not None:
                self._put_back(run.worker)

    async def _run_on(self, run: _Run, worker: WorkerProcess) -> tuple[dict[str, Any], bytes]:
        """Let a query run through the lanes."""
        began, before = asyncio.get_running_loop().time(), worker.used()
        answer = worker.ask(run.question)
        if await _worked(answer, worker, before, min(PASS_SECONDS, run.seconds)):
            return answer.result()
        run.passed = True
        self._fast.give()
        self._refill()
        if await _worked(answer, worker, before, min(YIELD_SECONDS, run.seconds)):
            return answer.result()
        self._make_yield(worker)
        passed = asyncio.get_running_loop().time() - began
        if await _done(answer, min(SLOW_SECONDS, run.seconds) - passed):
            return answer.result()
        self._remember(run.key)
        if not self._slow.try_take(run.client):
            raise TooManySlowError
        try:
            if await _done(answer, run.seconds - max(SLOW_SECONDS, passed)):
                return answer.result()
            raise OutOfTimeError
        finally:
            await self._slow.give(run.client)

    async def _place(self, seconds: float) -> None:
        if self._fast.try_take():
            return
        try:
            async with asyncio.timeout(seconds):
                await self._fast.take()
        except TimeoutError as error:
            raise TooBusyError from error

    def _make_yield(self, worker: WorkerProcess) -> None:
        worker.make_yield()
        self._yielding.add(worker)
        self._refill()

    async def _run_slow(
        self, question: Mapping[str, Any], seconds: float, client: str
    ) -> tuple[dict[str, Any], bytes]:
        await self._slow.take(client)
        worker = None
        try:
            worker = await self._worker()
            self._make_yield(worker)
            answer = worker.ask(question)
            if await _done(answer, seconds):
                return answer.result()
            raise OutOfTimeError
        finally:
            await self._slow.give(client)
            if worker is not None:
                self._put_back(worker)

    def _remember(self, key: str) -> None:
        self._known_slow[key] = None
        self._known_slow.move_to_end(key)
        if len(self._known_slow) > _REMEMBERED:
            self._known_slow.popitem(last=False)

    async def _worker(self) -> WorkerProcess:
        """Return an idle worker, or a fresh one when there is none."""
        while self._idle:
            worker = self._idle.popleft()
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


async def _worked(
    answer: asyncio.Future[Any], worker: WorkerProcess, before: float, seconds: float
) -> bool:
    """Wait for an answer until its process has worked so long; tell whether the answer is there.

    Args:
        answer: the answer.
        worker: the process.
        before: seconds of CPU that it had used before it was asked.
        seconds: seconds of CPU that it may use; it has four times as long on the clock.
    """
    left = seconds
    for _ in range(4):
        if await _done(answer, left):
            return True
        left = seconds - (worker.used() - before)
        if left <= 0:
            return False
    return False


async def _done(answer: asyncio.Future[Any], seconds: float) -> bool:
    """Wait for an answer, at most so long, and tell whether it is there."""
    if not answer.done() and seconds > 0:
        await asyncio.wait((answer,), timeout=seconds)
    return answer.done()
