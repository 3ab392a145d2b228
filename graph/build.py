"""From the data folder to a written store: read, check, build, derive, validate, write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDFS, SKOS

from graph.ingest.boundaries import Boundaries, boundary_files, boundary_quads, read_boundaries
from graph.ingest.checking import Rows, check
from graph.ingest.derived import Deriver
from graph.ingest.entailed import entailed_lines
from graph.ingest.own.rdf import own_files, own_graphs, own_problems, own_quads
from graph.ingest.own.rules import own_faults
from graph.ingest.own.statements import OwnStatements
from graph.ingest.payees import payee_quads
from graph.ingest.problems import DataError, Problem, Problems
from graph.ingest.quads import QuadBuilder
from graph.ingest.reading import read_tables
from graph.ingest.shapes.beside import WORTH_A_PROCESS, ShapesBeside
from graph.ingest.shapes.parts import Advance, parts_of_quads, silent
from graph.ingest.shapes.violations import shacl_problems
from graph.mapping.tables import TABLES
from graph.store import store
from graph.store.store import OWN, Quad
from ontology.codelists import load_codelists, read_codelists
from ontology.kinds import OWN_SOURCE, THESAURUS_SOURCE
from ontology.namespaces import Iris
from ontology.thesaurus import load_thesaurus, read_graph
from ontology.vocabulary import load_shapes, load_vocabulary

TABLES_FILE = "csvw.json"
"""File of a data folder that describes its tables for CSV on the Web."""

Step = Callable[[str], None]
"""Told what is being done."""


@dataclass(frozen=True, slots=True)
class GraphCounts:
    """How much a built graph holds.

    Args:
        quads: statements.
        rows: number of rows by table name.
        beside: rows of the tables that were asked for, which were read and checked.
    """

    quads: int
    rows: Mapping[str, int]
    beside: Rows


@dataclass(frozen=True, slots=True)
class Data:
    """A data folder that was read and checked.

    Args:
        rows: rows by table name.
        boundaries: WKT of local governments by code; none where there are no files of them.
        own: files of the operator's own RDF.
    """

    rows: Rows
    boundaries: Boundaries
    own: Sequence[Path] = ()


def input_files(folder: Path) -> Iterator[Path]:
    """Yield every file of a data folder that a release depends on, in a fixed order."""
    for table in TABLES:
        path = folder / f"{table.name}.csv"
        if path.is_file():
            yield path
    if (folder / TABLES_FILE).is_file():
        yield folder / TABLES_FILE
    yield from boundary_files(folder)
    yield from own_files(folder)


def check_data(folder: Path, iris: Iris | None = None) -> Data:
    """Read and check tables and boundaries, and see that the operator's own RDF can be read.

    Args:
        folder: the data folder.
        iris: maker of IRIs; by default of the project's own.

    Raises:
        DataError: with every problem found.
    """
    if not folder.is_dir():
        raise DataError([Problem(str(folder), 0, "", "there is no such data folder")])
    rows, problems = read_tables(folder, TABLES)
    problems += check(rows, load_thesaurus(), load_codelists())
    codes = [row.key for row in rows.get("municipalities", ())]
    boundaries, faults = read_boundaries(boundary_files(folder), codes)
    problems += faults
    own = own_files(folder)
    problems += own_problems(own, iris or Iris())
    if problems:
        raise DataError(problems)
    return Data(rows, boundaries, own)


@dataclass(frozen=True, slots=True)
class Stated:
    """Every statement of a release, apart from the operator's own RDF; made while it is read.

    Args:
        data: the data folder.
        iris: maker of IRIs.
    """

    data: Data
    iris: Iris

    def __iter__(self) -> Iterator[Quad]:
        data, iris = self.data, self.iris
        builder = QuadBuilder(data.rows, iris)
        yield from builder.quads()
        yield from Deriver(data.rows, builder, iris).quads()
        yield from payee_quads(data.rows["payments"], builder, iris)
        yield from boundary_quads(data.boundaries, iris)
        yield from own_graphs(data.own, iris)
        own, thesaurus = iris.entity("source", OWN_SOURCE), iris.entity("source", THESAURUS_SOURCE)
        yield from _in_graph(read_graph(base=iris.base), thesaurus)
        yield from _in_graph(read_codelists(iris.base), own)
        yield from _in_graph(load_vocabulary(), own)


def build_quads(data: Data, iris: Iris) -> list[Quad]:
    """Return every statement of a release, apart from the operator's own RDF."""
    return list(Stated(data, iris))


def _in_graph(graph: Graph, name: URIRef) -> Iterator[Quad]:
    """Yield a graph's statements in a named graph, with rdfs:label for every preferred label.

    Axioms that need blank nodes (a domain of several classes) are left to ``/ontology``: blank
    nodes are named anew at every reading, and a release must have the same bytes.
    """
    for s, p, o in graph:
        if isinstance(s, URIRef) and isinstance(p, URIRef) and not isinstance(o, BNode):
            yield s, p, o, name
            if p == SKOS.prefLabel:
                yield s, RDFS.label, o, name


def data_lines(folder: Path, iris: Iris) -> list[bytes]:
    """Return what a release of a data folder would state, as sorted lines of N-Quads.

    What the build computes of relations is not among it.

    Raises:
        DataError: with every problem found.
    """
    data = check_data(folder, iris)
    quads = store.n_quads(build_quads(data, iris))
    return store.as_stored(quads, own_quads(data.own, iris))


def validate(
    quads: Iterable[Quad],
    rows: Rows,
    iris: Iris,
    own: Iterable[Path] = (),
    *,
    trusted: bool = False,
    advance: Advance = silent,
) -> None:
    """Validate statements against the shapes.

    Args:
        quads: what the tables state; it may be read twice.
        rows: rows by table name.
        iris: maker of IRIs.
        own: the operator's own RDF files.
        trusted: whether these may say of entities what tables say. Then it must meet the shapes,
            too; otherwise they may not.
        advance: told how far it is, where there are many.

    Raises:
        DataError: with a problem for every violation.
    """
    said = OwnStatements(own, iris)
    problems = Problems(() if trusted else own_faults(said, quads, iris))
    said = said if trusted else OwnStatements((), iris)
    shapes = load_shapes()
    with parts_of_quads(quads, said, shapes, advance) as statements:
        problems += shacl_problems(statements, shapes, rows, QuadBuilder(rows, iris), said)
    if problems:
        raise DataError(problems)


def write_graph(
    folder: Path,
    target: Path,
    dump: Path,
    iris: Iris,
    progress: Step,
    *,
    trusted: bool = False,
    beside: ShapesBeside | None = None,
    tables: Collection[str] = (),
) -> GraphCounts:
    """Build the store of a release.

    The operator's own RDF is in a store of its own, ``OWN`` beside this one: what a release holds
    besides, its index and its relations, is made of the tables alone.

    Args:
        folder: the data folder.
        target: folder of the store, which does not exist yet.
        dump: file for the whole content as sorted N-Quads.
        iris: maker of IRIs.
        progress: told of each step.
        trusted: whether the operator's own RDF is among the statements of the tables.
        beside: makes the check against the shapes while the build goes on; by default it is made
            before anything is written, and so it is where there are few statements or the
            operator's own RDF.
        tables: names of tables whose rows are returned.

    Raises:
        DataError: with every problem found.
    """
    progress("Reading and checking the tables")
    data = check_data(folder, iris)
    progress("Building the graph")
    quads = build_quads(data, iris)
    progress("Validating against the shapes")
    at_once = beside is None or bool(data.own) or len(quads) < WORTH_A_PROCESS
    if at_once:
        validate(quads, data.rows, iris, data.own, trusted=trusted)
    lines = store.n_quads(quads)
    del quads  # they are the greatest part of the memory, and made again where a shape is broken
    if beside is not None and not at_once:
        beside.begin(
            lines,
            target.with_name("to_validate.nq"),
            lambda: validate(Stated(data, iris), data.rows, iris),
        )
    progress("Writing the store")
    own = own_quads(data.own, iris)
    content = store.create(target, lines, own if trusted else ())
    if data.own and not trusted:
        apart = store.create(target.with_name(OWN), b"", own)
        content = b"".join(
            sorted([*content.splitlines(keepends=True), *apart.splitlines(keepends=True)])
        )
    dump.write_bytes(content)
    return GraphCounts(
        content.count(b"\n"),
        Counter({name: len(rows) for name, rows in data.rows.items()}),
        {name: data.rows[name] for name in tables if name in data.rows},
    )


def add_entailed(dump: Path, iris: Iris) -> int:
    """Add what follows from the vocabulary to the file of the whole graph.

    Args:
        dump: the whole graph as sorted N-Quads.
        iris: maker of IRIs.

    Returns:
        The number of statements that follow.
    """
    lines = entailed_lines(dump, iris)
    store.merge_into(dump, lines)
    return len(lines)
