"""Which worker runs which file: a room whose tests share what is dear stays with few workers.

Each worker that runs a test of such a room starts the room's services and reads its data once more.
"""

from __future__ import annotations

from collections import Counter

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

HOMES = {"tests/browser/": 2, "tests/conformance/": 1, "tests/api/intake/": 1}
"""Rooms, and how many workers are at home in each; the others help when nothing else is left."""


def room(file: str) -> str | None:
    """Return the dear room that a file stands in."""
    return next((name for name in HOMES if file.startswith(name)), None)


class RoomScheduling(LoadFileScheduling):
    """Gives whole files to workers, in their order, but first those of the room they are in."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        self.workqueue.move_to_end(self._next(node), last=False)
        super()._assign_work_unit(node)

    def _next(self, node: WorkerController) -> str:
        """Return the file that a worker takes next."""
        homes = {
            other: found
            for other, files in self.assigned_work.items()
            if (found := next((one for file in reversed(files) if (one := room(file))), None))
        }
        taken = Counter(homes.values())
        waiting = {room(file) for file in self.workqueue}
        home = homes.get(node)
        for file in self.workqueue:
            found = room(file)
            if home is not None and home in waiting:
                if found == home:
                    return file
            elif found is None or taken[found] < HOMES[found]:
                return file
        return next(iter(self.workqueue))
