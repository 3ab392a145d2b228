"""What releases added or changed, back to the first one that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.answers.changes import changes_of, edition
from api.release.releases import Release, ReleaseError, Releases

MOST_STEPS = 12
"""Releases that are looked at, so that a feed takes as long after years as in the first one."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one release changed.

    Args:
        release: which one, with ``id`` and ``built_at``.
        entities: the things that came, went or changed, as the release keeps them.
    """

    release: Mapping[str, Any]
    entities: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class History:
    """The way from the first release that is known to the one that is served.

    Args:
        steps: what changed, the newest first.
        first: the release of which it is only known what it holds, with ``id`` and ``built_at``.
    """

    steps: tuple[Step, ...]
    first: Mapping[str, Any]


def history(served: Release, kept: Releases) -> History:
    """Return how a release came about, as far as the releases that are kept say it.

    The way ends where a release follows none that it was compared with, where the one before is
    kept no longer, or after ``MOST_STEPS``. It also ends at a release that changed more than it
    lists: then all that is said is what the release holds.

    Args:
        served: the release.
        kept: the folder of releases.
    """
    steps: list[Step] = []
    release, seen = served, {served.id}
    while True:
        changes = changes_of(release)
        if changes is None:
            return History(tuple(steps), edition(release))
        steps.append(Step(edition(release), tuple(changes["entities"])))
        before = changes["before"]
        if changes["truncated"]:
            return History(tuple(steps), edition(release))
        if before["id"] in seen or len(steps) == MOST_STEPS:
            return History(tuple(steps), before)
        try:
            release = kept.get(before["id"])
        except ReleaseError:
            return History(tuple(steps), before)
        seen.add(release.id)


def changed_on(known: History) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield kind and key of what changed, and when its release was built; the oldest first."""
    for step in reversed(known.steps):
        for entity in step.entities:
            yield (entity["kind"], entity["key"]), step.release["built_at"]
