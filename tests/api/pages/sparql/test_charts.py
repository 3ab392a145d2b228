"""Columns of amounts are drawn as bars; years, negative numbers and lone rows are not."""

from __future__ import annotations

from typing import Any

import pytest

from api.pages.sparql.charts import MOST_BARS, MOST_CHARTS, charts

Cell = dict[str, Any]


def _cell(text: object, *, number: bool = False, code: bool = False, href: str = "") -> Cell:
    return {"text": str(text), "number": number, "code": code, "href": href}


def _table(*columns: list[object]) -> tuple[list[dict[str, Any]], list[list[Cell | None]]]:
    """Return columns and rows of a result: texts name, numbers measure."""
    heads = [
        {"name": f"c{at}", "number": isinstance(column[0], int | float)}
        for at, column in enumerate(columns)
    ]
    rows = [
        [
            None if v is None else _cell(v, number=head["number"])
            for v, head in zip(row, heads, strict=True)
        ]
        for row in zip(*columns, strict=True)
    ]
    return heads, rows


def test_a_column_of_amounts_is_a_chart_named_by_the_rows() -> None:
    (chart,) = charts(*_table(["a", "b"], [3, 12]))
    assert chart.slug == "c1"
    assert [(bar.label, bar.value, bar.shown) for bar in chart.bars] == [
        ("a", 3, "3"),
        ("b", 12, "12"),
    ]
    assert chart.most == 12


def test_years_name_a_row() -> None:
    (chart,) = charts(*_table([2019, 2020], [3, 12]))
    assert [bar.label for bar in chart.bars] == ["2019", "2020"]


@pytest.mark.parametrize(
    "columns",
    [
        (["a"], [3]),
        (["a", "b"], [-3, 12]),
        (["a", "b"], [0, 0]),
        (["a", "b"], [float("inf"), 1.0]),
        (["a", "b"], [float("nan"), 1.0]),
        ([3, 12],),
        (["a", "b"],),
    ],
)
def test_what_no_bar_can_show_is_no_chart(columns: tuple[list[object], ...]) -> None:
    assert charts(*_table(*columns)) == []


def test_charts_and_bars_are_bounded() -> None:
    many: list[object] = list(range(1, 101))
    names: list[object] = [f"n{number}" for number in many]
    found = charts(*_table(names, many, many, many, many))
    assert len(found) == MOST_CHARTS
    assert all(len(chart.bars) == MOST_BARS for chart in found)


def test_a_row_without_the_number_has_no_bar_and_a_label_is_better_than_an_iri() -> None:
    heads = [{"name": name, "number": name == "n"} for name in ("iri", "label", "n")]
    rows = [
        [_cell("x:1", code=True), _cell("one", href="/doc/project/1"), _cell(1, number=True)],
        [_cell("x:2", code=True), None, _cell(2, number=True)],
        [_cell("x:3", code=True), None, None],
    ]
    (chart,) = charts(heads, rows)
    assert [(bar.label, bar.href) for bar in chart.bars] == [("one", "/doc/project/1"), ("x:2", "")]
