"""Reads the CSV tables of ``data/``: every syntactic fault is reported with its place.

The rules of the files are those of ``data/README.md``: UTF-8 without a byte-order mark, a header
row with exactly the columns of ``graph.mapping.tables``, one value in a cell, no line break in a
field. Lines may end in LF or, as spreadsheets write them, in CRLF.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest
from pathlib import Path
from typing import TextIO

from graph.ingest.cells import MAX_CELL, TOO_LONG, UNDECODED, cell_fault, shown
from graph.ingest.problems import Problem, Problems
from graph.mapping.schema import Column, Table

MAX_ROW = 1_000_000
"""Longest row, in characters: it bounds the memory that a broken file can take."""

MAX_FILE_BYTES = 512 * 1024 * 1024
"""Largest file that is read at all, in bytes."""

_OPEN_QUOTE = "unexpected end of data"  # what csv says of a quotation mark that is not closed


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Args:
        table: the table.
        number: row as a spreadsheet counts it (the header is row 1).
        cells: text of each cell by column name; empty cells are empty strings.
        sound: whether every cell is well formed. A row that is not still says which keys there
            are, so that one broken cell is not reported once more by every row that refers to it.
    """

    table: Table
    number: int
    cells: dict[str, str]
    sound: bool = True

    @property
    def key(self) -> str:
        """The key: the non-empty key columns joined by '.'."""
        return ".".join(self.cells[name] for name in self.table.key if self.cells[name])

    def problem(self, column: str, message: str) -> Problem:
        """Return a problem that points at a cell of this row."""
        return Problem(f"{self.table.name}.csv", self.number, column, message)


class _Lines:
    """The lines of a file for ``csv.reader``, which refuses to gather a row without end.

    Args:
        stream: the file, opened with ``newline=""``.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._row: list[str] = []
        self._length = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._stream.readline(MAX_ROW):
            self._row.append(line)
            self._length += len(line)
            if self._length >= MAX_ROW:
                raise csv.Error(f"it is longer than {MAX_ROW:,} characters")
            yield line

    def next_row(self) -> None:
        """Forget the row that has been read."""
        self._row.clear()
        self._length = 0

    def stopped_at(self, error: csv.Error) -> tuple[int, str]:
        """Return position and text of the cell in which reading stopped."""
        text = "".join(self._row)
        if str(error) != _OPEN_QUOTE:
            ends = range(1, len(text) + 1)
            first = bisect_left(ends, 1, key=lambda end: _fault(text[:end]) == str(error))
            text = text[: first + 1]
        cells = next(csv.reader(StringIO(text, newline="")), [])
        long = (n for n, cell in enumerate(cells) if len(cell) > MAX_CELL)
        position = next(long, max(0, len(cells) - 1))
        return position, cells[position] if cells else ""


def _fault(text: str) -> str | None:
    """Return what ``csv`` says against a row, or None."""
    try:
        next(csv.reader(StringIO(text, newline=""), strict=True), None)
    except csv.Error as error:
        return str(error)
    return None


def _records(path: Path, table: Table, stopped: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(row, cells)``; a row is what a spreadsheet would show as one."""
    name = path.name
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        stopped.append(Problem(name, 0, "", f"the file has {size:,} bytes; too large to be read"))
        return
    previous = csv.field_size_limit(2 * MAX_ROW)
    try:
        with path.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
            lines = _Lines(stream)
            number = 0
            try:
                for number, cells in enumerate(csv.reader(lines, strict=True), start=1):
                    lines.next_row()
                    yield number, cells
            except csv.Error as error:
                stopped.append(_unreadable(name, table, number + 1, lines, error))
    finally:
        csv.field_size_limit(previous)


def _unreadable(file: str, table: Table, number: int, lines: _Lines, error: csv.Error) -> Problem:
    """Return the problem of a row at which reading stops."""
    position, text = lines.stopped_at(error)
    column = table.header[position] if number > 1 and position < len(table.header) else ""
    message = f"the row cannot be read as CSV: {error}"
    if len(text) > MAX_CELL:
        message = f"{TOO_LONG} (is a quotation mark missing?)"
    return Problem(file, number, column, f"{message}; the rows after it were not read")


def _header_fault(table: Table, header: list[str]) -> list[Problem]:
    file = f"{table.name}.csv"
    if header and header[0].startswith("\ufeff"):
        return [Problem(file, 1, "", "the file begins with a byte-order mark; save it without")]
    if any(UNDECODED.search(name) for name in header):
        return [Problem(file, 1, "", "the header is not valid UTF-8; save the file as UTF-8")]
    expected = table.header
    problems = [
        Problem(file, 1, "", f"there is no column {shown(name)} in this table; is it misspelt?")
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


def read_table(folder: Path, table: Table) -> tuple[list[Row] | None, list[Problem]]:
    """Read one table.

    Args:
        folder: the data folder.
        table: which table.

    Returns:
        The rows, or None where not every row could be told; and every problem found.
    """
    name = f"{table.name}.csv"
    path = folder / name
    problems, stopped = Problems(), list[Problem]()
    if not path.is_file():
        return None, [Problem(name, 0, "", f"the file is missing from {folder.name}/")]
    records = _records(path, table, stopped)
    _, header = next(records, (0, []))
    if not header:
        message = "the file is empty; it needs at least the header row: " + ",".join(table.header)
        return None, stopped or [Problem(name, 1, "", message)]
    if faults := _header_fault(table, header):
        return None, faults
    columns = {column.name: column for column in table.columns}
    rows: list[Row] = []
    for number, cells in records:
        row, faults = _row(table, columns, header, number, cells)
        problems += faults
        rows.append(row)
    problems += stopped
    return None if stopped else rows, problems


def _row(
    table: Table, columns: dict[str, Column], header: list[str], number: int, cells: list[str]
) -> tuple[Row, list[Problem]]:
    file = f"{table.name}.csv"
    named = dict(zip_longest(header, cells[: len(header)], fillvalue=""))
    message = ""
    if not any(cells):
        message = "the row is blank; remove it"
    elif len(cells) != len(header):
        message = f"the row has {len(cells)} cells, the header {len(header)}"
    if message:
        return Row(table, number, named, sound=False), [Problem(file, number, "", message)]
    faults = [
        Problem(file, number, name, fault)
        for name, text in named.items()
        if (fault := cell_fault(columns.get(name), text))
    ]
    return Row(table, number, named, sound=not faults), faults


def read_tables(
    folder: Path, tables: tuple[Table, ...]
) -> tuple[dict[str, list[Row]], list[Problem]]:
    """Read all tables of the data folder.

    Returns:
        Rows by name of those tables of which every row could be told, and every problem found in
        any table.
    """
    rows: dict[str, list[Row]] = {}
    problems = Problems()
    for table in tables:
        found, faults = read_table(folder, table)
        problems += faults
        if found is not None:
            rows[table.name] = found
    return rows, problems
