"""Statements that follow from the vocabulary, compared with what OWL RL's rules give."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib.namespace import DCTERMS, RDF, SDO

from graph.ingest.entailed import entailed_lines
from ontology.namespaces import TSN, Iris

IRIS = Iris("http://e.jp/")
GRAPH = "<http://e.jp/id/source/tsunagu-entailed>"


@pytest.fixture
def stated(tmp_path: Path) -> Path:
    lines = [
        f"<e:a> <{RDF.type}> <{TSN.Project}> <e:g1> .\n",
        f"<e:a> <{RDF.type}> <{SDO.Project}> <e:g2> .\n",
        f"<e:a> <{TSN.linkedWith}> <e:b> <e:g1> .\n",
        f"<e:a> <{TSN.technology}> <e:t> <e:g1> .\n",
        f"<e:a> <{TSN.technology}> <e:t> <e:g2> .\n",
        f"<e:b> <{RDF.type}> <{TSN.Project}> <e:g1> .\n",
    ]
    path = tmp_path / "graph.nq"
    path.write_text("".join(sorted(lines)), "utf-8")
    return path


def test_what_follows_stands_once_in_a_graph_of_its_own(stated: Path) -> None:
    assert [line.decode() for line in entailed_lines(stated, IRIS)] == [
        f"<e:a> <{DCTERMS.relation}> <e:b> {GRAPH} .\n",
        f"<e:a> <{DCTERMS.subject}> <e:t> {GRAPH} .\n",
        f"<e:b> <{DCTERMS.relation}> <e:a> {GRAPH} .\n",
        f"<e:b> <{RDF.type}> <{SDO.Project}> {GRAPH} .\n",
        f"<e:b> <{TSN.linkedWith}> <e:a> {GRAPH} .\n",
    ]


def test_nothing_more_follows_from_what_followed(stated: Path) -> None:
    lines = sorted({*stated.read_bytes().splitlines(keepends=True), *entailed_lines(stated, IRIS)})
    stated.write_bytes(b"".join(lines))
    assert entailed_lines(stated, IRIS) == []
