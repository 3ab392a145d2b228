"""The keys of all projects are pinned: none ever changes by accident, none goes, none is taken."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_DATA = _HERE.parents[1] / "data"
_KEY = re.compile(r"(?P<programme>[a-z0-9-]+?)-(?P<year>20[0-9]{2})-(?P<rest>[a-z0-9-]+)")
_SUFFIXED = frozenset(
    {
        "maas-mlit-2021-142018-b",
        "maas-mlit-2022-142018-b",
        "av-implementation-mlit-2025-090000-b",
        "av-implementation-mlit-2025-130001-b",
        "av-implementation-mlit-2025-380008-b",
    }
)
"""Keys whose code was taken by another project of the same programme, year and applicant."""


def _rows(table: str) -> list[dict[str, str]]:
    with (_DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def pinned() -> list[str]:
    return (_HERE / "pinned_project_keys.txt").read_text("utf-8").split()


@pytest.fixture(scope="module")
def projects() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in _rows("projects")}


@pytest.fixture(scope="module")
def first_applicants() -> dict[str, str]:
    return {r["project"]: r["body"] for r in _rows("project_applicants") if r["position"] == "1"}


def test_every_key_is_pinned(pinned: list[str], projects: dict[str, dict[str, str]]) -> None:
    assert len(pinned) == len(set(pinned)) == 365
    assert sorted(projects) == pinned


def test_no_key_of_the_first_release_has_changed(projects: dict[str, dict[str, str]]) -> None:
    first = (_HERE / "project_keys_0.1.0.txt").read_text("utf-8").split()
    assert len(first) == 273
    assert [key for key in first if key not in projects] == []


def test_keys_say_programme_and_year(projects: dict[str, dict[str, str]]) -> None:
    for key, row in projects.items():
        match = _KEY.fullmatch(key)
        assert match, key
        assert (match["programme"], match["year"]) == (row["programme"], row["fiscal_year"]), key


def test_a_project_with_an_applicant_has_its_code(
    projects: dict[str, dict[str, str]], first_applicants: dict[str, str]
) -> None:
    wrong = {}
    for key in projects:
        rest = _KEY.fullmatch(key)["rest"]  # type: ignore[index]
        code = first_applicants.get(key)
        if code is not None and rest != code and key not in _SUFFIXED:
            wrong[key] = code
    assert wrong == {}


def test_a_project_without_an_applicant_has_a_slug(
    projects: dict[str, dict[str, str]], first_applicants: dict[str, str]
) -> None:
    others = {
        key
        for key in projects
        if key not in first_applicants
        and not re.fullmatch(r"[a-z][a-z0-9-]*", _KEY.fullmatch(key)["rest"])  # type: ignore[index]
    }
    assert others == set()


def test_suffixes_stand_only_where_the_key_is_taken(
    projects: dict[str, dict[str, str]],
) -> None:
    suffixed = {key for key in projects if re.search(r"-[0-9]{6}-[a-z]$", key)}
    assert suffixed == _SUFFIXED
    assert {key[:-2] for key in suffixed} <= set(projects)
