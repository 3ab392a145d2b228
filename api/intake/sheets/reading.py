"""Reads a list by what is in the file, not by what the file is called."""

from __future__ import annotations

from pathlib import Path

from api.intake.sheets.delimited import read_delimited
from api.intake.sheets.faults import ListError
from api.intake.sheets.sheet import MAX_BYTES, Sheet
from api.intake.sheets.workbooks import read_workbook

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0"
"""First bytes of workbooks before 2007, and of those with a password."""
_PDF = b"%PDF"


def read_list(path: Path, sheet: str | None = None) -> Sheet:
    """Read a list from an XLSX workbook or a CSV file.

    Args:
        path: the file.
        sheet: name of the sheet of a workbook; without it the only one that holds anything.

    Raises:
        ListError: it cannot be read; the message names file, row and column.
        OSError: there is no such file.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ListError(f"{path.name}: it has {size:,} bytes; more than {MAX_BYTES:,} are not read")
    with path.open("rb") as stream:
        begins = stream.read(4)
    if begins.startswith(_ZIP):
        return read_workbook(path, sheet)
    if begins == _OLE:
        message = "an old XLS, or protected by a password; save it as XLSX without"
        raise ListError(f"{path.name}: {message}")
    if begins == _PDF:
        raise ListError(f"{path.name}: a PDF; copy its table into a spreadsheet first")
    if sheet is not None:
        raise ListError(f"{path.name}: a text file has no sheets; leave out --sheet")
    return read_delimited(path)
