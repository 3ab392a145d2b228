"""A list is read from whatever a spreadsheet saves, and what is none is refused in a sentence."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from made_lists import MESSY, MESSY_MERGED, TIDY, delimited, workbook
from openpyxl import Workbook

from api.intake.sheets import sheet as sheets
from api.intake.sheets import workbooks
from api.intake.sheets.faults import ListError
from api.intake.sheets.reading import read_list


def texts(path: Path, name: str | None = None) -> list[tuple[int, tuple[str, ...]]]:
    return [(line.number, line.cells) for line in read_list(path, name).lines]


EXPECTED = [(number, tuple(str(cell) for cell in row)) for number, row in enumerate(TIDY, start=1)]


def test_a_workbook_is_read_as_it_is_shown(tmp_path: Path) -> None:
    assert texts(workbook(tmp_path / "list.xlsx", TIDY)) == EXPECTED


@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("cp932", "cp932"),
        ("euc_jp", "euc_jp"), ("utf-16", "utf-16"),
    ],
)  # fmt: skip
def test_text_in_every_usual_encoding(
    tmp_path: Path, encoding: str, told: str, delimiter: str
) -> None:
    path = delimited(tmp_path / "list.csv", TIDY, encoding, delimiter)
    assert texts(path) == EXPECTED
    assert read_list(path).encoding == told


def test_the_messy_list_is_one_in_every_form(tmp_path: Path) -> None:
    """Look-alikes cannot be written in cp932; everything else is the same in it."""
    plain = [
        [
            str(cell).replace("⾒", "見").replace("⾃", "自").replace("⽤", "用") if cell else cell
            for cell in row
        ]
        for row in MESSY
    ]
    from_workbook = texts(workbook(tmp_path / "list.xlsx", plain))
    from_text = texts(delimited(tmp_path / "list.csv", plain, "cp932"))
    assert from_workbook == from_text


def test_merged_cells_hold_the_text_that_is_shown_for_them(tmp_path: Path) -> None:
    lines = {
        line.number: line
        for line in read_list(workbook(tmp_path / "l.xlsx", MESSY, MESSY_MERGED)).lines
    }
    assert lines[4].text(1) == lines[5].text(1) == "北海道"
    assert lines[1].cells == (MESSY[0][0],) * 7
    assert lines[6].text(1) == "東京都"


def test_a_row_is_what_a_spreadsheet_calls_so(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('自治体名,事業名\n\n吹田市,"一行目\n二行目"\n堺市,次\n', "utf-8")
    assert texts(path) == [
        (1, ("自治体名", "事業名")), (3, ("吹田市", "一行目\n二行目")), (4, ("堺市", "次")),
    ]  # fmt: skip


def test_values_are_read_and_dates_and_numbers_written_out(tmp_path: Path) -> None:
    row = (datetime(2022, 4, 1), 3.0, 2.5, True, "007")  # noqa: DTZ001 - cells have no zone
    assert texts(workbook(tmp_path / "l.xlsx", [row])) == [
        (1, ("2022年4月1日", "3", "2.5", "True", "007"))
    ]


def test_a_formula_is_never_taken_for_its_text(tmp_path: Path) -> None:
    table = [("自治体名", "事業名"), ("=1+1", '=HYPERLINK("http://e.jp/","x")'), ("吹田市", "題")]
    sheet = read_list(workbook(tmp_path / "l.xlsx", table))
    assert set(sheet.unread) == {(2, 0), (2, 1)}


def test_of_several_sheets_one_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "l.xlsx"
    book = Workbook()
    book.active.title = "表紙"
    book.active["A1"] = "表紙"
    book.create_sheet("一覧")["A1"] = "自治体名"
    book.create_sheet("空")
    book.save(path)
    with pytest.raises(ListError, match=r"several sheets hold something.*--sheet '表紙'.*一覧"):
        read_list(path)
    assert texts(path, "一覧") == [(1, ("自治体名",))]
    with pytest.raises(ListError, match="no sheet '二覧'; there are: 表紙, 一覧, 空"):
        read_list(path, "二覧")


def test_a_hidden_sheet_is_not_taken_unless_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "l.xlsx"
    book = Workbook()
    book.active["A1"] = "自治体名"
    hidden = book.create_sheet("控え")
    hidden["A1"] = "控え"
    hidden.sheet_state = "hidden"
    book.save(path)
    assert texts(path) == [(1, ("自治体名",))]
    assert texts(path, "控え") == [(1, ("控え",))]


def test_a_row_far_below_is_read_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "l.xlsx"
    book = Workbook()
    book.active["A1"] = "自治体名"
    book.active.cell(workbooks.MAX_ROW, 1).value = "吹田市"
    book.save(path)
    assert texts(path) == [(1, ("自治体名",)), (workbooks.MAX_ROW, ("吹田市",))]


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def with_part(path: Path, name: str, content: bytes) -> Path:
    """Replace a part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return zipped(path, **parts | {name: content})


SHEET = "xl/worksheets/sheet1.xml"
BEGIN = (
    b'<?xml version="1.0"?><worksheet'
    b' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
END = b"</sheetData></worksheet>"
CELL = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'


def test_a_million_empty_rows_are_no_burden(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(2, workbooks.MAX_ROW + 1))
    path = with_part(workbook(tmp_path / "l.xlsx", TIDY), SHEET, BEGIN + CELL + rows + END)
    assert texts(path) == [(1, ("x",))]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = with_part(
        workbook(tmp_path / "l.xlsx", TIDY), SHEET, BEGIN + b" " * workbooks.MAX_UNPACKED + END
    )
    assert path.stat().st_size < 1_000_000
    with pytest.raises(ListError, match=r"unpacks to 67,1.*more than 67,108,864 are not read"):
        read_list(path)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (BEGIN + CELL.replace(b'"1"', b'"999999999"') + END, "a sheet has no row 1,048,577"),
        (BEGIN + CELL.replace(b"A1", b"XFD1") + END, "row 1: it reaches to column XFD"),
        (BEGIN + END, "the sheet '一覧' holds nothing"),
        (b"<!DOCTYPE x [<!ENTITY a 'aaa'>]>" + BEGIN + END, "sheet1.xml declares a document type"),
        (b"not xml at all", "cannot be read as an XLSX workbook"),
        (BEGIN, "cannot be read as an XLSX workbook"),
    ],
)  # fmt: skip
def test_a_spoilt_sheet_is_refused(tmp_path: Path, content: bytes, wanted: str) -> None:
    path = with_part(workbook(tmp_path / "l.xlsx", TIDY), SHEET, content)
    with pytest.raises(ListError, match=wanted):
        read_list(path)


@pytest.mark.parametrize(
    "parts",
    [{"a.txt": b"x"}, {}, {"[Content_Types].xml": b"<Types/>"}, {"word/document.xml": b"<x/>"}],
)
def test_another_kind_of_zip_is_refused(tmp_path: Path, parts: dict[str, bytes]) -> None:
    with pytest.raises(ListError, match=r"l\.xlsx: it cannot be read as an XLSX workbook"):
        read_list(zipped(tmp_path / "l.xlsx", **parts))


def test_macros_and_links_to_other_workbooks_are_left_alone(tmp_path: Path) -> None:
    path = workbook(tmp_path / "l.xlsm", TIDY)
    with_part(path, "xl/vbaProject.bin", b"macro")
    with_part(path, "xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    assert texts(path) == EXPECTED


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "save it as XLSX"),
        (b"%PDF-1.7", "copy its table"),
        (b"PK\x03\x04 and nothing else", "cannot be read as an XLSX workbook"),
        ("自治体名\n吹田市".encode("cp932") + b"\x81\n", "row 2.*neither UTF-8 nor cp932"),
        (b'a,b\n1,"2', "row 2.*cannot be read as CSV"),
        (b"a,b\n1,2\n3,\x004", "row 3.*NUL"),
        (b"", "holds nothing"),
        (b"\n,,\n \n", "holds nothing"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes, wanted: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(ListError, match=wanted) as caught:
        read_list(path)
    assert "\n" not in str(caught.value)


def test_what_is_larger_than_any_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("自治体名\n" + "あ" * 10_001, "utf-8")
    with pytest.raises(ListError, match="row 2, column A: the cell has 10,001 characters"):
        read_list(path)
    path.write_text("自治体名\n" + "," * 256 + "x", "utf-8")
    with pytest.raises(ListError, match="row 2: it reaches to column IW"):
        read_list(path)
    path.write_text("x\n" * (sheets.MAX_LINES + 1), "utf-8")
    with pytest.raises(ListError, match="more than 20,000 rows"):
        read_list(path)
    path.write_bytes(b" " * (sheets.MAX_BYTES + 1))
    with pytest.raises(ListError, match="more than 20,971,520 are not read"):
        read_list(path)


def test_a_text_file_has_no_sheets(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="leave out --sheet"):
        read_list(delimited(tmp_path / "list.csv", TIDY, "utf-8"), "一覧")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("畑を\n見守る眼", "畑を見守る眼"),
        ("first\nsecond", "first second"),
        ("\u200b空\x07から\ufeff", "空から"),
        ("⾃動\t運転", "⾃動 運転"),
        ("  岩⾒沢市　", "岩⾒沢市"),
    ],
)
def test_print_is_kept_on_one_line(text: str, wanted: str) -> None:
    assert sheets.printed(text) == wanted
