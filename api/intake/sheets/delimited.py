"""Reads a CSV or TSV file, in the encodings in which Japanese spreadsheets save one.

The encodings are tried strictly and in a fixed order, so that the same file is always read the
same way; a library that guesses by frequencies may read two lists of one ministry in two ways.
EUC-JP comes before cp932: text in cp932 has bytes from 0x81 to 0x9F, which EUC-JP does not know,
but EUC-JP read as cp932 gives half-width katakana and no error.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from api.intake.sheets.faults import ListError
from api.intake.sheets.sheet import MAX_LINES, Line, Sheet, checked
from graph.ingest.cells import MAX_CELL

ENCODINGS = ("utf-8-sig", "euc_jp", "cp932")
"""In the order in which they are tried; UTF-16 only with its byte-order mark."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = (",", "\t")
_SAMPLE = 50
"""Rows that decide whether commas or tabs part the cells."""


def read_delimited(path: Path) -> Sheet:
    """Read a text file whose cells are parted by commas or tabs.

    Raises:
        ListError: it is in none of the encodings, or no CSV.
    """
    text, encoding = _decoded(path.name, path.read_bytes())
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise ListError(f"{path.name}, row {row}: it holds a NUL; it is no CSV file")
    lines: list[Line] = []
    for number, cells in _records(path.name, text, _delimiter(text)):
        line = checked(path.name, number, tuple(cells))
        if line is not None:
            lines.append(line)
        if len(lines) > MAX_LINES:
            raise ListError(f"{path.name}: more than {MAX_LINES:,} rows are not read")
    if not lines:
        raise ListError(f"{path.name}: it holds nothing")
    return Sheet(path.name, tuple(lines), encoding=encoding)


def _decoded(file: str, content: bytes) -> tuple[str, str]:
    for encoding in ("utf-16",) if content.startswith(_UTF_16) else ENCODINGS:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError as error:
            first = error.start
    row = content[:first].count(b"\n") + 1
    raise ListError(
        f"{file}, row {row}: it is neither UTF-8 nor cp932 (Shift_JIS) nor EUC-JP: byte"
        f" {first + 1:,} of the file, 0x{content[first]:02X}, fits none. Save it as CSV UTF-8"
    )


def _delimiter(text: str) -> str:
    """Return what parts the cells: what makes the widest of the first rows."""

    def width(delimiter: str) -> int:
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        try:
            return max((len(row) for row, _ in zip(rows, range(_SAMPLE), strict=False)), default=0)
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=width)


def _records(file: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(row, cells)``; a row is what a spreadsheet shows as one."""
    previous = csv.field_size_limit(2 * MAX_CELL)
    number = 0
    try:
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for number, cells in enumerate(rows, start=1):
            yield number, cells
    except csv.Error as error:
        message = f"it cannot be read as CSV: {error} (is a quotation mark missing?)"
        raise ListError(f"{file}, row {number + 1}: {message}") from error
    finally:
        csv.field_size_limit(previous)
