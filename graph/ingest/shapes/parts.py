"""Statements in parts that can be checked one after the other, so that memory stays bounded.

A shape looks at the statements of the node that it is about, and, where it asks for the class of a
value or follows a property backwards, at another node. A part holds all statements of some nodes
and what of others their shapes reach. ``tests/graph/ingest/test_shapes.py`` holds the shapes to
that: no path is longer than one step.
"""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from heapq import merge
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

import pyoxigraph
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDFS, SH
from rdflib.term import Node

from graph.ingest.own.statements import Triple
from graph.store.nquads import split
from graph.store.store import Quad, as_rdflib, n_quads, read_union, union_graph

MOST = 500_000
"""Statements of a part. As many as the project's own data have are checked as a whole: in two parts
they took a third more of CPU (38 s, not 29)."""
_OWN = URIRef("urn:own")
"""Graph of what own RDF says, where statements need one to be sorted."""

Found = TypeVar("Found")
Advance = Callable[[int, int], None]
"""Told how much is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Part:
    """Statements that are checked at once.

    Args:
        graph: they, and what the shapes of their subjects reach.
        focus: the nodes that it is about; None for all.
    """

    graph: Graph
    focus: frozenset[Node] | None = None

    def is_about(self, node: Node | None) -> bool:
        """Tell whether what is wrong with a node is to be told of this part."""
        return self.focus is None or node in self.focus


@dataclass(frozen=True, slots=True)
class Reach:
    """What shapes look at beside the node that they are about.

    Args:
        forwards: properties whose values must have a class.
        backwards: properties that are followed from a value to who has it.
    """

    forwards: frozenset[URIRef]
    backwards: frozenset[URIRef]


def reach_of(shapes: Graph) -> Reach:
    """Return what shapes look at beside the node that they are about."""
    forwards = {
        path
        for shape, path in shapes.subject_objects(SH.path)
        if isinstance(path, URIRef) and _asks_for_class(shapes, shape)
    }
    backwards = {path for path in shapes.objects(None, SH.inversePath) if isinstance(path, URIRef)}
    return Reach(frozenset(forwards), frozenset(backwards))


def _asks_for_class(shapes: Graph, shape: Node) -> bool:
    if (shape, SH["class"], None) in shapes:
        return True
    within = (node for node in shapes.objects(shape) if isinstance(node, BNode))
    return any(_asks_for_class(shapes, node) for node in within)


class Statements:
    """Statements that are checked, in as many parts as they need."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def checked(self, check: Callable[[Part], Found]) -> Iterator[Found]:
        """Yield what a check finds in each part, one after the other.

        Args:
            check: keeps nothing of a part.
        """
        yield check(Part(self._graph))

    def subjects_of(self, node: Node) -> Iterator[Node]:
        """Yield who has a node as a value."""
        yield from self._graph.subjects(None, node)


class _InFile(Statements):
    """Statements of a sorted file, with a store in which others are looked up.

    Args:
        file: sorted N-Quads.
        store: the same.
        shapes: the shapes.
        advance: told how many bytes are done.
    """

    def __init__(
        self, file: Path, store: pyoxigraph.Store, shapes: Graph, advance: Advance
    ) -> None:
        self._file = file
        self._store = store
        self._reach = reach_of(shapes)
        self._advance = advance
        self._classes = list(self._found(predicate=RDFS.subClassOf))

    def checked(self, check: Callable[[Part], Found]) -> Iterator[Found]:
        """Yield what a check finds in each part, one after the other."""
        size, done = self._file.stat().st_size, 0
        with self._file.open("rb") as stream:
            for lines in by_subject(stream, MOST):
                done += sum(map(len, lines))
                yield check(self._part(lines))
                self._advance(done, size)
                if done < size:
                    gc.collect()  # a graph refers to itself, and a build looks for no garbage

    def _part(self, lines: list[bytes]) -> Part:
        """Return a part; its lines, which nobody else needs, are let go."""
        graph = read_union(lines)
        lines.clear()
        focus = frozenset(graph.subjects())
        self._complete(graph, focus)
        return Part(graph, focus)

    def subjects_of(self, node: Node) -> Iterator[Node]:
        """Yield who has a node as a value."""
        yield from (triple[0] for triple in self._found(value=node))

    def _complete(self, graph: Graph, focus: frozenset[Node]) -> None:
        """Add what the shapes of some nodes reach: other nodes, as a whole."""
        known = set(focus)
        for triple in self._classes:
            graph.add(triple)
        waiting = [
            triple[0]
            for node in focus
            for prop in self._reach.backwards
            for triple in self._found(predicate=prop, value=node)
        ]
        waiting += [value for prop in self._reach.forwards for value in graph.objects(None, prop)]
        while waiting:
            node = waiting.pop()
            if node in known or not isinstance(node, URIRef):
                continue
            known.add(node)
            for triple in self._found(subject=node):
                graph.add(triple)
                if triple[1] in self._reach.forwards:
                    waiting.append(triple[2])

    def _found(
        self,
        subject: Node | None = None,
        predicate: Node | None = None,
        value: Node | None = None,
    ) -> Iterator[tuple[Node, Node, Node]]:
        if not all(
            node is None or isinstance(node, URIRef) for node in (subject, predicate, value)
        ):
            return  # a literal or a blank node is in no other part
        asked = _named(subject), _named(predicate), _named(value)
        for quad in self._store.quads_for_pattern(*asked, None):
            yield (
                as_rdflib(quad.subject, normalise=False),
                as_rdflib(quad.predicate, normalise=False),
                as_rdflib(quad.object, normalise=False),
            )


def _named(node: Node | None) -> pyoxigraph.NamedNode | None:
    return pyoxigraph.NamedNode(str(node)) if isinstance(node, URIRef) else None


def by_subject(lines: Iterable[bytes], most: int) -> Iterator[list[bytes]]:
    """Yield sorted lines of N-Quads in lists of about so many, all of a subject in one."""
    found: list[bytes] = []
    for line in lines:
        if len(found) >= most and split(found[-1])[0] != split(line)[0]:
            yield found
            found = []
        found.append(line)
    if found:
        yield found


def silent(_: int, __: int) -> None:
    """Tell nobody."""


def parts_of_file(file: Path, folder: Path, shapes: Graph, advance: Advance = silent) -> Statements:
    """Return the statements of a file.

    Args:
        file: sorted N-Quads.
        folder: an empty folder for what is kept meanwhile.
        shapes: what they are checked against.
        advance: told how far it is.
    """
    with file.open("rb") as stream:
        lines = list(islice(stream, MOST + 1))
    if len(lines) <= MOST:
        return Statements(read_union(lines))
    store = pyoxigraph.Store(str(folder / "store"))
    store.bulk_load(path=str(file), format=pyoxigraph.RdfFormat.N_QUADS)
    return _InFile(file, store, shapes, advance)


@contextmanager
def parts_of_quads(
    quads: Iterable[Quad],
    further: Iterable[Triple],
    shapes: Graph,
    advance: Advance = silent,
) -> Iterator[Statements]:
    """Give statements that are made one after the other; many are kept on the disk meanwhile.

    Args:
        quads: what the tables state.
        further: what is stated beside it.
        shapes: what they are checked against.
        advance: told how far it is.
    """
    rest = chain(quads, ((s, p, o, _OWN) for s, p, o in further))
    first = list(islice(rest, MOST + 1))
    if len(first) <= MOST:
        yield Statements(union_graph(first))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _write_sorted(chain(first, rest), folder / "sorted.nq")
        yield parts_of_file(folder / "sorted.nq", folder, shapes, advance)


def _write_sorted(quads: Iterator[Quad], file: Path) -> None:
    """Write quads as sorted N-Quads without having all of them in memory."""
    runs: list[Path] = []
    while run := n_quads(islice(quads, MOST)):
        runs.append(file.with_name(f"run-{len(runs)}"))
        runs[-1].write_bytes(run)
    with ExitStack() as stack, file.open("wb") as stream:
        stream.writelines(merge(*(stack.enter_context(run.open("rb")) for run in runs)))
    for run_file in runs:
        run_file.unlink()
