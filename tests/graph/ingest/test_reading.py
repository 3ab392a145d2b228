"""Reading of one CSV table: what is wrong is said with file, row and column."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.ingest.cells import MAX_CELL
from graph.ingest.problems import Problem
from graph.ingest.reading import MAX_ROW, Row, read_table, read_tables
from graph.mapping.schema import Cell, Column, LinkTo, Table

TABLE = Table(
    "things",
    "thing",
    ("key",),
    (),
    (
        Column("key", Cell.KEY, required=True),
        Column("name", Cell.JA, required=True),
        Column("printed", Cell.JA, raw=True),
        Column("date", Cell.DATE),
        Column("number", Cell.INTEGER),
        Column("share", Cell.DECIMAL),
        Column("open", Cell.BOOLEAN),
        Column("year", Cell.FISCAL_YEAR),
        Column("url", Cell.URL),
        Column("kana", Cell.KANA),
        Column("link", LinkTo()),
    ),
)
HEADER = "key,name,printed,date,number,share,open,year,url,kana,link,source,locator"
GOOD = "a,名,⾃動,2022-10-27,7,1.5,true,2022,https://e.jp/,かな,https://e.jp/x,s,p.1"

Write = Callable[[bytes | str], tuple[list[Row] | None, list[Problem]]]


@pytest.fixture
def read(tmp_path: Path) -> Write:
    def write_and_read(content: bytes | str) -> tuple[list[Row] | None, list[Problem]]:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / "things.csv").write_bytes(data)
        return read_table(tmp_path, TABLE)

    return write_and_read


def with_cell(column: str, text: str) -> str:
    cells = dict(zip(HEADER.split(","), GOOD.split(","), strict=True))
    cells[column] = text
    return f"{HEADER}\n{GOOD}\n" + ",".join(cells.values()) + "\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_good_table_is_read_with_the_line_ends_of_every_system(
    read: Write, end: str, *, last: bool
) -> None:
    rows, problems = read(HEADER + end + GOOD + end + GOOD + (end if last else ""))
    assert problems == []
    assert rows is not None
    assert [row.number for row in rows] == [2, 3]
    assert rows[0].cells["locator"] == "p.1"
    assert rows[0].sound


def test_header_alone_is_an_empty_table(read: Write) -> None:
    assert read(HEADER + "\n") == ([], [])


@pytest.mark.parametrize(
    ("column", "text", "wanted"),
    [
        ("key", "a b", "is not a key"),
        ("key", "", "a value is required"),
        ("name", "", "a value is required"),
        ("source", "", "a value is required"),
        ("locator", "", "a value is required"),
        ("date", "2022-02-30", "is not an ISO date"),
        ("date", "2022-13", "is not an ISO date"),
        ("date", "2022/10/27", "is not an ISO date"),
        ("date", "27.10.2022", "is not an ISO date"),
        ("date", "２０２２", "is not an ISO date"),
        ("number", "1,000", "cells, the header"),
        ("number", "007", "is not a whole number"),
        ("number", "7.0", "is not a whole number"),
        ("number", "٧", "is not a whole number"),
        ("share", "1e5", "is not a decimal number"),
        ("share", "NaN", "is not a decimal number"),
        ("open", "TRUE", "is not true or false"),
        ("year", "R4", "is not a Japanese fiscal year"),
        ("url", "www.example.jp", "is not an absolute"),
        ("url", "https://", "is not an absolute"),
        ("url", "javascript:alert(1)", "is not an absolute"),
        ("url", "http://[::1", "is not an absolute"),
        ("url", "http://e.jp/<x>", "is not an absolute"),
        ("kana", "カナ", "is not a reading in hiragana"),
        ("link", "not a link", "does not make an absolute"),
        ("link", "https://e.jp/a b", "does not make an absolute"),
        ("name", " 名", "white space"),
        ("name", "名\u3000", "white space"),
        ("name", "⾃動運転", "look-alike characters: ⾃ (U+2F83)"),
        ("name", "ﾛﾎﾞｯﾄ", "look-alike characters"),
        ("name", "ＡＩ", "look-alike characters"),
        ("name", "名\u200b称", "invisible character (U+200B)"),
        ("name", "名\u202e称", "invisible character (U+202E)"),
        ("name", "名\u2028称", "line break"),
        ("name", '"名\n称"', "line break"),
        ("name", '"名\r\n称"', "line break"),
        ("name", "名\x00称", "U+0000"),
        ("name", "名\x1b[31m", "U+001B"),
        ("locator", " p.1", "white space"),
    ],
)
def test_broken_cell_is_named(read: Write, column: str, text: str, wanted: str) -> None:
    rows, problems = read(with_cell(column, text))
    assert len(problems) == 1, problems
    problem = problems[0]
    assert wanted in problem.message
    assert (problem.file, problem.row) == ("things.csv", 3)
    if "cells" not in wanted:
        assert problem.column == column
        assert str(problem).startswith(f"things.csv, row 3, column {column}: ")
    assert rows is not None
    assert [row.sound for row in rows] == [True, False]


@pytest.mark.parametrize("text", ["2022", "2022-10", "2022-10-27", "2024-02-29"])
def test_dates_may_be_partial(read: Write, text: str) -> None:
    assert read(with_cell("date", text))[1] == []


def test_transcribed_cell_may_hold_look_alikes_and_half_width(read: Write) -> None:
    assert read(with_cell("printed", "⾃動ｷｬｯｼｭﾚｽＡＩ"))[1] == []


def test_invalid_utf8_names_its_row_and_column(read: Write) -> None:
    bad = with_cell("name", "X").encode().replace(b"X", "名".encode("shift_jis"))
    (problem,) = read(bad)[1]
    assert (problem.row, problem.column) == (3, "name")
    assert "UTF-8" in problem.message
    str(problem).encode()


@pytest.mark.parametrize("encoding", ["utf-16", "shift_jis"])
def test_other_encoding_of_the_header_is_told_in_printable_words(
    read: Write, encoding: str
) -> None:
    rows, problems = read(f"鍵{HEADER}\n{GOOD}\n".replace("⾃動", "自動").encode(encoding))
    assert rows is None
    assert problems[0].row == 1
    assert "UTF-8" in problems[0].message
    str(problems[0]).encode()


@pytest.mark.parametrize("content", ["", "\n", "\r\n"])
def test_empty_file_says_what_header_it_needs(read: Write, content: str) -> None:
    rows, (problem,) = read(content)
    assert rows is None
    assert (problem.file, problem.row) == ("things.csv", 1)
    assert HEADER in problem.message


def test_byte_order_mark_is_refused_by_name(read: Write) -> None:
    _, (problem,) = read(f"\ufeff{HEADER}\n{GOOD}\n")
    assert problem.row == 1
    assert "byte-order mark" in problem.message


def test_missing_file_is_named(tmp_path: Path) -> None:
    rows, (problem,) = read_table(tmp_path, TABLE)
    assert rows is None
    assert str(problem) == f"things.csv: the file is missing from {tmp_path.name}/"


def test_every_fault_of_a_header_is_listed(read: Write) -> None:
    header = HEADER.replace("name", "nmae").replace("number", "date")
    _, problems = read(f"{header}\n{GOOD}\n")
    said = {(problem.column, problem.message) for problem in problems}
    assert ("", "there is no column 'nmae' in this table; is it misspelt?") in said
    assert ("name", "the column is missing from the header") in said
    assert ("number", "the column is missing from the header") in said
    assert ("date", "the column stands twice in the header") in said
    assert {problem.row for problem in problems} == {1}


def test_order_of_columns_does_not_matter(read: Write) -> None:
    names, cells = HEADER.split(","), GOOD.split(",")
    rows, problems = read(",".join(names[::-1]) + "\n" + ",".join(cells[::-1]) + "\n")
    assert problems == []
    assert rows is not None
    assert rows[0].cells == dict(zip(names, cells, strict=True))


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (GOOD + ",more", "the row has 14 cells, the header 13"),
        ("a,b", "the row has 2 cells, the header 13"),
        ("", "the row is blank; remove it"),
        ("," * 12, "the row is blank; remove it"),
    ],
)
def test_row_of_another_length_is_named_and_reading_goes_on(
    read: Write, row: str, wanted: str
) -> None:
    rows, problems = read(f"{HEADER}\n{row}\n{GOOD}\n{row}\n")
    assert [(p.row, p.message) for p in problems] == [(2, wanted), (4, wanted)]
    assert rows is not None
    assert [row.sound for row in rows] == [False, True, False]


def test_every_broken_cell_of_every_row_is_listed(read: Write) -> None:
    bad = GOOD.replace("2022-10-27", "x").replace("true", "yes").replace("https://e.jp/,", "e,")
    _, problems = read(f"{HEADER}\n{bad}\n{bad}\n")
    assert [(p.row, p.column) for p in problems] == [
        (row, column) for row in (2, 3) for column in ("date", "open", "url")
    ]


def test_open_quotation_mark_names_where_it_stands(read: Write) -> None:
    rows, (problem,) = read(f'{HEADER}\n{GOOD}\na,"名,x\n{GOOD}\n{GOOD}\n')
    assert rows is None
    assert (problem.row, problem.column) == (3, "name")
    assert "cannot be read as CSV" in problem.message
    assert "the rows after it were not read" in problem.message


def test_text_after_a_closing_quotation_mark_is_refused(read: Write) -> None:
    _, (problem,) = read(f'{HEADER}\na,"名"x,p\n')
    assert (problem.row, problem.column) == (2, "name")


@pytest.mark.parametrize("length", [MAX_CELL + 1, MAX_ROW - 10, MAX_ROW, 3 * MAX_ROW])
@pytest.mark.parametrize("quote", ["", '"'])
def test_endless_cell_is_named(read: Write, length: int, quote: str) -> None:
    _, problems = read(with_cell("name", quote + "名" * length + quote))
    assert [(p.row, p.column) for p in problems] == [(3, "name")]
    assert "10,000 characters" in problems[0].message


def test_endless_cell_of_many_lines_is_named(read: Write) -> None:
    _, (problem,) = read(with_cell("name", '"' + "あいう\n" * MAX_ROW))
    assert (problem.row, problem.column) == (3, "name")
    assert "10,000 characters" in problem.message


def test_longest_allowed_cell_is_read(read: Write) -> None:
    assert read(with_cell("name", "名" * MAX_CELL))[1] == []


def test_limit_of_the_csv_module_is_put_back(read: Write) -> None:
    before = csv.field_size_limit()
    read(with_cell("name", "名" * 2 * MAX_ROW))
    assert csv.field_size_limit() == before


def test_message_shows_only_the_start_of_a_cell(read: Write) -> None:
    _, (problem,) = read(with_cell("date", "x" * 5000))
    assert len(str(problem)) < 200


def test_tables_that_cannot_be_read_are_left_out_and_the_others_read(tmp_path: Path) -> None:
    other = Table("others", "other", ("key",), (), TABLE.columns)
    (tmp_path / "things.csv").write_text(f"{HEADER}\n{GOOD}\n", "utf-8")
    rows, problems = read_tables(tmp_path, (other, TABLE))
    assert list(rows) == ["things"]
    assert [problem.file for problem in problems] == ["others.csv"]
