"""Soaks a service: mixed requests, clients that leave, releases that change; nothing may grow.

    python tests/attack/soak.py --out var --requests 100000 --switches 10

Prints memory, descriptors, threads and processes of the service at the start (after a tenth of the
requests), in the middle, when all that is made once was made, and at the end. Ends with 1 where
they grew since the middle, an answer came that may not, or the log tells of a failure.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from random import Random

import uvloop
from served import Served, served
from soak_requests import Client, Mix
from waiting import eventually

from api.release.releases import Release, Releases

MAY_COME = frozenset({200, 303, 304, 400, 404, 406, 413, 414, 503, 504})
"""Statuses of answers; 0 stands for a client that left."""
CLIENTS = 16
SEED = 20
_OTHER = "f" * 16
"""Id of the second release: the same under another name, so that what is seen is the switch."""
_BEFORE, _AFTER = 300, 4000
"""Characters of the log that are printed before and after the first failure."""
_STILL_SECONDS = 1.0
_LONGEST = 3600.0
"""Seconds after which a soak is given up."""
_MOST_MEMORY = 1.1
"""How much more memory there may be at the end than in the middle: a switch leaves some behind, and
more than that after as many again would be a leak."""
_SLACK_MB = 24.0
_SLACK = {"descriptors": 16, "threads": 3, "processes": 3}
"""What may be there or not: files that a store opens when it needs them, workers for what is
tried."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a service uses.

    Args:
        memory_mb: of all its processes, what they share divided among them (MiB).
        descriptors: of all.
        threads: of all.
        processes: how many.
    """

    memory_mb: float
    descriptors: int
    threads: int
    processes: int


def use_of(pid: int) -> Use:
    """Return what a process and all below it use (proc(5))."""
    memory, descriptors, threads, processes = 0.0, 0, 0, 0
    for one in _tree(pid):
        folder = Path(f"/proc/{one}")
        with suppress(OSError):  # it has ended meanwhile
            rolled = (folder / "smaps_rollup").read_text("ascii")
            memory += sum(
                int(line.split()[1]) for line in rolled.splitlines() if line.startswith("Pss:")
            )
            descriptors += sum(1 for _ in (folder / "fd").iterdir())
            threads += sum(1 for _ in (folder / "task").iterdir())
            processes += 1
    return Use(round(memory / 1024, 1), descriptors, threads, processes)


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text("ascii").split():
                yield from _tree(int(child))


def two_releases(source: Release, root: Path) -> list[str]:
    """Make two releases of one, without copying its files; return their ids."""
    told = {name: value for name, value in source.manifest.items() if name not in {"id", "files"}}
    releases, ids = Releases(root), [_OTHER, source.id]
    for id_ in ids:
        with releases.building() as folder:
            for path in sorted(source.folder.rglob("*")):
                target = folder / path.relative_to(source.folder)
                if path.is_dir():
                    target.mkdir()
                elif path.name != "manifest.json":
                    _link(path, target)
            releases.publish(folder, id_, told)
    return ids


def _link(path: Path, target: Path) -> None:
    try:
        target.hardlink_to(path)
    except OSError:  # another disk
        shutil.copy2(path, target)


class Soak:
    """Asks a service again and again, and notes what comes.

    Args:
        service: it.
        root: folder of its releases.
        ids: ids of two of them; the last is served.
        requests: how many.
        switches: how often the release is changed meanwhile.
    """

    def __init__(
        self, service: Served, root: Path, ids: Sequence[str], requests: int, switches: int
    ) -> None:
        self._service = service
        self._releases = Releases(root)
        self._ids = ids
        self._requests = requests
        self._switches = switches
        self._left = 0
        self._switched = 0
        self.statuses = Counter[int]()

    async def run(self) -> dict[str, Use]:
        """Ask everything, and return what the service used at the start, middle and end."""
        mix = Mix(self._things(), Random(SEED))  # noqa: S311 - the same requests in every run
        tenth = self._requests // 10
        shares = {"start": tenth, "middle": self._requests // 2 - tenth}
        shares["end"] = self._requests - sum(shares.values())
        found = dict[str, Use]()
        for name, share in shares.items():
            self._left = share
            due = round(self._switches * share / self._requests)
            clients = [
                asyncio.create_task(self._client(mix, f"127.0.2.{number + 1}"))
                for number in range(CLIENTS)
            ]
            for part in range(due):
                left = share * (due - part) // (due + 1)
                await eventually(lambda: self._left <= left, "its turn comes", _LONGEST)  # noqa: B023 - awaited here
                await self._switch()
            await asyncio.gather(*clients)
            found[name] = await self._still()
        return found

    def _things(self) -> list[str]:
        listed = self._service.get("/sitemap-1.xml")[2].decode()
        found = sorted(re.findall(r"<loc>[^<]*(/doc/[^<]+)</loc>", listed))
        return found[:: max(1, len(found) // 500)]

    async def _client(self, mix: Mix, source: str) -> None:
        client = Client(self._service.port, source)
        while self._left > 0:
            self._left -= 1
            self.statuses[await client.ask(mix.draw())] += 1
        await client.close()

    async def _switch(self) -> None:
        self._switched += 1
        id_ = self._ids[self._switched % 2 - 1]
        self._releases.switch(id_)
        await eventually(lambda: self._serves(id_), f"release {id_} answers")

    def _serves(self, id_: str) -> bool:
        return self._service.ready()["release"] == id_

    async def _still(self) -> Use:
        """Wait until nothing changes any more, and return what is used."""
        last, since = use_of(self._service.process.pid), time.monotonic()

        def is_still() -> Use | None:
            nonlocal last, since
            now = use_of(self._service.process.pid)
            if astuple(now)[1:] != astuple(last)[1:]:
                last, since = now, time.monotonic()
            return now if time.monotonic() - since >= _STILL_SECONDS else None

        found = await eventually(is_still, "nothing changes")
        assert found
        return found


def faults(found: dict[str, Use], statuses: Counter[int], log: str) -> list[str]:
    """Return what is wrong with a soak."""
    middle, end = found["middle"], found["end"]
    wrong = [
        f"{count} answers were {status}"
        for status, count in statuses.items()
        if status not in MAY_COME | {0}
    ]
    if end.memory_mb > middle.memory_mb * _MOST_MEMORY + _SLACK_MB:
        wrong.append(f"memory grew from {middle.memory_mb} to {end.memory_mb} MiB")
    for name, slack in _SLACK.items():
        before, after = getattr(middle, name), getattr(end, name)
        if after > before + slack:
            wrong.append(f"{name} grew from {before} to {after}")
    if "Traceback" in log:
        at = log.index("Traceback")
        wrong.append(f"the log tells of a failure:\n{log[max(0, at - _BEFORE) : at + _AFTER]}")
    return wrong


def main() -> int:
    """Soak, print what was used, and return 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("var"), help="folder of a release")
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--switches", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.out, prefix=".soak-") as place:
        root, log = Path(place) / "out", Path(place) / "log"
        root.mkdir()
        ids = two_releases(Releases(given.out).current(), root)
        began = time.monotonic()
        settings: dict[str, object] = {"RELOAD_SECONDS": 0.2, "PUBLIC_URL": "https://example.jp/"}
        with served(root, log, settings) as service:
            soak = Soak(service, root, ids, given.requests, given.switches)
            found = uvloop.run(soak.run())
        told = log.read_text("utf-8")
    seconds = time.monotonic() - began
    print(f"{given.requests:,} requests, {given.switches} switches, {seconds:.0f} s")
    print("statuses (0: the client left):", dict(sorted(soak.statuses.items())))
    print(f"{'':8}{'memory (MiB)':>14}{'descriptors':>14}{'threads':>14}{'processes':>14}")
    for name, use in found.items():
        print(f"{name:8}", *(f"{value:>13,}" for value in astuple(use)))
    wrong = faults(found, soak.statuses, told)
    print("\n".join(wrong) or "nothing grew")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
