"""How the service is: what keeps it from answering all that it should, or from following."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from api.release.following.watcher import Watcher
from api.release.releases import ReleaseIdentity


class Trouble(Enum):
    """What can be wrong while the service runs; the value is how ``/ready`` calls it."""

    FALLBACK = "fallback"
    RELOAD_FAILED = "reload-failed"
    POINTER_LOST = "pointer-lost"
    WATCHER_FAILING = "watcher-failing"
    WATCHER_DEAD = "watcher-dead"
    WORKERS_LOST = "workers-lost"
    NEXT_FAILED = "next-failed"
    DRAINING = "draining"


STOPPING = frozenset({Trouble.WATCHER_DEAD, Trouble.WORKERS_LOST, Trouble.DRAINING})
"""What another instance should answer for: this one is about to end, cannot answer SPARQL, or never
follows again.
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
        trouble: whether that was at the start, later, or is of the one that is to come.
    """

    identity: ReleaseIdentity
    detail: str
    trouble: Trouble


def can_answer(reasons: Sequence[Reason]) -> bool:
    """Tell whether everything can be answered, in spite of what is wrong."""
    return not any(reason.trouble in STOPPING for reason in reasons)


def reasons_of(lost: str, failures: Iterable[Failure], watcher: Watcher) -> list[Reason]:
    """Return what is wrong with following the releases.

    Args:
        lost: why the pointer names no release; empty where it names one.
        failures: the releases that should be served, now or later, and could not be opened.
        watcher: what looks for new ones.
    """
    found = [Reason(Trouble.POINTER_LOST, lost)] if lost else []
    found += [Reason(failure.trouble, failure.detail) for failure in failures]
    if not watcher.alive:
        found.append(Reason(Trouble.WATCHER_DEAD, "no new release will be seen; start again"))
    elif watcher.fault:
        found.append(Reason(Trouble.WATCHER_FAILING, watcher.fault))
    return found
