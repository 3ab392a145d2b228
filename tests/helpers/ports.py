"""Ports for what tests start."""

from __future__ import annotations

import os
import random
import socket
from contextlib import ExitStack
from itertools import count, islice
from typing import Final

_FIRST: Final = 12_000
"""Below those that systems give to connections (from 32,768 on Linux, see ip(7)): one of those may
be taken by somebody's connection between a look at it and the start of what is to listen there."""
_SHARE: Final = 1_000
"""How many ports each process of a run has: no two give the same one. Two runs are apart by chance,
and by the look."""
_PROCESSES: Final = 20
_tried = count(random.randrange(_SHARE))  # noqa: S311 - no secret; runs side by side differ


def free_port(many: int = 1) -> int:
    """Return the first of some ports, one after another, at which nobody listens.

    Args:
        many: how many.
    """
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    assert process < _PROCESSES
    while True:
        number, *_ = islice(_tried, many)
        port = _FIRST + process * _SHARE + number % (_SHARE - many)
        with ExitStack() as probes:
            try:
                for number in range(port, port + many):
                    probes.enter_context(socket.create_server(("127.0.0.1", number)))
            except OSError:
                continue
            return port
