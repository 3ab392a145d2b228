"""Tells the rows of a list that are projects from titles, notes, totals and repeated headers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from api.intake.sheets.headings import APPLICANT, TITLE, Header, key
from api.intake.sheets.sheet import Line, Sheet
from search.text.folding import fold

TITLE_ROW = "above the header"
HEADER_ROW = "the header"
REPEATED = "the header, repeated"
EMPTY = "empty"
TOTAL = "a total"
REMARK = "a note"
SECTION = "one text across the row"

_TOTALS = frozenset(fold(word) for word in ("合計", "計", "小計", "総計", "総数", "累計", "total"))
_REMARK = re.compile(r"[※*(〔\[]?(?:※|注|備考|出典|資料|注記)(?:[0-9)\]〕:;.、。\s(]|$)|※|\*")
"""How a note below a table begins, folded."""
_BESIDE = 2
"""Columns over which one text of a merged range reaches at least to be no project."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows that are no projects.

    Args:
        first: the first of them.
        last: the last of them; the same where it is one.
        reason: why.
    """

    first: int
    last: int
    reason: str


def parted(sheet: Sheet, header: Header) -> tuple[list[Line], list[Skipped]]:
    """Return the rows that may be projects, and all others with the reason.

    Args:
        sheet: the list.
        header: its header.
    """
    kept: list[Line] = []
    skipped: list[Skipped] = []
    for line in sheet.lines:
        reason = _reason(line, header)
        if reason:
            skipped.append(Skipped(line.number, line.number, reason))
        else:
            kept.append(line)
    skipped += _empty(line.number for line in sheet.lines)
    return kept, _joined(sorted(skipped, key=lambda rows: rows.first))


def _reason(line: Line, header: Header) -> str:
    """Return why a row is no project, or an empty text."""
    if line.number <= header.number:
        return HEADER_ROW if line.number == header.number else TITLE_ROW
    if _is_header(line, header):
        return REPEATED
    first = next(filter(None, line.cells))
    if any(_is_total(text) for text in (first, line.text(header.columns[APPLICANT]))):
        return TOTAL
    return _beside_the_table(line, header, first)


def _beside_the_table(line: Line, header: Header, first: str) -> str:
    """Return why a row of one text alone is no project."""
    if len(line.distinct) == 1:
        if _REMARK.match(fold(first)):
            return REMARK
        if sum(bool(text) for text in line.cells) >= _BESIDE:
            return SECTION
        used = (header.columns[APPLICANT], header.columns.get(TITLE))
        if not any(line.text(column) for column in used):
            return REMARK
    return ""


def _is_total(text: str) -> bool:
    return fold(text).replace(" ", "") in _TOTALS


def _is_header(line: Line, header: Header) -> bool:
    """Tell whether every heading of a column that is used stands in a row again."""
    columns = header.columns.values()
    return all(key(line.text(c)) == key(header.headings[c]) for c in columns)


def _empty(numbers: Iterable[int]) -> list[Skipped]:
    found: list[Skipped] = []
    before = 0
    for number in numbers:
        if number > before + 1:
            found.append(Skipped(before + 1, number - 1, EMPTY))
        before = number
    return found


def _joined(rows: list[Skipped]) -> list[Skipped]:
    """Return rows that follow each other and are skipped for one reason as one."""
    joined: list[Skipped] = []
    for here in rows:
        last = joined[-1] if joined else None
        if last and last.reason == here.reason and last.last + 1 == here.first:
            joined[-1] = Skipped(last.first, here.last, here.reason)
        else:
            joined.append(here)
    return joined
