"""Ends work for which nobody waits any more."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import Receive

_PATIENCE = 0.25
"""Seconds after which it is worth while to look whether the client is still there."""


class ClientGoneError(Exception):
    """The client closed its connection before it was answered."""


@contextmanager
def while_connected(receive: Receive) -> Iterator[None]:
    """Stop what is done inside when the client goes away; its request must have been read whole.

    Raises:
        ClientGoneError: it went away.
    """
    loop = asyncio.get_running_loop()
    working = asyncio.current_task()
    watching: list[asyncio.Task[None]] = []
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = working is not None and working.cancel()

    later = loop.call_later(_PATIENCE, lambda: watching.append(loop.create_task(watch())))
    try:
        yield
    except asyncio.CancelledError as error:
        if gone:
            raise ClientGoneError from error
        raise
    finally:
        later.cancel()
        for task in watching:
            task.cancel()
