"""The one door to the RDF store: Oxigraph on disk, under rdflib's Dataset API.

The build writes it once with Oxigraph's bulk loader; the service only ever opens it read-only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph
from oxrdflib import OxigraphStore
from rdflib import Dataset, Graph
from rdflib.term import Identifier

from graph.building import Quad
from graph.formats import GRAPH_FORMATS, PREFIXED
from graph.problems import DataError, Problem
from ontology.namespaces import PREFIXES, Iris

EXTRA_FORMATS = {
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
    ".trig": pyoxigraph.RdfFormat.TRIG,
    ".nq": pyoxigraph.RdfFormat.N_QUADS,
}
"""Formats of the RDF that an operator may drop into ``data/rdf``, by file ending."""

Binding = Mapping[str, Identifier]
"""One solution: the bound variables and their terms."""


def n_quads(quads: Iterable[Quad]) -> bytes:
    """Return quads as sorted N-Quads, so that the same quads give the same bytes."""
    dataset = Dataset()
    dataset.addN((s, p, o, dataset.graph(g)) for s, p, o, g in quads)
    lines = {line for line in dataset.serialize(format="nquads").splitlines() if line.strip()}
    return "".join(f"{line}\n" for line in sorted(lines)).encode()


def union_graph(quads: Iterable[Quad]) -> Graph:
    """Return the statements of all named graphs as one rdflib graph in memory."""
    graph = Graph()
    for s, p, o, _ in quads:
        graph.add((s, p, o))
    return graph


def create(folder: Path, quads: bytes, extra: Iterable[Path], iris: Iris) -> bytes:
    """Write a store and return its whole content as sorted N-Quads.

    Args:
        folder: a folder that does not exist yet.
        quads: N-Quads.
        extra: the operator's own RDF; a Turtle file's graph is named after the file.
        iris: maker of IRIs.

    Raises:
        DataError: an extra file cannot be parsed; the message says where.
    """
    store = pyoxigraph.Store(str(folder))
    store.bulk_load(input=quads, format=pyoxigraph.RdfFormat.N_QUADS)
    problems = [problem for path in extra for problem in _load_extra(store, path, iris)]
    if problems:
        raise DataError(problems)
    store.optimize()
    store.flush()
    dump = store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b""
    return b"".join(sorted(dump.splitlines(keepends=True)))


def _load_extra(store: pyoxigraph.Store, path: Path, iris: Iris) -> Iterator[Problem]:
    name = f"rdf/{path.name}"
    turtle = path.suffix == ".ttl"
    graph = pyoxigraph.NamedNode(str(iris.entity("graph", path.stem)))
    try:
        store.bulk_load(
            path=str(path),
            format=EXTRA_FORMATS[path.suffix],
            base_iri=str(graph.value),
            to_graph=graph if turtle else None,
        )
    except (SyntaxError, ValueError, OSError) as error:
        line = getattr(error, "lineno", None) or 0
        yield Problem(name, line, "", f"cannot be read as RDF: {getattr(error, 'msg', error)}")


class Store:
    """A store opened for reading.

    Args:
        folder: folder that ``create`` wrote.

    Raises:
        OSError: the folder is not a store or cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self._store = pyoxigraph.Store.read_only(str(folder))
        self._dataset = Dataset(store=OxigraphStore(store=self._store), default_union=True)

    @property
    def dataset(self) -> Dataset:
        """The rdflib Dataset; its default graph is the union of the named ones."""
        return self._dataset

    def select(self, query: str, bindings: Mapping[str, Identifier] | None = None) -> list[Binding]:
        """Run a SELECT of our own.

        Args:
            query: SPARQL text; the prefixes of ``ontology.namespaces`` are known.
            bindings: terms for some of its variables; they are bound, never pasted.
        """
        result = self._dataset.query(query, initNs=PREFIXES, initBindings=dict(bindings or {}))
        return [
            {str(variable): term for variable, term in row.items() if term is not None}
            for row in result.bindings
        ]

    def construct(self, query: str, bindings: Mapping[str, Identifier]) -> list[pyoxigraph.Triple]:
        """Run a CONSTRUCT of our own; arguments as for ``select``."""
        result = self._store.query(
            query,
            prefixes=PREFIXES,
            use_default_graph_as_union=True,
            substitutions={
                pyoxigraph.Variable(name): pyoxigraph.NamedNode(str(term))
                for name, term in bindings.items()
            },
        )
        return list(result) if isinstance(result, pyoxigraph.QueryTriples) else []

    def serialise(self, triples: Iterable[pyoxigraph.Triple], media_type: str) -> bytes:
        """Return triples, each once and in a fixed order, in one of the formats of RDF."""
        unique = sorted(set(triples), key=str)
        prefixes = PREFIXES if media_type in PREFIXED else None
        return (
            pyoxigraph.serialize(unique, format=GRAPH_FORMATS[media_type], prefixes=prefixes) or b""
        )

    def __len__(self) -> int:
        return len(self._store)
