"""The shapes, checked beside the build: the same is refused, and with the same words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_data import set_cell

from graph import build as builder
from graph.build import GraphCounts, build_quads, check_data, validate, write_graph
from graph.ingest.problems import DataError
from graph.ingest.shapes import ShapesBeside
from ontology.namespaces import Iris


@pytest.fixture(autouse=True)
def _in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "WORTH_A_PROCESS", 0)


@pytest.fixture
def broken(small: Path, tmp_path: Path) -> Path:
    data = Path(shutil.copytree(small, tmp_path / "data"))
    set_cell(data, "municipalities", 4, "romaji", "0saka")
    return data


def written(data: Path, out: Path, beside: ShapesBeside) -> GraphCounts:
    out.mkdir()
    return write_graph(data, out / "store", out / "graph.nq", Iris(), lambda _: None, beside=beside)


def _fail_after(counts: GraphCounts) -> None:
    raise ValueError(counts)


def test_data_that_conform_pass_and_nothing_is_left(small: Path, tmp_path: Path) -> None:
    with ShapesBeside() as beside:
        counts = written(small, tmp_path / "out", beside)
    assert counts.quads == (tmp_path / "out" / "graph.nq").read_bytes().count(b"\n")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"store", "graph.nq"}


def test_a_violation_is_told_as_if_it_had_been_found_at_once(broken: Path, tmp_path: Path) -> None:
    """A later step that fails does not hide it."""
    found = check_data(broken)
    with pytest.raises(DataError) as at_once:
        validate(build_quads(found, Iris()), found.rows, Iris())
    with pytest.raises(DataError) as beside, ShapesBeside() as shapes:
        _fail_after(written(broken, tmp_path / "out", shapes))
    assert beside.value.lines == at_once.value.lines
    assert any("municipalities.csv, row 4" in line for line in beside.value.lines)


def test_a_process_that_ends_before_its_answer_lets_nothing_pass(
    broken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.ingest.shapes._PROGRAM", "raise SystemExit(9)")
    with pytest.raises(DataError), ShapesBeside() as shapes:
        written(broken, tmp_path / "out", shapes)
