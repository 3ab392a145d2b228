"""The command as staff use it: preview, decide, write, build, find; and a second time nothing."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_lists import (
    HOSTILE,
    MESSY,
    MESSY_MERGED,
    SOURCE,
    TIDY,
    Table,
    delimited,
    with_source,
    workbook,
)
from small_data import spoil, tree, tsunagu

from api.cli import main

OPTIONS = ("--programme", "mirai", "--fiscal-year", "R12", "--source", SOURCE)


@pytest.fixture
def data(small: Path, tmp_path: Path) -> Path:
    return with_source(Path(shutil.copytree(small, tmp_path / "data")))


@pytest.fixture
def messy_data(register_data: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(register_data, tmp_path / "messy-data"))


Here = Callable[..., tuple[int, str, str]]
Imported = Callable[..., tuple[int, dict[str, Any]]]
Fails = Callable[..., str]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Here:
    """Run a command in this process; return its exit code and what it wrote."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tsunagu", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return run


@pytest.fixture
def imported(here: Here) -> Imported:
    """Run the command; return its exit code and the preview."""

    def run(path: Path, data: Path, *more: str) -> tuple[int, dict[str, Any]]:
        code, out, err = here("import", path, *OPTIONS, "--data", data, "--format", "json", *more)
        assert err == ""
        return code, json.loads(out)

    return run


@pytest.fixture
def fails(here: Here) -> Fails:
    """Run the command; it ends with a fault, of which its one line is returned."""

    def run(path: Path, data: Path, *more: str) -> str:
        before = tree(data)
        code, out, err = here("import", path, *OPTIONS, "--data", data, "--write", *more)
        assert (code, out) == (1, "")
        (line,) = err.splitlines()
        assert tree(data) == before
        return line

    return run


def found(here: Here, out: Path, query: str) -> list[str]:
    code, said, err = here("search", query, "--out", out, "--type", "project", "--format", "json")
    assert code == 0, err
    return [row["key"] for row in json.loads(said)]


@pytest.mark.slow
def test_a_tidy_list_is_previewed_written_built_and_found(
    here: Here,
    imported: Imported,
    data: Path,
    tmp_path: Path,
    new_out: Callable[[Path], Path],
) -> None:
    path = workbook(tmp_path / "list.xlsx", TIDY)
    before = tree(data)
    code, preview = imported(path, data)
    assert (code, preview["written"], preview["counts"]["new"]) == (0, False, 3)
    assert tree(data) == before
    code, written = imported(path, data, "--write")
    assert (code, written["written"]) == (0, True)
    assert written | {"written": False} == preview
    out = new_out(tmp_path / "out")
    assert tsunagu("build", "--data", data, "--out", out).returncode == 0
    assert found(here, out, "丘の上のまちを結ぶ移動実証")[0] == "mirai-2030-272167"
    assert found(here, out, "R12 ドローン") == ["mirai-2030-041009"]
    assert "mirai-2030-010006" in found(here, out, "更別村 ロボット")
    after = tree(data)
    code, again = imported(path, data, "--write")
    assert (code, again["written"], again["tables"]) == (0, False, {})
    assert {row["state"] for row in again["rows"]} == {"same"}
    assert tree(data) == after


ANSWERS = ("--resolve", "7=324485", "--technology", "謎技術=", "--resolve", "12=032166")


def test_a_messy_list_is_written_once_its_doubts_are_decided(
    here: Here, imported: Imported, messy_data: Path, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "list.xlsx", MESSY, MESSY_MERGED)
    before = tree(messy_data)
    code, preview = imported(path, messy_data, "--write")
    assert (code, preview["written"], preview["counts"]["doubts"]) == (2, False, 3)
    assert tree(messy_data) == before
    code, written = imported(path, messy_data, "--write", *ANSWERS)
    assert (code, written["written"], written["counts"]["new"]) == (0, True, 9)
    assert here("validate", "--data", messy_data)[0] == 0
    after = tree(messy_data)
    code, again = imported(path, messy_data, "--write", *ANSWERS)
    assert (code, again["counts"]["same"], again["tables"]) == (0, 9, {})
    assert tree(messy_data) == after


def test_a_hostile_list_changes_nothing(
    fails: Fails, imported: Imported, data: Path, tmp_path: Path
) -> None:
    path = delimited(tmp_path / "list.csv", HOSTILE, "utf-8")
    assert fails(path, data).startswith(
        "Error: list.csv, row 1: several columns may be the field note: C (備考), D (備考)"
    )
    before = tree(data)
    code, preview = imported(path, data, "--write", "--column", "note=")
    assert (code, preview["written"]) == (2, False)
    assert tree(data) == before


def test_a_table_for_people_says_what_is_to_be_decided(messy_data: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", MESSY, MESSY_MERGED)
    done = tsunagu("import", path, *OPTIONS, "--data", messy_data)
    assert done.returncode == 2
    assert "Doubt, row 7, column C (自治体名): '美郷町': several local governments" in done.stdout
    assert "    324485 島根県美郷町" in done.stdout
    assert "Skipped, row 15: a total" in done.stdout
    assert "Nothing is written while there are doubts: 3." in done.stdout


@pytest.mark.parametrize(
    ("table", "more", "wanted"),
    [
        ((("まち", "名"), ("吹田市", "題")), (), "no header row was found"),
        (TIDY, ("--column", "title=題"), "row 1: there is no column '題' for the field title"),
        (TIDY, ("--column", "title"), "--column title: it has no form like NAME=VALUE"),
        (TIDY, ("--sheet", "二"), "there is no sheet '二'; there are: 一覧"),
        (TIDY, ("--resolve", "x=1"), "--resolve x=1: it does not begin with a row's number"),
        (TIDY, ("--key", "2=Ä"), "--key 2=Ä: a slug is of small Latin letters"),
        (TIDY, ("--skip", "40"), "--skip 40: the row is no project of the list"),
        (TIDY, ("--selection-kind", "x"), "--selection-kind x: there is no such kind"),
        (TIDY, ("--fiscal-year", "soon"), "--fiscal-year soon: it is no fiscal year"),
        (TIDY, ("--programme", "x"), "--programme x: there is no such key in programmes.csv"),
        (TIDY, ("--source", "x"), "--source x: there is no such key in sources.csv. Add a row"),
    ],
)
def test_a_fault_is_one_line_and_changes_nothing(
    fails: Fails, data: Path, tmp_path: Path, table: Table, more: tuple[str, ...], wanted: str
) -> None:
    assert wanted in fails(workbook(tmp_path / "list.xlsx", table), data, *more)


def test_files_that_cannot_be_read_are_one_line(fails: Fails, data: Path, tmp_path: Path) -> None:
    assert "none.xlsx" in fails(tmp_path / "none.xlsx", data)
    (tmp_path / "l.xlsx").write_bytes(b"PK\x03\x04")
    assert "l.xlsx: it cannot be read as an XLSX workbook" in fails(tmp_path / "l.xlsx", data)


def test_data_that_are_broken_already_are_told_and_left(data: Path, tmp_path: Path) -> None:
    spoil(data, "projects", "mirai,2018", "mirai,MMXVIII")
    before = tree(data)
    path = workbook(tmp_path / "list.xlsx", TIDY)
    done = tsunagu("import", path, *OPTIONS, "--data", data, "--write")
    assert done.returncode == 1
    assert done.stderr.startswith("projects.csv, row 2, column fiscal_year: ")
    assert tree(data) == before


def test_misuse_is_told_with_the_usual_exit_code(data: Path) -> None:
    assert tsunagu("import", "list.xlsx", "--data", data).returncode == 2


def test_the_help_names_every_option_and_every_exit_code() -> None:
    text = tsunagu("import", "--help").stdout
    for option in (
        "LIST", "--programme", "--fiscal-year", "--source", "--locator", "--sheet", "--column",
        "--resolve", "--skip", "--key", "--technology", "--selection-kind", "--data", "--format",
        "--write", "Exit code 0", "1: a fault", "2: doubts remain",
    ):  # fmt: skip
        assert option in text
