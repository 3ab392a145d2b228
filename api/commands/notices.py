"""What the program tells systemd: that it is ready, and that it lives (sd_notify(3))."""

from __future__ import annotations

import os
import socket
from collections.abc import Awaitable, Callable

_ABSTRACT = "@"


def notify(state: str) -> bool:
    """Send a state to the manager that started this program; tell whether there is one.

    Args:
        state: such as ``READY=1``.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address.startswith(_ABSTRACT):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sending:
        sending.sendto(state.encode(), address)
    return True


def watched() -> Callable[[], Awaitable[None]]:
    """Return what the server calls while it runs: first it is ready, then it lives still."""
    states = iter(["READY=1\nWATCHDOG=1"])

    async def told() -> None:
        notify(next(states, "WATCHDOG=1"))

    return told


def interval() -> int:
    """Return after how many seconds to tell again: a third of what the manager waits."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    return max(1, int(microseconds) // 3_000_000) if microseconds.isdigit() else 30
