"""Items of a list as a file: CSV, XLSX, GeoJSON.

CSV and XLSX follow the Digital Agency's rules for machine-readable tables: one header row, one
value in a cell, ISO dates, no formulas. CSV carries a byte-order mark, so that Excel reads it as
UTF-8, and ends its lines with CRLF (RFC 4180).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

COLUMNS = (
    "type", "key", "label", "programme", "fiscal_year", "applicants", "areas", "areas_derived",
    "technologies", "technologies_open", "technologies_derived", "challenges", "status",
    "status_as_of", "status_certainty", "confidence",
    "population", "population_as_of", "aged_65_percent", "telephone",
    "distance_km", "score", "sources", "iri",
)  # fmt: skip
"""Columns of a table, one row an item."""
_SEPARATOR = "、"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def row(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as the cells of one row."""
    programme = item.get("programme")
    return {
        "type": item["type"],
        "key": item["key"],
        "label": item["label"],
        "programme": programme["label"] if programme else None,
        "fiscal_year": item.get("fiscal_year"),
        "applicants": _names(item.get("applicants")),
        "areas": _names(item.get("areas")),
        "areas_derived": _names(item.get("areas_derived")),
        "technologies": _names(item.get("technologies")),
        "technologies_open": item.get("technologies_open"),
        "technologies_derived": _names(item.get("technologies_derived")),
        "challenges": _names(item.get("challenges")),
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
        "sources": _cited(item.get("sources")),
        "iri": item["iri"],
    }


def _names(things: Sequence[Mapping[str, Any]] | None) -> str | None:
    if things is None:
        return None
    return _SEPARATOR.join(str(thing.get("label") or thing.get("name")) for thing in things)


def _cited(sources: Sequence[Mapping[str, Any]] | None) -> str | None:
    """Return where an item comes from: title, place in it, and address of each source."""
    if not sources:
        return None
    said = ([source["title"], source["locator"], source["url"] or ""] for source in sources)
    return "; ".join(" ".join(part for part in parts if part) for parts in said)


def harmless(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def to_csv(items: Sequence[Mapping[str, Any]]) -> bytes:
    """Return items as CSV for Excel."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for item in items:
        cells = row(item)
        writer.writerow({name: _csv_cell(cells[name]) for name in COLUMNS})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else harmless(value)


def to_xlsx(items: Sequence[Mapping[str, Any]]) -> bytes:
    """Return items as an Excel workbook: typed cells, frozen header."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow to import

    book = Workbook(write_only=True)
    sheet = book.create_sheet("result")
    sheet.freeze_panes = "A2"
    sheet.append(list(COLUMNS))
    for item in items:
        cells = row(item)
        sheet.append([harmless(cells[name]) for name in COLUMNS])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def to_geojson(items: Sequence[Mapping[str, Any]]) -> bytes:
    """Return items as a GeoJSON FeatureCollection (RFC 7946); what has no place has no geometry."""
    features = [
        {
            "type": "Feature",
            "id": item["iri"],
            "geometry": _geometry(item.get("locations") or []),
            "properties": row(item),
        }
        for item in items
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _geometry(locations: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    points = [[place["longitude"], place["latitude"]] for place in locations]
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "MultiPoint", "coordinates": points}
