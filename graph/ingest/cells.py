"""What is wrong with one cell of a table: its characters, its length, its type."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from unicodedata import category
from urllib.parse import urlsplit

from graph.mapping.schema import Cell, Column, LinkTo

MAX_CELL = 10_000
"""Longest cell, in characters. The longest real one is under 500; more is a broken quote."""
TOO_LONG = f"the cell has more than the {MAX_CELL:,} characters that are allowed"
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
FIRST_YEAR, LAST_YEAR = 1868, 2100
"""Years that a date can lie in: from Meiji on, which the oldest names of places are of."""
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
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff"  # nothing to see (Unicode: Cf, fillers, blanks)
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"  # no characters; XML 1.0 cannot have the last
)
PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
"""Characters that mean something with somebody's font alone, such as 外字 of names."""
_FAULTY = re.compile("|".join(p.pattern for p in (UNDECODED, INVISIBLE, PRIVATE_USE)))
"""What no cell may hold, as one pattern: nearly all cells have nothing of it."""
_SEEN = re.compile(r"\w")
_SHOWN_CATEGORIES = frozenset("LNPS")
"""Unicode's categories of characters that can be seen alone; marks need a character to stand on."""
_NOT_IN_IRIS = re.compile(r"[\x00-\x20<>\"{}|\\^`]")  # RFC 3987, as N-Quads and Turtle demand it
_ALLOWED_WIDE = frozenset("！（）：；？～＆")


def _valid_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if not match:
        return False
    try:
        found = date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return FIRST_YEAR <= found.year <= LAST_YEAR


def _valid_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= LAST_YEAR


@dataclass(frozen=True, slots=True)
class Range:
    """Which numbers a column can have.

    Args:
        least: the least.
        most: the greatest.
        decimals: most digits after the point.
    """

    least: int
    most: int
    decimals: int = 2

    def fault(self, text: str) -> str | None:
        """Return what is wrong with a number, or None."""
        whole, _, decimals = text.partition(".")
        if len(whole) > _MOST_DIGITS or not self.least <= float(text) <= self.most:
            return f"{shown(text)} must be from {self.least:,} to {self.most:,}"
        if len(decimals) > self.decimals:
            return f"{shown(text)} has more than {self.decimals} digits after the point"
        return None


_MOST_DIGITS = 16
_YEN = 10**15
"""A thousand trillion yen, 1000兆円: some nine times the budget of the country."""
RANGES = {
    "latitude": Range(20, 46, decimals=8),  # 沖ノ鳥島 to 択捉島; 8 digits are a millimetre
    "longitude": Range(122, 154, decimals=8),  # 与那国島 to 南鳥島
    "amount_yen": Range(-_YEN, _YEN),  # a budget may be cut
    "amount_yen_max": Range(0, _YEN),
    "position": Range(1, 1_000_000),
    "change_percent": Range(-100, 10_000),
    "aged_65_percent": Range(0, 100),
    "percent": Range(0, 100),
}
"""Numbers of columns, by name."""
_COUNTED = Range(0, 10**9)
"""Numbers of all other columns: people, households, square kilometres, visitors."""


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
    Cell.FISCAL_YEAR: _valid_year,
    Cell.URL: _valid_url,
}


_NUMBERS = frozenset({Cell.INTEGER, Cell.DECIMAL})


def shown(text: str) -> str:
    """Return the start of a cell, safe to print in a message."""
    short = text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004 - a line of a terminal
    return repr(short)


def cell_fault(column: Column | None, text: str) -> str | None:
    """Return what is wrong with a cell, or None."""
    if len(text) > MAX_CELL:
        return f"{TOO_LONG} (is a quotation mark missing?)"
    if not _is_plain(text) and (fault := _character_fault(text)):
        return fault
    if column is None:
        return None if text else "the cell is empty; a value is required"
    return _typed_fault(column, text)


def _is_plain(text: str) -> bool:
    """Tell whether nothing can be wrong with the characters of a cell, as with nearly all."""
    return not text or (
        _FAULTY.search(text) is None and text == text.strip() and _SEEN.search(text) is not None
    )


def _character_fault(text: str) -> str | None:
    if UNDECODED.search(text):
        return "the cell is not valid UTF-8; save the file as UTF-8"
    if hidden := INVISIBLE.search(text):
        return (
            f"the cell holds a line break or an invisible character (U+{ord(hidden[0]):04X});"
            " write it on one line without"
        )
    if own := PRIVATE_USE.search(text):
        return (
            f"the cell holds U+{ord(own[0]):04X}, a character of somebody's own font (外字);"
            " write the character of Unicode that is nearest"
        )
    if text != text.strip():
        return f"the cell begins or ends with white space: {shown(text)}"
    if text and not _SEEN.search(text) and not _is_visible(text):
        return f"the cell has no visible character: {text!a}"
    return None


def _is_visible(text: str) -> bool:
    return any(category(character)[0] in _SHOWN_CATEGORIES for character in text)


def _typed_fault(column: Column, text: str) -> str | None:
    if not text:
        return "the cell is empty; a value is required" if column.required else None
    if isinstance(column.value, Cell):
        check = _CHECKS.get(column.value)
        if check and not check(text):
            return f"{shown(text)} is not {column.value.value}"
        if column.value in _NUMBERS and (fault := RANGES.get(column.name, _COUNTED).fault(text)):
            return fault
    if isinstance(column.value, LinkTo) and not _valid_url(column.value.template.format(text)):
        return f"{shown(text)} does not make an absolute http(s) URL"
    if not column.raw and not text.isascii():
        strange = {c for c in _LOOKALIKE.findall(text) if c not in _ALLOWED_WIDE}
        if strange:
            listed = " ".join(f"{c} (U+{ord(c):04X})" for c in sorted(strange))
            return f"the cell holds look-alike characters: {listed}; write the ordinary ones"
    return None
