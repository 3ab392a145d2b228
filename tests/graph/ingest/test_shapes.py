"""The shapes, checked beside the build: the same is refused, and with the same words."""

from __future__ import annotations

import gc
import shutil
import weakref
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, SH
from small_data import read_rows, set_cell

from graph import build as builder
from graph.build import GraphCounts, build_quads, check_data, validate, write_graph
from graph.ingest.problems import DataError
from graph.ingest.shapes.beside import ShapesBeside
from graph.ingest.shapes.conformed import Checked, are_local
from graph.ingest.shapes.parts import Part, parts_of_file, reach_of
from graph.ingest.shapes.violations import Violation, violations
from graph.store.store import n_quads
from ontology.namespaces import TSN, Iris
from ontology.vocabulary import load_shapes


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
    monkeypatch.setattr("graph.ingest.shapes.beside._PROGRAM", "raise SystemExit(9)")
    with pytest.raises(DataError), ShapesBeside() as shapes:
        written(broken, tmp_path / "out", shapes)


def test_a_shape_looks_no_further_than_the_parts_reach() -> None:
    """One step, forwards or backwards; else a part would have to hold more."""
    shapes = load_shapes()
    steps = {
        path
        for path in shapes.objects(None, SH.path)
        if not isinstance(path, URIRef) and shapes.value(path, SH.inversePath) is None
    }
    assert steps == set()
    assert not list(shapes.subjects(SH.node)) + list(shapes.subjects(SH.sparql))
    assert not [shape for shape in shapes.subjects(SH.path) if (shape, SH.property, None) in shapes]
    reach = reach_of(shapes)
    assert DCTERMS.source in reach.forwards
    assert reach.backwards == {TSN.project}


def test_many_statements_are_checked_in_parts_with_the_same_findings(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every 499th statement is left out, so that very many shapes are broken."""
    found = check_data(small)
    quads = [quad for number, quad in enumerate(build_quads(found, Iris())) if number % 499]
    with pytest.raises(DataError) as whole:
        validate(quads, found.rows, Iris())
    told: list[tuple[int, int]] = []
    monkeypatch.setattr("graph.ingest.shapes.parts.MOST", len(quads) // 4)
    with pytest.raises(DataError) as parted:
        validate(quads, found.rows, Iris(), advance=lambda *at: told.append(at))
    assert parted.value.lines == whole.value.lines
    assert len({line.partition(",")[0] for line in whole.value.lines}) > 5  # tables
    assert len(told) >= 4
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_part_has_what_its_shapes_reach(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_there: bool,  # noqa: FBT001 - a case
) -> None:
    """A project is somewhere if an area of another part says so; a source is one if it says so."""
    monkeypatch.setattr("graph.ingest.shapes.parts.MOST", 1)
    lines = [
        f"<http://e.jp/p> <{RDF.type}> <{TSN.Project}> <http://e.jp/g> .",
        f"<http://e.jp/p> <{DCTERMS.source}> <http://e.jp/s> <http://e.jp/g> .",
        f"<http://e.jp/p2> <{RDF.type}> <{TSN.Other}> <http://e.jp/g> .",
    ]
    if is_there:
        lines += [
            f"<http://e.jp/a> <{TSN.project}> <http://e.jp/p> <http://e.jp/g> .",
            f"<http://e.jp/a> <{RDF.type}> <{TSN.ProjectArea}> <http://e.jp/g> .",
            f"<http://e.jp/s> <{RDF.type}> <{TSN.Source}> <http://e.jp/g> .",
        ]
    file = tmp_path / "sorted.nq"
    file.write_text("".join(f"{line}\n" for line in sorted(lines)), "utf-8")
    shapes = load_shapes()
    held: list[weakref.ref[Graph]] = []

    def check(part: Part) -> list[Violation]:
        assert [graph for graph in held if graph() is not None] == []  # parts before are let go
        held.append(weakref.ref(part.graph))
        return violations(part, shapes)

    gc.disable()  # as in a build
    try:
        found = list(parts_of_file(file, tmp_path, shapes).checked(check))
    finally:
        gc.enable()
    assert len(found) == (4 if is_there else 2)
    messages = [
        violation.message
        for part in found
        for violation in part
        if violation.focus == URIRef("http://e.jp/p")
    ]
    placeless = [message for message in messages if "tsn:ProjectArea" in message]
    sourceless = [message for message in messages if "dcterms:source" in message]
    assert messages
    assert (bool(placeless), bool(sourceless)) == (not is_there, not is_there)


def test_our_shapes_look_at_nothing_but_what_is_around_a_thing() -> None:
    assert are_local(load_shapes())


@pytest.mark.parametrize(
    "further",
    [
        "sh:path ( tsn:a tsn:b )",
        "sh:path tsn:a ; sh:node [ sh:path tsn:b ; sh:minCount 1 ]",
        "sh:path tsn:a ; sh:or ( [ sh:path tsn:b ; sh:minCount 1 ] )",
        "sh:path tsn:a ; sh:qualifiedValueShape [ sh:property [ sh:path tsn:b ] ]",
        "sh:path [ sh:zeroOrMorePath tsn:a ]",
        "sh:targetObjectsOf tsn:a",
    ],
)
def test_a_shape_that_looks_further_is_told(further: str) -> None:
    prefixes = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix tsn: <http://e.jp/ns#> ."
    assert not are_local(Graph().parse(data=f"{prefixes} tsn:shape {further} .", format="turtle"))


@pytest.fixture
def conforming(small: Path, tmp_path: Path) -> Path:
    """A file of what conforms of the small copy."""
    kept = tmp_path / "conforming.keys"
    _checked(small, kept).keep()
    return kept


def _checked(data: Path, kept: Path) -> Checked:
    file = kept.with_name("statements.nq")
    file.write_bytes(n_quads(build_quads(check_data(data), Iris())))
    return Checked(file, kept, load_shapes())


def test_only_what_changed_is_checked_again(small: Path, broken: Path, conforming: Path) -> None:
    assert _checked(small, conforming).new == []
    changed = _checked(broken, conforming)
    code = read_rows(broken / "municipalities.csv")[2]["code"]
    body = f"/id/municipality/{code}>"
    assert any(subject.decode().endswith(body) for subject in changed.new)
    assert len(changed.new) < 10
    around = b"".join(changed.around_new())
    assert b"0saka" in around
    conforming.write_bytes(conforming.read_bytes()[:-8])
    assert len(_checked(small, conforming).new) == 1


def test_a_violation_is_found_beside_all_that_conformed(
    broken: Path, tmp_path: Path, conforming: Path
) -> None:
    before = conforming.read_bytes()
    with pytest.raises(DataError) as found, ShapesBeside(conforming) as shapes:
        written(broken, tmp_path / "out", shapes)
    assert any("municipalities.csv, row 4" in line for line in found.value.lines)
    assert conforming.read_bytes() == before
