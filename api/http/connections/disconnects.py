"""Ends work for which nobody waits any more."""

from __future__ import annotations

import asyncio

from starlette.types import Receive

_PATIENCE = 0.25
"""Seconds after which it is worth while to look whether the client is still there."""


class ClientGoneError(Exception):
    """The client closed its connection before it was answered."""


class while_connected:  # noqa: N801 - used like a function of contextlib
    """Stop what is done inside when the client goes away; its request must have been read whole.

    A class, because every small query passes here.

    Args:
        receive: gives the next message of the client.

    Raises:
        ClientGoneError: it went away.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._watching: asyncio.Task[None] | None = None
        self._gone = False

    def __enter__(self) -> None:
        """Look after a while whether the client is still there."""
        self._loop = asyncio.get_running_loop()
        self._working = asyncio.current_task()
        self._later = self._loop.call_later(_PATIENCE, self._begin)

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        """Look no longer."""
        self._later.cancel()
        if self._watching is not None:
            self._watching.cancel()
        if self._gone and kind is asyncio.CancelledError:
            raise ClientGoneError

    def _begin(self) -> None:
        self._watching = self._loop.create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = self._working is not None and self._working.cancel()
