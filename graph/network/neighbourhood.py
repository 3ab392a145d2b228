"""The neighbourhood of one thing as nodes and edges, and what of it is not shown.

What it costs is bounded by the number of nodes asked for, not by the size of the graph: see
``graph.network.adjacency`` for what is read of a hub. Edges are found from what the shown nodes
say, so that no hub is read for them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from graph.entities.records import Named
from graph.entities.resources import labels
from graph.network.adjacency import Adjacency
from graph.network.edges import KINDS, Relation, relations
from graph.store.store import Store
from ontology.namespaces import Iris


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A thing in a neighbourhood.

    Args:
        iri: the thing.
        thing: its kind, key and labels.
        depth: edges between it and the focus.
        degree: edges that it has in the whole graph.
        hidden: those of them that are not shown.
    """

    iri: str
    thing: Named
    depth: int
    degree: int
    hidden: int


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """A statement that joins two nodes.

    Args:
        source: IRI of what it is about.
        target: IRI of what it points to; of a symmetric relation the smaller IRI is the source.
        relation: its kind.
        labels: names of the kind by language.
        sources: keys of the sources that say so.
    """

    source: str
    target: str
    relation: Relation
    labels: Mapping[str, str] = field(hash=False)
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What is around a thing.

    Args:
        nodes: the focus and what was found, nearer first, then by the kind of edge that leads
            there (as in ``relations()``), then by key.
        edges: every edge between two of them.
        total: nodes that there are within the depth, or None where not all was read.
        truncated: whether nodes within the depth are missing.
        hidden: edges of the focus that are not shown, by kind of the thing at their other end.
    """

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    total: int | None
    truncated: bool
    hidden: Mapping[str, int] = field(hash=False)


def neighbourhood(
    store: Store, iris: Iris, focus: str, *, depth: int, kinds: Collection[str], limit: int
) -> Neighbourhood:
    """Return the neighbourhood of a thing.

    Where more than ``MOST_READ`` things point to a node by one property, the store's order decides
    which are read; it is the same at every request.

    Args:
        store: an open store.
        iris: maker of IRIs, of the base with which the store was built.
        focus: IRI of a thing of one of ``KINDS``.
        depth: most edges between the focus and a node.
        kinds: kinds of the nodes other than the focus; paths lead through these only.
        limit: most nodes, the focus among them, at least 1.
    """
    adjacency = Adjacency(store, iris)
    walk = _Walk(adjacency, frozenset(kinds))
    walk.run(focus, depth, limit)
    edges = _edges(store, adjacency, walk.depths)
    shown = Counter(end for edge in edges for end in (edge.source, edge.target))
    nodes = []
    for iri, distance in walk.depths.items():
        kind, key = iris.split(iri) or ("", iri)
        degree = _degrees(adjacency, iri).total()
        thing = Named(kind, key, labels(store, iri))
        nodes.append(GraphNode(iri, thing, distance, degree, degree - shown[iri]))
    return Neighbourhood(
        tuple(nodes), edges, walk.total, walk.truncated, _hidden(adjacency, focus, edges)
    )


class _Walk:
    """Goes from a thing to its neighbours, and from them to theirs, breadth first."""

    def __init__(self, adjacency: Adjacency, kinds: frozenset[str]) -> None:
        self._adjacency = adjacency
        self._kinds = kinds
        self._whole = True
        self.depths: dict[str, int] = {}
        self.total: int | None = None

    @property
    def truncated(self) -> bool:
        """Whether there are nodes that were not found."""
        return self.total != len(self.depths)

    def run(self, focus: str, depth: int, limit: int) -> None:
        """Find the nodes; a level that is cut is the last, so that the nearer are all there."""
        self.depths = {focus: 0}
        level, missing = [focus], 0
        for distance in range(1, depth + 1):
            found = self._next(level)
            level = found[: limit - len(self.depths)]
            self.depths |= dict.fromkeys(level, distance)
            missing = len(found) - len(level)
            if missing:
                self._whole &= distance == depth
                break
        self.total = len(self.depths) + missing if self._whole else None

    def _next(self, level: list[str]) -> list[str]:
        """Return the things one step further, by kind of edge, then by key (as part of the IRI)."""
        ranks: dict[str, tuple[int, str]] = {}
        for iri in level:
            for place, other in self._steps(iri):
                if other not in self.depths:
                    rank = (place, other)
                    ranks[other] = min(ranks.get(other, rank), rank)
        return sorted(ranks, key=ranks.__getitem__)

    def _steps(self, iri: str) -> Iterator[tuple[int, str]]:
        """Yield what a thing is joined to, each with the place of the kind of edge."""
        kind = self._adjacency.kind(iri)
        for relation, other in self._adjacency.said(iri):
            if relation.object in self._kinds:
                yield _place(relation), other
        for relation in relations():
            if relation.object == kind and relation.subject in self._kinds:
                pointing = self._adjacency.pointing(relation, iri)
                self._whole &= len(pointing.read) == pointing.count
                yield from ((_place(relation), other) for other in pointing.read)


def _place(relation: Relation) -> int:
    return relations().index(relation)


def _degrees(adjacency: Adjacency, iri: str) -> Counter[str]:
    """Return the number of edges of a thing in the whole graph, by kind of the other end."""
    found = Counter(relation.object for relation, _ in adjacency.said(iri))
    kind = adjacency.kind(iri)
    for relation in relations():
        if relation.object == kind:
            found[relation.subject] += adjacency.pointing(relation, iri).count
    return found


def _hidden(adjacency: Adjacency, focus: str, edges: tuple[GraphEdge, ...]) -> Mapping[str, int]:
    """Return the edges of the focus that are not shown, by kind of the other end."""
    found = _degrees(adjacency, focus)
    for edge in edges:
        if focus in {edge.source, edge.target}:
            found[adjacency.kind(edge.target if edge.source == focus else edge.source)] -= 1
    return {kind: found[kind] for kind in KINDS if found[kind]}


def _edges(
    store: Store, adjacency: Adjacency, nodes: Mapping[str, object]
) -> tuple[GraphEdge, ...]:
    """Return the edges between nodes, in the order of their sources, kinds and targets."""
    found: defaultdict[tuple[str, Relation, str], set[str]] = defaultdict(set)
    for iri in nodes:
        for (relation, other), sources in adjacency.said(iri).items():
            if other in nodes:
                source, target = sorted((iri, other)) if relation.symmetric else (iri, other)
                found[source, relation, target] |= sources
    names = {
        relation: relation.labels or labels(store, relation.predicate)
        for relation in {relation for _, relation, _ in found}
    }
    order = {iri: number for number, iri in enumerate(nodes)}
    edges = (
        GraphEdge(source, target, relation, names[relation], tuple(sorted(sources)))
        for (source, relation, target), sources in found.items()
    )
    return tuple(
        sorted(edges, key=lambda e: (order[e.source], _place(e.relation), order[e.target]))
    )
