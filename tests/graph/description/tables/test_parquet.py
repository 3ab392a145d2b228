"""Tables as Parquet, read back by DuckDB: types, nulls, meanings, the same bytes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb
import pytest
from paths import DATA

from graph.description.tables.mapped import described_tables
from graph.description.tables.model import DescribedColumn, DescribedTable
from graph.description.tables.parquet import write_parquet
from graph.mapping.schema import Cell

TABLES = {table.name: table for table in described_tables()}
SQL_TYPES = {
    Cell.INTEGER: "BIGINT",
    Cell.FISCAL_YEAR: "INTEGER",
    Cell.DECIMAL: "DOUBLE",
    Cell.BOOLEAN: "BOOLEAN",
}
SMALL = DescribedTable(
    "small",
    "small.csv",
    "Rows.",
    (
        DescribedColumn("key", Cell.KEY, "The key.", required=True),
        DescribedColumn("whole", Cell.INTEGER, ""),
        DescribedColumn("part", Cell.DECIMAL, "A part.", unit="km"),
        DescribedColumn("said", Cell.BOOLEAN, ""),
        DescribedColumn("day", Cell.DATE, ""),
        DescribedColumn("text", Cell.TEXT, ""),
    ),
)
CONTENT = """key,whole,part,said,day,text
a,-5,0.25,true,2020-04,"一,二"
b,,,,,
c,9007199254740993,1e3,false,2020,"one
two"
"""


def read(path: Path) -> list[tuple[Any, ...]]:
    return duckdb.read_parquet(str(path)).fetchall()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "small.csv").write_text(CONTENT, "utf-8")
    write_parquet(SMALL, tmp_path / "small.csv", tmp_path / "small.parquet")
    return tmp_path / "small.parquet"


def test_cells_have_types_and_an_empty_one_is_null(small: Path) -> None:
    assert read(small) == [
        ("a", -5, 0.25, True, "2020-04", "一,二"),
        ("b", None, None, None, None, None),
        ("c", 9007199254740993, 1000.0, False, "2020", "one\ntwo"),
    ]


def test_the_file_tells_which_cells_are_never_empty(small: Path) -> None:
    schema = duckdb.execute(
        "SELECT name, repetition_type FROM parquet_schema(?)", [str(small)]
    ).fetchall()
    assert [name for name, kind in schema[1:] if kind == "REQUIRED"] == ["key"]


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    (tmp_path / "small.csv").write_text(CONTENT.splitlines()[0] + "\n", "utf-8")
    write_parquet(SMALL, tmp_path / "small.csv", tmp_path / "none.parquet")
    found = duckdb.read_parquet(str(tmp_path / "none.parquet"))
    assert found.columns == [column.name for column in SMALL.columns]
    assert found.fetchall() == []


@pytest.mark.parametrize("name", ["projects", "municipalities", "area_observations", "payments"])
def test_every_cell_of_a_table_is_there(tmp_path: Path, name: str) -> None:
    table = TABLES[name]
    write_parquet(table, DATA / table.path, tmp_path / "table.parquet")
    found = duckdb.read_parquet(str(tmp_path / "table.parquet"))
    expected = [SQL_TYPES.get(column.type, "VARCHAR") for column in table.columns]
    assert [str(kind) for kind in found.types] == expected
    with (DATA / table.path).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    assert len(rows) == found.shape[0]
    for printed, cells in zip(rows, found.fetchall(), strict=True):
        for column, text, cell in zip(table.columns, printed, cells, strict=True):
            assert (cell is None) == (text == "")
            if isinstance(cell, str):
                assert cell == text
            elif cell is not None and column.type is not Cell.BOOLEAN:
                assert cell == float(text)


def test_the_same_rows_give_the_same_bytes(small: Path, tmp_path: Path) -> None:
    write_parquet(SMALL, tmp_path / "small.csv", tmp_path / "again.parquet")
    assert (tmp_path / "again.parquet").read_bytes() == small.read_bytes()
