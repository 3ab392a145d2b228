"""Whole graphs in pieces: each format reads the same, and is written while it is sent."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph
import pytest

from graph.store.formats import GRAPH_SUFFIXES, UnwritableError
from graph.store.graphs import PIECE, DatasetStore, graph_name, graph_parts
from graph.store.store import create_dataset

NUMBER = 2 * PIECE + 10
PARSED = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}
MANY, TERMS = graph_name("http://e/many"), graph_name("http://e/terms")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> DatasetStore:
    folder = tmp_path_factory.mktemp("graphs")
    lines = [f'<http://e/{n:06}> <http://e/p> "値 {n}" <http://e/many> .' for n in range(NUMBER)]
    lines += ["<http://e/s> <http://e/p> <<( <http://e/a> <http://e/b> _:c )>> <http://e/terms> ."]
    lines += ["<http://e/s> <http://e/p/> _:c <http://e/unnamed> ."]
    (folder / "graph.nq").write_text("\n".join(sorted(lines)) + "\n", "utf-8")
    create_dataset(folder / "dataset", folder / "graph.nq")
    return DatasetStore(folder / "dataset")


@pytest.mark.parametrize("suffix", PARSED)
def test_the_pieces_are_one_document(dataset: DatasetStore, suffix: str) -> None:
    assert MANY is not None
    parts = list(graph_parts(dataset, MANY, GRAPH_SUFFIXES[suffix]))
    assert len(parts) > 2
    read = {quad.triple for quad in pyoxigraph.parse(b"".join(parts), PARSED[suffix])}
    assert read == set(dataset.triples(MANY))
    assert len(read) == NUMBER


class Counted(DatasetStore):
    """Counts what was read of it."""

    def __init__(self, dataset: DatasetStore) -> None:
        self._dataset = dataset
        self.read = 0

    def triples(
        self, name: pyoxigraph.NamedNode | pyoxigraph.DefaultGraph
    ) -> Iterator[pyoxigraph.Triple]:
        for triple in self._dataset.triples(name):
            self.read += 1
            yield triple


@pytest.mark.parametrize("suffix", ["ttl", "nt"])
def test_the_first_piece_comes_before_the_last_statement_is_read(
    dataset: DatasetStore, suffix: str
) -> None:
    assert MANY is not None
    counted = Counted(dataset)
    parts = graph_parts(counted, MANY, GRAPH_SUFFIXES[suffix])
    assert next(parts)
    assert counted.read == PIECE


@pytest.mark.parametrize(
    ("name", "suffix"), [("http://e/terms", "jsonld"), ("http://e/unnamed", "rdf"), ("", "rdf")]
)
def test_what_cannot_be_written_is_known_before_the_first_byte(
    dataset: DatasetStore, name: str, suffix: str
) -> None:
    graph = graph_name(name)
    assert graph is not None
    with pytest.raises(UnwritableError):
        graph_parts(dataset, graph, GRAPH_SUFFIXES[suffix])


def test_names(dataset: DatasetStore) -> None:
    assert graph_name("relative") is None
    nowhere = graph_name("http://e/nowhere")
    assert nowhere is not None
    assert TERMS is not None
    assert not dataset.has_graph(nowhere)
    assert dataset.has_graph(TERMS)
