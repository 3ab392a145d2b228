"""What changed in a release: its JSON and the page beside it say the same, from what it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from edits import CAME, GONE, NEW_TITLE, OLD_TITLE, RETITLED
from starlette.testclient import TestClient

from api.app import create_app
from api.release.releases import Releases
from api.release.settings import Settings
from graph.description.differences.changes import CHANGES_FILE

CHANGED = {CAME: "added", GONE: "removed", RETITLED: "changed"}


@pytest.fixture(scope="module")
def edited(edited_pair: Path) -> Iterator[TestClient]:
    """The application over the two releases."""
    settings = Settings(data=edited_pair / "data", out=edited_pair / "out")
    with TestClient(create_app(settings)) as client:
        yield client


def test_a_release_keeps_what_changed_since_the_one_before(
    edited: TestClient, edited_pair: Path
) -> None:
    newest, oldest = Releases(edited_pair / "out").all()
    assert CHANGES_FILE in newest.manifest["files"]
    assert CHANGES_FILE not in oldest.manifest["files"]
    answer = edited.get(f"/api/releases/{newest.id}/changes").json()
    assert answer["before"]["id"] == oldest.id
    assert answer["after"]["id"] == newest.id
    assert {entity["key"]: entity["change"] for entity in answer["entities"]} == CHANGED
    assert edited.get("/api/releases/current/changes").json() == answer


def test_the_first_release_follows_none(edited: TestClient, edited_pair: Path) -> None:
    oldest = Releases(edited_pair / "out").all()[-1]
    answer = edited.get(f"/api/releases/{oldest.id}/changes").json()
    assert (answer["before"], answer["changed"], answer["entities"]) == (None, False, [])


def test_labels_are_in_the_language_that_is_asked_for(edited: TestClient) -> None:
    names = {}
    for lang in ("ja", "en"):
        answer = edited.get("/api/releases/current/changes", params={"lang": lang}).json()
        (entity,) = (e for e in answer["entities"] if e["key"] == RETITLED)
        names[lang] = (entity["label"], {p["label"] for p in entity["properties"]})
    assert names["ja"][0] == NEW_TITLE
    assert "Sendai" in names["en"][0]
    assert names["ja"][1].isdisjoint(names["en"][1])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ja", "プロジェクト: 追加1件、削除1件、変更1件"),
        ("en", "Project: 1 added, 1 removed, 1 changed"),
    ],
)
def test_the_page_says_the_same_with_links(
    edited: TestClient, edited_pair: Path, lang: str, words: str
) -> None:
    newest, _ = Releases(edited_pair / "out").all()
    page = edited.get("/about/releases", params={"lang": lang}).text
    for word in (words, OLD_TITLE, NEW_TITLE, f"/api/releases/{newest.id}/changes"):
        assert word in page
    assert f"/doc/project/{CAME}" in page
    assert f"/doc/project/{GONE}" not in page, "what went has no page"


def test_an_unknown_release_is_answered_with_those_that_there_are(
    edited: TestClient, edited_pair: Path
) -> None:
    answer = edited.get("/api/releases/nowhere/changes", params={"lang": "en"})
    assert answer.status_code == 404
    for release in Releases(edited_pair / "out").all():
        assert release.id in answer.json()["detail"]


def test_an_unknown_parameter_is_refused(edited: TestClient) -> None:
    assert edited.get("/api/releases/current/changes?limit=1").status_code == 400
