"""Items of a list as a file: CSV, XLSX, GeoJSON.

CSV and XLSX follow the Digital Agency's rules for machine-readable tables: one header row, one
value in a cell, ISO dates, no formulas. CSV carries a byte-order mark, so that Excel reads it as
UTF-8, and ends its lines with CRLF (RFC 4180). Headings and values are in a language, for people;
whoever programs asks for the keys instead. GeoJSON has the keys always.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from api.wording.columns import EXPORTS, LABELS, Chosen, chosen
from api.wording.language import LANGUAGES
from api.wording.messages import message
from api.wording.values import code_label, yes_no

_CODED = {"status": "status", "status_certainty": "certainty", "confidence": "confidence"}
"""Columns that hold codes, and the lists with their labels."""
_ROUNDED = {"score": 2, "distance_km": 1, "density": 1}
"""Columns that people read with fewer decimals."""
_WIDTHS = {"label": 48, "programme": 32, "applicants": 28, "technologies": 28, "sources": 48}
"""Widths of columns of a sheet, in characters, where the usual ones cut everything."""
_USUAL_WIDTH = 16
_WHOLE_PAGE = "page"
"""Locator of what stands on a web page without parts; it says nothing to people."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF100
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


ALL = chosen(EXPORTS["search"], LABELS)
"""All columns of a search."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook.

    Args:
        name: of the sheet.
        heads: what its columns are headed.
        rows: the cells of each, typed.
        widths: of its columns, in characters; the usual one where it is short.
    """

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    widths: Sequence[int] = ()


Sheets = Sequence[Sheet]


def row(item: Mapping[str, Any], separator: str = "、") -> dict[str, Any]:
    """Return an item as the cells of one row, with codes as they are.

    Args:
        item: of a list.
        separator: between several values in a cell.
    """
    programme = item.get("programme")

    def names(column: str) -> str | None:
        return _names(item.get(column), separator)

    return {
        "type": item["type"],
        "key": item["key"],
        "codes": _codes(item, separator),
        "label": item["label"],
        "programme": programme["label"] if programme else None,
        "fiscal_year": item.get("fiscal_year"),
        "applicants": names("applicants"),
        "areas": names("areas"),
        "areas_derived": names("areas_derived"),
        "technologies": names("technologies"),
        "technologies_open": item.get("technologies_open"),
        "technologies_derived": names("technologies_derived"),
        "challenges": names("challenges"),
        "status": item.get("status"),
        "status_as_of": item.get("status_as_of"),
        "status_certainty": item.get("status_certainty"),
        "confidence": item.get("confidence"),
        "population": item.get("population"),
        "population_as_of": item.get("population_as_of"),
        "aged_65_percent": item.get("aged_65_percent"),
        "telephone": item.get("telephone"),
        "distance_km": item.get("distance_km"),
        "score": item.get("score"),
        "sources": cited(item.get("sources")),
        "iri": item["iri"],
    }


def worded(item: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return an item as the cells of one row that people read, in a language."""
    cells = row(item, message("export-separator", lang))
    cells["type"] = message(f"kind-{item['type']}", lang)
    for column, scheme in _CODED.items():
        if cells[column]:
            cells[column] = code_label(scheme, cells[column], lang)
    cells = {column: rounded(column, value) for column, value in cells.items()}
    if cells["technologies_open"] is not None:
        cells["technologies_open"] = yes_no(cells["technologies_open"], lang, "technologies_open")
    return cells


def rounded(column: str, value: Any) -> Any:
    """Return a value of a column with as many decimals as people read."""
    return value if value is None or column not in _ROUNDED else round(value, _ROUNDED[column])


def headings(asked: Chosen, lang: str) -> list[str]:
    """Return the headings of a table: in words, or the keys of its columns.

    Args:
        asked: its columns.
        lang: language of words.
    """
    if asked.keys or lang not in LANGUAGES:
        return list(asked.names)
    return [column.headings[lang] for column in asked.columns]


def _cells(item: Mapping[str, Any], asked: Chosen, lang: str) -> dict[str, Any]:
    return worded(item, lang) if lang in LANGUAGES and not asked.keys else row(item)


def _codes(item: Mapping[str, Any], separator: str) -> str | None:
    """Return the six-digit codes of who an item is of: itself, its applicants, else its areas."""
    if item["type"] == "municipality":
        return str(item["key"])
    bodies = item.get("applicants") or item.get("areas") or ()
    codes = [body["code"] for body in bodies if body.get("code")]
    return separator.join(dict.fromkeys(codes)) or None


def _names(things: Sequence[Mapping[str, Any]] | None, separator: str) -> str | None:
    if things is None:
        return None
    return separator.join(str(thing.get("label") or thing.get("name")) for thing in things)


def cited(sources: Sequence[Mapping[str, Any]] | None) -> str | None:
    """Return where an item comes from: title, place in it, and address of each source."""
    if not sources:
        return None
    said = (
        [one["title"], "" if one["locator"] == _WHOLE_PAGE else one["locator"], one["url"] or ""]
        for one in sources
    )
    return "; ".join(" ".join(part for part in parts if part) for parts in said)


def harmless(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def writable(value: Any) -> Any:
    """Return a harmless cell without the control characters that XML, and so XLSX, cannot hold."""
    cell = harmless(value)
    return _CONTROL.sub("", cell) if isinstance(cell, str) else cell


def to_csv(items: Sequence[Mapping[str, Any]], asked: Chosen = ALL, lang: str = "") -> bytes:
    """Return items as CSV for Excel.

    Args:
        items: of a list.
        asked: the columns.
        lang: of headings and values; empty for keys and codes.
    """
    return table_csv(headings(asked, lang), _rows(items, asked, lang))


def table_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as CSV for Excel.

    Args:
        heads: what the columns are headed.
        rows: the cells of each, typed.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    for cells in rows:
        writer.writerow([_csv_cell(cell) for cell in cells])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _rows(items: Iterable[Mapping[str, Any]], asked: Chosen, lang: str) -> list[list[Any]]:
    every = (_cells(item, asked, lang) for item in items)
    return [[cells[name] for name in asked.names] for cells in every]


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else harmless(value)


def to_xlsx(
    items: Sequence[Mapping[str, Any]], asked: Chosen = ALL, lang: str = "", sheets: Sheets = ()
) -> bytes:
    """Return items as an Excel workbook: typed cells, a frozen header with filters.

    Args:
        items: of a list.
        asked: the columns.
        lang: of headings and values; empty for keys and codes.
        sheets: that follow the first.
    """
    return table_file(_rows(items, asked, lang), asked, "xlsx", lang, _WIDTHS, sheets)


def table_file(
    rows: Sequence[Sequence[Any]],
    asked: Chosen,
    format_: str,
    lang: str,
    widths: Mapping[str, int] = _WIDTHS,
    sheets: Sheets = (),
) -> bytes:
    """Return a table as CSV or as an Excel workbook.

    Args:
        rows: the cells of each, typed.
        asked: the columns.
        format_: ``csv`` or ``xlsx``.
        lang: of headings; empty for keys.
        widths: of columns of a sheet, in characters, where the usual ones cut everything.
        sheets: that follow the first of a workbook.
    """
    heads = headings(asked, lang)
    if format_ == "csv":
        return table_csv(heads, rows)
    wide = [widths.get(name, _USUAL_WIDTH) for name in asked.names]
    first = Sheet(message("export-sheet", lang or LANGUAGES[-1]), heads, rows, wide)
    return workbook([first, *sheets])


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return sheets as an Excel workbook: typed cells, frozen headers with filters.

    Args:
        sheets: in their order.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - slow to import
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook(write_only=True)
    for one in sheets:
        sheet = book.create_sheet(one.name)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(one.heads))}{len(one.rows) + 1}"
        for number, width in enumerate(one.widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append(list(one.heads))
        for cells in one.rows:
            sheet.append([writable(cell) for cell in cells])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def to_geojson(items: Sequence[Mapping[str, Any]], asked: Chosen = ALL) -> bytes:
    """Return items as a GeoJSON FeatureCollection (RFC 7946); what has no place has no geometry.

    Args:
        items: of a list.
        asked: the columns, which are its properties.
    """
    features = [
        {
            "type": "Feature",
            "id": item["iri"],
            "geometry": _geometry(item.get("locations") or []),
            "properties": {name: cells[name] for name in asked.names},
        }
        for item, cells in ((item, row(item)) for item in items)
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _geometry(locations: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    points = [[place["longitude"], place["latitude"]] for place in locations]
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "MultiPoint", "coordinates": points}
