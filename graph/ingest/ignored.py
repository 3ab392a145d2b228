"""Files of a data folder that look as if they were read, and are not."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from graph.ingest import boundaries
from graph.ingest.own.rdf import SUFFIXES, own_files
from graph.ingest.problems import Problem
from graph.mapping.tables import BY_NAME

_TABLES = frozenset({".csv", ".tsv", ".ods", ".xls", ".xlsx"})
"""Endings of what somebody may take for a table of the data."""
_TEXTS = frozenset({".md", ".txt"})
"""Endings of notes, which may lie anywhere."""


def ignored_files(folder: Path) -> list[Problem]:
    """Return a warning for each file that is not read because of its name.

    Args:
        folder: the data folder.
    """
    return sorted([*_tables(folder), *_rdf(folder / "rdf"), *_boundaries(folder)])


def _tables(folder: Path) -> Iterator[Problem]:
    for path in folder.glob("*"):
        if path.suffix.lower() in _TABLES and not (path.suffix == ".csv" and path.stem in BY_NAME):
            (meant, *_) = [*get_close_matches(path.stem.lower(), BY_NAME, n=1), ""]
            hint = f"; is {meant}.csv meant?" if meant else ""
            yield Problem(path.name, 0, "", f"it is not read: no table has this name{hint}")


def _rdf(folder: Path) -> Iterator[Problem]:
    read = set(own_files(folder.parent))
    known = ", ".join(f"*{suffix}" for suffix in SUFFIXES)
    for path in folder.glob("*"):
        if path not in read and path.suffix.lower() not in _TEXTS and path.name[0] != ".":
            what = "folders are not" if path.is_dir() else f"only {known} are, in small letters"
            yield Problem(f"rdf/{path.name}", 0, "", f"it is not read: {what}")


def _boundaries(folder: Path) -> Iterator[Problem]:
    read = set(boundaries.boundary_files(folder))
    for path in (folder / boundaries.FOLDER).glob("*"):
        if path not in read and path.suffix.lower() not in _TEXTS and path.name[0] != ".":
            name = f"{boundaries.FOLDER}/{path.name}"
            yield Problem(name, 0, "", "it is not read: only *.topojson are, in small letters")
