"""The script that derives technologies and challenges: what it finds, and that it is up to date."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from paths import ROOT

DATA = ROOT / "data"
SCRIPT = DATA / "scripts" / "derive_concepts.py"

NAMES: dict[str, set[tuple[str, str]]] = {
    "ある市ドローン社会実装コンソーシアム": {("drone", "ドローン")},
    "塩尻MaaS・自動運転協議会": {("maas", "MaaS"), ("automated-driving", "自動運転")},
    "⾃動運転協議会": {("automated-driving", "自動運転")},
    "Drone Council": {("drone", "Drone")},
    "ドローン配送協議会": {("drone-delivery", "ドローン配送")},
    "スマートシティ・都市OS協議会": {("urban-os", "都市OS")},
    "コマース協議会": set(),
    "SMART推進協議会": set(),
    "DX推進協議会": set(),
    "ある市デジタル技術協議会": set(),
    "盛岡未来技術地域実装協議会": set(),
}
"""Names of councils, and what each says: the narrower of two, no part of a word, nothing empty."""


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def derive(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for path in DATA.glob("*.csv"):
        shutil.copy(path, folder)
    return folder


def test_the_derived_tables_are_up_to_date() -> None:
    done = derive("--check")
    assert done.returncode == 0, done.stderr


def test_the_name_of_a_council_says_its_technologies(data: Path) -> None:
    councils = rows(data, "councils")[: len(NAMES)]
    for row, name in zip(councils, NAMES, strict=True):
        row["name_ja"] = name
    with (data / "councils.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, councils[0])
        writer.writeheader()
        writer.writerows(councils)
    done = derive("--data", data)
    assert done.returncode == 0, done.stderr
    found: dict[str, set[tuple[str, str]]] = {row["key"]: set() for row in councils}
    for row in rows(data, "council_technologies"):
        assert row["rule"] == "name-label"
        found[row["council"]].add((row["technology"], row["evidence"]))
    assert {row["name_ja"]: found[row["key"]] for row in councils} == NAMES


def test_the_check_names_the_table_that_differs_and_writes_nothing(data: Path) -> None:
    path = data / "events.csv"
    path.write_text(path.read_text("utf-8").replace("自動運転車の導入", "水道の検針", 1), "utf-8")
    before = {path: path.read_bytes() for path in data.iterdir()}
    done = derive("--check", "--data", data)
    assert done.returncode == 1
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [
        "event_technologies.csv"
    ]
    assert {path: path.read_bytes() for path in data.iterdir()} == before


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("council", {"name-label": ("name_ja",)}),
        ("event", {"name-label": ("name_ja",), "description-label": ("content_ja",)}),
        (
            "programme",
            {
                "name-label": ("name_ja",),
                "description-label": ("aim_ja", "support_ja"),
                "issue-label": ("as_printed",),
            },
        ),
    ],
)
def test_the_evidence_stands_where_the_rule_says_with_its_source(
    kind: str, columns: dict[str, tuple[str, ...]]
) -> None:
    things = {row["key"]: row for row in rows(DATA, f"{kind}s")}
    derived = [
        row for name in ("technologies", "challenges") for row in rows(DATA, f"{kind}_{name}")
    ]
    assert {row["rule"] for row in derived} == set(columns)
    issues = rows(DATA, "programme_issues")
    for row in derived:
        said = [things[row[kind]]]
        if row["rule"] == "issue-label":
            said = [issue for issue in issues if issue["programme"] == row["programme"]]
        assert any(
            row["evidence"] in unicodedata.normalize("NFKC", text[column])
            and (row["source"], row["locator"]) == (text["source"], text["locator"])
            for text in said
            for column in columns[row["rule"]]
        ), row


def test_a_programme_has_the_technology_that_it_implies() -> None:
    implied = {
        (row["key"], row["implied_technology"])
        for row in rows(DATA, "programmes")
        if row["implied_technology"]
    }
    derived = {
        (row["programme"], row["technology"]) for row in rows(DATA, "programme_technologies")
    }
    assert implied
    assert implied <= derived
