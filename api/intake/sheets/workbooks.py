"""Reads a sheet of an XLSX workbook: values, never formulas; nothing in it is ever executed.

A workbook is a ZIP archive that a stranger may have made: what it unpacks to is limited before any
of it is parsed, and rows are read one after the other, so that neither a bomb nor a million empty
rows takes the memory. Macros and links to other workbooks are not read.
"""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from itertools import repeat
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from api.intake.sheets.faults import ListError
from api.intake.sheets.sheet import MAX_COLUMNS, MAX_LINES, Line, Sheet, checked, letter

MAX_UNPACKED = 64 * 1024 * 1024
"""Most bytes that a workbook may unpack to: some 300,000 filled cells."""
_DTD = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
_CELL_END, _ROW_END, _ROWS_END = b"</c>", b"</row>", b"</sheetData>"
MAX_ROW = 1_048_576
"""The last row of a sheet (ECMA-376; Excel's own limit)."""
_MAX_FILLED = 1_000_000
"""Most cells that merged ranges may fill."""

_BROKEN = (
    BadZipFile, InvalidFileException, ParseError, zlib.error, EOFError, NotImplementedError,
    RuntimeError, KeyError, IndexError, ValueError, TypeError, AttributeError, OSError,
)  # fmt: skip
"""What openpyxl and zipfile raise for archives that are no workbooks, or spoilt ones."""

_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*[\"']([A-Z0-9:]+)[\"']")
"""Formulas and merged ranges in a sheet's XML, which openpyxl reads only with the whole sheet."""

_Range = tuple[int, int, int, int]
"""First column, first row, last column, last row, counted from 1."""


def read_workbook(path: Path, wanted: str | None) -> Sheet:
    """Read one sheet.

    Args:
        path: the file.
        wanted: name of the sheet; without it the only visible one that holds anything.

    Raises:
        ListError: it is no workbook, it is too large, or it is not clear which sheet is meant.
    """
    content = path.read_bytes()  # so that no file stays open, whatever is wrong with it
    with _faults(path.name):
        content = _limited(path.name, content)
        values, formulas = _opened(content, values=True), _opened(content, values=False)
        parts = {sheet.name: part.target for sheet, part in values.parser.find_sheets()}
        name = _chosen(path.name, values.wb, wanted)
        with ZipFile(BytesIO(content)) as archive:
            part = archive.read(parts[name])
        written = formulas.wb[name] if _FORMULA.search(part) else None
        lines, unread = _lines(path.name, values.wb[name], written)
        merged = [range_boundaries(found[1].decode()) for found in _MERGED.finditer(part)]
        return Sheet(path.name, _filled(path.name, lines, merged), name, unread=unread)


@contextmanager
def _faults(file: str) -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl leaves out: styles, validations
        try:
            yield
        except _BROKEN as error:
            message = (
                "it cannot be read as an XLSX workbook; is it damaged, or another kind of ZIP?"
            )
            raise ListError(f"{file}: {message} ({type(error).__name__})") from error


def _limited(file: str, content: bytes) -> bytes:
    """Return a workbook that it is safe to parse: without the empty rows below its tables.

    zipfile never unpacks more than the size that an archive states.

    Raises:
        ListError: it unpacks to too much, or its XML brings entities of its own.
    """
    with ZipFile(BytesIO(content)) as archive:
        size = sum(part.file_size for part in archive.infolist())
        if size > MAX_UNPACKED:
            raise ListError(
                f"{file}: it unpacks to {size:,} bytes; more than {MAX_UNPACKED:,} are not read."
                " Copy the table alone into a new workbook, or save it as CSV"
            )
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        if any(mark in part for mark in _DTD):
            raise ListError(f"{file}: {name} declares a document type, as no spreadsheet does")
    trimmed = {name: _trimmed(part) for name, part in parts.items()}
    if trimmed == parts:
        return content
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, part in trimmed.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _trimmed(part: bytes) -> bytes:
    """Return a sheet without what stands below its last cell that holds anything.

    Spreadsheets store a million empty rows where somebody formatted whole columns; parsing them
    takes a minute.
    """
    end = part.find(_ROW_END, part.rfind(_CELL_END))
    tail = part.rfind(_ROWS_END)
    if _CELL_END not in part or not -1 < end < tail:
        return part
    return part[: end + len(_ROW_END)] + part[tail:]


def _opened(content: bytes, *, values: bool) -> Any:
    stream = BytesIO(content)
    reader = ExcelReader(stream, read_only=True, keep_vba=False, data_only=values, keep_links=False)
    reader.read()
    return reader


def _chosen(file: str, book: Any, wanted: str | None) -> str:
    names = [sheet.title for sheet in book.worksheets]
    if wanted is not None:
        if wanted not in names:
            raise ListError(f"{file}: there is no sheet {wanted!r}; there are: {', '.join(names)}")
        return wanted
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    held = [sheet.title for sheet in shown if len(shown) == 1 or _holds_anything(sheet)]
    if len(held) > 1:
        raise ListError(f"{file}: several sheets hold something; name one: --sheet {held[0]!r}"
                        f" (there are: {', '.join(held)})")  # fmt: skip
    if not held:
        raise ListError(f"{file}: no visible sheet holds anything")
    return str(held[0])


def _holds_anything(sheet: Any) -> bool:
    sheet.reset_dimensions()  # a workbook may state any
    rows = sheet.iter_rows(values_only=True)
    return any(
        value is not None
        for _, row in zip(range(MAX_ROW), rows, strict=False)
        for value in row[:MAX_COLUMNS]
    )


def _lines(
    file: str, values: Any, written: Any | None
) -> tuple[list[Line], dict[tuple[int, int], str]]:
    """Return the rows that are not empty, and the formulas of which no value was stored.

    Args:
        file: name of the file.
        values: the sheet with the values of formulas.
        written: the sheet with the formulas themselves, if there are any.
    """
    lines: list[Line] = []
    unread: dict[tuple[int, int], str] = {}
    formulas = _rows(written) if written is not None else repeat(())
    for number, (row, texts) in enumerate(zip(_rows(values), formulas, strict=False), start=1):
        if number > MAX_ROW:
            raise ListError(f"{file}: a sheet has no row {number:,}; the file is damaged")
        if not row:
            continue
        if len(row) > MAX_COLUMNS:
            raise ListError(
                f"{file}, row {number}: it reaches to column {letter(len(row) - 1)}; more than"
                f" {MAX_COLUMNS} columns are not read. Delete the columns right of the table"
            )
        cells = [_text(cell.value) for cell in row]
        for column, cell in enumerate(texts):
            if cell.data_type == "f" and not cells[column]:
                cells[column] = str(cell.value)
                unread[number, column] = "the cell holds a formula whose value was not stored"
        line = checked(file, number, tuple(cells))
        if line is not None:
            lines.append(line)
        if len(lines) > MAX_LINES:
            raise ListError(f"{file}: more than {MAX_LINES:,} rows are filled; they are not read")
    if not lines:
        raise ListError(f"{file}: the sheet {values.title!r} holds nothing")
    return lines, unread


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # a workbook may state any
    yield from sheet.iter_rows()


def _text(value: object) -> str:
    """Return what a cell shows: whole numbers without a point, a date as Japanese writes it."""
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _filled(file: str, lines: list[Line], merged: list[_Range]) -> tuple[Line, ...]:
    """Return the rows with the text of each merged range in all its cells that are in a row."""
    cells = {line.number: list(line.cells) for line in lines}
    numbers = list(cells)
    filled = 0
    for left, top, right, bottom in merged:
        text = (cells.get(top, []) + [""] * left)[left - 1]
        if not text:
            continue
        for number in numbers:
            if top <= number <= bottom:
                row = cells[number]
                row += [""] * (min(right, MAX_COLUMNS) - len(row))
                row[left - 1 : right] = [text] * len(row[left - 1 : right])
                filled += right - left + 1
        if filled > _MAX_FILLED:
            raise ListError(f"{file}: its merged cells cover more than {_MAX_FILLED:,} cells")
    return tuple(Line(number, tuple(row)) for number, row in cells.items())
