"""What a process and everything that it started use, as Linux counts it (proc(5))."""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Process:
    """A process at one moment.

    Args:
        pid: its id.
        parent: the id of its parent.
        seconds: CPU time of it and of its ended children.
        nice: its niceness.
        resident_mb: its resident memory.
        started: when it started, in clock ticks since boot.
    """

    pid: int
    parent: int
    seconds: float
    nice: int
    resident_mb: float
    started: int


def tree(pid: int) -> list[Process]:
    """Return a process and all that descend from it, as far as they live."""
    children: dict[int, list[Process]] = defaultdict(list)
    found: list[Process] = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):  # it has ended meanwhile
                process = _read(folder)
                children[process.parent].append(process)
                if process.pid == pid:
                    found.append(process)
    for process in found:  # it grows while it is read
        found += children[process.pid]
    return found


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and of all that descend from it."""
    return sum(process.seconds for process in tree(pid))


def _read(folder: Path) -> Process:
    fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return Process(
        pid=int(folder.name),
        parent=int(fields[1]),
        seconds=sum(int(ticks) for ticks in fields[11:15]) / _TICKS,
        nice=int(fields[16]),
        resident_mb=int(fields[21]) * _PAGE / 1e6,
        started=int(fields[19]),
    )


def keep_to_two_cores() -> None:
    """Let this process and all that it starts run on two cores, however many there are."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
