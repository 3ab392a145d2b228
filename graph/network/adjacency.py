"""What one thing says of others, and what points to it: read as far as a picture can show it.

A thing says little: a project names a dozen others, whatever there is. What points to a thing may
be most of the graph (all projects with AI): of one property at most ``MOST_READ`` statements are
read. Where there are more, the store's COUNT counts them and LIMIT takes the first of each kind,
once in the life of an open store, which never changes; there are few such things. That one count is
all that grows with the graph, by three to four microseconds for each thing that it counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from weakref import WeakKeyDictionary

from rdflib import URIRef

from graph.entities.linked import Node as Term
from graph.network.edges import Relation, relations
from graph.store.store import Store
from ontology.namespaces import Iris

MOST_READ = 1000
"""Most statements of one property that are read of what points to one thing: as many as the nodes
of the largest picture, so that each kind of edge alone can fill it."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """Things of one kind that point to a thing by one property.

    Args:
        count: how many there are.
        read: IRIs of the first of them, in the store's own order, which is the same each time.
    """

    count: int = 0
    read: tuple[str, ...] = ()


_ByKind = Mapping[str, Pointing]
_HUBS: WeakKeyDictionary[Store, dict[tuple[URIRef, str], _ByKind]] = WeakKeyDictionary()
"""What points to the things to which most points, by property and thing, in each open store."""

Statements = Mapping[tuple[Relation, str], set[str]]
"""Keys of the sources that say a statement, by its kind and the thing at its other end."""


class Adjacency:
    """Looks up what is joined to a thing, each thing once.

    Args:
        store: an open store.
        iris: maker of IRIs, of the base with which the store was built.
    """

    def __init__(self, store: Store, iris: Iris) -> None:
        self._store = store
        self._iris = iris
        self._hubs = _HUBS.setdefault(store, {})
        self._said: dict[str, Statements] = {}
        self._pointing: dict[tuple[URIRef, str], _ByKind] = {}

    def kind(self, iri: str) -> str:
        """Return the kind of a thing, or an empty string for what is no entity of ours."""
        return (self._iris.split(iri) or ("", ""))[0]

    def said(self, iri: str) -> Statements:
        """Return what a thing says of others; of symmetric relations also what they say of it."""
        if iri not in self._said:
            self._said[iri] = self._read(iri)
        return self._said[iri]

    def _read(self, iri: str) -> Statements:
        found: defaultdict[tuple[Relation, str], set[str]] = defaultdict(set)
        kind, this = self.kind(iri), Term(iri)
        for relation in relations():
            if relation.subject != kind:
                continue
            prop = Term(str(relation.predicate))
            quads = [(quad.object, quad.graph_name) for quad in self._store.quads(this, prop)]
            if relation.symmetric:
                back = self._store.quads(predicate=prop, value=this)
                quads += [(quad.subject, quad.graph_name) for quad in back]
            for other, graph in quads:
                if isinstance(other, Term) and self.kind(other.value) == relation.object:
                    found[relation, other.value].add(self._source(graph))
        return {ends: sources for ends, sources in found.items() if ends[1] != iri}

    def _source(self, graph: object) -> str:
        """Return the key of the source after which a named graph is named, else its IRI."""
        iri = graph.value if isinstance(graph, Term) else ""
        place = self._iris.split(iri)
        return place[1] if place else iri

    def pointing(self, relation: Relation, iri: str) -> Pointing:
        """Return what points to a thing by a relation; of a symmetric one, ``said`` tells it."""
        if relation.symmetric:
            return Pointing()
        place = (relation.predicate, iri)
        if place not in self._pointing:
            self._pointing[place] = self._hubs.get(place) or self._point(*place)
        return self._pointing[place].get(relation.subject, Pointing())

    def _point(self, prop: URIRef, iri: str) -> _ByKind:
        triples = self._store.dataset.store.triples((None, prop, URIRef(iri)), None)
        read = [str(subject) for (subject, _, _), _ in islice(triples, MOST_READ + 1)]
        if len(read) > MOST_READ:
            found = self._hubs[prop, iri] = self._hub(prop, iri)
            return found
        by_kind: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for other in read:
            if other != iri:
                by_kind[self.kind(other)][other] = None
        return {kind: Pointing(len(others), tuple(others)) for kind, others in by_kind.items()}

    def _hub(self, prop: URIRef, iri: str) -> _ByKind:
        """Count what points to a thing, by kind, and read the first of each kind.

        Rows of other tables have the same properties; their kinds are not among those of edges.
        """
        place = f"?other {prop.n3()} {URIRef(iri).n3()}"
        prefix = f"{self._iris.base}id/"
        counts = self._store.select(
            "SELECT ?kind (COUNT(DISTINCT ?other) AS ?count) WHERE { "
            f'{place} BIND(STRBEFORE(STRAFTER(STR(?other), "{prefix}"), "/") AS ?kind) }} '
            "GROUP BY ?kind"
        )
        by_kind = {str(row["kind"]): int(str(row["count"])) for row in counts}
        found = {}
        for kind in {relation.subject for relation in relations() if relation.predicate == prop}:
            if kind in by_kind:
                others = self._store.select(
                    f"SELECT DISTINCT ?other WHERE {{ {place} "
                    f'FILTER(STRSTARTS(STR(?other), "{prefix}{kind}/")) }} LIMIT {MOST_READ}'
                )
                found[kind] = Pointing(by_kind[kind], _iris(row["other"] for row in others))
        return found


def _iris(terms: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(term) for term in terms)
