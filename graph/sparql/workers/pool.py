"""Worker processes: started before they are needed, ended when they are of no more use."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable

from graph.sparql.workers.processes import WorkerLostError, WorkerProcess
from graph.sparql.workers.worker import Setup

_KEPT_SECONDS = 60.0
"""How long a worker that yields is kept for those who are suspected; they are so for half of it."""


class WorkerPool:
    """The workers over one store: idle ones are kept, and always one more than can be needed.

    Everything happens in one event loop.

    Args:
        setup: what each worker is started with.
        size: most idle workers that can be needed at once.
        free: tells how many of them nobody uses now.
    """

    def __init__(self, setup: Setup, size: int, free: Callable[[], int]) -> None:
        self._setup = setup
        self._size = size
        self._free = free
        self._idle: deque[WorkerProcess] = deque()
        self._workers: set[WorkerProcess] = set()
        self._yielding: set[WorkerProcess] = set()
        self._idle_yielding: deque[WorkerProcess] = deque()
        self._refilling: set[asyncio.Task[None]] = set()
        self._closed = False

    async def start(self) -> None:
        """Start as many workers as can be needed at once, and one to spare.

        Raises:
            WorkerLostError: a worker cannot be started.
        """
        self._idle += await asyncio.gather(*(self._fresh() for _ in range(self._size + 1)))

    async def take(self, *, yielding: bool = False) -> WorkerProcess:
        """Return an idle worker, or a fresh one when there is none.

        Args:
            yielding: whether it runs only when nobody else wants to.

        Raises:
            WorkerLostError: a worker cannot be started.
        """
        worker = self._alive(self._idle_yielding) if yielding else None
        if worker is not None:
            return worker
        worker = self._alive(self._idle)
        if worker is None:
            worker = await self._fresh()
            self.refill()
        if yielding:
            self.make_yield(worker)
        return worker

    def _alive(self, idle: deque[WorkerProcess]) -> WorkerProcess | None:
        """Return the idle worker that was used last, whose memory is warm, or None."""
        while idle:
            worker = idle.pop()
            if worker.alive:
                return worker
            self._workers.discard(worker)
            self._yielding.discard(worker)
        return None

    def give(self, worker: WorkerProcess, *, worn: bool = False) -> None:
        """Keep a worker for the next query; end one that is worn, or is too many.

        Args:
            worker: it.
            worn: whether it works still, or may hold so much memory that a fresh one is better.
        """
        idle = self._idle_yielding if worker in self._yielding else self._idle
        usable = worker.alive and not worker.busy and not worn
        if usable and not self._closed and len(idle) <= self._size:
            idle.append(worker)
            if worker in self._yielding:
                asyncio.get_running_loop().call_later(_KEPT_SECONDS, self._end_idle, worker)
            return
        self._yielding.discard(worker)
        self._workers.discard(worker)
        worker.end()
        self.refill()

    def _end_idle(self, worker: WorkerProcess) -> None:
        """End a worker that yields, if nobody uses it: it cannot be used for anything else."""
        with contextlib.suppress(ValueError):  # it is in use, or ended
            self._idle_yielding.remove(worker)
            self._yielding.discard(worker)
            self._workers.discard(worker)
            worker.end()

    def make_yield(self, worker: WorkerProcess) -> None:
        """Make a worker run only when nobody else wants to, and have a fresh one instead."""
        worker.make_yield()
        self._yielding.add(worker)
        self.refill()

    def refill(self) -> None:
        """Have as many idle workers, or soon, as there are free seats, and one more."""
        if self._closed:
            return
        wanted = self._free() + 1
        for _ in range(wanted - len(self._idle) - len(self._refilling)):
            task = asyncio.get_running_loop().create_task(self._refill_one())
            self._refilling.add(task)
            task.add_done_callback(self._refilling.discard)

    async def _refill_one(self) -> None:
        with contextlib.suppress(WorkerLostError):  # the next query says so
            self.give(await self._fresh())  # or end it: others may have come back meanwhile

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

    def __len__(self) -> int:
        return sum(worker.alive for worker in self._workers)

    def resident(self) -> list[int]:
        """Return the bytes of memory that each worker holds, the largest first."""
        return sorted((worker.resident() for worker in tuple(self._workers)), reverse=True)

    def revive(self) -> None:
        """Forget the workers that ended by themselves, and have as many as there should be."""
        self._idle = deque(worker for worker in self._idle if worker.alive)
        self._idle_yielding = deque(worker for worker in self._idle_yielding if worker.alive)
        self._workers = {worker for worker in self._workers if worker.alive or worker.busy}
        self._yielding &= self._workers
        self.refill()

    def end(self) -> None:
        """End all workers at once, without waiting for their connections."""
        self._closed = True
        for task in tuple(self._refilling):
            task.cancel()
        for worker in tuple(self._workers):
            worker.end()
        self._workers.clear()
        self._idle.clear()
        self._idle_yielding.clear()
        self._yielding.clear()

    async def close(self) -> None:
        """End all workers, those that are just being started too."""
        self.end()
        await asyncio.gather(*self._refilling, return_exceptions=True)
        self.end()
        await asyncio.sleep(0)  # connections close in the loop's next turn
