"""Columns of values against the plain loops that they replace."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.index.columns import Among, Column

_ROWS = st.lists(st.lists(st.sampled_from("abcde"), max_size=4), max_size=12)
_LONG_ROWS = st.lists(st.lists(st.sampled_from("abcde"), max_size=3), min_size=30, max_size=60)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(rows=_ROWS, wanted=st.sets(st.sampled_from("abcxy")))
def test_masks_and_weights_are_as_the_loops_say(rows: list[list[str]], wanted: set[str]) -> None:
    column = Column.of(rows)
    assert column.mask(wanted).tolist() == [bool(wanted & set(row)) for row in rows]
    weights = {"a": 1.0, "b": 0.5, "z": 9.0}
    assert column.best(weights).tolist() == [
        max((weights.get(name, 0.0) for name in row), default=0.0) for row in rows
    ]
    by_document = np.arange(len(rows), dtype=np.float64)
    assert column.best_by_value(by_document).tolist() == [
        max(number for number, row in enumerate(rows) if name in row) for name in column.names
    ]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(rows=_ROWS | _LONG_ROWS, data=st.data())
def test_counts_are_as_the_loops_say_few_or_many(
    rows: list[list[str]], data: st.DataObject
) -> None:
    column = Column.of(rows)
    chosen = data.draw(st.sets(st.integers(0, len(rows) - 1)) if rows else st.just(set()))
    among = np.array([number in chosen for number in range(len(rows))], dtype=np.bool_)
    expected = [
        sum(name in row for row, counted in zip(rows, among, strict=True) if counted)
        for name in column.names
    ]
    assert column.counts(Among(among)).tolist() == expected
    assert column.held(Among(among)).tolist() == [count > 0 for count in expected]
    numbers = np.array(sorted(chosen), dtype=np.int64)
    owner, codes = column.values(numbers)
    found = [(int(numbers[o]), column.names[c]) for o, c in zip(owner, codes, strict=True)]
    assert found == [(n, name) for n in sorted(chosen) for name in dict.fromkeys(rows[n])]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    rows = [["青森", "b"], [], ["b"]]
    Column.of(rows).write(tmp_path, "place")
    column = Column.read(tmp_path, "place")
    assert column.names == ["b", "青森"]
    assert column.mask(["b"]).tolist() == [True, False, True]
    assert column.documents("青森").tolist() == [0]
    assert column.documents("c").tolist() == []
    assert (column.code("青森"), column.code("c")) == (1, None)


def test_few_values_and_many_are_counted_alike() -> None:
    """Columns of many values keep no bits; what they count is the same."""
    random = np.random.default_rng(20261122)
    rows = [[f"v{n}" for n in random.integers(0, 400, size=3)] for _ in range(500)]
    among = Among(random.random(500) < 0.5)
    many = Column.of(rows)
    assert len(many.names) > 256
    chosen = [set(row) for row, kept in zip(rows, among.mask, strict=True) if kept]
    expected = [sum(name in row for row in chosen) for name in many.names]
    assert many.counts(among).tolist() == expected
    assert many.held(among).tolist() == [count > 0 for count in expected]


def test_the_nearest_of_several() -> None:
    column = Column.of([["p", "q"], [], ["r"]])
    nearest = column.nearest(np.array([3.0, 1.0, 7.0]))
    assert nearest.tolist() == [1.0, pytest.approx(np.inf), 7.0]


def test_no_values_at_all() -> None:
    column = Column.of([[], []])
    assert column.nearest(np.zeros(0)).tolist() == [np.inf, np.inf]
    assert column.mask(["x"]).tolist() == [False, False]
    assert column.counts(Among(np.array([True, True]))).tolist() == []
    assert column.best_by_value(np.zeros(2)).tolist() == []
