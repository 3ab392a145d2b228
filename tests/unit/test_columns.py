"""Columns of values against the plain loops that they replace."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.columns import Column

_ROWS = st.lists(st.lists(st.sampled_from("abcde"), max_size=4), max_size=12)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(rows=_ROWS, wanted=st.sets(st.sampled_from("abcxy")), data=st.data())
def test_as_the_loops_say(rows: list[list[str]], wanted: set[str], data: st.DataObject) -> None:
    column = Column(rows)
    assert column.mask(wanted).tolist() == [bool(wanted & set(row)) for row in rows]
    assert column.filled().tolist() == [bool(row) for row in rows]
    among = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), dtype=np.bool_
    )
    counts: dict[str, int] = {}
    for row, counted in zip(rows, among, strict=True):
        for name in set(row) if counted else ():
            counts[name] = counts.get(name, 0) + 1
    assert column.counts(among) == counts
    weights = {"a": 1.0, "b": 0.5, "z": 9.0}
    assert column.best(weights).tolist() == [
        max((weights.get(name, 0.0) for name in row), default=0.0) for row in rows
    ]


def test_the_nearest_of_several() -> None:
    column = Column([["p", "q"], [], ["r"]])
    distances = np.array([3.0, 1.0, 7.0])
    nearest = column.nearest(distances, {"p": 0, "q": 1, "r": 2})
    assert nearest.tolist() == [1.0, pytest.approx(np.inf), 7.0]


def test_no_values_at_all() -> None:
    column = Column([[], []])
    assert column.nearest(np.array([1.0]), {"x": 0}).tolist() == [np.inf, np.inf]
    assert column.mask(["x"]).tolist() == [False, False]
    assert column.counts(np.array([True, True])) == {}
