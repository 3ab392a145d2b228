"""Files of results: tables without formulas, GeoJSON with longitude first."""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from api.answers.exports.tables import harmless, to_csv, to_geojson, to_xlsx
from api.wording.columns import EXPORTS

COLUMNS = EXPORTS["search"].names

ITEM = {
    "type": "project",
    "key": "k",
    "label": '=HYPERLINK("http://x")',
    "iri": "https://example.org/k",
    "programme": {"label": "+81"},
    "fiscal_year": 2020,
    "technologies": [{"label": "AI"}, {"label": "5G"}],
    "technologies_open": True,
    "applicants": [{"code": "010006", "name": "北海道"}, {"code": "014621", "name": "更別村"}],
    "status": "supported",
    "score": -1.556,
    "sources": [
        {"title": "=A", "locator": "p.3", "url": None},
        {"title": "B", "locator": "", "url": "https://example.org/b"},
    ],
    "locations": [{"longitude": 135.5, "latitude": 34.6}, {"longitude": 136.0, "latitude": 35.0}],
}


def test_csv_with_keys() -> None:
    content = to_csv([ITEM])
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0]["label"] == '\'=HYPERLINK("http://x")'
    assert rows[0]["programme"] == "'+81"
    assert rows[0]["technologies"] == "AI、5G"
    assert rows[0]["technologies_open"] == "true"
    assert (rows[0]["status"], rows[0]["codes"]) == ("supported", "010006、014621")
    assert rows[0]["applicants"] == "北海道、更別村"
    assert rows[0]["sources"] == "'=A p.3; B https://example.org/b"
    assert to_csv([]).decode("utf-8-sig") == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    ("lang", "row"),
    [
        (
            "ja",
            {
                "種類": "プロジェクト",
                "団体コード（6桁）": "010006、014621",
                "技術（出典に記載）": "AI、5G",
                "技術の列挙に「等」": "あり",
                "支援の状況": "支援中",
                "点数": "-1.56",
            },
        ),
        (
            "en",
            {
                "Kind": "Project",
                "Local government code (6 digits)": "010006; 014621",
                "Technologies (stated in the source)": "AI; 5G",
                "Support status": "Supported",
            },
        ),
    ],
)
def test_csv_is_in_the_language_asked_for(lang: str, row: dict[str, str]) -> None:
    content = to_csv([ITEM], lang=lang)
    found = next(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert row.items() <= found.items()
    assert not found.keys() & set(COLUMNS)


def test_xlsx_has_no_formula() -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx([ITEM]))).active
    assert sheet is not None
    cells = dict(zip(COLUMNS, sheet[2], strict=True))
    assert all(cell.data_type != "f" for cell in cells.values())
    assert cells["score"].value == -1.556
    assert cells["technologies_open"].value is True
    assert (cells["score"].data_type, cells["technologies_open"].data_type) == ("n", "b")


def test_xlsx_has_a_frozen_head_with_filters_in_the_language_asked_for() -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx([ITEM], lang="ja"))).active
    assert sheet is not None
    assert sheet.title == "検索結果"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions
    cells = dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))
    codes = cells["団体コード（6桁）"]
    assert (codes.value, codes.data_type) == ("010006、014621", "s")


def test_xlsx_leaves_out_what_xml_cannot_hold() -> None:
    content = to_xlsx([{**ITEM, "label": "a\x00b\x1f\tc"}])
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert sheet.cell(2, COLUMNS.index("label") + 1).value == "ab\tc"


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
