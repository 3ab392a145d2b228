"""``tsunagu diff`` on two small releases: one title changed, one project came, one went."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from edits import CAME, GONE, NEW_TITLE, OLD_TITLE, RETITLED
from small_data import set_cell, tree, tsunagu

from api.release.releases import Releases


def ids(pair: Path) -> tuple[str, str]:
    """Return the ids of the older and of the current release."""
    newest, oldest = (release.id for release in Releases(pair / "out").all())
    return oldest, newest


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "ja",
            ("プロジェクト: 追加1件、削除1件、変更1件", "削除: プロジェクト", "追加: プロジェクト"),
        ),
        ("en", ("Project: 1 added, 1 removed, 1 changed", "Removed: Project", "Added: Project")),
    ],
)
def test_two_releases_are_compared_in_words(
    edited_pair: Path, lang: str, words: tuple[str, ...]
) -> None:
    done = tsunagu("diff", *ids(edited_pair), "--out", edited_pair / "out", "--lang", lang)
    assert done.returncode == 0, done.stderr
    for word in (*words, CAME, GONE, RETITLED, f"{OLD_TITLE} → {NEW_TITLE}"):
        assert word in done.stdout
    for id_ in ids(edited_pair):
        assert id_ in done.stdout.splitlines()[0]


def test_two_releases_are_compared_as_json(edited_pair: Path) -> None:
    old, new = ids(edited_pair)
    done = tsunagu("diff", old, new, "--out", edited_pair / "out", "--format", "json")
    found = json.loads(done.stdout)
    assert (found["before"]["id"], found["after"]["id"]) == (old, new)
    assert found["kinds"] == {"project": {"added": 1, "removed": 1, "changed": 1}}
    entities = {entity["key"]: entity for entity in found["entities"]}
    assert {key: entity["change"] for key, entity in entities.items()} == {
        CAME: "added", GONE: "removed", RETITLED: "changed",
    }  # fmt: skip
    named = [p for p in entities[RETITLED]["properties"] if p["column"] == "title"]
    assert [(p["before"], p["after"]) for p in named] == [([OLD_TITLE], [NEW_TITLE])]
    assert found["tables"]["project_titles"] == {"added": 0, "removed": 0, "changed": 1}


def test_the_other_way_round_everything_is_turned(edited_pair: Path) -> None:
    old, new = ids(edited_pair)
    out = ("--out", edited_pair / "out", "--format", "json")
    there = json.loads(tsunagu("diff", old, new, *out).stdout)
    back = json.loads(tsunagu("diff", new, old, *out).stdout)
    for part, counts in there["statements"].items():
        turned = {"added": counts["removed"], "removed": counts["added"]}
        assert back["statements"][part] == turned


def test_by_default_the_current_release_is_compared_with_the_tables(
    edited_pair: Path, tmp_path: Path
) -> None:
    folders = ("--data", edited_pair / "data", "--out", edited_pair / "out")
    before = tree(edited_pair)
    for lang, words in (("ja", "変更はありません。"), ("en", "Nothing changed.")):
        assert words in tsunagu("diff", *folders, "--lang", lang).stdout
    assert tree(edited_pair) == before, "it writes nothing"
    data = tmp_path / "data"
    data.mkdir()
    for path in (edited_pair / "data").glob("*.csv"):
        (data / path.name).write_bytes(path.read_bytes())
    set_cell(data, "project_titles", 2, "title", "また改めた事業")
    done = tsunagu("diff", "--data", data, "--out", edited_pair / "out")
    assert f"{NEW_TITLE} → また改めた事業" in done.stdout
    assert "計算した関係" not in done.stdout


def test_an_unknown_release_is_answered_with_those_that_there_are(edited_pair: Path) -> None:
    done = tsunagu("diff", "nowhere", "--out", edited_pair / "out")
    assert done.returncode == 1
    for word in ("nowhere", "data", "current", *ids(edited_pair)):
        assert word in done.stderr


def test_wrong_tables_are_named(edited_pair: Path, tmp_path: Path) -> None:
    done = tsunagu("diff", "--data", tmp_path / "none", "--out", edited_pair / "out")
    assert done.returncode == 1
    assert "there is no such data folder" in done.stderr
