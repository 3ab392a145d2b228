"""The workers behind ``/sparql``: limits, lanes, and what happens to others meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from waiting import SECONDS, eventually

from api.release.releases import DATASET, Release
from graph.sparql.workers.evaluator import (
    Evaluator,
    GraphNameError,
    LostQueryError,
    OutOfMemoryError,
    QueryError,
    QueryRequest,
    QueryTimeoutError,
    ResultTooLargeError,
    StoppedQueryError,
)
from graph.sparql.workers.limits import Limits
from graph.sparql.workers.processes import WorkerProcess
from graph.sparql.workers.queues import LaneLimits, Seats, TooBusyError, TooManySlowError

JSON = ("application/sparql-results+json",)
TURTLE = ("text/turtle",)
SMALL = QueryRequest("SELECT ?s { ?s a <https://w3id.org/tsunagu/ns#Project> } LIMIT 3", JSON)
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
BOMBS = {
    "cross join": f"SELECT * {{ {CROSS} }}",
    "sorted": f"SELECT * {{ {CROSS} }} ORDER BY ?a",
    "counted": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "distinct": f"SELECT DISTINCT ?a ?e ?i {{ {CROSS} }}",
    "distinct counted": f"SELECT (COUNT(DISTINCT ?e) AS ?n) {{ {CROSS} }}",
    "regex": f'SELECT * {{ {CROSS} FILTER(REGEX(STR(?c), "(a*)*(b*)*$") && ?i = 0) }}',
    "path": "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>|^!<x:y>)* ?b . ?c (!<x:z>|^!<x:z>)* ?d }",
    "concatenated": f"SELECT (GROUP_CONCAT(STR(?c)) AS ?t) {{ {CROSS} }}",
    "constructed": f"CONSTRUCT {{ ?a ?e ?i }} WHERE {{ {CROSS} }}",
    "asked": f"ASK {{ {CROSS} FILTER(CONCAT(STR(?c), STR(?f), STR(?i)) = 'nil') }}",
}
FEW = Limits(seconds=10 * SECONDS, memory_mb=256, result_mb=2, cache_mb=0)
"""Limits at whose time a query ends long after any test has given up: a bomb asks for less."""


def bomb(name: str, mark: object = "") -> QueryRequest:
    return QueryRequest(f"{BOMBS[name]} # {mark}", JSON, TURTLE)


def with_evaluator(
    release: Release, limits: Limits, use: Callable[[Evaluator], Awaitable[None]]
) -> None:
    """Use an evaluator in an event loop of its own; at the end none of its processes is left."""

    async def run() -> None:
        evaluator = Evaluator(release.folder / DATASET, limits)
        try:
            await evaluator.start()
            await use(evaluator)
        finally:
            await evaluator.close()
            assert evaluator.figures()["workers"] == 0

    asyncio.run(run())


def children() -> set[int]:
    """Every process below this one."""
    found: set[int] = set()
    fresh = {os.getpid()}
    while fresh:
        parents, fresh = fresh, set()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z" and int(fields[1]) in parents and int(folder.name) not in found:
                found.add(int(folder.name))
                fresh.add(int(folder.name))
    return found


def open_files(pid: int | None) -> list[str]:
    """How many files a process may open: its limit, and how far it may raise that."""
    limits = Path(f"/proc/{pid}/limits").read_text("utf-8").splitlines()
    (files,) = [line for line in limits if line.startswith("Max open files")]
    return files.split()[3:5]


async def gone(before: set[int]) -> None:
    """Wait until there are as few processes as before."""
    await eventually(lambda: len(children()) <= len(before), "the processes end")


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_at_a_limit_and_leaves_no_process(release: Release, name: str) -> None:
    async def use(evaluator: Evaluator) -> None:
        before = children()
        with pytest.raises((QueryTimeoutError, ResultTooLargeError, OutOfMemoryError)):
            await evaluator.evaluate(bomb(name), seconds=1)
        assert (await evaluator.evaluate(SMALL, client="another")).body
        await gone(before)

    with_evaluator(release, FEW, use)


@pytest.mark.parametrize(("limit", "asked"), [(600, 0.3), (0.3, None), (0.3, 600)])
def test_a_shorter_time_can_be_asked_for(
    release: Release, limit: float, asked: float | None
) -> None:
    async def use(evaluator: Evaluator) -> None:
        with pytest.raises(QueryTimeoutError):
            async with asyncio.timeout(SECONDS):
                await evaluator.evaluate(bomb("counted"), seconds=asked)

    with_evaluator(release, replace(FEW, seconds=limit), use)


def test_slow_queries_are_bounded_for_each_client_and_in_all(release: Release) -> None:
    lanes = LaneLimits(fast=2, slow=3, slow_per_client=2, slow_wait=0.1)

    async def use(evaluator: Evaluator) -> None:
        async def refused(clients: Sequence[str]) -> int:
            """Ask of each client; see that what is not refused is slow, and leave it."""
            asked = [
                asyncio.create_task(evaluator.evaluate(bomb("counted", mark), client=mark[1]))
                for mark in enumerate(clients)
            ]
            await eventually(
                lambda: evaluator.figures()["slow"] == sum(not task.done() for task in asked),
                "every query is slow or refused",
            )
            ended = [task for task in asked if task.done()]
            assert {type(task.exception()) for task in ended} <= {TooManySlowError}
            for task in asked:
                task.cancel()
            await asyncio.wait(asked)
            assert evaluator.figures()["slow"] == 0
            return len(ended)

        assert await refused(["one"] * 4) == 2
        assert await refused(["a", "b", "c", "d", "e"]) == 2

    with_evaluator(release, replace(FEW, lanes=lanes), use)


def test_a_text_known_to_be_slow_does_not_enter_the_fast_lane(release: Release) -> None:
    lanes = LaneLimits(fast=1, slow=1, slow_per_client=1, slow_wait=0.1)

    async def use(evaluator: Evaluator) -> None:
        running = asyncio.create_task(evaluator.evaluate(bomb("counted", "known"), client="a"))
        slow = {"waiting": 0, "slow": 1, "tried": 0, "suspected": 0}
        slow["workers"] = lanes.fast + 2  # others took its place
        await eventually(
            lambda: (
                evaluator.figures() == slow and len(evaluator.engine._pool._idle) == lanes.fast + 1
            ),
            "the query is slow",
        )
        before = children()
        with pytest.raises(TooManySlowError):
            await evaluator.evaluate(bomb("counted", "known"), client="b")
        assert evaluator.figures() == slow
        assert children() <= before  # no process was used up for it
        running.cancel()
        await asyncio.wait([running])

    with_evaluator(release, replace(FEW, lanes=lanes), use)


class Rude:
    """A client that sends slow queries without end, over ten connections; no two are the same.

    Args:
        evaluator: what is asked.
        name: the client.
        varied: whether no two have the same shape, either.
    """

    def __init__(self, evaluator: Evaluator, name: str, *, varied: bool) -> None:
        self._evaluator = evaluator
        self._name = name
        self._varied = varied
        self.sent = 0
        self._tasks = [asyncio.create_task(self._ask()) for _ in range(10)]

    async def _ask(self) -> None:
        while True:
            self.sent += 1
            bits = f"{self.sent:b}" if self._varied else ""
            more = "".join(
                f"?x{n} {'a' if bit == '1' else '?p'} ?t{n} . " for n, bit in enumerate(bits)
            )
            text = f"SELECT (COUNT(*) AS ?n) {{ {more}{CROSS} }} # {self.sent}"
            with suppress(StoppedQueryError, TooManySlowError, TooBusyError):
                await self._evaluator.evaluate(QueryRequest(text, JSON), 1, self._name)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)


@pytest.mark.parametrize("varied", [False, True], ids=["new texts", "new shapes"])
def test_a_rude_client_is_never_before_others(release: Release, varied: bool) -> None:  # noqa: FBT001 - a case
    """Once it is known, all its processes yield, and it has no seat that others could want."""

    async def use(evaluator: Evaluator) -> None:
        lanes, wrong = evaluator.engine, list[str]()
        rude = Rude(evaluator, "rude", varied=varied)
        await eventually(lambda: lanes.figures()["suspected"], "the client is suspected")
        known = rude.sent
        await eventually(
            lambda: not lanes._fast._held["rude"] and not lanes._passing, "its first ones are gone"
        )
        while rude.sent < known + 30:
            asked = asyncio.create_task(evaluator.evaluate(SMALL, client="other"))
            await asyncio.sleep(0)
            wrong += ["it has a seat"] * lanes._fast._held["rude"]
            wrong += ["others wait"] * lanes._fast.waiting
            wrong += ["others pass it"] * len(lanes._passing)
            assert (await asked).body
        assert wrong == []
        assert lanes.figures()["slow"] <= FEW.lanes.slow_per_client
        await rude.stop()

    with_evaluator(release, FEW, use)


def test_small_queries_of_a_suspected_client_are_quick_when_they_are_known(
    release: Release,
) -> None:
    async def use(evaluator: Evaluator) -> None:
        lanes = evaluator.engine
        lanes._reputation.suspect("one")
        assert (await evaluator.evaluate(SMALL, client="one")).body
        tried = len(lanes._pool._yielding)
        assert (await evaluator.evaluate(SMALL, client="one")).body
        assert (tried, len(lanes._pool._idle_yielding)) == (1, 1)  # kept, and not wanted again

    with_evaluator(release, FEW, use)


def test_a_full_fast_lane_sends_away_who_has_worked_longest(release: Release) -> None:
    """No seat is held for longer than a moment, however many addresses ask."""
    lanes = LaneLimits(fast=1, passing=1, slow=1, slow_per_client=1)

    async def use(evaluator: Evaluator) -> None:
        state = evaluator.engine
        bombs = [
            asyncio.create_task(evaluator.evaluate(bomb("counted", n), 3, client=str(n)))
            for n in range(4)
        ]
        assert (await evaluator.evaluate(SMALL, client="other")).body
        assert len(state._passing) <= lanes.passing
        found = await asyncio.gather(*bombs, return_exceptions=True)
        assert TooManySlowError in {type(one) for one in found}
        assert not state._passing
        assert state.figures()["slow"] == state.figures()["waiting"] == 0

    with_evaluator(release, replace(FEW, lanes=lanes), use)


def test_one_client_cannot_fill_the_queue_of_slow_queries() -> None:
    async def use() -> None:
        seats = Seats(1, 3, per_client=1, error=TooManySlowError)
        await seats.take(SECONDS, "rude")
        waiting = [asyncio.create_task(seats.take(SECONDS, "rude")) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(TooManySlowError):
            await seats.take(SECONDS, "rude")
        other = asyncio.create_task(seats.take(SECONDS, "other"))
        await asyncio.sleep(0)
        with pytest.raises(TooManySlowError):
            await waiting.pop()
        seats.give("rude")
        await other  # before those that came earlier, whose client has had its turn
        seats.give("other")
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    asyncio.run(use())


def test_small_queries_pass_ten_bombs(release: Release) -> None:
    async def use(evaluator: Evaluator) -> None:
        async def ask(number: int, name: str) -> None:
            with pytest.raises(
                (QueryTimeoutError, ResultTooLargeError, OutOfMemoryError, TooManySlowError)
            ):
                await evaluator.evaluate(bomb(name, number), seconds=3, client=str(number))

        bombs = [asyncio.create_task(ask(*item)) for item in enumerate(BOMBS)]
        answered = 0
        while not all(task.done() for task in bombs):
            answered += bool((await evaluator.evaluate(SMALL)).body)
        assert answered > len(BOMBS)
        for task in bombs:
            await task

    with_evaluator(release, FEW, use)


class Counted(set[WorkerProcess]):
    """A set that knows how many were in it at most."""

    most = 0

    def add(self, worker: WorkerProcess) -> None:
        super().add(worker)
        self.most = max(self.most, len(self))


def test_the_processes_are_bounded(release: Release) -> None:
    lanes = LaneLimits(fast=2, passing=2, slow=1, slow_per_client=1)

    async def use(evaluator: Evaluator) -> None:
        workers = evaluator.engine._pool._workers = Counted(evaluator.engine._pool._workers)
        asked = [evaluator.evaluate(bomb("counted", n), 1, client=str(n)) for n in range(20)]
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert 4 <= workers.most <= 2 * (lanes.fast + 1) + lanes.passing + lanes.slow
        expected = (QueryTimeoutError, OutOfMemoryError, TooManySlowError, TooBusyError)
        assert all(isinstance(answer, expected) for answer in found)
        assert (await evaluator.evaluate(SMALL)).body

    with_evaluator(release, replace(FEW, lanes=lanes), use)


def test_the_queue_has_an_end(release: Release) -> None:
    lanes = LaneLimits(fast=1, queue=2)

    async def use(evaluator: Evaluator) -> None:
        asked = [evaluator.evaluate(SMALL) for _ in range(6)]
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(isinstance(answer, TooBusyError) for answer in found) == 3

    with_evaluator(release, replace(FEW, lanes=lanes), use)


def test_a_worker_that_is_killed_is_replaced(release: Release) -> None:
    async def use(evaluator: Evaluator) -> None:
        idle = tuple(evaluator.engine._pool._idle)
        for worker in idle:
            assert worker._pid is not None
            os.kill(worker._pid, signal.SIGKILL)
        await eventually(lambda: not any(w.alive for w in idle), "the deaths are noticed")
        assert (await evaluator.evaluate(SMALL)).body
        wanted = FEW.lanes.fast + 1
        await eventually(
            lambda: len(evaluator.engine._pool._idle) == wanted, "others take their places"
        )
        assert evaluator.figures()["workers"] == wanted
        assert not set(idle) & evaluator.engine._pool._workers

    with_evaluator(release, FEW, use)


def test_a_process_that_is_lost_is_no_lack_of_memory(
    release: Release, caplog: pytest.LogCaptureFixture
) -> None:
    async def use(evaluator: Evaluator) -> None:
        asked = asyncio.create_task(evaluator.evaluate(bomb("counted"), client="a"))
        await eventually(lambda: evaluator.figures()["slow"] == 1, "the query is slow")
        (worker,) = [one for one in evaluator.engine._pool._workers if one.busy]
        assert worker._pid is not None
        os.kill(worker._pid, signal.SIGKILL)
        with pytest.raises(LostQueryError):
            await asked
        assert str(worker._pid) in caplog.text

    with_evaluator(release, FEW, use)


def test_a_lack_of_memory_is_no_lost_process(
    release: Release, caplog: pytest.LogCaptureFixture
) -> None:
    async def use(evaluator: Evaluator) -> None:
        with pytest.raises(OutOfMemoryError):
            await evaluator.evaluate(bomb("sorted"))
        assert not caplog.records

    with_evaluator(release, replace(FEW, memory_mb=64), use)


def test_a_caller_that_leaves_ends_its_query(release: Release) -> None:
    async def use(evaluator: Evaluator) -> None:
        asked = asyncio.create_task(evaluator.evaluate(bomb("counted"), client="a"))
        await eventually(lambda: evaluator.figures()["slow"] == 1, "the query is slow")
        working = {worker._pid for worker in evaluator.engine._pool._workers if worker.busy}
        assert working & children()
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert evaluator.figures()["slow"] == 0
        # long before its time limit, at which the system would end it
        await eventually(lambda: not working & children(), "its process ends")
        assert (await evaluator.evaluate(SMALL)).body

    with_evaluator(release, FEW, use)


def test_a_worker_that_works_for_who_has_left_is_not_used_again(release: Release) -> None:
    """Whoever left at once had his query computed on, by a process that got the next one, too."""

    async def use(evaluator: Evaluator) -> None:
        pool = evaluator.engine._pool
        asked = asyncio.create_task(evaluator.evaluate(bomb("counted"), client="a"))
        await eventually(lambda: any(one.busy for one in pool._workers), "a worker works")
        (worker,) = [one for one in pool._workers if one.busy]
        asked.cancel()
        await asyncio.wait([asked])
        assert worker not in pool._workers
        assert not worker.alive

    with_evaluator(release, FEW, use)


def test_a_worker_can_open_nothing(release: Release) -> None:
    """Were a SERVICE ever missed, the process could still not open a connection."""

    async def use(evaluator: Evaluator) -> None:
        question = {
            "text": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
            "results": JSON,
            "graphs": [],
            "default_graphs": [],
            "named_graphs": [],
            "bindings": [],
            "encodings": [],
            "seconds": 2,
        }
        worker = evaluator.engine._pool._idle[0]
        assert open_files(worker._pid) == ["0", "0"]
        meta, _ = await worker.ask(question)
        assert meta["status"] == "mistake"

    with_evaluator(release, FEW, use)


def test_mistakes_are_told_apart(release: Release) -> None:
    async def use(evaluator: Evaluator) -> None:
        with pytest.raises(QueryError, match="line 1, column"):
            await evaluator.evaluate(QueryRequest("SELECT * { ?s }", JSON))
        with pytest.raises(QueryError, match="prefix"):
            await evaluator.evaluate(QueryRequest("SELECT * { ?s no:such ?o }", JSON))
        with pytest.raises(GraphNameError, match="not an iri"):
            await evaluator.evaluate(replace(SMALL, default_graphs=("not an iri",)))
        bound = QueryRequest(
            "SELECT ?s ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l }",
            ("text/csv",),
            bindings=(("l", '"四條畷市"@ja'),),
        )
        assert (await evaluator.evaluate(bound)).body.decode().splitlines() == [
            "s,l",
            "https://w3id.org/tsunagu/id/municipality/272299,四條畷市",
        ]

    with_evaluator(release, FEW, use)


def test_the_cache_keeps_what_cannot_change(release: Release) -> None:
    async def use(evaluator: Evaluator) -> None:
        first = await evaluator.evaluate(SMALL)
        assert await evaluator.evaluate(SMALL) is first
        assert (evaluator.cache_figures.hits, evaluator.cache_figures.misses) == (1, 1)
        other = await evaluator.evaluate(replace(SMALL, results=("text/csv",)))
        assert other.body != first.body
        random = QueryRequest("SELECT (RAND() AS ?r) {}", JSON)
        assert (await evaluator.evaluate(random)).body != (await evaluator.evaluate(random)).body
        assert evaluator.cache_figures.hits == 1

    with_evaluator(release, replace(FEW, cache_mb=1), use)


def test_closing_from_another_thread(release: Release) -> None:
    async def run() -> None:
        evaluator = Evaluator(release.folder / DATASET, FEW)
        await evaluator.start()
        closer = threading.Thread(target=evaluator.close_soon)
        closer.start()
        await asyncio.to_thread(closer.join)
        await eventually(lambda: evaluator.figures()["workers"] == 0, "the workers end")

    asyncio.run(run())
