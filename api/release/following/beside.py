"""Releases that are open beside the current one: the next one, made ready, and those before it.

A client that says which release it means (``api.http.pinning``) is answered from any of them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from api.release.opened import OpenRelease
from api.release.releases import ReleaseIdentity

MOST_KEPT = 2
"""Releases before the current one that are kept: each has its memory and its workers."""


@dataclass(slots=True)
class Prepared:
    """The next release, open and warm.

    Args:
        opened: it.
        identity: which one it is.
        at: when it is to be current, in seconds since 1970; None while that is not known.
    """

    opened: OpenRelease
    identity: ReleaseIdentity
    at: float | None

    @property
    def is_due(self) -> bool:
        """Whether its time has come."""
        return self.at is not None and time.time() >= self.at


class Beside:
    """What is open beside the current release; whoever calls holds a lock.

    Args:
        seconds: how long a release is kept after it was current.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: list[tuple[float, OpenRelease]] = []
        self.prepared: Prepared | None = None

    def keep(self, old: OpenRelease) -> None:
        """Keep a release that was current until now, or close it."""
        if not self._seconds:
            old.retire()
            return
        self._kept.insert(0, (time.monotonic() + self._seconds, old))
        self._retire(self._kept[MOST_KEPT:])

    def find(self, id_: str) -> OpenRelease | None:
        """Return the release of an id, if it is open beside the current one."""
        if self.prepared is not None and self.prepared.identity[0] == id_:
            return self.prepared.opened
        now = time.monotonic()
        alive = (opened for until, opened in self._kept if until > now)
        return next((opened for opened in alive if opened.release.id == id_), None)

    def take_prepared(self, identity: ReleaseIdentity) -> OpenRelease | None:
        """Return the release that was made ready, if it is this one; it is current from now on."""
        if self.prepared is None or self.prepared.identity != identity:
            return None
        opened, self.prepared = self.prepared.opened, None
        return opened

    def forget_prepared(self) -> None:
        """Close what was made ready: it is not to be current any more."""
        if self.prepared is not None:
            self.prepared.opened.retire()
            self.prepared = None

    def forget_old(self) -> None:
        """Close what was kept long enough."""
        now = time.monotonic()
        self._retire([kept for kept in self._kept if kept[0] <= now])

    def all(self) -> list[OpenRelease]:
        """Return every release that is open beside the current one."""
        prepared = [self.prepared.opened] if self.prepared is not None else []
        return [*prepared, *(opened for _, opened in self._kept)]

    def close(self) -> None:
        """Close everything."""
        self.forget_prepared()
        self._retire(self._kept[:])

    def _retire(self, old: list[tuple[float, OpenRelease]]) -> None:
        for kept in old:
            self._kept.remove(kept)
            kept[1].retire()
