"""Sorted N-Quads: terms of a line, the union, graph by graph; and the counts over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.description.statistics import GraphStatistics, Links, statistics
from graph.store.nquads import graph_offsets, lines_by_graph, parsed, split, union_lines
from ontology.namespaces import Iris

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
ID = "https://e.jp/id"
LINES = sorted(
    line + "\n"
    for line in (
        f"<{ID}/project/a> {TYPE} <http://c.jp/ns#C> <{ID}/source/s> .",
        f"<{ID}/project/a> {TYPE} <http://c.jp/ns#C> <{ID}/source/t> .",
        f"<{ID}/project/a> {TYPE} _:class <{ID}/source/t> .",
        f'<{ID}/project/a> <http://c.jp/ns#p> "x <{ID}/source/t> ." <{ID}/source/s> .',
        f'<{ID}/project/a> <http://c.jp/ns#p> "x"@ja <{ID}/source/s> .',
        f'<{ID}/project/a> <http://c.jp/ns#p> "x" <{ID}/source/s> .',
        f"<{ID}/project/a> <http://c.jp/sees> <https://other.jp:8/thing> <{ID}/source/s> .",
        f"<{ID}/project/a> <http://c.jp/sees> <{ID}/project/b> <{ID}/source/s> .",
        f"<{ID}/project/a> <http://c.jp/sees> <mailto:a@e.jp> <{ID}/source/s> .",
        f"<{ID}/project/a> <http://c.jp/sees> <https://w3id.org/tsunagu/ns#x> <{ID}/source/s> .",
        f"<{ID}/project/b> {TYPE} <http://c.jp/ns#C> <{ID}/source/s> .",
        f"<{ID}/source/s> <http://purl.org/dc/terms/license> <http://l.jp/> <{ID}/source/t> .",
        f'<{ID}/source/s> <http://purl.org/dc/terms/title> "表\\n題"@ja <{ID}/source/s> .',
        f'<{ID}/source/x> <http://purl.org/dc/terms/title> "no graph" <{ID}/source/s> .',
        "_:b <http://c.jp/sees> <https://other.jp:8/thing> _:g .",
    )
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "graph.nq"
    path.write_text("".join(LINES), "utf-8", newline="")
    return path


def test_a_literal_may_look_like_the_end_of_a_line() -> None:
    line = f'<http://a> <http://b> "x <{ID}/source/t> ." <http://g> .\n'.encode()
    literal = f'"x <{ID}/source/t> ."'.encode()
    assert split(line) == (b"<http://a>", b"<http://b>", literal, b"<http://g>")


def test_the_union_has_each_triple_once() -> None:
    lines = list(union_lines(line.encode() for line in LINES))
    assert len(lines) == len(set(lines)) == len(LINES) - 1
    assert all(line.endswith(b" .\n") for line in lines)


def test_graph_by_graph_nothing_is_lost_and_the_order_stays(path: Path) -> None:
    offsets = graph_offsets(path)
    lines = [line.decode() for line in lines_by_graph(path, offsets)]
    names = [split(line.encode())[3] for line in lines]
    assert sorted(lines) == LINES
    assert names == sorted(names)
    for name in offsets:
        of_graph = [line for line in lines if split(line.encode())[3] == name]
        assert of_graph == sorted(of_graph)
        assert len(of_graph) == len(offsets[name])


def test_nothing_at_all(tmp_path: Path) -> None:
    path = tmp_path / "empty.nq"
    path.touch()
    offsets = graph_offsets(path)
    assert not offsets
    assert not list(lines_by_graph(path, offsets))
    assert not list(parsed([]))
    found = statistics(path, Iris("https://e.jp/"))
    assert (found.quads, found.triples, found.subjects, found.objects) == (0, 0, 0, 0)


def test_counts(path: Path) -> None:
    found = statistics(path, Iris("https://e.jp/"))
    assert (found.quads, found.triples, found.subjects, found.entities) == (15, 14, 5, 4)
    objects = {split(line.encode())[2] for line in LINES}
    assert found.objects == len(objects)
    assert found.classes == {"http://c.jp/ns#C": 2}
    assert found.properties == {
        TYPE[1:-1]: 3,
        "http://c.jp/ns#p": 3,
        "http://c.jp/sees": 5,
        "http://purl.org/dc/terms/license": 1,
        "http://purl.org/dc/terms/title": 2,
    }
    assert found.links == (Links("http://c.jp/sees", "https://other.jp:8/", 1),)
    assert found.examples == {"project": f"{ID}/project/a"}
    assert set(found.vocabularies) == {
        "http://c.jp/ns#",
        "http://c.jp/",
        "http://purl.org/dc/terms/",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    }


def test_what_is_said_of_graphs(path: Path) -> None:
    found = statistics(path, Iris("https://e.jp/"))
    assert found.graphs == (
        GraphStatistics(
            f"{ID}/source/s", 11, titles=(("表\n題", "ja"),), licences=("http://l.jp/",)
        ),
        GraphStatistics(f"{ID}/source/t", 3),
        GraphStatistics("_:g", 1),
    )
