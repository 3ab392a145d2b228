"""What is wrong with one cell of a table: its characters, its length, its type."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from graph.mapping.schema import Cell, Column, LinkTo

MAX_CELL = 10_000
"""Longest cell, in characters. The longest real one is under 500; more is a broken quote."""
TOO_LONG = f"the cell has more than the {MAX_CELL:,} characters that are allowed"
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
UNDECODED = re.compile("[\udc80-\udcff]")  # bytes that are not UTF-8 (PEP 383)
INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters, line breaks among them
    "\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"  # nothing to see
)
_NOT_IN_IRIS = re.compile(r"[\x00-\x20<>\"{}|\\^`]")  # RFC 3987, as N-Quads and Turtle demand it
_ALLOWED_WIDE = frozenset("！（）：；？～＆")


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
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and not re.search(r"\s", text)
        and not _NOT_IN_IRIS.search(text)
    )


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


def shown(text: str) -> str:
    """Return the start of a cell, safe to print in a message."""
    short = text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004 - a line of a terminal
    return repr(short)


def cell_fault(column: Column | None, text: str) -> str | None:
    """Return what is wrong with a cell, or None."""
    if len(text) > MAX_CELL:
        return f"{TOO_LONG} (is a quotation mark missing?)"
    if UNDECODED.search(text):
        return "the cell is not valid UTF-8; save the file as UTF-8"
    if hidden := INVISIBLE.search(text):
        return (
            f"the cell holds a line break or an invisible character (U+{ord(hidden[0]):04X});"
            " write it on one line without"
        )
    if text != text.strip():
        return f"the cell begins or ends with white space: {shown(text)}"
    if column is None:
        return None if text else "the cell is empty; a value is required"
    return _typed_fault(column, text)


def _typed_fault(column: Column, text: str) -> str | None:
    if not text:
        return "the cell is empty; a value is required" if column.required else None
    if isinstance(column.value, Cell):
        check = _CHECKS.get(column.value)
        if check and not check(text):
            return f"{shown(text)} is not {column.value.value}"
    if isinstance(column.value, LinkTo) and not _valid_url(column.value.template.format(text)):
        return f"{shown(text)} does not make an absolute http(s) URL"
    if not column.raw:
        strange = {c for c in _LOOKALIKE.findall(text) if c not in _ALLOWED_WIDE}
        if strange:
            listed = " ".join(f"{c} (U+{ord(c):04X})" for c in sorted(strange))
            return f"the cell holds look-alike characters: {listed}; write the ordinary ones"
    return None
