"""Reads the CSV tables of ``data/``: every syntactic fault is reported with its place.

The rules of the files are those of ``data/README.md``: UTF-8 without a byte-order mark, a header
row with exactly the columns of ``graph.mapping``, one value in a cell, no line break in a field.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from graph.problems import Problem
from graph.tables import Cell, Column, Table

MAX_CELL = 10_000
"""Longest cell, in characters. The longest real one is under 500; more is a broken quote."""

MAX_FILE_BYTES = 512 * 1024 * 1024
"""Largest file that is read at all, in bytes."""

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_YEAR = re.compile(r"[12][0-9]{3}")
_DATE = re.compile(r"([12][0-9]{3})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_KANA = re.compile(r"[\u3041-\u3096\u30fc\u3000 ]+")
_LOOKALIKE = re.compile(
    "[\u2e80-\u2fdf"  # CJK and Kangxi radicals that PDF text has in place of kanji
    "\uf900-\ufaff"  # compatibility ideographs
    "\uff01-\uff9f]"  # full-width ASCII and half-width katakana
)
_ALLOWED_WIDE = frozenset("！（）：；？～＆")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table whose cells are well formed.

    Args:
        table: the table.
        number: row as a spreadsheet counts it (the header is row 1).
        cells: text of each cell by column name; empty cells are empty strings.
    """

    table: Table
    number: int
    cells: dict[str, str]

    @property
    def key(self) -> str:
        """The key: the non-empty key columns joined by '.'."""
        return ".".join(self.cells[name] for name in self.table.key if self.cells[name])

    def problem(self, column: str, message: str) -> Problem:
        """Return a problem that points at a cell of this row."""
        return Problem(f"{self.table.name}.csv", self.number, column, message)


def _valid_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if not match:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def _valid_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", text)


_CHECKS: dict[Cell, Callable[[str], bool]] = {
    Cell.KEY: lambda text: bool(_KEY.fullmatch(text)),
    Cell.KANA: lambda text: bool(_KANA.fullmatch(text)),
    Cell.INTEGER: lambda text: bool(_INTEGER.fullmatch(text)),
    Cell.DECIMAL: lambda text: bool(_DECIMAL.fullmatch(text)),
    Cell.BOOLEAN: lambda text: text in {"true", "false"},
    Cell.DATE: _valid_date,
    Cell.FISCAL_YEAR: lambda text: bool(_YEAR.fullmatch(text)),
    Cell.URL: _valid_url,
}


def _shown(text: str) -> str:
    """Return the start of a cell, safe to print in a message."""
    short = text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004 - a line of a terminal
    return repr(short)


def _cell_fault(column: Column | None, text: str) -> str | None:
    """Return what is wrong with a cell, or None."""
    if len(text) > MAX_CELL:
        return (
            f"the cell has {len(text):,} characters; at most {MAX_CELL:,} are allowed"
            " (is a quotation mark missing?)"
        )
    if any("\udc80" <= character <= "\udcff" for character in text):
        return "the cell is not valid UTF-8; save the file as UTF-8"
    if re.search("[\x00-\x1f\x7f]", text):
        return "the cell holds a line break or a control character; write it on one line"
    if text != text.strip():
        return f"the cell begins or ends with white space: {_shown(text)}"
    if column is None:
        return None if text else "the cell is empty; a value is required"
    return _typed_fault(column, text)


def _typed_fault(column: Column, text: str) -> str | None:
    if not text:
        return "the cell is empty; a value is required" if column.required else None
    if isinstance(column.value, Cell):
        check = _CHECKS.get(column.value)
        if check and not check(text):
            return f"{_shown(text)} is not {column.value.value}"
    if not column.raw:
        strange = {c for c in _LOOKALIKE.findall(text) if c not in _ALLOWED_WIDE}
        if strange:
            listed = " ".join(f"{c} (U+{ord(c):04X})" for c in sorted(strange))
            return f"the cell holds look-alike characters: {listed}; write the ordinary ones"
    return None


def _records(path: Path, name: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(row, cells)``; a row is what a spreadsheet would show as one."""
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        problems.append(Problem(name, 0, "", f"the file has {size:,} bytes; too large to be read"))
        return
    previous = csv.field_size_limit(MAX_FILE_BYTES)
    try:
        with path.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            number = 0
            while True:
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    problems.append(
                        Problem(name, number + 1, "", f"the row cannot be read as CSV: {error}")
                    )
                    return
                number += 1
                yield number, cells
    finally:
        csv.field_size_limit(previous)


def _header_fault(table: Table, header: list[str]) -> list[Problem]:
    file = f"{table.name}.csv"
    if header and header[0].startswith("\ufeff"):
        return [Problem(file, 1, "", "the file begins with a byte-order mark; save it without")]
    expected = table.header
    problems = [
        Problem(file, 1, name, "there is no such column in this table; is it misspelt?")
        for name in header
        if name not in expected
    ]
    problems += [
        Problem(file, 1, name, "the column is missing from the header")
        for name in expected
        if name not in header
    ]
    problems += [
        Problem(file, 1, name, "the column stands twice in the header")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    return problems


def read_table(folder: Path, table: Table) -> tuple[list[Row], list[Problem]]:
    """Read one table.

    Args:
        folder: the data folder.
        table: which table.

    Returns:
        The rows that are well formed, and every problem found.
    """
    name = f"{table.name}.csv"
    path = folder / name
    problems: list[Problem] = []
    if not path.is_file():
        return [], [Problem(name, 0, "", f"the file is missing from {folder.name}/")]
    records = _records(path, name, problems)
    _, header = next(records, (0, []))
    if not header:
        message = "the file is empty; it needs at least the header row: " + ",".join(table.header)
        return [], problems or [Problem(name, 0, "", message)]
    problems += _header_fault(table, header)
    if problems:
        return [], problems
    columns = {column.name: column for column in table.columns}
    rows: list[Row] = []
    for number, cells in records:
        row, faults = _row(table, columns, header, number, cells)
        problems += faults
        if row:
            rows.append(row)
    return rows, problems


def _row(
    table: Table, columns: dict[str, Column], header: list[str], number: int, cells: list[str]
) -> tuple[Row | None, list[Problem]]:
    file = f"{table.name}.csv"
    if len(cells) != len(header):
        message = f"the row has {len(cells)} cells, the header {len(header)}"
        if not cells:
            message = "the row is blank; remove it"
        return None, [Problem(file, number, "", message)]
    faults = [
        Problem(file, number, name, fault)
        for name, text in zip(header, cells, strict=True)
        if (fault := _cell_fault(columns.get(name), text))
    ]
    if faults:
        return None, faults
    return Row(table, number, dict(zip(header, cells, strict=True))), []


def read_tables(
    folder: Path, tables: tuple[Table, ...]
) -> tuple[dict[str, list[Row]], list[Problem]]:
    """Read all tables of the data folder.

    Returns:
        Rows by table name, and every problem found in any of them.
    """
    rows: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for table in tables:
        rows[table.name], faults = read_table(folder, table)
        problems += faults
    return rows, problems
