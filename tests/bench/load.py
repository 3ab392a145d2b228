"""Asks a service over kept connections, as several clients at once; a process of its own.

Raw requests over asyncio and uvloop, so that the asking takes little beside the answering. Its own
share of one CPU is printed: above 0.8 it may have been the bottleneck.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import orjson
import uvloop

_OK = 200


@dataclass
class Load:
    """What has been asked and answered.

    Args:
        times: milliseconds of each answer.
        statuses: how many answers had each status; 0 for a lost connection.
        owners: for answers that were checked, how many belong to which releases.
        known: for each path, the hashes of the answer of each release.
    """

    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    owners: Counter[str] = field(default_factory=Counter)
    known: dict[str, dict[str, str]] = field(default_factory=dict)

    def check(self, path: str, body: bytes) -> None:
        """Note which release an answer is of, and ``none`` when it is of none as a whole."""
        known = self.known.get(path)
        if known is not None:
            found = hashlib.sha256(body).hexdigest()
            owners = [release for release, hash_ in sorted(known.items()) if hash_ == found]
            self.owners["+".join(owners) or "none"] += 1


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str
) -> tuple[int, bytes]:
    """Return the status and body of one GET over a kept connection.

    Raises:
        OSError: the connection was lost.
        asyncio.IncompleteReadError: it was lost in the middle of the answer.
    """
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("ascii"))
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
    body = await reader.readexactly(int(fields.get(b"content-length", b"0")))
    if fields.get(b"connection") == b"close":
        writer.close()
    return int(head[9:12]), body


async def client(port: int, paths: cycle[str], until: float, load: Load) -> None:
    """Ask one question after the other until a time; reconnect when the connection is lost."""
    connection = None
    while time.perf_counter() < until:
        path = next(paths)
        started = time.perf_counter()
        try:
            if connection is None or connection[1].is_closing():
                connection = await asyncio.open_connection("127.0.0.1", port)
            status, body = await ask(*connection, path)
        except (OSError, asyncio.IncompleteReadError):
            load.statuses[0] += 1
            connection = None
            continue
        load.times.append(1000 * (time.perf_counter() - started))
        load.statuses[status] += 1
        load.check(path, body)
    if connection:
        connection[1].close()


async def run(port: int, paths: list[str], clients: int, seconds: float, load: Load) -> None:
    """Ask as several clients at once, each next path once, over and over."""
    turn = cycle(paths)
    until = time.perf_counter() + seconds
    await asyncio.gather(*(client(port, turn, until, load) for _ in range(clients)))


def main() -> None:
    """Print what happened as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("port", type=int)
    parser.add_argument("paths", type=Path, help="JSON list of paths")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--known", type=Path, help="JSON: path → release → SHA-256 of the answer")
    given = parser.parse_args()
    paths = [quote(path, safe="/?=&%") for path in orjson.loads(given.paths.read_bytes())]
    known = orjson.loads(given.known.read_bytes()) if given.known else {}
    load = Load(known={quote(path, safe="/?=&%"): value for path, value in known.items()})
    started, worked = time.perf_counter(), time.process_time()
    uvloop.run(run(given.port, paths, given.clients, given.seconds, load))
    wall = time.perf_counter() - started
    answer = {
        "seconds": wall,
        "cpu_share": (time.process_time() - worked) / wall,
        "times_ms": load.times,
        "errors": sum(count for status, count in load.statuses.items() if status != _OK),
        "statuses": {str(status): count for status, count in load.statuses.items()},
        "owners": dict(load.owners),
    }
    sys.stdout.buffer.write(orjson.dumps(answer))


if __name__ == "__main__":
    main()
