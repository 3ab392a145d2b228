"""A SPARQL server as an engine: asked over HTTP, read again and written here.

What goes out is what the embedded engine would write, byte for byte where the server's values are
the same, and an answer that a server has cut off is an error, never half a result. Both come from
one rule: a server is asked for SPARQL-JSON or N-Triples only, and a worker process reads it whole.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from math import inf
from typing import Any

from graph.sparql.remote.asking import chosen_graphs, sent_query
from graph.sparql.remote.endpoint import (
    GRAPHS,
    RESULTS,
    Endpoint,
    EngineSizeError,
    EngineTimeError,
    ServerAddress,
)
from graph.sparql.remote.places import SLOW_SECONDS, Place, Places
from graph.sparql.remote.probes import Content, fit_address
from graph.sparql.workers.engine import EngineError, EngineRefusalError
from graph.sparql.workers.lanes import Lanes, OutOfTimeError
from graph.sparql.workers.queues import LaneLimits, TooManySlowError
from graph.sparql.workers.worker import Setup
from graph.store.formats import GRAPH_FORMATS

_MIB = 1024 * 1024
_PAUSE = 2.0
"""Seconds after which a server that was unfit or away is probed again."""
_LARGER = 4
"""How much larger than the largest result SPARQL-JSON may be: it is the longest of the formats."""
_LOG = logging.getLogger("tsunagu")


class RemoteEngine:
    """A server that evaluates queries; everything happens in one event loop.

    Args:
        address: where it is.
        content: what it must hold.
        max_rows: most hits of the search that are written into one query.
        seconds: longest time of a query. The server's own limit should be no longer: a query keeps
            its place until the server has let go of it, and for twice this time at most.
        setup: of the workers that read queries and answers.
        limits: how many queries may run and wait.
    """

    def __init__(
        self,
        address: ServerAddress,
        content: Content,
        max_rows: int,
        seconds: float,
        setup: Setup,
        limits: LaneLimits,
    ) -> None:
        self.max_rows = max_rows
        self._address = address
        self._content = content
        self._seconds = seconds
        self._base = setup.base
        self._most = _LARGER * setup.result_mb * _MIB
        self._connections = limits.fast + limits.slow + limits.passing
        self._readers = Lanes(replace(setup, folder=""), limits)
        self._places = Places(limits)
        self._endpoint: Endpoint | None = None
        self._running: set[asyncio.Task[bytes]] = set()
        self._looking: set[asyncio.Task[None]] = set()
        self._trouble = f"{address.url} was not asked yet"
        self.is_known = False
        self._probing: asyncio.Task[None] | None = None
        self._probed = -inf

    async def start(self) -> None:
        """Start what reads, and probe the server.

        Raises:
            EngineUnfitError: it is not fit.
            EngineError: it cannot be reached.
        """
        await self._readers.start()
        await self._probe()

    async def _probe(self) -> None:
        try:
            found = await fit_address(self._at(), self._address, self._content, self._seconds)
        except EngineError as error:
            self._trouble = str(error)
            raise
        if found != self._address:
            _LOG.info("the default graph of %s is empty: %s is asked for", found.url, found.union)
        self._address, self._trouble, self.is_known = found, "", True

    async def _probe_again(self) -> None:
        """Probe the server, once for all who ask, and not at every turn."""
        if self._probing is None or self._probing.done():
            now = asyncio.get_running_loop().time()
            if now < self._probed + _PAUSE:
                raise EngineError(self._trouble)
            self._probed = now
            self._probing = asyncio.get_running_loop().create_task(self._probe())
        await asyncio.shield(self._probing)

    def _at(self) -> Endpoint:
        if self._endpoint is None:
            longest = 2 * self._seconds + 1
            self._endpoint = Endpoint(self._address, self._connections, longest)
        return self._endpoint

    async def run(
        self, question: Mapping[str, Any], key: str, seconds: float, client: str
    ) -> tuple[dict[str, Any], bytes]:
        """Return what the answer to a question says of itself, and its body.

        Raises:
            TooBusyError: too many wait already, or no seat came free in time.
            TooManySlowError: too many slow queries run already.
            OutOfTimeError: it ran past its time.
            WorkerLostError: what reads it ended.
            EngineError: the server cannot be reached, or gave no whole answer.
            EngineRefusalError: the server does not take the query.
        """
        if not self.is_known:
            await self._probe_again()
        text = question["text"]
        sent = sent_query(text, self._base, question["bindings"])
        # Read here first: what is wrong with a query is said in the same words everywhere, and what
        # only a server's dialect has is refused.
        read = {**question, "text": sent, "bindings": (), "encodings": ()}
        meta, body = await self._readers.run(read, f"read {key}", seconds, client)
        if meta["status"] != "ok":
            return meta, body
        is_graph = meta["media"] in GRAPH_FORMATS
        graphs = chosen_graphs(
            text, question["default_graphs"], question["named_graphs"], self._address.union
        )
        try:
            answered = await self._answer(
                sent, GRAPHS if is_graph else RESULTS, graphs, seconds, client
            )
        except EngineTimeError as error:
            raise OutOfTimeError from error
        except EngineRefusalError as error:  # clients are not shown the words of others
            _LOG.warning("%s refuses a query: %s", self._address.url, error)
            raise
        except EngineSizeError:
            return {"status": "size"}, b""
        write = {**question, "answered": _text(answered, self._address.url), "is_graph": is_graph}
        meta, body = await self._readers.run(write, f"write {key}", seconds, client)
        if meta["status"] == "mistake":
            raise EngineError(f"{self._address.url} gave no whole answer: {meta['detail']}")
        return meta, body

    async def _answer(
        self, query: str, media: str, graphs: list[tuple[str, str]], seconds: float, client: str
    ) -> bytes:
        """Return the server's answer, or give up; the query keeps its place until it has ended."""
        place = await self._places.take(seconds, client)
        running = asyncio.get_running_loop().create_task(
            self._at().ask(query, media, graphs, self._most)
        )
        self._running.add(running)
        running.add_done_callback(lambda task: self._ended(task, place))
        try:
            return await _awaited(running, place, seconds)
        except EngineError as error:
            self._trouble = str(error)
            raise
        finally:
            if not running.done():  # nobody waits for it, and the server goes on
                place.become_slow()
                left = 2 * self._seconds - min(seconds, self._seconds)
                asyncio.get_running_loop().call_later(left, running.cancel)

    def _ended(self, task: asyncio.Task[bytes], place: Place) -> None:
        self._running.discard(task)
        place.leave()
        if not task.cancelled() and task.exception() is None:
            self._trouble = ""

    def figures(self) -> dict[str, int]:
        """Return how many processes there are, and how many queries wait, are slow or overdue."""
        return {"workers": self._readers.figures()["workers"], **self._places.figures()}

    def resident(self) -> list[int]:
        """Return the bytes of memory that each process that reads answers holds."""
        return self._readers.resident()

    def revive(self) -> None:
        """Start workers for those that ended by themselves, and look for the server again."""
        self._readers.revive()
        if self._trouble:
            task = asyncio.get_running_loop().create_task(self._look())
            self._looking.add(task)
            task.add_done_callback(self._looking.discard)

    async def _look(self) -> None:
        with suppress(EngineError):
            await self._probe_again()

    def trouble(self) -> str:
        """Return why the server did not answer the last query; empty where it did."""
        return self._trouble

    def end(self) -> None:
        """End at once."""
        for task in (*self._running, *self._looking):
            task.cancel()
        if self._probing is not None:
            self._probing.cancel()
        self._readers.end()

    async def close(self) -> None:
        """End, with all connections."""
        self.end()
        probing = [self._probing] if self._probing is not None else []
        ending = (*self._running, *self._looking, *probing)
        await asyncio.gather(*ending, return_exceptions=True)
        if self._endpoint is not None:
            await self._endpoint.close()
            self._endpoint = None
        await self._readers.close()


async def _awaited(running: asyncio.Task[bytes], place: Place, seconds: float) -> bytes:
    """Return what a task brings within its time.

    Raises:
        OutOfTimeError: it does not.
        TooManySlowError: it is slow, and there is no seat for one more.
    """
    done, _ = await asyncio.wait({running}, timeout=min(SLOW_SECONDS, seconds))
    if not done and seconds > SLOW_SECONDS:
        if not place.become_slow():
            raise TooManySlowError
        done, _ = await asyncio.wait({running}, timeout=seconds - SLOW_SECONDS)
    if not done:
        raise OutOfTimeError
    return running.result()


def _text(body: bytes, url: str) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise EngineError(f"{url} gave no whole answer: it is not UTF-8") from error
