"""``current``: the link to the release that is served, and what else may lie in its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from api.release.disk.hashing import flush
from api.release.disk.manifest import MANIFEST, ManifestError, read
from api.release.disk.upcoming import Upcoming, read_upcoming, remove_upcoming, write_upcoming

PENDING = ".current-"
"""How the names of links begin that are not yet in their place."""


class Pointer:
    """The link ``current``, which is changed in one step.

    ``cp -rL`` and ``scp -r`` follow links: in what they copied, ``current`` is a folder. It is
    read for the release that it is a copy of, and the next switch makes a link of it again.

    Args:
        root: the folder of releases.
        releases: where they lie in it.
    """

    def __init__(self, root: Path, releases: Path) -> None:
        self._root = root
        self._releases = releases
        self._path = root / "current"

    def id(self) -> str | None:
        """Return the id that it names, or that has taken its place at a set time; or None."""
        upcoming = self.upcoming()
        if upcoming and upcoming.is_due:
            return upcoming.id
        return self._linked_id()

    def upcoming(self) -> Upcoming | None:
        """Return what is to be current, or is since its time has come; None where nothing is."""
        upcoming = read_upcoming(self._root)
        known = upcoming is not None and (self._releases / upcoming.id).is_dir()
        return upcoming if known else None

    def plan(self, upcoming: Upcoming) -> None:
        """Say what is to be current, and from when on.

        Raises:
            OSError: it cannot be written.
        """
        self._settle()
        write_upcoming(self._root, upcoming)

    def withdraw(self) -> None:
        """Let what is to be current be forgotten; what is already stays."""
        self._settle()
        remove_upcoming(self._root)

    def _settle(self) -> None:
        """Move the link to what has become current since."""
        due = self.id()
        if due is not None and due != self._linked_id():
            self._link(due)

    def _linked_id(self) -> str | None:
        try:
            return self._path.readlink().name
        except OSError:
            copied = self.copied_id()
            return copied if copied and (self._releases / copied).is_dir() else None

    def copied_id(self) -> str | None:
        """Return the id of the release that lies here in the place of a link, or None."""
        if self._path.is_symlink():
            return None
        try:
            return str(read((self._path / MANIFEST).read_bytes())["id"])
        except (OSError, ManifestError):
            return None

    def fault(self) -> str:
        """Return why it names no release, and what mends that."""
        if copied := self.copied_id():
            return (
                f"{self._path} is a copy of the release {copied} in the place of a link to it (was"
                f" it copied with `cp -rL` or `scp -r`?); run `tsunagu releases use {copied}`"
            )
        if os.path.lexists(self._path):
            return (
                f"{self._path} is not a link to a release; move it away, and run"
                " `tsunagu releases use ID` with an id of `tsunagu releases list`"
            )
        return f"there is no release in {self._root}; run `tsunagu build` first"

    def adopt(self, id_: str) -> None:
        """Put the release that lies in the place of the link where releases lie, if it is this."""
        target = self._releases / id_
        if self.copied_id() == id_ and not target.exists():
            self._releases.mkdir(exist_ok=True)
            self._path.rename(target)

    def point_to(self, id_: str, *, is_intact: Callable[[str], bool]) -> None:
        """Point to a release in one atomic step.

        Args:
            id_: its id.
            is_intact: tells whether a release is: only then a copy of it is removed.

        Raises:
            OSError: something lies here that is neither a link nor the copy of a release.
        """
        copied = self.copied_id()
        if copied and not (self._releases / copied).exists():
            self.adopt(copied)
        elif copied and is_intact(copied):
            shutil.rmtree(self._path)
        self._settle()
        remove_upcoming(self._root)
        self._link(id_)

    def _link(self, id_: str) -> None:
        pending = self._root / f"{PENDING}{os.getpid()}"
        pending.unlink(missing_ok=True)
        pending.symlink_to(Path("releases") / id_)
        try:
            pending.replace(self._path)
        except OSError:
            pending.unlink(missing_ok=True)
            raise
        flush(self._root)
