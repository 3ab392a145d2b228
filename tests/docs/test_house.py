"""The house is as it was planned: small rooms, short modules, names that say what is there."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from paths import ROOT

PACKAGES = ("ontology", "graph", "search", "api")
MOST_ENTRIES = 12
"""Modules and rooms in one folder; more are two rooms. Data files do not count."""
MOST_LINES = 320
MISLEADING = {
    "building", "catalogue", "deriving", "engines", "expert", "fielded", "helpers", "mending",
    "misc", "named_things", "naming", "ranked_answers", "relation_answers", "resolving", "service",
    "storage", "understood", "utils",
}  # fmt: skip
"""Names that do not say what a module holds; all but the usual ones stood here once."""

FOLDERS = sorted(
    folder
    for package in PACKAGES
    for folder in (ROOT / package, *(ROOT / package).rglob("*"))
    if folder.is_dir() and list(folder.glob("*.py"))
)
MODULES = sorted(path for folder in FOLDERS for path in folder.glob("*.py"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_no_room_has_more_than_a_dozen_entries(folder: Path) -> None:
    modules = {path for path in folder.glob("*.py") if path.name != "__init__.py"}
    rooms = {path for path in FOLDERS if path.parent == folder}
    assert len(modules | rooms) <= MOST_ENTRIES


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_every_room_says_in_a_sentence_what_it_is_and_nothing_else(folder: Path) -> None:
    (only,) = ast.parse((folder / "__init__.py").read_text("utf-8")).body
    assert isinstance(only, ast.Expr)
    assert isinstance(only.value, ast.Constant)
    assert str(only.value.value).rstrip().endswith(".")


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_module_is_long_or_named_by_what_it_is_not(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES
    assert path.stem not in MISLEADING
