"""Headings in any spelling lead to their fields, and what is not clear is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.intake.sheets.faults import ListError
from api.intake.sheets.headings import WORDS, field_of, find_header
from api.intake.sheets.sheet import Line, Sheet


def sheet(*rows: tuple[str, ...]) -> Sheet:
    return Sheet("l.csv", tuple(Line(number, row) for number, row in enumerate(rows, start=1)))


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("都道府県", "prefecture"), ("都道府県名", "prefecture"), ("都道\n府県", "prefecture"),
        ("市区町村", "applicant"), ("市　区　町　村", "applicant"), ("⾃治体名", "applicant"),
        ("団体名", "applicant"), ("提案者", "applicant"), ("実施主体", "applicant"),
        ("応募者（代表）", "applicant"), ("自治体名※", "applicant"), ("応募団体の名称", None),
        ("事業名", "title"), ("タイトル", "title"), ("ﾀｲﾄﾙ", "title"), ("プロジェクト名", "title"),
        ("取組名称", "title"), ("主な活⽤技術", "technologies"), ("技術", "technologies"),
        ("選定年度", "fiscal_year"), ("年度", "fiscal_year"), ("Ｎｏ．", "number"),
        ("No", "number"), ("番号", "number"), ("備考", "note"), ("※", "mark"), ("電話", None),
        ("この一覧は令和四年度に選定された事業名などをまとめたものであり、備考を含む", None),
    ],
)  # fmt: skip
def test_a_heading_names_its_field(heading: str, field: str | None) -> None:
    found = field_of(heading)
    if heading == "応募団体の名称":  # holds a word for the applicant and one for the title
        assert found is not None
        assert not found[1]
    else:
        assert (found and found[0]) == field


def test_titles_above_the_header_are_not_taken_for_it() -> None:
    rows = (
        ("令和4年度の選定（事業名と自治体名）",),
        ("No", "自治体名", "事業名"),
        ("1", "吹田市", "X"),
    )
    header = find_header(sheet(*rows), {})
    assert header.number == 2
    assert header.columns == {"number": 0, "applicant": 1, "title": 2}
    assert header.place("title") == ("C", "事業名")
    assert header.place("area") == ("", "")


def test_a_word_of_its_own_wins_over_a_heading_that_holds_it() -> None:
    header = find_header(sheet(("自治体名", "関連する事業名の例", "事業名")), {})
    assert header.columns["title"] == 2


def test_two_columns_for_a_field_are_told_and_one_can_be_named() -> None:
    rows = sheet(("市区町村", "実施主体", "事業名"))
    with pytest.raises(ListError) as caught:
        find_header(rows, {})
    assert str(caught.value).startswith(
        "l.csv, row 1: several columns may be the field applicant: A (市区町村), B (実施主体);"
        " say which: --column applicant=A"
    )
    named = find_header(rows, {"applicant": "実施主体", "area": "市区町村"})
    assert named.columns == {"applicant": 1, "area": 0, "title": 2}
    assert find_header(rows, {"applicant": "b"}).columns["applicant"] == 1


def test_a_heading_twice_is_told_and_may_be_left_out() -> None:
    rows = sheet(("自治体名", "備考", "備考"))
    with pytest.raises(ListError, match="--column note=B"):
        find_header(rows, {})
    assert find_header(rows, {"note": ""}).columns == {"applicant": 0}
    assert find_header(rows, {"note": "C"}).columns["note"] == 2


@pytest.mark.parametrize(
    ("rows", "chosen", "wanted"),
    [
        ((("事業名", "備考"),), {}, "no column is the field applicant.*A (事業名), B (備考)"),
        ((("一", "二"), ("三", "四")), {}, "no header row was found"),
        ((("自治体名",),), {"town": "自治体名"}, "no such field; there are: prefecture, applicant"),
        ((("自治体名", "備考"),), {"title": "題"}, "row 1: there is no column '題'"),
        ((), {}, "no header row was found"),
    ],
)
def test_what_is_missing_is_named(
    rows: tuple[tuple[str, ...], ...], chosen: dict[str, str], wanted: str
) -> None:
    with pytest.raises(ListError) as caught:
        find_header(sheet(*rows), chosen)
    first, _, second = wanted.partition(".*")
    assert first in str(caught.value)
    assert second in str(caught.value)


def test_headings_of_no_known_word_can_be_named() -> None:
    header = find_header(sheet(("まち", "なまえ"), ("吹田市", "X")), {"applicant": "まち"})
    assert (header.number, header.columns) == (1, {"applicant": 0})


@given(st.lists(st.text(max_size=40), max_size=12), st.text(max_size=5))
def test_no_header_raises_anything_but_a_sentence(headings: list[str], named: str) -> None:
    for chosen in ({}, {"title": named}):
        try:
            header = find_header(sheet(tuple(headings)), chosen)
        except ListError:
            pass
        else:
            assert header.columns.keys() <= WORDS.keys()
            assert len(set(header.columns.values())) == len(header.columns)
