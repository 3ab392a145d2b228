"""Removes old releases, and never the last one that can be served, nor one that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from api.release.disk.holding import unheld
from api.release.releases import Release, ReleaseError, Releases


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a pruning did.

    Args:
        removed: ids of the releases that are gone.
        held: ids of those that would be, but that a service holds.
    """

    removed: tuple[str, ...]
    held: tuple[str, ...]


def prune(releases: Releases, keep: int) -> Pruned:
    """Remove all but the newest intact releases.

    What is kept is verified. The current one always stays, and the one that is to be next, and so
    does what a service holds; a damaged one counts for nothing, and goes like one that is too old.

    Args:
        releases: the folder of releases.
        keep: how many intact ones to keep, the current one among them; at least one.

    Raises:
        ReleaseError: a build is running, or no release is intact.
    """
    with releases.alone():
        current, upcoming = releases.current_id(), releases.upcoming()
        found = sorted(releases.all(), key=lambda release: release.id != current)
        kept = _intact(releases, found, max(1, keep))
        if not kept:
            raise ReleaseError("no release is intact: nothing is removed; build again")
        wanted = {current, upcoming.id if upcoming else current, *kept}
        spare = [release for release in found if release.id not in wanted]
        removed = [r.id for r in spare if _remove_unheld(releases, r.folder)]
    held = [release.id for release in spare if release.id not in removed]
    return Pruned(tuple(removed), tuple(held))


def _intact(releases: Releases, found: Iterable[Release], most: int) -> list[str]:
    """Return the ids of the first intact releases; no more are verified than needed."""
    return [r.id for r in islice((r for r in found if not releases.verify(r)), most)]


def _remove_unheld(releases: Releases, folder: Path) -> bool:
    """Remove a release, unless a service holds it; tell whether it is gone."""
    with unheld(folder) as free:
        if free:
            releases.remove(folder)
    return free
