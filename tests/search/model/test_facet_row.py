"""A new facet is one row of the table, and its words: everything else follows from them.

The facet is made up, and the row is put into a copy of the code: the copy differs from the code in
that row and in the file of its words only.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from paths import ROOT

NAME, FIELD, CONDITIONS = "certainty", "sure", "certainties"
ROW = f"""    Facet(
        "{NAME}",
        "{CONDITIONS}",
        Values.CODE,
        lambda document: [
            *(("stated",) if document.technologies else ()),
            *(("inferred",) if document.technologies_derived else ()),
        ],
        takes="how sure it is",
        field="{FIELD}",
        codes="certainty",
    ),
"""
WORDS = f"""
[condition-{NAME}]
ja = "確かさ"
en = "Certainty"
"""
LAST_ROW = '    Facet(\n        "fiscal_year",'
"""The row goes before this one."""

ASKING = """
import json, sys
from pathlib import Path
from starlette.testclient import TestClient
from api.app import create_app
from api.release.build import build
from api.release.settings import Settings

settings = Settings(data=Path(sys.argv[1]), out=Path(sys.argv[2]))
build(settings, lambda _: None)
found = {}
with TestClient(create_app(settings), follow_redirects=False) as client:
    for address, media in json.load(sys.stdin):
        found[address] = client.get(address, headers={"Accept": media}).text
json.dump({"code": sys.modules["api"].__file__, "answers": found}, sys.stdout)
"""
JSON, HTML = "application/json", "text/html"
CHOSEN = f"/?type=project&lang=en&{NAME}=inferred"
NONE = f"/api/search?lang=en&{NAME}=inferred&fiscal_year=2050"
ADDRESSES = {
    "/openapi.json": JSON,
    "/api/search?type=project&lang=en": JSON,
    f"/api/search?type=project&lang=en&{NAME}=inferred": JSON,
    f"/api/search?type=project&lang=en&{NAME}=Stated": JSON,
    f"/api/search?type=project&lang=en&{NAME}=inferred&{NAME}=stated": JSON,
    f"/api/search?q={FIELD}:inferred&lang=en": JSON,
    f"/api/search?q={NAME}:inferred+-{FIELD}:stated&lang=en": JSON,
    f"/api/search?{NAME}=perhaps": JSON,
    "/api/search?q=year:2020+who:knows&lang=en": JSON,
    NONE: JSON,
    "/?type=project&lang=en": HTML,
    CHOSEN: HTML,
}


@pytest.fixture(scope="module")
def answers(
    small: Path, tmp_path_factory: pytest.TempPathFactory, new_out: Callable[[Path], Path]
) -> dict[str, str]:
    """Answers of the code with one row more, over the small copy of the data."""
    code = tmp_path_factory.mktemp("code")
    for package in ("ontology", "graph", "search", "api", "tests/competency"):
        shutil.copytree(ROOT / package, code / package)  # with what is compiled already
    table = code / "search" / "model" / "facets.py"
    before, at, after = table.read_text("utf-8").partition(LAST_ROW)
    assert at
    table.write_text(before + ROW + at + after, "utf-8")
    with (code / "api" / "wording" / "texts" / "search.toml").open("a", encoding="utf-8") as texts:
        texts.write(WORDS)
    done = subprocess.run(
        [sys.executable, "-c", ASKING, small, new_out(code / "out")],
        input=json.dumps(list(ADDRESSES.items())),
        env={**os.environ, "PYTHONPATH": str(code), "PYTHONUTF8": "1"},
        cwd=code,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert Path(found["code"]).is_relative_to(code)
    answers: dict[str, str] = found["answers"]
    return answers


def _json(answers: dict[str, str], address: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answers[address])
    return found


def _counts(answer: dict[str, Any]) -> dict[str, int]:
    return {value["key"]: value["count"] for value in answer["facets"][NAME]}


@pytest.mark.parametrize("path", ["/api/search", "/api/projects/{key}/similar", "/api/map"])
def test_it_is_a_parameter(answers: dict[str, str], path: str) -> None:
    operation = _json(answers, "/openapi.json")["paths"][path]["get"]
    names = {one["name"]: one.get("description") for one in operation["parameters"]}
    assert names[NAME] == "how sure it is"


def test_it_is_counted_and_each_count_is_what_choosing_gives(answers: dict[str, str]) -> None:
    everything = _json(answers, "/api/search?type=project&lang=en")
    counts = _counts(everything)
    assert set(counts) == {"stated", "inferred"}
    for key, value in (("inferred", "inferred"), ("stated", "Stated")):  # by key, by label
        chosen = _json(answers, f"/api/search?type=project&lang=en&{NAME}={value}")
        assert chosen["total"] == counts[key]
        (other,) = counts.keys() - {key}
        asked = f"/api/search?type=project&lang=en&{NAME}=inferred&{NAME}=stated"
        both = _json(answers, asked)["total"]
        assert _counts(chosen) == {key: counts[key], other: both - counts[key]}
    assert all(
        item["technologies"]
        for item in _json(answers, f"/api/search?type=project&lang=en&{NAME}=Stated")["items"]
    )


def test_it_is_part_of_the_interpretation(answers: dict[str, str]) -> None:
    found = _json(answers, f"/api/search?type=project&lang=en&{NAME}=inferred")["interpretation"]
    assert found[CONDITIONS] == [{"key": "inferred", "label": "Inferred"}]
    assert "not in this query" in found["sparql"]


def test_it_is_a_field(answers: dict[str, str]) -> None:
    found = _json(answers, f"/api/search?q={FIELD}:inferred&lang=en")
    assert [value["key"] for value in found["interpretation"][CONDITIONS]] == ["inferred"]
    (span,) = found["interpretation"]["spans"]
    assert (span["kind"], span["text"]) == (NAME, f"{FIELD}:inferred")
    assert span["chosen"] == [{"kind": NAME, "key": "inferred", "label": "Inferred"}]
    assert found["total"] > 0
    fewer = _json(answers, f"/api/search?q={NAME}:inferred+-{FIELD}:stated&lang=en")
    assert fewer["total"] < found["total"]
    wrong = _json(answers, "/api/search?q=year:2020+who:knows&lang=en")
    assert f" {FIELD}, year," in wrong["detail"]


def test_a_value_that_there_is_not_is_refused(answers: dict[str, str]) -> None:
    wrong = _json(answers, f"/api/search?{NAME}=perhaps")
    assert wrong["parameter"] == NAME
    assert {one["key"] for one in wrong["candidates"]} == {"stated", "inferred"}


def test_where_nothing_is_found_it_is_named_and_left_out(answers: dict[str, str]) -> None:
    found = _json(answers, NONE)
    assert found["total"] == 0
    named = {name for one in found["emptied_by"] for name in one["conditions"]}
    assert named <= {NAME, "fiscal_year"}


def test_the_page_lists_it_with_links(answers: dict[str, str]) -> None:
    start, chosen = answers["/?type=project&lang=en"], answers[CHOSEN]
    assert "<summary>Certainty</summary>" in start
    assert f'href="/?lang=en&amp;type=project&amp;{NAME}=inferred"' in start
    assert '<span class="kind">Certainty</span>' in chosen
    total = _json(answers, f"/api/search?type=project&lang=en&{NAME}=inferred")["total"]
    assert f'<span class="total">{total}' in chosen
