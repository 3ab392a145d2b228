"""What makes a start quick: files checked beside the imports, and garbage left until it is warm."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from api.release.releases import Release, ReleaseError, ReleaseIdentity, Releases

_Found = tuple[ReleaseIdentity, list[str]]


class EarlyCheck:
    """The check whether the current release is whole; it begins at once.

    To hash a release takes one processor for as long as imports take another one: both are over
    when the release is opened.

    Args:
        root: the folder of releases.
    """

    def __init__(self, root: Path) -> None:
        self._releases = Releases(root)
        executor = ThreadPoolExecutor(1, "release-check")
        self._found: Future[_Found | None] = executor.submit(self._look)
        executor.shutdown(wait=False)

    def _look(self) -> _Found | None:
        id_ = self._releases.current_id()
        if id_ is None:
            return None
        identity = self._releases.identity(id_)
        try:
            return identity, self._releases.verify(self._releases.get(id_))
        except ReleaseError:
            return None  # whoever opens it says so

    def of(self, release: Release) -> list[str]:
        """Return what ``Releases.verify`` does; of another release than that one, now."""
        found = self._found.result()
        if found and found[0] == self._releases.identity(release.id):
            return found[1]
        return self._releases.verify(release)


@contextmanager
def collection_paused() -> Iterator[None]:
    """Make very many objects that stay: to look whether they can go takes as long as that."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def settle() -> None:
    """Look for garbage from now on, and never again among what is there.

    A release is hundreds of thousands of objects that stay; to go through them holds up requests.
    """
    gc.freeze()
    gc.enable()


def settle_anew() -> None:
    """Let what a release before has left be found, once, and settle again."""
    gc.unfreeze()
    gc.collect()
    settle()
