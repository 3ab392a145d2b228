"""Rows beside the projects are told apart, each with its number and the reason."""

from __future__ import annotations

import pytest

from api.intake.sheets import lines as told
from api.intake.sheets.headings import find_header
from api.intake.sheets.lines import Skipped, parted
from api.intake.sheets.sheet import Line, Sheet

HEADER = ("No", "自治体名", "事業名", "備考")
PROJECT = ("1", "吹田市", "丘の移動", "")


def parts(*rows: tuple[int, tuple[str, ...]]) -> tuple[list[int], list[Skipped]]:
    sheet = Sheet("l.csv", tuple(Line(number, cells) for number, cells in rows))
    kept, skipped = parted(sheet, find_header(sheet, {}))
    return [line.number for line in kept], skipped


def test_every_row_is_a_project_or_skipped_with_a_reason() -> None:
    rows = ((1, ("選定一覧",)), (2, ("令和4年度",)), (4, HEADER), (5, PROJECT), (8, HEADER),
            (9, PROJECT), (10, ("合計", "2件")), (11, ("※は道路局の支援",)))  # fmt: skip
    assert parts(*rows) == (
        [5, 9],
        [
            Skipped(1, 2, told.TITLE_ROW), Skipped(3, 3, told.EMPTY),
            Skipped(4, 4, told.HEADER_ROW), Skipped(6, 7, told.EMPTY),
            Skipped(8, 8, told.REPEATED), Skipped(10, 10, told.TOTAL),
            Skipped(11, 11, told.REMARK),
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("合　計", "", "", "3"), told.TOTAL), (("", "計", "3件", ""), told.TOTAL),
        (("小計",), told.TOTAL), (("注1 一部を除く",), told.REMARK), (("（注）",), told.REMARK),
        (("備考：記載なし",), told.REMARK), (("出典 内閣府",), told.REMARK),
        (("", "", "", "次頁に続く"), told.REMARK), (("近畿",) * 4, told.SECTION),
        (("ＮＯ", "⾃治体名", "事 業 名", "備考"), told.REPEATED),
    ],
)  # fmt: skip
def test_what_is_no_project(cells: tuple[str, ...], reason: str) -> None:
    assert parts((1, HEADER), (2, PROJECT), (3, cells))[1][-1] == Skipped(3, 3, reason)


@pytest.mark.parametrize(
    "cells",
    [
        PROJECT,
        ("", "吹田市"),
        ("", "", "題名だけ"),
        ("", "注連縄町"),
        ("2", "", "総数の見える町", ""),
    ],
)
def test_what_may_be_a_project_is_never_skipped(cells: tuple[str, ...]) -> None:
    assert parts((1, HEADER), (2, cells)) == ([2], [Skipped(1, 1, told.HEADER_ROW)])
