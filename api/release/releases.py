"""Releases on disk: built aside, moved into place in one step, never changed afterwards.

Layout of the folder of releases::

    releases/{id}/manifest.json   versions, counts, hashes of inputs and of every file, and a seal
    releases/{id}/store/          the RDF store that answers are made from
    releases/{id}/dataset/        the RDF store that SPARQL queries are asked of
    releases/{id}/graph.nq        its whole content as sorted N-Quads
    releases/{id}/dumps/          the same in several formats, compressed, with checksums
    releases/{id}/description.json  counts of it, for VoID and DCAT
    releases/{id}/changes.json    what changed since the release before; the first has none
    releases/{id}/delta/          the same as N-Quads that were added and removed
    releases/{id}/relations/      projects and local governments in arrays
    releases/{id}/search/         the text index and its documents
    current -> releases/{id}      the pointer
    next                          what it is to be, and from when on
    dictionaries/ kept/           what builds need not make again; may be removed at any time
    .building-* .current-*        what a killed command has left; the next build removes it
    .lock                         held while a build runs
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.release.disk import manifest as manifests
from api.release.disk.hashing import (
    differing,
    file_hashes,
    flush,
    flush_all,
    hash_or_none,
    lines_or_none,
)
from api.release.disk.manifest import MANIFEST, ManifestError
from api.release.disk.pointer import PENDING, Pointer
from api.release.disk.removing import clear, take_away
from api.release.disk.upcoming import Upcoming
from graph.description.dumps import DUMP_FILES
from graph.description.examples import EXAMPLES_FILE
from graph.description.numbers import DESCRIPTION_FILE

GRAPH_FILE = "graph.nq"
"""File of a release with its whole content as sorted N-Quads."""
DICTIONARIES = "dictionaries"
"""Folder beside the releases: what a build need not compile again."""
KEPT = "kept"
"""Folder beside the releases: what a build need not make or check again."""
DATASET = "dataset"
"""Folder of a release with the store that SPARQL queries are asked of."""
_BUILDING = ".building-"
_NEEDED = frozenset(
    {
        DESCRIPTION_FILE,
        EXAMPLES_FILE,
        *DUMP_FILES,
        "relations/names.json",
        f"{DATASET}/CURRENT",
    }
)
"""Files that a release has, whatever its manifest says; older ones came without them."""


class ReleaseError(Exception):
    """A release is missing, damaged, or cannot be switched to."""


ReleaseIdentity = tuple[str, int | None]
"""Id of a release, and the inode of its folder."""


@dataclass(frozen=True, slots=True)
class Release:
    """A finished release.

    Args:
        id: its name: the hash of what it was built from.
        folder: where it lies.
        manifest: what it says of itself.
    """

    id: str
    folder: Path
    manifest: dict[str, Any]


class Releases:
    """The folder of releases.

    Args:
        root: the folder; it need not exist yet.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._releases = root / "releases"
        self._pointer = Pointer(root, self._releases)

    def current_id(self) -> str | None:
        """Return the id that the pointer names, or None."""
        return self._pointer.id()

    def wanted_id(self) -> str:
        """Return the id that the pointer names.

        Raises:
            ReleaseError: it names none; the message says what mends that.
        """
        id_ = self.current_id()
        if id_ is None:
            raise ReleaseError(self.pointer_fault())
        return id_

    def pointer_fault(self) -> str:
        """Return why the pointer names no release, and what mends that."""
        return self._pointer.fault()

    def current(self) -> Release:
        """Return the current release.

        Raises:
            ReleaseError: there is none, or it has no readable manifest.
        """
        return self.get(self.wanted_id())

    def get(self, id_: str) -> Release:
        """Return a release by its id.

        Raises:
            ReleaseError: there is no such release, or its manifest cannot be read.
        """
        folder = self._releases / id_
        try:
            manifest = manifests.read((folder / MANIFEST).read_bytes())
        except OSError as error:
            raise ReleaseError(f"the release {id_} is missing or damaged; build again") from error
        except ManifestError as error:
            raise ReleaseError(
                f"the manifest of the release {id_} is damaged ({error}); build again"
            ) from error
        if manifest["id"] != id_ or id_ != folder.name:
            raise ReleaseError(
                f"the manifest of the release {id_} is damaged (it is of {manifest['id']});"
                " build again"
            )
        return Release(id_, folder, manifest)

    def unreadable(self) -> list[str]:
        """Return the reasons why folders among the releases are none, by name."""
        reasons = []
        for folder in sorted(self._releases.glob("*")):
            try:
                self.get(folder.name)
            except ReleaseError as error:
                reasons.append(str(error))
        return reasons

    def all(self) -> list[Release]:
        """Return every finished release whose manifest can be read, the newest build first."""
        found = []
        for folder in self._releases.glob("*"):
            with suppress(ReleaseError):
                found.append(self.get(folder.name))
        return sorted(found, key=lambda release: release.manifest["built_at"], reverse=True)

    def before(self, id_: str) -> Release | None:
        """Return the release that one of this id, which is being built, will follow, or None.

        It is the current one; where that is of the same id (a damaged one is built again), the
        newest other one. One whose graph is missing or damaged cannot be compared with.
        """
        current = self.current_id()
        found = sorted(self.all(), key=lambda release: release.id != current)
        return next((r for r in found if r.id != id_ and _has_graph(r)), None)

    def is_intact(self, id_: str) -> bool:
        """Tell whether a finished release of this id lies here, with every file as it was."""
        try:
            return not self.verify(self.get(id_))
        except ReleaseError:
            return False

    def identity(self, id_: str) -> ReleaseIdentity:
        """Return what tells a release from another that was built under the same id later."""
        try:
            return id_, (self._releases / id_).stat().st_ino
        except OSError:
            return id_, None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other builds and prunings out; remove what killed ones have left.

        Raises:
            ReleaseError: another build is running.
        """
        self._releases.mkdir(parents=True, exist_ok=True)
        with (self._root / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ReleaseError(f"another build is running in {self._root}") from error
            for begins in (_BUILDING, PENDING):
                for left in self._root.glob(f"{begins}*"):
                    clear(left)
            yield

    def clear(self) -> None:
        """Remove what killed commands have left, unless another one is running."""
        with suppress(ReleaseError), self.alone():
            pass

    def remove(self, folder: Path) -> None:
        """Take a release away in one step: under its new name it is what a build has left."""
        take_away(folder, self._root / f"{_BUILDING}{folder.name}-removed")

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Give an empty folder to build in; whatever is left of older builds is removed.

        Raises:
            ReleaseError: another build is running.
        """
        with self.alone():
            folder = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self._root))
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def publish(
        self,
        folder: Path,
        id_: str,
        manifest: dict[str, Any],
        before_switch: Callable[[Release], object] = lambda _: None,
    ) -> Release:
        """Finish a built folder: hash its files, write the manifest, move it, switch to it.

        Args:
            folder: what ``building`` gave.
            id_: id of the release.
            manifest: what it says of itself, without ``files``.
            before_switch: what is done with the release first.
        """
        content = manifests.written({**manifest, "id": id_, "files": file_hashes(folder)})
        (folder / MANIFEST).write_bytes(content)
        flush_all(folder)
        target = self._releases / id_
        if target.exists():
            self.remove(target)
        folder.chmod(0o755)
        folder.rename(target)
        flush(self._releases)
        release = self.get(id_)
        before_switch(release)
        self.switch(id_)
        return release

    def switch(self, id_: str) -> None:
        """Point to a release in one atomic step.

        Raises:
            ReleaseError: there is no such release.
        """
        self.get(id_)
        try:
            self._pointer.point_to(id_, is_intact=self.is_intact)
        except OSError as error:
            raise ReleaseError(f"{self._pointer.fault()} ({error})") from error

    def upcoming(self) -> Upcoming | None:
        """Return what is to be current at a later time, or is only to be made ready; or None."""
        upcoming = self._pointer.upcoming()
        return None if upcoming is None or upcoming.is_due else upcoming

    def plan(self, upcoming: Upcoming) -> None:
        """Say what is to be current, and from when on (ReleaseError: there is no such release)."""
        self.get(upcoming.id)
        self._pointer.plan(upcoming)

    def withdraw(self) -> None:
        """Let what is to be current later be forgotten."""
        self._pointer.withdraw()

    def adopt(self, id_: str) -> None:
        """Put a release that lies in the place of the pointer where releases lie, if it is this.

        Raises:
            ReleaseError: a build is running.
        """
        if self._pointer.copied_id() == id_:
            with self.alone():
                self._pointer.adopt(id_)

    def verify(self, release: Release) -> list[str]:
        """Return the files of a release that are missing or differ from its manifest.

        The manifest itself is among them where it counts other statements than there are.
        """
        listed = release.manifest["files"]
        wrong = sorted(_NEEDED - listed.keys()) + differing(release.folder, listed)
        counted = release.manifest["counts"]["quads"]
        whole = GRAPH_FILE in listed and GRAPH_FILE not in wrong
        if whole and lines_or_none(release.folder / GRAPH_FILE) != counted:
            wrong.append(MANIFEST)
        return wrong


def _has_graph(release: Release) -> bool:
    wanted = release.manifest["files"].get(GRAPH_FILE)
    return wanted is not None and hash_or_none(release.folder / GRAPH_FILE) == wanted
