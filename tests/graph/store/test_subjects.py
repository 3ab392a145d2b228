"""What is around each subject of a graph, read from its file."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF

from graph.store.subjects import Surroundings

TYPE = f"<{RDF.type}>"
LINES = (
    f"<a> {TYPE} <A> <g> .",
    f"<a> {TYPE} <A> <h> .",
    "<a> <p> <b> <g> .",
    '<a> <q> " <p> " <g> .',
    f"<b> {TYPE} <B> <g> .",
    "<b> <q> <p> <g> .",
    "<c> <q> <d> <p> .",
    "<c> <r> <a> <g> .",
)


@pytest.fixture
def found(tmp_path: Path) -> Surroundings:
    file = tmp_path / "sorted.nq"
    file.write_text("".join(f"{line}\n" for line in LINES), "utf-8")
    return Surroundings(file, {b"<r>"})


def test_it_is_what_is_said_the_classes_of_what_is_named_and_who_names_it(
    found: Surroundings,
) -> None:
    assert list(found) == [b"<a>", b"<b>", b"<c>"]
    assert found.around(b"<a>") == [
        f"<a> {TYPE} <A>".encode(),
        b"<a> <p> <b>",
        b'<a> <q> " <p> "',
        f"<b> {TYPE} <B>".encode(),
        b"<c> <r> <a>",
    ]
    assert found.around(b"<c>") == [b"<c> <q> <d>", b"<c> <r> <a>", f"<a> {TYPE} <A>".encode()]


def test_a_property_is_no_value_and_no_graph(found: Surroundings) -> None:
    assert found.with_property(b"<p>") == [b"<a> <p> <b>"]


def test_nothing_is_around_nobody(tmp_path: Path) -> None:
    (tmp_path / "empty.nq").touch()
    assert list(Surroundings(tmp_path / "empty.nq")) == []
