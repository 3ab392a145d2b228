"""How the service is: what keeps it from answering all that it should, or from following."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from api.release.releases import ReleaseIdentity
from api.release.watcher import Watcher


class Trouble(Enum):
    """What can be wrong while the service runs; the value is how ``/ready`` calls it."""

    FALLBACK = "fallback"
    RELOAD_FAILED = "reload-failed"
    POINTER_LOST = "pointer-lost"
    WATCHER_FAILING = "watcher-failing"
    WATCHER_DEAD = "watcher-dead"
    WORKERS_LOST = "workers-lost"


STOPPING = frozenset({Trouble.WATCHER_DEAD, Trouble.WORKERS_LOST})
"""What another instance should answer for: this one cannot answer SPARQL, or never follows again.
With the others, everything is still answered, from an intact release."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is wrong.

    Args:
        trouble: what it is.
        detail: more of it, in words for the operator.
    """

    trouble: Trouble
    detail: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A release that could not be opened.

    Args:
        identity: which one.
        detail: why.
        trouble: whether that was at the start or later.
    """

    identity: ReleaseIdentity
    detail: str
    trouble: Trouble


def can_answer(reasons: Sequence[Reason]) -> bool:
    """Tell whether everything can be answered, in spite of what is wrong."""
    return not any(reason.trouble in STOPPING for reason in reasons)


def reasons_of(lost: str, failure: Failure | None, watcher: Watcher) -> list[Reason]:
    """Return what is wrong with following the releases.

    Args:
        lost: why the pointer names no release; empty where it names one.
        failure: the release that should be served and could not be opened.
        watcher: what looks for new ones.
    """
    found = [Reason(Trouble.POINTER_LOST, lost)] if lost else []
    if failure:
        found.append(Reason(failure.trouble, failure.detail))
    if not watcher.alive:
        found.append(Reason(Trouble.WATCHER_DEAD, "no new release will be seen; start again"))
    elif watcher.fault:
        found.append(Reason(Trouble.WATCHER_FAILING, watcher.fault))
    return found
