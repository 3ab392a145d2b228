"""Asks a service over kept connections, as several clients at once; a process of its own.

What to do is read from standard input as JSON, see ``Task``; what happened is printed as JSON. Raw
requests over asyncio and uvloop, so that the asking takes little beside the answering. Its own
share of one CPU is printed: above 0.8 it may have been the bottleneck.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import sys
import time
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any
from urllib.parse import quote

import orjson
import uvloop
from telling import tell
from wire import Answer, Connection

_OK = 200
_BREATH = 0.05
"""Seconds before a lost connection is made anew."""
NUMBER = "__number__"
"""In a path, each time replaced by another number."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to do.

    Args:
        port: port of the service.
        requests: paths, or objects with ``path``, and maybe ``accept`` and ``kind``; they are asked
            in turn, over and over.
        clients: connections.
        seconds: how long it is measured.
        warm_up: seconds of the same before that.
        rate: requests a second of all clients together, whether answers come or not; 0 for each
            client asking as soon as it has its answer.
        source: address that the clients have.
        own: each client has one request of its own: the first the first, and so on.
        polite: a client waits as long as ``Retry-After`` says.
        drain: seconds that are waited for the last answers.
        known: for some paths, the hashes of the answer of each release.
    """

    port: int
    requests: Sequence[str | Mapping[str, str]]
    clients: int = 8
    seconds: float = 10.0
    warm_up: float = 0.0
    rate: float = 0.0
    source: str = ""
    own: bool = False
    polite: bool = False
    drain: float = 60.0
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """A request, ready to be sent."""

    path: str
    kind: str
    head: str

    def content(self, number: int) -> bytes:
        """Return the bytes to be sent."""
        path = self.path.replace(NUMBER, str(number)) if NUMBER in self.path else self.path
        return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{self.head}\r\n".encode("ascii")


def question(request: str | Mapping[str, str]) -> Question:
    """Return a request of a task as it is sent."""
    if isinstance(request, str):
        request = {"path": request}
    head = f"Accept: {request['accept']}\r\n" if "accept" in request else ""
    return Question(quote(request["path"], safe="/?=&%+"), request.get("kind", ""), head)


@dataclass
class Load:
    """What has been asked and answered.

    Args:
        times: milliseconds of each answer.
        at: for each, when it was asked, in seconds from the start of the measuring.
        in_time: how many answers came while it was measured, whenever they were asked.
        statuses: for each kind, how many answers had each status; 0 for a lost connection.
        owners: for answers that were checked, how many belong to which releases.
        broken: answers under 200 that are not whole JSON, where JSON was asked for.
        known: for each path, the hashes of the answer of each release.
    """

    times: list[float] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    in_time: int = 0
    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    owners: Counter[str] = field(default_factory=Counter)
    broken: int = 0
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def check(self, asked: Question, answer: Answer) -> None:
        """Note which release an answer is of (``none``: of none as a whole), and if it is whole."""
        known = self.known.get(asked.path)
        if known is not None:
            found = hashlib.sha256(answer.body).hexdigest()
            owners = [release for release, hash_ in sorted(known.items()) if hash_ == found]
            self.owners["+".join(owners) or "none"] += 1
        if asked.kind and answer.status == _OK and "json" in asked.head:
            try:
                orjson.loads(answer.body)
            except ValueError:
                self.broken += 1


class Client:
    """Asks one question after the other over one connection, which is made anew when it is lost."""

    def __init__(self, run: Run, own: Question | None) -> None:
        self._run = run
        self._own = own
        self._connection: Connection | None = None
        self._asked = own
        self.due = 0.0
        self.busy = False
        self.unanswered = False

    def ask(self, due: float | None = None) -> None:
        """Ask the next question; its time counts from when it was due."""
        self.busy = self.unanswered = True
        self.due = time.perf_counter() if due is None else due
        self._asked = self._own or next(self._run.turn)
        if self._connection is not None and self._connection.usable:
            self._connection.ask(self._asked.content(next(self._run.numbers)))
        else:
            self._run.keep(self._connect(self._asked))

    async def _connect(self, asked: Question) -> None:
        task = self._run.task
        source = (task.source, 0) if task.source else None
        try:
            _, self._connection = await asyncio.get_running_loop().create_connection(
                lambda: Connection(self._done), "127.0.0.1", task.port, local_addr=source
            )
        except OSError:
            self._done(Answer(0))
        else:
            self._connection.ask(asked.content(next(self._run.numbers)))

    def _done(self, answer: Answer) -> None:
        self.unanswered = False
        if self._asked is not None:
            self._run.note(self._asked, answer, self.due)
        wait = _BREATH if answer.status == 0 else 0.0
        if self._run.task.polite and (after := answer.field(b"retry-after")) is not None:
            wait = float(after)
        if wait:
            asyncio.get_running_loop().call_later(wait, self._free)
        else:
            self._free()

    def _free(self) -> None:
        self.busy = False
        self._run.free(self)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()


class Run:
    """One task under way.

    Args:
        task: what to do.
        load: what happens.
    """

    def __init__(self, task: Task, load: Load) -> None:
        self.task = task
        self.numbers = count(1)
        self._load = load
        questions = [question(request) for request in task.requests]
        self.turn = cycle(questions)
        owned = questions if task.own else [None] * task.clients
        self._clients = [Client(self, own) for own, _ in zip(cycle(owned), range(task.clients))]
        self._idle: deque[Client] = deque()
        self._due: deque[float] = deque()
        self._over = False
        self._resting = asyncio.Event()
        self._kept: set[asyncio.Task[None]] = set()

    def keep(self, work: Any) -> None:  # noqa: ANN401 - a coroutine
        """Run a coroutine aside."""
        task = asyncio.get_running_loop().create_task(work)
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)

    def note(self, asked: Question, answer: Answer, due: float) -> None:
        """Note an answer."""
        now = time.perf_counter()
        load = self._load
        load.in_time += answer.status != 0 and self.start <= now <= self.until
        if due < self.start or (self._over and answer.status == 0):
            return
        if answer.status:
            load.times.append(1000 * (now - due))
            load.at.append(due - self.start)
        load.statuses[asked.kind][answer.status] += 1
        load.check(asked, answer)

    def free(self, client: Client) -> None:
        """Give a client its next question, if there is one."""
        if time.perf_counter() >= self.until:
            self._rest_if_done()
            return
        if not self.task.rate:
            client.ask()
        elif self._due:
            client.ask(self._due.popleft())
        else:
            self._idle.append(client)

    def _note_unanswered(self) -> None:
        """Note questions that have no answer at the end; their time so far counts."""
        open_ = [client.due for client in self._clients if client.unanswered]
        for due in [*open_, *self._due]:
            self._load.statuses[""][0] += 1
            self._load.times.append(1000 * (time.perf_counter() - due))
            self._load.at.append(due - self.start)

    def _rest_if_done(self) -> None:
        if not any(client.busy for client in self._clients):
            self._resting.set()

    async def __call__(self) -> tuple[float, float]:
        """Ask as several clients at once; returns the seconds measured and those of CPU."""
        begun = time.perf_counter()
        self.start = begun + self.task.warm_up
        self.until = self.start + self.task.seconds
        for client in self._clients:
            self.free(client)
        if self.task.rate:
            self.keep(self._schedule(begun))
        await asyncio.sleep(self.start - time.perf_counter())
        worked = time.process_time()
        await asyncio.sleep(self.until - time.perf_counter())
        worked = time.process_time() - worked
        self._rest_if_done()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.task.drain):
                await self._resting.wait()
        self._over = True
        self._note_unanswered()
        for client in self._clients:
            client.close()
        return self.task.seconds, worked

    async def _schedule(self, begun: float) -> None:
        """Let questions fall due at a steady rate."""
        for number in count():
            due = begun + number / self.task.rate
            if due >= self.until:
                return
            await asyncio.sleep(due - time.perf_counter())
            if self._idle:
                self._idle.popleft().ask(due)
            else:
                self._due.append(due)


def main() -> None:
    """Do what standard input says."""
    task = Task(**orjson.loads(sys.stdin.buffer.read()))
    known = {quote(path, safe="/?=&%+"): value for path, value in task.known.items()}
    load = Load(known=known)
    seconds, worked = uvloop.run(Run(task, load)())
    statuses: Counter[int] = sum(load.statuses.values(), Counter())
    answer = {
        "seconds": seconds,
        "cpu_share": worked / seconds,
        "per_second": load.in_time / seconds,
        "times_ms": load.times,
        "at": load.at,
        "errors": sum(number for status, number in statuses.items() if status != _OK),
        "statuses": {str(status): number for status, number in statuses.items()},
        "kinds": {
            kind: {str(status): number for status, number in found.items()}
            for kind, found in load.statuses.items()
        },
        "broken": load.broken,
        "owners": dict(load.owners),
    }
    tell(answer)


if __name__ == "__main__":
    main()
