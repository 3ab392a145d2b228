"""Turns: who is let in when, who is sent away, and what is not waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from starlette.types import Message, Receive, Scope, Send
from waiting import eventually

from api.http.connections.turns import TurnLimits, Turns
from api.http.problems import ApiProblem

RUDE, OTHER = "192.0.2.1", "192.0.2.2"


class Door:
    """An application that answers when it is told to, behind turns.

    Args:
        limits: of the turns.
    """

    def __init__(self, limits: TurnLimits) -> None:
        self.turns = Turns(self.app, limits, self.respond)
        self.inside: list[str] = []
        self.open = asyncio.Event()
        self.read = asyncio.Event()

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; the body is not taken before somebody reads."""
        if scope["method"] == "POST":
            await receive()
        self.inside.append(scope["client"][0])
        await self.open.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.read.wait()
        await send({"type": "http.response.body", "body": b""})

    def respond(self, _: Request, problem: ApiProblem) -> Response:
        return Response(status_code=problem.status, headers=problem.headers)

    def ask(
        self, client: str, path: str = "/", method: str = "GET", body: asyncio.Event | None = None
    ) -> asyncio.Task[int]:
        """Ask, and return a task whose result is the status."""

        async def asked() -> int:
            statuses: list[int] = []
            parts = 0

            async def receive() -> Message:
                nonlocal parts
                parts += 1
                if parts > 1:
                    await asyncio.Event().wait()
                if body is not None:
                    await body.wait()
                return {"type": "http.request", "body": b"", "more_body": False}

            async def send(message: Message) -> None:
                if message["type"] == "http.response.start":
                    statuses.append(message["status"])

            scope = {"type": "http", "path": path, "method": method, "headers": []}
            await self.turns({**scope, "client": (client, 1)}, receive, send)
            return statuses[0]

        return asyncio.create_task(asked())


def at(limits: TurnLimits, use: Callable[[Door], Awaitable[None]]) -> None:
    async def run() -> None:
        await use(Door(limits))

    asyncio.run(run())


def test_a_flood_of_one_client_makes_others_wait_for_one_answer_at_most() -> None:
    async def use(door: Door) -> None:
        flood = [door.ask(RUDE) for _ in range(20)]
        await eventually(lambda: len(door.inside) == 1, "one is answered")
        other = door.ask(OTHER)
        await asyncio.sleep(0)
        door.open.set()
        door.read.set()
        assert await other == 200
        assert await asyncio.gather(*flood) == [200] * 20
        assert door.inside[1] == OTHER

    at(TurnLimits(per_client=50, queue=50, seats=1), use)


def test_who_has_most_in_a_full_queue_makes_room() -> None:
    async def use(door: Door) -> None:
        flood = [door.ask(RUDE) for _ in range(6)]
        await eventually(lambda: sum(task.done() for task in flood) == 1, "the queue is full")
        other = door.ask(OTHER)
        await eventually(lambda: sum(task.done() for task in flood) == 2, "one made room")
        door.open.set()
        door.read.set()
        assert await other == 200
        assert sorted(await asyncio.gather(*flood)) == [200] * 4 + [503] * 2

    at(TurnLimits(per_client=50, queue=4, seats=1), use)


def test_one_client_has_so_many_requests_at_once() -> None:
    async def use(door: Door) -> None:
        asked = [door.ask(RUDE, "/sparql") for _ in range(4)]
        await eventually(lambda: any(task.done() for task in asked), "one is too many")
        watched = door.ask(RUDE, "/ready")
        door.open.set()
        door.read.set()
        assert sorted(await asyncio.gather(*asked)) == [200, 200, 200, 429]
        assert await watched == 200
        assert await door.ask(RUDE) == 200

    at(TurnLimits(per_client=3, queue=4, seats=1), use)


def test_who_reads_or_sends_slowly_holds_no_seat() -> None:
    async def use(door: Door) -> None:
        sent = asyncio.Event()
        sender = door.ask(RUDE, method="POST", body=sent)
        door.open.set()
        reader = door.ask(RUDE)
        await eventually(lambda: len(door.inside) == 1, "the reader is answered")
        other = door.ask(OTHER)
        await eventually(lambda: len(door.inside) == 2, "another is answered meanwhile")
        assert not reader.done()
        sent.set()
        await eventually(lambda: len(door.inside) == 3, "what came whole is answered")
        door.read.set()
        assert await asyncio.gather(sender, reader, other) == [200] * 3

    at(TurnLimits(per_client=9, queue=4, seats=1), use)
