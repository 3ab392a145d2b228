"""RDF of an operator that attacks: reserved graphs, other names, new projects, giant texts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_data import tsunagu
from starlette.testclient import TestClient

from api.app import create_app
from api.release.build import build
from api.release.releases import Releases
from api.release.settings import Settings
from graph.build import build_quads, check_data, validate
from graph.ingest.own.rdf import MOST_CHARACTERS, is_reserved
from graph.ingest.own.rules import OPEN, TAKEN
from graph.ingest.problems import DataError, Problem
from ontology.namespaces import Iris

BASE = "https://w3id.org/tsunagu/"
OSAKA = f"<{BASE}id/municipality/271004>"
PREFIXES = f"""@prefix : <http://e.jp/> .
@prefix tsn: <{BASE}ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
"""


@pytest.fixture
def data(small: Path, tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(small, tmp_path / "data"))
    (folder / "rdf").mkdir()
    return folder


def refused(data: Path, *, trusted: bool = False) -> list[Problem]:
    iris = Iris()
    try:
        found = check_data(data)
        validate(build_quads(found, iris), found.rows, iris, found.own, trusted=trusted)
    except DataError as error:
        return list(error.problems)
    return []


def write(data: Path, name: str, text: str) -> None:
    (data / "rdf" / name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    "graph",
    [
        "id/source/soumu-codes",
        "id/source/tsunagu",
        "id/source/tsunagu-relations",
        "id/source/tsunagu-entailed",
        "id/source/new",
        "dataset",
    ],
)
@pytest.mark.parametrize("trusted", [False, True])
def test_reserved_graphs_are_refused_by_file_and_line(
    data: Path, graph: str, *, trusted: bool
) -> None:
    line = '<http://e.jp/a> <http://e.jp/b> "1"'
    write(data, "a.nq", f"{line} .\n{line} <{BASE}{graph}> .\n")
    write(data, "b.trig", f"{PREFIXES}\n<{BASE}{graph}> {{ :a :b 3 . }}\n")
    problems = refused(data, trusted=trusted)
    assert [(p.file, p.row) for p in problems] == [("rdf/a.nq", 2), ("rdf/b.trig", 7)]
    assert all(f"<{BASE}{graph}> is reserved" in problem.message for problem in problems)


def test_own_graphs_and_those_of_others_are_not_reserved() -> None:
    assert not is_reserved(f"{BASE}id/graph/notes", Iris())
    assert not is_reserved("http://e.jp/g", Iris())
    assert is_reserved("https://e.jp/x/id/source/a", Iris("https://e.jp/x/"))


SAID = (
    (f'{OSAKA} rdfs:label "東京市"@ja .', "label"),
    (f'{OSAKA} skos:prefLabel "Tokyo"@en .', "prefLabel"),
    (f'{OSAKA} skos:altLabel "Naniwa"@en .', "altLabel"),
    (f'{OSAKA} schema:name "東京市"@ja .', "name"),
    (f"{OSAKA} a tsn:Prefecture .", "type"),
    (f"{OSAKA} tsn:neighbour {OSAKA} .", "neighbour"),
    (f"{OSAKA} tsn:anything 1 .", "anything"),
    (f"<{BASE}id/project/mirai-2030-x> a tsn:Project .", "type"),
    (f'<{BASE}id/project/mirai-2030-x> tsn:fiscalYear "abc" .', "fiscalYear"),
    (f'<{BASE}id/project/mirai-2030-x> rdfs:comment "x" .', "comment"),
    (f"<{BASE}id/technology/warp> :is :new .", "is"),
    ('tsn:Project rdfs:label "Warp"@en .', "label"),
)
"""What only tables may say, and the property or the class of which that is told."""


@pytest.fixture(scope="module")
def of_what_is_said(small: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Problem]:
    """What is told of data where each of them stands in a file of its own: one check for all."""
    data = Path(shutil.copytree(small, tmp_path_factory.mktemp("said") / "data"))
    (data / "rdf").mkdir()
    for number, (text, _) in enumerate(SAID):
        write(data, f"own-{number}.ttl", f"{PREFIXES}# of the operator\n{text}\n")
    return refused(data)


@pytest.mark.parametrize("number", range(len(SAID)), ids=[column for _, column in SAID])
def test_it_never_renames_nor_adds_what_the_tables_say(
    of_what_is_said: list[Problem], number: int
) -> None:
    name = f"rdf/own-{number}.ttl"
    (problem,) = (problem for problem in of_what_is_said if problem.file == name)
    assert problem.row == 7
    assert problem.column.endswith(SAID[number][1])


def test_nothing_else_is_told_of_what_only_tables_may_say(of_what_is_said: list[Problem]) -> None:
    assert len(of_what_is_said) == len(SAID)


def test_a_project_without_a_programme_is_no_traceback(data: Path) -> None:
    text = f'<{BASE}id/project/mirai-2030-x> a tsn:Project ; tsn:fiscalYear "abc" .'
    write(data, "own.ttl", PREFIXES + text)
    for settings in ({}, {"TSUNAGU_OWN_RDF_TRUSTED": "true"}):
        done = tsunagu("validate", "--data", data, settings=settings)
        assert done.returncode == 1
        assert done.stderr.startswith("rdf/own.ttl, line 6")
        assert "Traceback" not in done.stderr


def test_links_and_remarks_may_be_added_and_queries_and_pages_tell_them(
    data: Path, tmp_path: Path, new_out: Callable[[Path], Path]
) -> None:
    """Neither is search changed, nor what is similar, nor any name."""
    code = "271004" if "271004," in (data / "municipalities.csv").read_text("utf-8") else "010006"
    place = f"<{BASE}id/municipality/{code}>"
    write(
        data,
        "own.ttl",
        f'{PREFIXES}{place} rdfs:seeAlso :osaka ; :mood "bright" .\n'
        f":p a tsn:Project ; tsn:programme <{BASE}id/programme/mirai> ; tsn:applicant {place} ;"
        f' tsn:fiscalYear "abc" ; rdfs:label "量子もつれ"@ja .\n'
        f":t a tsn:ProjectTitle ; tsn:project <{BASE}id/project/mirai-2018-010006> ;"
        f' schema:name "別の名"@ja .\n',
    )
    settings = Settings(data=data, out=new_out(tmp_path / "out"), sparql_workers=1)
    release, _ = build(settings, lambda _: None)
    assert "own/CURRENT" in release.manifest["files"]
    assert Releases(settings.out).is_intact(release.id)
    with TestClient(create_app(settings)) as client:
        found = client.get("/api/search", params={"q": "量子もつれ", "type": "project"}).json()
        assert found["total"] == 0
        shown = client.get(f"/data/municipality/{code}.ttl").text
        assert "bright" in shown
        query = f"SELECT ?o {{ {place} <http://e.jp/mood> ?o }}"
        told = client.get("/sparql", params={"query": query})
        assert "bright" in told.text
        answer = client.get("/api/projects/mirai-2018-010006").text
        assert "別の名" not in answer
        assert client.get(f"/api/municipalities/{code}/peers").status_code == 200


def test_a_text_of_50_mb_is_refused_by_its_line(data: Path) -> None:
    with (data / "rdf" / "big.ttl").open("w", encoding="utf-8") as stream:
        stream.write("<http://e.jp/a> <http://e.jp/small> 1 .\n<http://e.jp/a> <http://e.jp/big> '")
        for _ in range(50):
            stream.write("x" * 1_000_000)
        stream.write("' .\n")
    (problem,) = refused(data)
    assert (problem.file, problem.row) == ("rdf/big.ttl", 2)
    assert f"at most {MOST_CHARACTERS:,}" in problem.message
    assert len(problem.message) < 300


@pytest.mark.parametrize("code", ["0001", "0008", "000B", "FFFE", "FFFF"])
def test_what_only_xml_cannot_have_is_rdf(data: Path, code: str) -> None:
    write(data, "x.ttl", f'{PREFIXES}:a :b "a\\u{code}b" .\n')
    check_data(data)


def test_what_is_open_is_not_taken() -> None:
    assert not OPEN & TAKEN
    assert len(TAKEN) > 100
