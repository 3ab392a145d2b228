"""What is read of a list, whatever file it came in: rows of text, as a spreadsheet counts them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from api.intake.sheets.faults import ListError
from graph.ingest.cells import INVISIBLE, MAX_CELL
from search.text.scripts import JAPANESE

MAX_BYTES = 20 * 1024 * 1024
"""Largest file that is read. A ministry's list of a hundred projects has some 30 KB."""
MAX_LINES = 20_000
"""Most rows with anything in them: ten times as many as there are local governments."""
MAX_COLUMNS = 256
"""Most columns: up to IV, where Excel ended until 2003."""

_PARTING = re.compile(r"[、，､,;；\r\n]+")
"""What parts a list: a company's name may hold ・."""
_BREAK = re.compile(r"[ \t\u3000]*[\r\n\v\f\x85\u2028\u2029]+[ \t\u3000]*")
_JAPANESE = re.compile(f"[{JAPANESE}]")
_SPREADSHEET_ERROR = re.compile(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|BUSY!)")


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is not empty.

    Args:
        number: row as a spreadsheet counts it.
        cells: text of each cell; merged cells hold the text that is shown for them.
    """

    number: int
    cells: tuple[str, ...]

    def text(self, column: int | None) -> str:
        """Return the text in a column counted from 0; none and one further right are empty."""
        return "" if column is None or column >= len(self.cells) else self.cells[column]

    @property
    def distinct(self) -> frozenset[str]:
        """The texts in it, each once."""
        return frozenset(filter(None, self.cells))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of cells.

    Args:
        file: name of the file, for messages.
        lines: the rows that are not empty, in order.
        name: name of the sheet; empty for text files.
        encoding: of a text file; empty for workbooks.
        unread: what is wrong with a cell that has no text to be trusted, by row and column.
    """

    file: str
    lines: tuple[Line, ...]
    name: str = ""
    encoding: str = ""
    unread: Mapping[tuple[int, int], str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in a list that nobody but a person can decide.

    Args:
        row: row as a spreadsheet counts it.
        column: letter of the column.
        heading: what stands above it.
        message: what is in doubt, and how to answer.
        candidates: keys of what may be meant.
    """

    row: int
    column: str
    heading: str
    message: str
    candidates: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Row and column in words."""
        place = f"row {self.row}"
        if self.column:
            place += f", column {self.column}"
        return f"{place} ({printed(self.heading)})" if self.heading else place


def letter(column: int) -> str:
    """Return the letter of a column counted from 0."""
    return str(get_column_letter(column + 1))


def printed(text: str) -> str:
    """Return a text as a cell of the data may hold it: on one line, without what cannot be seen.

    Characters stay as they are printed (data/README.md, "Rules of the files"). A line break between
    two Japanese characters goes, any other becomes a blank.
    """
    return INVISIBLE.sub("", _BREAK.sub(_joined, text.strip()).replace("\t", " ")).strip()


def listed(text: str) -> list[str]:
    """Return the parts of a cell that lists several things, as they stand; empty ones too."""
    return _PARTING.split(text)


def _joined(match: re.Match[str]) -> str:
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return "" if _JAPANESE.match(before) and _JAPANESE.match(after) else " "


def cell_doubt(text: str) -> str:
    """Return why the text of a cell is not to be trusted, or an empty text."""
    if text.startswith("="):
        return "the cell holds a formula"
    if _SPREADSHEET_ERROR.fullmatch(text):
        return f"the cell holds the spreadsheet's error {text}"
    return ""


def checked(file: str, number: int, cells: tuple[str, ...]) -> Line | None:
    """Return a row, or None where it is empty.

    Args:
        file: name of the file.
        number: row as a spreadsheet counts it.
        cells: what stands in it.

    Raises:
        ListError: it is wider, or a cell is longer, than any list's.
    """
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if not cells:
        return None
    if len(cells) > MAX_COLUMNS:
        raise ListError(
            f"{file}, row {number}: it reaches to column {letter(len(cells) - 1)}; more than"
            f" {MAX_COLUMNS} columns are not read"
        )
    for column, text in enumerate(cells):
        if len(text) > MAX_CELL:
            raise ListError(
                f"{file}, row {number}, column {letter(column)}: the cell has {len(text):,}"
                f" characters; more than {MAX_CELL:,} are not read"
            )
    return Line(number, tuple(text.strip() for text in cells))
