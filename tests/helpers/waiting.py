"""Waits until something is so: the one place of the tests that looks again and again.

A deadline is only there so that a test fails instead of hanging; no test is about how long it took.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

SECONDS = 120.0
"""What anything awaited here may take on the slowest machine."""
_PAUSE = 0.005

Found = TypeVar("Found")


def until(reached: Callable[[], Found], what: str, seconds: float = SECONDS) -> Found:
    """Wait until a call returns something true, and return that.

    Args:
        reached: looks whether it is so.
        what: what is awaited, for the message of the failure.
        seconds: when to give up.
    """
    end = time.monotonic() + seconds
    while not (found := reached()):
        assert time.monotonic() < end, f"in vain: {what}"
        time.sleep(_PAUSE)
    return found


async def eventually(reached: Callable[[], Found], what: str, seconds: float = SECONDS) -> Found:
    """Wait as ``until`` does, and let the event loop go on meanwhile."""
    end = time.monotonic() + seconds
    while not (found := reached()):
        assert time.monotonic() < end, f"in vain: {what}"
        await asyncio.sleep(_PAUSE)
    return found


def until_read(connection: socket.socket) -> None:
    """Wait until the other end, on this machine, has read all that was sent."""
    until(lambda: _unread(connection) == 0, "the other end reads what was sent")


def _unread(connection: socket.socket) -> int:
    """Count the bytes that are under way, or have come and were not read (proc(5), net/tcp)."""
    ours, theirs = connection.getsockname()[1], connection.getpeername()[1]
    sending, reading = f":{ours:04X} :{theirs:04X}", f":{theirs:04X} :{ours:04X}"
    queues: dict[str, int] = {}
    for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]:
        fields = line.split()
        ends = " ".join(f":{address.partition(':')[2]}" for address in fields[1:3])
        under_way, waiting = (int(size, 16) for size in fields[4].split(":"))
        queues[ends] = under_way if ends == sending else waiting
    return queues[sending] + queues[reading]
