"""The pool of workers: how many there are, whatever happens at the same time."""

from __future__ import annotations

import asyncio

from waiting import eventually

from api.release.releases import Release
from graph.sparql.workers.pool import WorkerPool
from graph.sparql.workers.worker import Setup


def test_workers_that_come_back_during_a_refill_are_not_one_too_many(release: Release) -> None:
    async def use() -> None:
        store = str(release.folder / "store")
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
