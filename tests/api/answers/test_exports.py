"""Files of results: tables without formulas, GeoJSON with longitude first."""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from api.answers.exports import COLUMNS, harmless, to_csv, to_geojson, to_xlsx

ITEM = {
    "type": "project",
    "key": "k",
    "label": '=HYPERLINK("http://x")',
    "iri": "https://example.org/k",
    "programme": {"label": "+81"},
    "fiscal_year": 2020,
    "technologies": [{"label": "AI"}, {"label": "5G"}],
    "technologies_open": True,
    "score": -1.5,
    "sources": [
        {"title": "=A", "locator": "p.3", "url": None},
        {"title": "B", "locator": "", "url": "https://example.org/b"},
    ],
    "locations": [{"longitude": 135.5, "latitude": 34.6}, {"longitude": 136.0, "latitude": 35.0}],
}


def test_csv() -> None:
    content = to_csv([ITEM])
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0]["label"] == '\'=HYPERLINK("http://x")'
    assert rows[0]["programme"] == "'+81"
    assert rows[0]["technologies"] == "AI、5G"
    assert rows[0]["technologies_open"] == "true"
    assert rows[0]["applicants"] == ""
    assert rows[0]["sources"] == "'=A p.3; B https://example.org/b"
    assert to_csv([]).decode("utf-8-sig") == ",".join(COLUMNS) + "\r\n"


def test_xlsx_has_no_formula() -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx([ITEM]))).active
    assert sheet is not None
    cells = dict(zip(COLUMNS, sheet[2], strict=True))
    assert all(cell.data_type != "f" for cell in cells.values())
    assert cells["score"].value == -1.5
    assert cells["technologies_open"].value is True
    assert sheet.freeze_panes == "A2"
    assert (cells["score"].data_type, cells["technologies_open"].data_type) == ("n", "b")


@pytest.mark.parametrize(
    ("locations", "geometry"),
    [
        ([], None),
        ([{"longitude": 1.0, "latitude": 2.0}], {"type": "Point", "coordinates": [1.0, 2.0]}),
        (ITEM["locations"], {"type": "MultiPoint", "coordinates": [[135.5, 34.6], [136.0, 35.0]]}),
    ],
)
def test_geometry(locations: list[dict[str, float]], geometry: object) -> None:
    found = json.loads(to_geojson([{**ITEM, "locations": locations}]))
    assert found["features"][0]["geometry"] == geometry
    assert found["features"][0]["properties"]["key"] == "k"


@pytest.mark.parametrize("value", [None, 1, -1, -0.5, True, "", "a=b", "大阪", "'x"])
def test_harmless_values_stay(value: object) -> None:
    assert harmless(value) is value
