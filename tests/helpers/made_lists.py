"""Three made-up lists of a programme as a ministry might send them, and the data to import them to.

All are of fiscal year 2030, of which the data hold nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from paths import DATA
from small_data import read_rows, write_rows

from graph.mapping.tables import BY_NAME

SOURCE = "made-up-list"
YEAR = 2030
WHOLE = ("sources", "municipalities", "retired_codes", "regions", "region_prefectures")
"""Tables that the tests of names need whole."""

Table = Sequence[Sequence[object]]

TIDY: Table = (
    ("No.", "都道府県", "市区町村", "事業名", "主な活用技術", "選定年度"),
    (1, "大阪府", "河内長野市", "丘の上のまちを結ぶ移動実証", "自動運転、AI等", "令和12年度"),
    (2, "宮城県", "仙台市", "空からの見守り実証", "ドローン", "令和12年度"),
    (
        3,
        "北海道",
        "北海道、岩見沢市、更別村",
        "大地のロボット農業実証",
        "ロボット、5G",
        "令和12年度",
    ),
)
"""One row a project, one value a cell; all of its places are in the small copy of the data."""

MESSY: Table = (
    ("令和12年度　未来技術社会実装事業　選定一覧", None, None, None, None, None, None),
    (None, None, None, None, None, None, None),
    ("ＮＯ", "都道\n府県", "自治体名", "事 業 名", "主な活⽤技術", "選定\n年度", "備考"),
    ("１", "北海道", "岩⾒沢市", "雪道の⾃動運転", "⾃動運転・ｄｒｏｎｅ", "Ｒ12", "※"),
    ("２", None, "更別村", "畑を\n見守る眼", "ドローン等", "令和１２年度", None),
    ("３", "東京都", "府中市", "ケヤキ並木の歩行支援", "VR/AR", 2030, None),
    ("４", None, "美郷町", "谷あいの買物便", "謎技術、ドローン", "FY2030", None),
    ("５", "大阪府", "大阪府、河内長野市", "団地の移動", "AI", "2030年度", None),
    ("６", "大阪府", "大阪府河内長野市", "坂の配送", "AI", "R12", None),
    ("NO", "都道府県", "自治体名", "事業名", "主な活用技術", "選定年度", "備考"),
    ("７", "京都府", "精華町未来技術推進協議会", "学研都市の回遊", "MaaS", "R12", None),
    ("８", "岩手県", "滝沢村", "山すその見守り", "IoT", "R12", None),
    ("９", "兵庫県", "神戸市、株式会社港まちづくり", "港の案内", "5G、クラウド", "R12", None),
    ("10", "大阪府", "吹田市", "前の年のもの", "AI", "令和11年度", None),
    ("合　計", None, "９件", None, None, None, None),
    ("※は道路局の支援を受けるもの。", None, None, None, None, None, None),
)
"""Titles, notes, totals, merged cells, look-alikes, years in every form, ambiguous names."""
MESSY_MERGED = ("A1:G1", "B4:B5")

HOSTILE: Table = (
    ("自治体名", "事業名", "備考", "備考", "技術"),
    ("吹田市", '=HYPERLINK("http://e.jp/","x")', None, None, "AI"),
    ("吹田市\n", "制御\x0b文字と\u200b見えない字", None, None, "ドローン"),
    ("=1+1", "題名", None, None, "5G"),
    ("[red]市", "#REF!", None, None, "<script>"),
)
"""Formulas, control characters, markup, a heading twice."""


DOCUMENTED: Table = (
    ("令和12年度 未来技術社会実装事業 選定一覧", None, None, None, None, None),
    ("No.", "都道府県", "自治体名", "事業名", "主な活用技術", "備考"),
    (1, "大阪府", "大阪府、河内長野市", "丘の上のまちの移動", "自動運転、AI等", "※"),
    (2, "東京都", "府中市", "けやき並木の歩行支援", "VR/AR", None),
    (3, None, "美郷町", "谷あいの買物便", "ドローン", None),
    ("合計", None, "3件", None, None, None),
    ("※は道路局の支援を受けるもの。", None, None, None, None, None),
)
"""The list of docs/data.md, "Next year's list in ten minutes"."""
DOCUMENTED_MERGED = ("A1:F1",)


def workbook(path: Path, table: Table, merged: Sequence[str] = (), title: str = "一覧") -> Path:
    """Write a table as an XLSX workbook."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for number, row in enumerate(table, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(number, column).value = value
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(path)
    return path


def delimited(path: Path, table: Table, encoding: str, delimiter: str = ",") -> Path:
    """Write a table as text; every cell is quoted."""
    lines = (
        delimiter.join(
            f'"{"" if value is None else str(value).replace(chr(34), chr(34) * 2)}"'
            for value in row
        )
        for row in table
    )
    path.write_text("".join(f"{line}\r\n" for line in lines), encoding, newline="")
    return path


def with_source(data: Path) -> Path:
    """Add the source of the lists to a copy of the data."""
    path = data / "sources.csv"
    row = dict.fromkeys(BY_NAME["sources"].header, "") | {
        "key": SOURCE,
        "title": "試験のための一覧",
        "publisher": "架空の省",
        "kind": "document",
        "date_retrieved": "2030-04-01",
        "licence": "none stated: facts only",
    }
    write_rows(path, BY_NAME["sources"].header, [*read_rows(path), row])
    return data


def with_register(small: Path, target: Path) -> Path:
    """Copy the small data, with the whole register and the source of the lists."""
    shutil.copytree(small, target)
    for table in WHOLE:
        shutil.copy(DATA / f"{table}.csv", target)
    return with_source(target)
