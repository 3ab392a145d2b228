"""Locks on one release: services share one while they serve it, and who removes it wants it alone.

The lock is that of the file system (flock(2)) on the manifest of the release: it ends with the
process that holds it, however that ends, and needs no right to write.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.release.disk.manifest import MANIFEST

_WITHOUT_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP})
"""What a file system answers that knows no locks."""


class Hold:
    """One service's hold on a release.

    Args:
        folder: folder of the release.

    Raises:
        OSError: it is not there, or is being removed.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / MANIFEST
        self._descriptor: int | None = os.open(path, os.O_RDONLY)
        try:
            _lock(self._descriptor, fcntl.LOCK_SH)
            if not os.path.samestat(os.fstat(self._descriptor), path.stat()):
                raise FileNotFoundError(errno.ENOENT, "it was removed meanwhile", str(folder))
        except OSError:
            self.end()
            raise

    def end(self) -> None:
        """Let go of it; once is enough."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            _lock(descriptor, fcntl.LOCK_UN)  # for processes, too, that were forked meanwhile
            os.close(descriptor)


@contextmanager
def unheld(folder: Path) -> Iterator[bool]:
    """Keep services from taking a release while it is removed; tell whether none holds it."""
    try:
        descriptor = _opened(folder / MANIFEST)
    except FileNotFoundError:
        yield True  # no service can open it
        return
    try:
        try:
            _lock(descriptor, fcntl.LOCK_EX)
            free = True
        except BlockingIOError:
            free = False
        yield free
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR)  # NFS wants it writable for this lock
    except PermissionError:
        return os.open(path, os.O_RDONLY)


def _lock(descriptor: int, how: int) -> None:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in _WITHOUT_LOCKS:
            raise
