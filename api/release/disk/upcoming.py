"""``next``: the release that is to be current later, and from when on.

Services that share a folder, or have copies of it, open it beforehand and change at the same moment
by their clocks. From that moment on it is what the pointer means, although the link is moved only
by the next command that changes the pointer: no service needs to write.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from api.release.disk.hashing import flush

NEXT = "next"
"""Name of the file."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What is to be current.

    Args:
        id: of the release.
        at: from when on, in seconds since 1970; None while it is only to be made ready.
    """

    id: str
    at: float | None

    @property
    def is_due(self) -> bool:
        """Whether its time has come."""
        return self.at is not None and time.time() >= self.at


def read_upcoming(root: Path) -> Upcoming | None:
    """Return what is to be current; None where nothing is, or the file cannot be read.

    Args:
        root: the folder of releases.
    """
    try:
        content = orjson.loads((root / NEXT).read_bytes())
        id_, at = content["release"], content["at"]
        moment = None if at is None else datetime.fromisoformat(at).timestamp()
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return Upcoming(id_, moment) if isinstance(id_, str) and id_ == Path(id_).name else None


def write_upcoming(root: Path, upcoming: Upcoming) -> None:
    """Say in one step what is to be current.

    Args:
        root: the folder of releases.
        upcoming: which release, and from when on.
    """
    at = None if upcoming.at is None else said_at(upcoming.at)
    pending = root / f".current-{os.getpid()}-{NEXT}"  # a build removes what is left of it
    pending.write_bytes(orjson.dumps({"release": upcoming.id, "at": at}) + b"\n")
    flush(pending)
    pending.replace(root / NEXT)
    flush(root)


def remove_upcoming(root: Path) -> None:
    """Say that nothing is to be current later."""
    if (root / NEXT).exists():
        (root / NEXT).unlink(missing_ok=True)
        flush(root)


def said_at(moment: float) -> str:
    """Return a moment as it is written (RFC 3339, UTC).

    Args:
        moment: seconds since 1970.
    """
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
