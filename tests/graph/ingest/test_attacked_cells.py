"""Cells that validate in no other way than by a rule: numbers, dates, circles, characters."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_data import read_rows, set_cell, spoil, tsunagu

from graph.build import check_data
from graph.ingest.cells import INVISIBLE, cell_fault
from graph.ingest.ignored import ignored_files
from graph.ingest.problems import MOST_LISTED, DataError, Problem, Problems
from graph.mapping.schema import Cell, Column
from graph.mapping.tables import BY_NAME


@pytest.fixture
def data(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "data"))


def found(data: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        check_data(data)
    return caught.value.lines


def column(table: str, name: str) -> Column:
    return next(c for c in BY_NAME[table].columns if c.name == name)


@pytest.mark.parametrize(
    ("table", "name", "text"),
    [
        ("programme_budgets", "amount_yen", "1" + "0" * 30),
        ("programme_budgets", "amount_yen", "-1" + "0" * 30),
        ("payments", "amount_yen", "9" * 9000),
        ("municipalities", "latitude", "51.5"),
        ("municipalities", "latitude", "-35.0"),
        ("municipalities", "longitude", "13.4"),
        ("municipalities", "longitude", "135.123456789"),
        ("census_observations", "population", "-1"),
        ("census_observations", "population", "10000000000"),
        ("census_observations", "aged_65_percent", "100.5"),
        ("project_titles", "position", "0"),
        ("project_titles", "position", "1" + "0" * 300),
    ],
)
def test_numbers_have_ranges(table: str, name: str, text: str) -> None:
    fault = cell_fault(column(table, name), text)
    assert fault
    assert len(fault) < 200
    assert "must be from" in fault or "digits after the point" in fault


@pytest.mark.parametrize("text", ["1000-01-01", "1867", "2101", "2999-12", "0001-01-01", "20220"])
def test_dates_are_plausible(text: str) -> None:
    assert "1868 to 2100" in (cell_fault(Column("x", Cell.DATE), text) or "")


@pytest.mark.parametrize("text", ["1000", "1867", "2101", "２０２２", "20", "20222"])
def test_fiscal_years_are_plausible(text: str) -> None:
    assert cell_fault(Column("x", Cell.FISCAL_YEAR), text)


@pytest.mark.parametrize(
    "text",
    [
        *("\u3164", "\u2800", "\u0301", "\ufe0f", "\u180e", "\ufdd0", "\uffff", "\x0b", "\ue000"),
        *("\U000f0000", "\u115f\u1160", "a\u200b", "\U000e0041", "a\ufffe"),
    ],
)
def test_text_has_visible_characters(text: str) -> None:
    fault = cell_fault(Column("x", Cell.JA), text)
    assert fault
    assert fault.isprintable()


@pytest.mark.parametrize("text", ["葛\U000e0100城市", "が", "か\u3099", "-", "100 %", "🚗", "①"])
def test_what_can_be_seen_is_text(text: str) -> None:
    assert cell_fault(Column("x", Cell.TEXT), text) is None


@pytest.mark.parametrize("text", ["辻\ue000町", "\U000f0000", "\U0010ffff市"])
def test_a_character_of_somebodys_font_is_named(text: str) -> None:
    fault = cell_fault(Column("x", Cell.JA), text)
    assert fault is not None
    assert "外字" in fault


def test_nothing_that_xml_cannot_write_is_let_in() -> None:
    allowed = {0x9, 0xA, 0xD}
    for code in (*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF):
        assert code in allowed or INVISIBLE.search(chr(code)), hex(code)


def test_a_parent_of_itself_is_refused_however_far_away(data: Path) -> None:
    rows = read_rows(data / "municipalities.csv")
    cities = [n for n, row in enumerate(rows, start=2) if row["kind"] != "prefecture"][:3]
    for low, high in zip(cities, (*cities[1:], cities[0]), strict=True):
        set_cell(data, "municipalities", low, "parent", rows[high - 2]["code"])
    (line,) = [line for line in found(data) if "leads back" in line]
    assert line.startswith("municipalities.csv, row ")
    assert ", column parent: " in line
    assert line.count(" → ") == 3


def test_the_own_parent_is_refused(data: Path) -> None:
    code = read_rows(data / "municipalities.csv")[1]["code"]
    set_cell(data, "municipalities", 3, "parent", code)
    where = "municipalities.csv, row 3, column parent"
    assert f"{where}: what is above leads back to it: {code} → {code}" in found(data)


def test_messages_are_capped_with_a_count(data: Path) -> None:
    path = data / "projects.csv"
    row = path.read_text("utf-8").splitlines()[1]
    rows = 20_000
    with path.open("a", encoding="utf-8") as stream:
        stream.writelines(f"{row}\n" for _ in range(rows))
    done = tsunagu("validate", "--data", data)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert len(lines) == MOST_LISTED + 2
    left = f"projects.csv: {rows - MOST_LISTED:,} more problems of this file are not listed"
    assert lines[-2] == left
    assert lines[-1].startswith(f"{rows:,} problem(s) in the data")


def test_each_file_has_its_own_share_of_messages() -> None:
    many = Problems(Problem("a.csv", n, "", "x") for n in range(MOST_LISTED + 5))
    many += Problems(Problem("b.csv", n, "", "x") for n in range(MOST_LISTED + 7))
    many += [Problem("c.csv", 1, "", "x")]
    assert len(many) == 2 * MOST_LISTED + 1
    assert many.more == {"a.csv": 5, "b.csv": 7}
    assert str(DataError(many)) == f"{2 * MOST_LISTED + 13:,} problem(s) in the data"


def test_messages_hold_no_emoji_by_accident(data: Path) -> None:
    spoil(data, "programmes", "key,", ":smile:,")
    set_cell(data, "projects", 2, "programme", ":100: [bold]x[/bold]")
    done = tsunagu("validate", "--data", data)
    assert "':smile:'" in done.stderr
    assert "must begin with ':100: [bold]x[/bold]-" in done.stderr


def test_files_that_are_ignored_are_named(data: Path) -> None:
    (data / "rdf" / "more").mkdir(parents=True)
    for name in ("notes.TTL", "notes.rdf", "notes.ttl.bak", "README.md", "right.ttl"):
        (data / "rdf" / name).write_bytes(b"")
    for name in ("project.csv", "Projects.CSV", "events.xlsx", "notes.md"):
        (data / name).write_bytes(b"")
    (data / "boundaries").mkdir()
    (data / "boundaries" / "osaka.geojson").write_bytes(b"{}")
    assert [problem.file for problem in ignored_files(data)] == [
        "Projects.CSV",
        "boundaries/osaka.geojson",
        "events.xlsx",
        "project.csv",
        "rdf/more",
        "rdf/notes.TTL",
        "rdf/notes.rdf",
        "rdf/notes.ttl.bak",
    ]
    done = tsunagu("validate", "--data", data)
    assert done.returncode == 0
    said = "warning: project.csv: it is not read: no table has this name; is projects.csv meant?"
    assert said in done.stderr
    assert "warning: rdf/notes.TTL: it is not read: only *.ttl, *.trig, *.nq are" in done.stderr


def test_nothing_of_the_projects_own_data_is_ignored() -> None:
    from paths import DATA  # noqa: PLC0415

    assert ignored_files(DATA) == []
