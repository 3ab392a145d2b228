"""Wrong data end in a message with file, row and column, and change nothing that is there."""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
from small_data import TSUNAGU, environment, read_rows, set_cell, spoil, tree, tsunagu

from api.release.build import build
from api.release.releases import GRAPH_FILE, Releases
from api.release.settings import Settings
from graph.build import build_quads, check_data, validate
from graph.description.dcat.catalog import catalog
from graph.description.numbers import Edition, read_description
from graph.ingest.own.rdf import own_files, own_quads
from graph.ingest.problems import DataError, Problem
from graph.store.store import Store, create
from ontology.namespaces import Iris

MIB = 1024 * 1024

Change = Callable[[Path], object]


@pytest.fixture(scope="module")
def small_out(small_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of its own: what is refused here comes and goes, and others copy that folder."""
    target = tmp_path_factory.mktemp("refusing") / "out"
    return Path(shutil.copytree(small_out, target, symlinks=True))


@pytest.fixture
def data(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "data"))


def problems(data: Path) -> list[Problem]:
    """Return what the gate says, tables and shapes, in the order of the message."""
    iris = Iris()
    try:
        found = check_data(data)
        validate(build_quads(found, iris), found.rows, iris, found.own)
    except DataError as error:
        return list(error.problems)
    return []


def refused(data: Path, out: Path) -> list[str]:
    """Build with the real command; return its lines, having seen that nothing was changed."""
    before = tree(out)
    done = tsunagu("build", "--data", data, "--out", out)
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert {name: data for name, data in tree(out).items() if name != ".lock"} == {
        name: data for name, data in before.items() if name != ".lock"
    }
    assert not list(out.glob(".building-*"))
    assert not list(out.glob(".current-*"))
    return done.stderr.splitlines()


def test_small_copy_is_right(small_out: Path) -> None:
    release = Releases(small_out).current()
    assert release.manifest["counts"]["rows"]["projects"] == 8


def test_several_faults_are_all_listed_once_with_exit_code_1(data: Path, small_out: Path) -> None:
    set_cell(data, "projects", 3, "fiscal_year", "R4")
    set_cell(data, "project_applicants", 2, "body", "999999")
    set_cell(data, "project_technologies", 4, "as_printed", "ワープ航法")
    set_cell(data, "sources", 2, "date_retrieved", "2022-02-30")
    spoil(data, "councils", "name_ja", "name_jp")
    (data / "events.csv").write_bytes(b"")
    (data / "regions.csv").unlink()
    rdf = data / "rdf"
    rdf.mkdir()
    (rdf / "own.ttl").write_text("@prefix : <http://e.jp/> .\n:a :b .\n", "utf-8")
    lines = refused(data, small_out)
    starts = [
        "councils.csv, row 1: there is no column 'name_jp'",
        "councils.csv, row 1, column name_ja: the column is missing",
        "events.csv, row 1: the file is empty",
        "project_applicants.csv, row 2, column body: '999999' is not a key in municipalities.csv",
        "project_technologies.csv, row 4, column as_printed: no label of the concept",
        "projects.csv, row 3, column fiscal_year: 'R4' is not a Japanese fiscal year",
        "rdf/own.ttl, line 2: cannot be read as RDF",
        "regions.csv: the file is missing",
        "sources.csv, row 2, column date_retrieved: '2022-02-30' is not an ISO date",
    ]
    assert len(lines) == len(starts) + 1, lines
    for line, start in zip(lines, starts, strict=False):
        assert line.startswith(start)
    assert lines[-1] == f"{len(starts)} problem(s) in the data; the release before stays"


def test_fault_that_only_a_shape_sees_names_its_cell(data: Path, small_out: Path) -> None:
    set_cell(data, "municipalities", 3, "corporate_number", "700002001000")
    set_cell(data, "municipalities", 4, "romaji", "0saka")
    lines = refused(data, small_out)
    assert len(lines) == 3, lines
    assert lines[0].startswith("municipalities.csv, row 3, column corporate_number: ")
    assert "700002001000" in lines[0]
    assert lines[1].startswith("municipalities.csv, row 4, column romaji: ")


def test_field_of_100_mb_is_refused_within_seconds_and_little_memory(
    data: Path, small_out: Path
) -> None:
    path = data / "projects.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(lines[:2])
        stream.write("mirai-2022-x,mirai,2022,selected,,,")
        for _ in range(100):
            stream.write("x" * MIB)
        stream.write("\n")

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
        resource.setrlimit(resource.RLIMIT_DATA, (700 * MIB, 700 * MIB))

    before = tree(small_out)
    done = subprocess.run(
        [TSUNAGU, "build", "--data", data, "--out", small_out],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=False,
        preexec_fn=bound,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("projects.csv, row 3, column bidder_as_printed: ")
    assert "10,000 characters" in done.stderr
    assert len(done.stderr) < 2000
    assert tree(small_out) == before


def _first_project(data: Path) -> str:
    return read_rows(data / "projects.csv")[0]["key"]


def _copy_row(data: Path) -> None:
    path = data / "projects.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), "utf-8")


def _append(data: Path, table: str, line: bytes) -> None:
    with (data / f"{table}.csv").open("ab") as stream:
        stream.write(line)


CASES: dict[str, tuple[Change, str]] = {
    "duplicate key": (_copy_row, "projects.csv, row 10, column key: the key"),
    "duplicated column": (
        lambda data: spoil(data, "projects", "note,", "programme,"),
        "projects.csv, row 1, column programme: the column stands twice",
    ),
    "unknown programme": (
        lambda data: set_cell(data, "projects", 2, "programme", "moonshot"),
        "projects.csv, row 2, column programme: 'moonshot' is not a key in programmes.csv",
    ),
    "unknown technology": (
        lambda data: set_cell(data, "project_technologies", 2, "technology", "warp"),
        "project_technologies.csv, row 2, column technology: 'warp' is not a technology",
    ),
    "unknown technology of a programme": (
        lambda data: set_cell(data, "programme_technologies", 2, "technology", "warp"),
        "programme_technologies.csv, row 2, column technology: 'warp' is not a technology",
    ),
    "technology among the challenges of a programme": (
        lambda data: set_cell(data, "programme_challenges", 2, "challenge", "ai"),
        "programme_challenges.csv, row 2, column challenge: 'ai' is not a challenge",
    ),
    "unknown rule": (
        lambda data: set_cell(data, "programme_technologies", 2, "rule", "guess"),
        "programme_technologies.csv, row 2, column rule: 'guess' is not",
    ),
    "invalid UTF-8": (
        lambda data: _append(data, "regions", b"x,\x93\x8c,X,k,X,eight-region,,soumu,p\n"),
        "regions.csv, row 2, column name_ja: the cell is not valid UTF-8",
    ),
    "too many cells": (
        lambda data: spoil(data, "projects", "\n", "\n,,,,,,,,,,,,,\n"),
        "projects.csv, row 2: the row is blank",
    ),
    "byte-order mark": (
        lambda data: spoil(data, "projects", "key", "\ufeffkey"),
        "projects.csv, row 1: the file begins with a byte-order mark",
    ),
    "look-alike": (
        lambda data: set_cell(data, "municipalities", 2, "name", "⼤阪府"),
        "municipalities.csv, row 2, column name: the cell holds look-alike characters: ⼤",
    ),
    "year before the programmes": (
        lambda data: set_cell(data, "project_statuses", 2, "as_of", "1000-13"),
        "project_statuses.csv, row 2, column as_of: '1000-13' is not an ISO date",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_fault_is_one_problem_with_its_place(data: Path, case: str) -> None:
    change, wanted = CASES[case]
    change(data)
    found = [str(problem) for problem in problems(data)]
    assert [line for line in found if line.startswith(wanted)], found
    places = {line.split(":")[0] for line in found}
    assert len(places) == len(found), "the same place is named twice"


def test_fault_in_one_row_is_not_repeated_by_those_that_refer_to_it(data: Path) -> None:
    set_cell(data, "projects", 2, "fiscal_year", "R4")
    set_cell(data, "municipalities", 2, "latitude", "north")
    set_cell(data, "sources", 2, "url", "www.example.jp")
    assert [(p.file, p.row, p.column) for p in problems(data)] == [
        ("municipalities.csv", 2, "latitude"),
        ("projects.csv", 2, "fiscal_year"),
        ("sources.csv", 2, "url"),
    ]


def test_a_concept_of_no_thesaurus_that_reaches_the_graph_names_its_cell(data: Path) -> None:
    """The shapes hold even where the check of the cells would let a concept pass."""
    iris = Iris()
    found = check_data(data)
    row = found.rows["programme_technologies"][0]
    known = iris.entity("technology", row.cells["technology"])
    about = {iris.entity("programme-technology", row.key)}
    quads = [
        (s, p, iris.entity("warp", "x") if s in about and o == known else o, graph)
        for s, p, o, graph in build_quads(found, iris)
    ]
    with pytest.raises(DataError) as refusal:
        validate(quads, found.rows, iris)
    (problem,) = refusal.value.problems
    assert (problem.file, problem.row, problem.column) == (
        "programme_technologies.csv", 2, "technology"
    )  # fmt: skip
    assert "id/warp/x" in problem.message


def test_missing_folder_is_said(tmp_path: Path) -> None:
    done = tsunagu("build", "--data", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "there is no such data folder" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "out").glob(".building-*"))


def test_line_ends_of_spreadsheets_give_the_same_rows(data: Path) -> None:
    before = {name: [row.cells for row in rows] for name, rows in check_data(data).rows.items()}
    for path in data.glob("*.csv"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    after = {name: [row.cells for row in rows] for name, rows in check_data(data).rows.items()}
    assert after == before


def test_tables_without_rows_make_a_release(
    data: Path, tmp_path: Path, new_out: Callable[[Path], Path]
) -> None:
    """A programme without a project yet is no fault; what refers to nothing breaks nothing."""
    for path in data.glob("*.csv"):
        if path.stem.startswith("project") or path.stem == "description_sources":
            path.write_text(path.read_text("utf-8").split("\n")[0] + "\n", "utf-8")
    release, new = build(Settings(data=data, out=new_out(tmp_path / "out")), lambda _: None)
    assert new
    assert release.manifest["counts"]["rows"]["projects"] == 0


def test_header_alone_is_a_fault_where_references_break(data: Path) -> None:
    path = data / "sources.csv"
    path.write_text(path.read_text("utf-8").split("\n")[0] + "\n", "utf-8")
    found = problems(data)
    rows = sum(len(path.read_text("utf-8").splitlines()) - 1 for path in data.glob("*.csv"))
    assert len([p for p in found if p.column == "source"]) == rows
    assert all("is not a key in sources.csv" in problem.message for problem in found)


def _rdf(data: Path, name: str, text: str | bytes) -> None:
    (data / "rdf").mkdir(exist_ok=True)
    (data / "rdf" / name).write_bytes(text.encode() if isinstance(text, str) else text)


@pytest.mark.parametrize(
    ("name", "text", "row"),
    [
        ("a.ttl", "@prefix : <http://e.jp/> .\n:a :b :c .\n:a :b <a b> .\n", 3),
        ("a.ttl", "@prefix : <http://e.jp/> .\n:a :b :c", 2),
        ("a.ttl", "x:a x:b x:c .\n", 1),
        ("b.nq", "<http://e.jp/a> <http://e.jp/b> <http://e.jp/c> .\nhello\n", 2),
        ("c.trig", "@prefix : <http://e.jp/> .\n:g {\n:a :b\n", 3),
        ("d.ttl", b"<http://e.jp/a> <http://e.jp/b> '\xff\xfe' .\n", 1),
    ],
)
def test_broken_rdf_of_the_operator_names_file_and_line(
    data: Path, name: str, text: str | bytes, row: int
) -> None:
    _rdf(data, name, text)
    (problem,) = problems(data)
    assert problem.file == f"rdf/{name}"
    assert abs(problem.row - row) <= 1
    assert problem.row >= 1
    assert "cannot be read as RDF" in problem.message


PROJECT = "<https://w3id.org/tsunagu/id/project/mirai-2018-010006>"
OTHER = "<https://w3id.org/tsunagu/id/project/mirai-2018-041009>"
TERMS = """@prefix tsn: <https://w3id.org/tsunagu/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
BREAKING = (
    (f'{PROJECT} a tsn:Project ;\n  tsn:fiscalYear "abc" .', 4, "fiscalYear"),
    (f"{OTHER} rdfs:label\n <<( tsn:a tsn:b tsn:c )>> .", 3, "label"),
    (f'{PROJECT} rdfs:label "zwei"@ja .', 3, "label"),
    ("# one\n<https://w3id.org/tsunagu/id/project/no-2020> a tsn:Project .", 4, ""),
)
"""RDF that breaks a shape, the line in which it does, and the property of which that is told."""


@pytest.mark.parametrize("trusted", [False, True])
def test_rdf_of_the_operator_that_breaks_a_shape_names_file_and_line(
    data: Path, *, trusted: bool
) -> None:
    """Trusted, it must meet the shapes; otherwise it may not say such things at all."""
    for number, (text, _, _) in enumerate(BREAKING):
        _rdf(data, f"own-{number}.ttl", TERMS + text)
    iris, found = Iris(), check_data(data)
    with pytest.raises(DataError) as caught:
        validate(build_quads(found, iris), found.rows, iris, found.own, trusted=trusted)
    problems = caught.value.problems
    assert {(problem.file, problem.row) for problem in problems} == {
        (f"rdf/own-{number}.ttl", row) for number, (_, row, _) in enumerate(BREAKING)
    }
    for number, (_, row, column) in enumerate(BREAKING):
        of_file = [problem for problem in problems if problem.file == f"rdf/own-{number}.ttl"]
        assert any(problem.column.endswith(column) for problem in of_file)
        assert str(of_file[0]).startswith(f"rdf/own-{number}.ttl, line {row}")


RDF_1_2 = {
    "a.ttl": """VERSION "1.2"
@prefix : <http://e.jp/> .
:s :says <<( _:x :b _:x )>> ; :text "abc"@en--ltr . :k :l :m {| :since 2020 |} .
""",
    "b.trig": 'VERSION "1.2"\n<http://e.jp/g> { <http://e.jp/s> <http://e.jp/p> "x"@ar--rtl . }',
    "c.nq": """VERSION "1.2" # as RDF 1.2 N-Quads has it
<http://e.jp/s> <http://e.jp/p> <<( <http://e.jp/a> <http://e.jp/b> "x y"@ar--rtl )>> .
""",
    "d.ttl": "<https://w3id.org/tsunagu/id/other/a> <http://e.jp/p> <http://a\u2100b.jp/> .",
}


def test_rdf_1_2_is_valid_and_is_built(
    data: Path, tmp_path: Path, new_out: Callable[[Path], Path]
) -> None:
    for name, text in RDF_1_2.items():
        _rdf(data, name, text)
    release, _ = build(Settings(data=data, out=new_out(tmp_path / "out")), lambda _: None)
    lines = (release.folder / GRAPH_FILE).read_text("utf-8").splitlines()
    assert sum("<<(" in line for line in lines) == 3
    assert sum("--rtl" in line or "--ltr" in line for line in lines) == 3
    described = read_description(release.folder)
    assert {dump.media_type: dump.left_out for dump in described.dumps} == {
        "application/n-quads": 0,
        "application/trig": 0,
        "text/turtle": 0,
        "application/ld+json": 3,
    }
    edition = Edition(release.id, release.manifest["built_at"])
    assert (
        "3 statements with triple terms"
        in catalog(described, edition).serialise("text/turtle").decode()
    )


def test_blank_nodes_in_triple_terms_are_those_outside(data: Path) -> None:
    _rdf(data, "x.ttl", "@prefix : <http://e.jp/> . :s :p <<( _:b :q _:b )>> . _:b :r 1 .")
    quads = list(own_quads(own_files(data), Iris()))
    (triple,) = (quad.object for quad in quads if isinstance(quad.object, pyoxigraph.Triple))
    assert {triple.subject, triple.object} == {quads[1].subject}


def test_rdf_of_the_operator_stands_in_its_own_graphs(data: Path, tmp_path: Path) -> None:
    prefixes = "@prefix : <http://e.jp/> . @prefix tsn: <https://w3id.org/tsunagu/ns#> .\n"
    _rdf(data, "own facts.ttl", f"{prefixes}:p a tsn:Project ; :see [ :is 1 ] .")
    _rdf(data, "more.trig", f"{prefixes}:q :r 2 . :g {{ :s :t _:x . }}")
    _rdf(data, "last.nq", "<http://e.jp/u> <http://e.jp/v> _:x .\n")
    assert problems(data) == []
    own = own_files(data)
    dumps = [create(tmp_path / name, b"", own_quads(own, Iris())) for name in ("one", "two")]
    assert dumps[0] == dumps[1]
    store = Store(tmp_path / "two")
    found = store.select(
        "SELECT ?g ?s { GRAPH ?g { ?s ?p ?o FILTER(STRSTARTS(STR(?s), 'http://e.jp/')) } }"
    )
    graph = f"{Settings().base}id/graph/"
    assert {(str(row["g"]), str(row["s"])) for row in found} == {
        (f"{graph}own%20facts", "http://e.jp/p"),
        (f"{graph}more", "http://e.jp/q"),
        ("http://e.jp/g", "http://e.jp/s"),
        (f"{graph}last", "http://e.jp/u"),
    }
