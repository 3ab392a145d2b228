"""The one door to the RDF store: Oxigraph on disk, under rdflib's Dataset API.

The build writes it once with Oxigraph's bulk loader; the service only ever opens it read-only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from heapq import merge
from pathlib import Path

import pyoxigraph
from rdflib import RDF, BNode, Dataset, Graph, Literal, URIRef
from rdflib.term import Identifier, Node

from graph.store.formats import GRAPH_FORMATS, PREFIXED
from graph.store.nquads import parsed, union_lines
from ontology.namespaces import PREFIXES

OWN = "own"
"""Folder beside a store with that of the operator's own RDF; there only where there is any."""

_WRITTEN_ANEW = b'"^^<http://www.w3.org/2001/XMLSchema#'
"""What literals have that the store keeps as values, and may write otherwise than they were."""
Quad = tuple[URIRef, URIRef, Node, URIRef]
"""Subject, predicate, object, named graph."""


_Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple

Binding = Mapping[str, Identifier]
"""One solution: the bound variables and their terms."""


def n_quads(quads: Iterable[Quad]) -> bytes:
    """Return quads as sorted N-Quads, each once, so that the same quads give the same bytes."""
    named: dict[Node, str] = {}  # names come back often, and writing one is dear

    def text(term: Node) -> str:
        if isinstance(term, Literal):
            return str(_ox(term))
        found = named.get(term)
        if found is None:
            found = named[term] = str(_ox(term))
        return found

    lines = {f"{text(s)} {text(p)} {text(o)} {text(g)} .\n" for s, p, o, g in quads}
    return "".join(sorted(lines)).encode()


def _ox(term: Node) -> _Term:
    """Return rdflib's term as Oxigraph's, whose text is that of N-Triples."""
    if isinstance(term, Literal):
        if term.language:
            return pyoxigraph.Literal(str(term), language=term.language)
        datatype = pyoxigraph.NamedNode(str(term.datatype)) if term.datatype else None
        return pyoxigraph.Literal(str(term), datatype=datatype)
    if isinstance(term, BNode):
        return pyoxigraph.BlankNode(str(term))
    return pyoxigraph.NamedNode(str(term))


def as_rdflib(term: _Term, *, normalise: bool = True) -> Identifier:
    """Return Oxigraph's term as rdflib's, a number in its usual form if that is asked for.

    rdflib has no triple terms (RDF 1.2): one is a literal of a type that no shape allows.
    """
    if isinstance(term, pyoxigraph.Triple):
        return Literal(str(term), datatype=RDF.Statement)
    if isinstance(term, pyoxigraph.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=normalise)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    return URIRef(term.value)


def union_graph(quads: Iterable[Quad]) -> Graph:
    """Return the statements of all named graphs as one rdflib graph in memory."""
    graph = Graph()
    for s, p, o, _ in quads:
        graph.add((s, p, o))
    return graph


def read_union(lines: Iterable[bytes]) -> Graph:
    """Return what sorted lines of N-Quads state as one rdflib graph in memory.

    Numbers are kept as they are written, whatever is their usual form.
    """
    return graph_of(union_lines(lines))


def graph_of(lines: Iterable[bytes]) -> Graph:
    """Return what lines of N-Triples state as one rdflib graph, numbers as they are written."""
    graph, known = Graph(), dict[_Term, Identifier]()
    for triple in parsed(lines, pyoxigraph.RdfFormat.N_TRIPLES):
        terms = []
        for term in (triple.subject, triple.predicate, triple.object):
            found = known.get(term)
            if found is None:
                found = known[term] = as_rdflib(term, normalise=False)
            terms.append(found)
        graph.add((terms[0], terms[1], terms[2]))
    return graph


def create(folder: Path, quads: bytes, own: Iterable[pyoxigraph.Quad]) -> bytes:
    """Write a store and return its whole content as sorted N-Quads.

    Args:
        folder: a folder that does not exist yet.
        quads: N-Quads.
        own: quads of the operator's own RDF; what goes wrong while they are read is raised.
    """
    store, given = pyoxigraph.Store(str(folder)), list(own)
    with ThreadPoolExecutor(1) as beside:  # Oxigraph loads without the interpreter's lock
        loaded = beside.submit(_load, store, quads, given)
        content = b"".join(as_stored(quads, given))
        loaded.result()
    store.flush()
    return content


def as_stored(quads: bytes, own: Iterable[pyoxigraph.Quad]) -> list[bytes]:
    """Return what ``create`` would write as sorted lines of N-Quads, without a store on disk.

    A store may write a number otherwise than it was given (36.0 is 36), so that lines are compared
    with those of a release only after they went through one.

    Args:
        quads: N-Quads.
        own: quads of the operator's own RDF.
    """
    store, given = pyoxigraph.Store(), list(own)
    if given:
        _load(store, quads, given)
        return _dumped(store)
    lines = quads.splitlines(keepends=True)
    _load(store, b"".join(line for line in lines if _WRITTEN_ANEW in line), ())
    return sorted([*(line for line in lines if _WRITTEN_ANEW not in line), *_dumped(store)])


def _load(store: pyoxigraph.Store, quads: bytes, own: Iterable[pyoxigraph.Quad]) -> None:
    store.bulk_load(input=quads, format=pyoxigraph.RdfFormat.N_QUADS)
    store.bulk_extend(own)


def _dumped(store: pyoxigraph.Store) -> list[bytes]:
    dump = store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b""
    return sorted(dump.splitlines(keepends=True))


def extend(folder: Path, lines: Sequence[bytes]) -> None:
    """Add statements to a store, and put it in the order in which it is read best.

    Args:
        folder: folder that ``create`` wrote.
        lines: lines of N-Quads that the store does not hold.
    """
    store = pyoxigraph.Store(str(folder))
    store.bulk_load(input=b"".join(lines), format=pyoxigraph.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()


def merge_into(dump: Path, lines: Sequence[bytes]) -> None:
    """Add statements to a file of sorted N-Quads, in one step.

    Args:
        dump: the file.
        lines: sorted lines of N-Quads that it does not hold.
    """
    merged = dump.with_suffix(".merged")
    with dump.open("rb") as old, merged.open("wb") as new:
        new.writelines(merge(old, lines))
    merged.replace(dump)


def create_dataset(folder: Path, dump: Path) -> None:
    """Write the store that strangers query: an RDF dataset (RDF 1.1 Concepts, section 4).

    Its default graph holds the triples of all named graphs, each once: Oxigraph's own union is a
    bag, in which a triple that two graphs say counts twice.

    Args:
        folder: a folder that does not exist yet.
        dump: the named graphs as sorted N-Quads.
    """
    store = pyoxigraph.Store(str(folder))
    named, union, blank = (folder.with_suffix(end) for end in (".nq", ".nt", ".blank"))
    _part(dump, named, blank)
    with dump.open("rb") as stream, union.open("wb") as output:
        output.writelines(line for line in union_lines(stream) if not _has_blank(line))
    store.bulk_load(path=str(named), format=pyoxigraph.RdfFormat.N_QUADS)
    store.bulk_load(path=str(union), format=pyoxigraph.RdfFormat.N_TRIPLES)
    with blank.open("rb") as stream:  # bulk_load would name them anew, each time otherwise
        store.bulk_extend(parsed(stream))
    with blank.open("rb") as stream:
        store.bulk_extend(
            pyoxigraph.Quad(*quad.triple)
            for quad in parsed(union_lines(stream), pyoxigraph.RdfFormat.N_TRIPLES)
        )
    for path in (named, union, blank):
        path.unlink()
    store.optimize()
    store.flush()


def _part(dump: Path, named: Path, blank: Path) -> None:
    """Part the lines of a dump: those without blank nodes, and those that have one."""
    with dump.open("rb") as stream, named.open("wb") as plain, blank.open("wb") as other:
        for line in stream:
            (other if _has_blank(line) else plain).write(line)


def _has_blank(line: bytes) -> bool:
    """Tell whether a line has a blank node; one whose text only looks so may be told, too."""
    return b"_:" in line


class Store:
    """A store opened for reading.

    Args:
        folder: folder that ``create`` wrote.
        beside: folder of another one, if it is there: what it says of a thing is told, too, but
            no query of our own reads it.

    Raises:
        OSError: a folder is not a store or cannot be read.
    """

    def __init__(self, folder: Path, beside: Path | None = None) -> None:
        self._store = pyoxigraph.Store.read_only(str(folder))
        self._stores = [self._store]
        if beside is not None and beside.is_dir():
            self._stores.append(pyoxigraph.Store.read_only(str(beside)))

    @cached_property
    def dataset(self) -> Dataset:
        """The rdflib Dataset; its default graph is the union of the named ones."""
        from oxrdflib import OxigraphStore  # noqa: PLC0415 - slow to import, and seldom needed

        return Dataset(store=OxigraphStore(store=self._store), default_union=True)

    def select(self, query: str, bindings: Mapping[str, Identifier] | None = None) -> list[Binding]:
        """Run a SELECT of our own.

        Args:
            query: SPARQL text; the prefixes of ``ontology.namespaces`` are known.
            bindings: terms for some of its variables; they are bound, never pasted.
        """
        result = self._store.query(
            query,
            prefixes=PREFIXES,
            use_default_graph_as_union=True,
            substitutions={pyoxigraph.Variable(n): _ox(t) for n, t in (bindings or {}).items()},
        )
        if not isinstance(result, pyoxigraph.QuerySolutions):
            raise TypeError("a SELECT was expected")
        names = [variable.value for variable in result.variables]
        known: dict[_Term, Identifier] = {}  # terms come back often, and making one is dear

        def term(value: _Term) -> Identifier:
            found = known.get(value)
            if found is None:
                found = known[value] = as_rdflib(value)
            return found

        return [
            {
                name: term(value)
                for name, value in zip(names, solution, strict=True)
                if value is not None
            }
            for solution in result
        ]

    def construct(self, query: str) -> list[pyoxigraph.Triple]:
        """Run a CONSTRUCT of our own; its text as for ``select``."""
        result = self._store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        return list(result) if isinstance(result, pyoxigraph.QueryTriples) else []

    def quads(
        self,
        subject: pyoxigraph.NamedNode | None = None,
        predicate: pyoxigraph.NamedNode | None = None,
        value: pyoxigraph.NamedNode | None = None,
    ) -> list[pyoxigraph.Quad]:
        """Return the statements that fit, each with its graph; no order is promised."""
        return [
            quad
            for store in self._stores
            for quad in store.quads_for_pattern(subject, predicate, value, None)
        ]

    def says(self, subject: pyoxigraph.NamedNode) -> bool:
        """Tell whether there is any statement of a thing."""
        return any(
            next(store.quads_for_pattern(subject, None, None, None), None) is not None
            for store in self._stores
        )

    def serialise(self, triples: Iterable[pyoxigraph.Triple], media_type: str) -> bytes:
        """Return triples, each once and in a fixed order, in one of the formats of RDF."""
        unique = sorted(set(triples), key=str)
        prefixes = PREFIXES if media_type in PREFIXED else None
        return (
            pyoxigraph.serialize(unique, format=GRAPH_FORMATS[media_type], prefixes=prefixes) or b""
        )

    def __len__(self) -> int:
        return sum(len(store) for store in self._stores)
