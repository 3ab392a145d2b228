"""Charts of a SPARQL result: the numbers of a column as bars, named by what the rows are about."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from api.pages.parts.charts import Bar, Chart

MOST_BARS = 40
"""Most rows that a chart shows."""
MOST_CHARTS = 3
_YEARS = range(1900, 2101)
"""Whole numbers that are taken for years: they name a row and measure nothing."""

Cell = dict[str, Any]


def charts(columns: Sequence[dict[str, Any]], rows: Sequence[Sequence[Cell | None]]) -> list[Chart]:
    """Return a chart for each column of amounts, at most three.

    Args:
        columns: the columns, with whether all their values are numbers.
        rows: the cells of the page.
    """
    amounts = [at for at, column in enumerate(columns) if column["number"] and _measures(rows, at)]
    names = [at for at in range(len(columns)) if at not in amounts]
    if not names or len(rows) < 2:  # noqa: PLR2004 - one bar compares nothing
        return []
    return [
        Chart(columns[at]["name"], [_bar(row, names, at) for row in rows[:MOST_BARS] if row[at]])
        for at in amounts[:MOST_CHARTS]
    ]


def _measures(rows: Sequence[Sequence[Cell | None]], at: int) -> bool:
    """Tell whether a column holds amounts that bars can show: none below 0, and not only years."""
    values = [_number(cell) for row in rows if (cell := row[at])]
    return (
        all(value >= 0 for value in values)
        and any(values)
        and not all(value in _YEARS for value in values)
    )


def _number(cell: Cell) -> float:
    """Return the number of a cell; -1 for what no bar can show."""
    try:
        value = float(cell["text"])
    except ValueError:
        return -1.0
    return value if isfinite(value) else -1.0


def _bar(row: Sequence[Cell | None], names: Sequence[int], at: int) -> Bar:
    cell = row[at]
    assert cell is not None  # noqa: S101 - asked for only then
    named = [one for place in names if (one := row[place])]
    best = sorted(named, key=lambda one: bool(one["code"]))  # a label before an IRI
    first = best[0] if best else None
    href = first["href"] if first and first["href"].startswith("/") else ""
    label = first["text"] if first else "–"
    return Bar(label, _number(cell), cell["text"], href=href)
