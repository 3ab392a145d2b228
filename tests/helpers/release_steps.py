"""Small releases, and a program that kills what is done to them before every step on the disk.

``python release_steps.py ACTION BEFORE FOLDER`` does an action to copies of a folder of releases,
``FOLDER/0``, ``FOLDER/1`` and so on. The first is killed before the first step that changes
something on the disk, the next one before the second, until one gets by with all its steps: no step
can be forgotten. A file that is opened to be written counts twice: before it is opened, and when it
is there and empty. The steps are printed as JSON.

Each process is stopped before it is killed, and another build is tried meanwhile.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from api.release.pruning import prune
from api.release.releases import DATASET, ReleaseError, Releases
from graph.description.dumps import DUMP_FILES
from graph.description.examples import EXAMPLES_FILE
from graph.description.numbers import DESCRIPTION_FILE

FILES = (DESCRIPTION_FILE, EXAMPLES_FILE, *DUMP_FILES, "relations/names.json", f"{DATASET}/CURRENT")
"""What a small release is made of: what none may lack."""
OLDEST, OLD, NEW = "1-oldest", "2-old", "3-new"
"""Ids of releases, in the order in which they are built."""
READING = frozenset({"os.listdir", "os.scandir", "os.walk", "os.fwalk", "os.kill"})
"""Events of ``os`` that change nothing on the disk; what is not named here is a step."""


def manifest(id_: str) -> dict[str, Any]:
    """Return what a small release says of itself; the later its id, the later it was built."""
    return {
        "built_at": f"2026-01-0{id_[0]}T00:00:00+00:00",
        "seconds": 0.1,
        "base": "https://example.org/",
        "inputs": {},
        "versions": {},
        "counts": {"quads": 0, "entailed": 0, "documents": 0, "rows": {}},
    }


def build(root: Path, id_: str) -> None:
    """Build a small release, as the real build does."""
    releases = Releases(root)
    with releases.building() as folder:
        for name in FILES:
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"{name} of {id_}", "utf-8")
        releases.publish(folder, id_, manifest(id_))


ACTIONS: dict[str, Callable[[Path], object]] = {
    "build": lambda root: build(root, NEW),
    "prune": lambda root: prune(Releases(root), 1),
    "use": lambda root: Releases(root).switch(OLDEST),
}


class Stopper:
    """An audit hook that stops its process before a step, and tells which one it is.

    Args:
        number: which step, counted from 0.
        told: where to write what the step is.
    """

    def __init__(self, number: int, told: int) -> None:
        self._left = number
        self._told = told
        self._busy = False

    def __call__(self, event: str, values: tuple[Any, ...]) -> None:
        if self._busy:
            return
        if event == "open":
            path, _, flags = values
            if flags & (os.O_ACCMODE | os.O_CREAT | os.O_TRUNC) and not isinstance(path, int):
                self._take(event, values[:1])
                self._take("open and write nothing to", values[:1], lambda: create(path, flags))
        elif event.startswith("os.") and event not in READING:
            self._take(event, values)

    def _take(
        self, event: str, values: tuple[Any, ...], first: Callable[[], None] | None = None
    ) -> None:
        self._left -= 1
        if self._left >= 0:
            return
        self._busy = True
        if first:
            first()
        paths = [os.fsdecode(v) for v in values[:2] if isinstance(v, (str, bytes, os.PathLike))]
        os.write(self._told, " ".join([event, *paths]).encode())
        os.kill(os.getpid(), signal.SIGSTOP)


def create(path: str | bytes, flags: int) -> None:
    os.close(os.open(path, flags, 0o666))


def killed_before(
    number: int,
    act: Callable[[], object],
    what: str,
    *,
    stopper: type[Stopper] = Stopper,
    meanwhile: Callable[[], None] = lambda: None,
) -> str:
    """Act in a process of its own, and kill that before a step.

    Args:
        number: which step, counted from 0.
        act: what to do.
        what: what that is, for the message where it fails by itself.
        stopper: stops the process.
        meanwhile: what is looked at while it stands still.

    Returns:
        The step, or nothing where it got by with all of them.
    """
    reading, told = os.pipe()
    pid = os.fork()
    if not pid:
        ended = 1
        try:
            sys.addaudithook(stopper(number, told))
            act()
            ended = 0
        finally:
            os._exit(ended)
    os.close(told)
    _, status = os.waitpid(pid, os.WUNTRACED)
    with os.fdopen(reading) as answer:
        if not os.WIFSTOPPED(status):
            assert os.waitstatus_to_exitcode(status) == 0, f"{what} failed"
            return ""
        try:
            meanwhile()
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        return answer.read()


def killed(action: str, root: Path, number: int, steps: list[str]) -> str:
    """Do an action until it comes to a step, and kill it there; return the step, if it came so far.

    Args:
        action: what to do.
        root: the folder of releases.
        number: before which step to kill it.
        steps: those before which it was killed already.
    """

    def others_wait() -> None:
        locked = any(".lock" in step for step in steps[:-1])
        assert not locked or is_refused(root), f"{action} lets others in after {steps[-1]}"

    what = f"{action} after {steps}"
    return killed_before(number, lambda: ACTIONS[action](root), what, meanwhile=others_wait)


def is_refused(root: Path) -> bool:
    """Tell whether another build is kept out."""
    with suppress(ReleaseError), Releases(root).building():
        return False
    return True


def main(action: str, before: Path, folder: Path) -> None:
    steps: list[str] = []
    for number in count():
        root = Path(shutil.copytree(before, folder / str(number), symlinks=True))
        step = killed(action, root, number, steps)
        if not step:
            break
        steps.append(step.replace(f"{root}/", ""))
    sys.stdout.write(json.dumps(steps))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
