"""How the service is: what keeps it from answering all that it should, or from following."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from math import inf

from api.release.following.watcher import Watcher
from api.release.releases import ReleaseError, ReleaseIdentity
from graph.sparql.workers.engine import EngineError
from graph.sparql.workers.evaluator import Evaluator
from search.retrieval.retrieving import LibraryDownError

_ELSEWHERE = (EngineError, LibraryDownError)
"""What keeps a release from being opened that is no fault of it."""
EXPECTED = (ReleaseError, *_ELSEWHERE)
"""What keeps a release from being opened and is told in a sentence."""
_LATER = 30.0
"""Seconds after which a release is looked for again at a server that did not hold it."""
_LOG = logging.getLogger("tsunagu")


class Trouble(Enum):
    """What can be wrong while the service runs; the value is how ``/ready`` calls it."""

    FALLBACK = "fallback"
    RELOAD_FAILED = "reload-failed"
    POINTER_LOST = "pointer-lost"
    WATCHER_FAILING = "watcher-failing"
    WATCHER_DEAD = "watcher-dead"
    WORKERS_LOST = "workers-lost"
    NEXT_FAILED = "next-failed"
    SPARQL_UNKNOWN = "sparql-unknown"
    SPARQL_DOWN = "sparql-down"
    DRAINING = "draining"


STOPPING = frozenset(
    {Trouble.WATCHER_DEAD, Trouble.WORKERS_LOST, Trouble.DRAINING, Trouble.SPARQL_UNKNOWN}
)
"""What another instance should answer for: this one is about to end, cannot answer SPARQL, never
follows again, or has not found the release at its SPARQL server yet. That a server is down later is
none of them: else all instances would be left at once.
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
        again: when it may be tried again (``time.monotonic``).
    """

    identity: ReleaseIdentity
    detail: str
    trouble: Trouble
    again: float = inf

    def holds(self, identity: ReleaseIdentity) -> bool:
        """Tell whether this release need not be tried now."""
        return identity == self.identity and time.monotonic() < self.again


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


def sparql_reason(sparql: Evaluator) -> Reason | None:
    """Return why SPARQL is not answered, if it is not."""
    engine = sparql.engine
    if not engine.figures()["workers"]:
        return Reason(Trouble.WORKERS_LOST, "SPARQL has no process; it is started")
    if why := engine.trouble():
        return Reason(Trouble.SPARQL_DOWN if engine.is_known else Trouble.SPARQL_UNKNOWN, why)
    return None


def failure_of(
    error: Exception, identity: ReleaseIdentity, trouble: Trouble, before: Failure | None
) -> Failure:
    """Return why a release cannot be opened, and log it if it is another reason than before."""
    if not before or str(error) != before.detail:
        _LOG.error("%s; the release before it stays", error)
    # What is no fault of the release, as a lack of memory, is tried again.
    known = identity if isinstance(error, EXPECTED) else (identity[0], None)
    again = time.monotonic() + _LATER if isinstance(error, _ELSEWHERE) else inf
    return Failure(known, str(error), trouble, again)
