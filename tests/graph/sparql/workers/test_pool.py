"""The pool of workers: how many there are, whatever happens at the same time."""

from __future__ import annotations

import asyncio

from waiting import eventually

from api.release.releases import DATASET, Release
from graph.sparql.workers.pool import WorkerPool
from graph.sparql.workers.processes import _NURSERY, _STARTER, WorkerProcess
from graph.sparql.workers.worker import Setup


def test_workers_that_come_back_during_a_refill_are_not_one_too_many(release: Release) -> None:
    async def use() -> None:
        store = str(release.folder / DATASET)
        pool = WorkerPool(Setup(store, 256, 2, {}, {}, "http://e.jp/"), 1, lambda: 1)
        try:
            await pool.start()
            started = len(pool)
            taken = [await pool.take() for _ in range(started)]
            pool.refill()
            for worker in taken:
                pool.give(worker)
            running = asyncio.all_tasks() - {asyncio.current_task()}
            await eventually(lambda: all(task.done() for task in running), "the refill ends")
            assert len(pool) == started
        finally:
            await pool.close()

    asyncio.run(use())


def test_a_start_that_is_given_up_ends_no_other_worker(release: Release) -> None:
    """The nursery was given up with it, and with the nursery every worker that it had forked."""

    async def use() -> None:
        setup = Setup(str(release.folder / DATASET), 256, 2, {}, {}, "http://e.jp/")
        worker = WorkerProcess(setup)
        await worker.start()
        nursery = _NURSERY._socket
        try:
            with _NURSERY._lock:  # the thread that starts processes waits in the middle of it
                given_up = asyncio.create_task(WorkerProcess(setup).start())
                await asyncio.sleep(0)
                await eventually(_STARTER._work_queue.empty, "the thread has begun")
                given_up.cancel()
                await asyncio.gather(given_up, return_exceptions=True)
            later = WorkerProcess(setup)
            await later.start()
            later.end()
            assert _NURSERY._socket is nursery
            assert worker.alive
        finally:
            worker.end()
            await asyncio.sleep(0)

    asyncio.run(use())
