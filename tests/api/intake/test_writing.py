"""Rows are added in their places, all or none, whatever happens meanwhile."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import import_steps
import pytest
from import_steps import rows_to_add
from paths import ROOT
from small_data import environment, read_rows, tree

from api.intake.sheets.faults import ListError
from api.intake.writing import alone, recover, write
from graph.build import check_data
from graph.ingest.problems import DataError

LEFTOVERS = {".import-new", ".import-ready", ".import-undo"}


@pytest.fixture
def data(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "data"))


def tables(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in data.glob("*.csv")}


def keys(data: Path, table: str, column: str) -> list[str]:
    return [row[column] for row in read_rows(data / f"{table}.csv")]


def test_every_line_that_was_there_stays_as_it_was(data: Path) -> None:
    before = tables(data)
    import_steps.add(data)
    after = tables(data)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"{table}.csv" for table in import_steps.ADDED}
    for name in changed:
        new = after[name].splitlines(keepends=True)
        added = [line for line in new if b"mirai-2030-041009" in line]
        assert len(added) == 1
        assert [line for line in new if line not in added] == before[name].splitlines(keepends=True)
    assert not LEFTOVERS & {path.name for path in data.iterdir()}
    check_data(data)


def test_rows_stand_where_the_order_of_the_files_wants_them(data: Path) -> None:
    """Projects by programme and year; all else as the projects."""
    added = rows_to_add()
    for table, (cells,) in added.items():
        other = {name: text.replace("mirai-2030", "mirai-2017") for name, text in cells.items()}
        added[table] = [cells, other | ({"fiscal_year": "2017"} if table == "projects" else {})]
    with alone(data):
        write(data, check_data(data).rows, added)
    order = keys(data, "projects", "key")
    assert (order[0], order[-1]) == ("mirai-2017-041009", "mirai-2030-041009")
    for table in ("project_titles", "project_applicants"):
        places = [order.index(key) for key in keys(data, table, "project")]
        assert places == sorted(places)


def test_line_ends_of_a_spreadsheet_are_kept(data: Path) -> None:
    path = data / "project_titles.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n"))
    import_steps.add(data)
    content = path.read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == len(read_rows(path)) + 1


def test_a_cell_with_commas_and_quotes_is_quoted(data: Path) -> None:
    added = rows_to_add()
    added["project_titles"][0]["title"] = '空の"道", 二'
    with alone(data):
        write(data, check_data(data).rows, added)
    assert '空の"道", 二' in keys(data, "project_titles", "title")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("project_applicants", "body", "999999"),
        ("projects", "source", "no-such-source"),
        ("projects", "key", "mirai-2018-041009"),
        ("project_titles", "title", "二行\nの題"),
    ],
)
def test_what_would_not_be_valid_changes_nothing(
    data: Path, table: str, column: str, value: str
) -> None:
    before = tree(data)
    added = rows_to_add()
    added[table][0][column] = value
    with alone(data), pytest.raises(DataError):
        write(data, check_data(data).rows, added)
    assert tree(data) == before


def test_a_fault_while_files_are_moved_puts_the_old_ones_back(data: Path) -> None:
    """A folder stands where the last file is to be moved: the first ones are moved already."""
    rows = check_data(data).rows
    added = rows_to_add()
    last = data / f"{max(added)}.csv"
    before = tables(data)
    moved: list[str] = []

    def in_the_way(event: str, values: tuple[object, ...]) -> None:
        if event == "os.rename" and str(values[1]).startswith(f"{data}/") and armed:
            moved.append(Path(str(values[1])).name)
            if str(values[1]) == str(last) and "new" in str(values[0]):
                armed.clear()
                raise OSError(28, "No space left on device")

    armed = [True]
    sys.addaudithook(in_the_way)
    with alone(data), pytest.raises(OSError, match="No space left"):
        write(data, rows, added)
    armed.clear()
    assert moved[-1] == last.name
    assert len(moved) > len(added) - 1
    assert tables(data) == before
    assert not LEFTOVERS & {path.name for path in data.iterdir()}


def test_two_imports_never_write_together(data: Path) -> None:
    with (
        alone(data),
        pytest.raises(ListError, match="another import is running"),
        alone(data),
    ):
        pass


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"), alone(tmp_path / "none"):
        pass


def state(found: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes]) -> str:
    for name, content in found.items():
        assert content in {old[name], new[name]}, f"{name} is half written"
    return "old" if found == old else "new" if found == new else "between"


@pytest.mark.slow
def test_a_killed_import_leaves_whole_files_and_the_next_one_finishes_it(
    data: Path, tmp_path: Path
) -> None:
    old = tables(data)
    folder = tmp_path / "killed"
    done = subprocess.run(
        [sys.executable, import_steps.__file__, data, folder],
        cwd=ROOT,
        env=environment()
        | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests/helpers")])},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    steps = json.loads(done.stdout)
    assert sum(step.startswith("os.rename") for step in steps) >= len(import_steps.ADDED) + 1
    new = tables(folder / str(len(steps)))
    states = []
    for number in range(len(steps) + 1):
        left = folder / str(number)
        before = state(tables(left), old, new)
        recover(left)
        after = state(tables(left), old, new)
        states.append((before, after))
        assert not LEFTOVERS & {path.name for path in left.iterdir()}
    assert [found for found, _ in groupby(states)] == [
        ("old", "old"), ("old", "new"), ("between", "new"), ("new", "new"),
    ]  # fmt: skip
    for number in (0, len(steps)):  # whatever was recovered is the same, byte for byte, as these
        check_data(folder / str(number))


def test_the_written_rows_are_those_that_were_given(data: Path) -> None:
    import_steps.add(data)
    for table, (cells,) in rows_to_add().items():
        with (data / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            assert cells in list(csv.DictReader(stream))
