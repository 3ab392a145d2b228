"""How far back it is known what releases changed."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.answers.tools.feeds.history import MOST_STEPS, changed_on, history
from api.release.disk.manifest import MANIFEST, written
from api.release.releases import Release, Releases
from graph.description.differences.changes import CHANGES_FILE

THING = {"kind": "project", "key": "p", "change": "changed"}


def built(id_: str) -> str:
    """Return when a release was built, another second for each."""
    return f"2026-11-01T00:00:{int(id_, 36):02}+00:00"


def kept(root: Path, id_: str, before: str = "", *, truncated: bool = False) -> Release:
    """Write a release that says what it changed since another one, or that it follows none."""
    folder = root / "releases" / id_
    folder.mkdir(parents=True)
    manifest: dict[str, Any] = {
        "id": id_,
        "built_at": built(id_),
        "seconds": 1.0,
        "base": "https://w3id.org/tsunagu/",
        "inputs": {},
        "versions": {},
        "counts": {"quads": 0, "entailed": 0, "documents": 0, "rows": {}},
        "files": {"graph.nq": "0" * 64},
    }
    (folder / MANIFEST).write_bytes(written(manifest))
    if before:
        said = {"id": before, "built_at": built(before)}
        changes = {"before": said, "entities": [THING], "truncated": truncated}
        (folder / CHANGES_FILE).write_bytes(orjson.dumps(changes))
    return Release(id_, folder, manifest)


def test_it_goes_back_to_the_release_that_follows_none(tmp_path: Path) -> None:
    kept(tmp_path, "a")
    kept(tmp_path, "b", "a")
    found = history(kept(tmp_path, "c", "b"), Releases(tmp_path))
    assert [step.release["id"] for step in found.steps] == ["c", "b"]
    assert found.first == {"id": "a", "built_at": built("a")}
    assert dict(changed_on(found)) == {("project", "p"): built("c")}


def test_a_release_that_is_gone_is_still_where_it_begins(tmp_path: Path) -> None:
    found = history(kept(tmp_path, "c", "b"), Releases(tmp_path))
    assert [step.release["id"] for step in found.steps] == ["c"]
    assert found.first == {"id": "b", "built_at": built("b")}


def test_it_ends_where_a_release_changed_more_than_it_lists(tmp_path: Path) -> None:
    kept(tmp_path, "a")
    found = history(kept(tmp_path, "b", "a", truncated=True), Releases(tmp_path))
    assert [step.release["id"] for step in found.steps] == ["b"]
    assert found.first["id"] == "b"


@pytest.mark.parametrize("other", ["a", "b"])
def test_releases_that_follow_each_other_end(tmp_path: Path, other: str) -> None:
    kept(tmp_path, "a", "b")
    found = history(kept(tmp_path, "b", other), Releases(tmp_path))
    assert len(found.steps) <= 2


def test_it_does_not_go_back_for_ever(tmp_path: Path) -> None:
    names = [f"{number:02}" for number in range(MOST_STEPS + 5)]
    for before, id_ in pairwise(names):
        newest = kept(tmp_path, id_, before)
    found = history(newest, Releases(tmp_path))
    assert len(found.steps) == MOST_STEPS
    assert found.first["id"] == names[-1 - MOST_STEPS]
