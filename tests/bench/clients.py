"""Starts the process that asks, and reads what it says."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import orjson

_LOAD = Path(__file__).with_name("load.py")

Requests = Sequence[str | Mapping[str, str]]
"""Paths, or objects with ``path``, ``accept`` and ``kind``."""


def started(port: int, requests: Requests, **more: object) -> subprocess.Popen[bytes]:
    """Start clients.

    Args:
        port: port of the service.
        requests: what they ask, in turn.
        more: see ``load.Task``.
    """
    process = subprocess.Popen(
        [sys.executable, str(_LOAD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with cast("Any", process.stdin) as stdin:
        stdin.write(orjson.dumps({"port": port, "requests": list(requests), **more}))
    process.stdin = None
    return process


def finished(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    """Wait for clients and return what they saw.

    Raises:
        RuntimeError: they did not end as they should.
    """
    output, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the clients ended with {process.returncode}")
    found: dict[str, Any] = orjson.loads(output)
    return found


def asked(port: int, requests: Requests, **more: object) -> dict[str, Any]:
    """Start clients, wait for them and return what they saw."""
    return finished(started(port, requests, **more))
