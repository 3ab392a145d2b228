"""Removes what is no longer wanted, so that nothing half-removed can be taken for a whole."""

from __future__ import annotations

import shutil
from pathlib import Path


def clear(left: Path) -> None:
    """Remove what was left, whatever it is."""
    if left.is_dir() and not left.is_symlink():
        shutil.rmtree(left)
    else:
        left.unlink(missing_ok=True)


def take_away(folder: Path, doomed: Path) -> None:
    """Remove a folder in one step: it has another name before any of it goes.

    Args:
        folder: it.
        doomed: the other name, under which it is cleared when this is interrupted.
    """
    folder.rename(doomed)
    shutil.rmtree(doomed)
