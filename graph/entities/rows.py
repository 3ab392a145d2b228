"""Reads rows back from the graph: all of a table, things with what is about them, or neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from types import MappingProxyType

from rdflib import URIRef

from graph.entities.lists import RowList
from graph.entities.named_queries import named_query, query_about
from graph.entities.records import Named, Record, Rows, Statements, named_thing, note_label
from graph.mapping.tables import BY_KIND, BY_NAME
from graph.store.store import Binding, Store
from ontology.namespaces import Iris

_References = Mapping[tuple[URIRef, str], Sequence[URIRef]]
"""Rows by the thing that they point to and the name of their list."""


class Records:
    """Reads records from a store.

    Args:
        store: an open store.
        iris: maker of IRIs, of the base with which the store was built.
    """

    def __init__(self, store: Store, iris: Iris) -> None:
        self._store = store
        self._iris = iris
        self._tables: dict[str, tuple[Record, ...]] = {}

    def all(self, table: str) -> tuple[Record, ...]:
        """Return every row of a table, sorted by key; read once."""
        if table not in self._tables:
            self._tables[table] = self._read_all(table)
        return self._tables[table]

    def _read_all(self, table: str) -> tuple[Record, ...]:
        found, kind = Statements(self._iris), BY_NAME[table].kind
        for class_ in _classes(table):
            for binding in self._store.select(named_query("rows"), {"class": class_}):
                place = self._iris.split(str(binding["row"]))
                if place and place[0] == kind:  # tables may share a class
                    found.add(binding)
        return tuple(self._labelled(found).values())

    def one(self, kind: str, key: str) -> Record | None:
        """Return the row of one thing, or None."""
        return self.things(kind, (key,))[key].own

    def things(
        self, kind: str, keys: Iterable[str], lists: Sequence[RowList] = ()
    ) -> dict[str, Rows]:
        """Return things with the rows about them; at most three queries for all of them.

        Args:
            kind: what they are.
            keys: their keys.
            lists: the rows to read.
        """
        things = {key: self._iris.entity(kind, key) for key in keys}
        found = self._references(things.values(), lists)
        own = things.values() if kind in BY_KIND else ()  # a concept is no row
        records = self._read([*own, *chain.from_iterable(found.values())])
        return {
            key: Rows(records.get(thing), _listed(thing, lists, found, records))
            for key, thing in things.items()
        }

    def about(
        self, kind: str, keys: Iterable[str], lists: Sequence[RowList]
    ) -> dict[str, Mapping[str, tuple[Record, ...]]]:
        """Return the rows about things, and not the things; arguments as for ``things``."""
        things = {key: self._iris.entity(kind, key) for key in keys}
        found = self._references(things.values(), lists)
        records = self._read(chain.from_iterable(found.values()))
        return {key: _listed(thing, lists, found, records) for key, thing in things.items()}

    def pointing(self, kind: str, key: str, kinds: Mapping[URIRef, str]) -> list[Named]:
        """Return what points to a thing directly, by kind and key.

        Args:
            kind: what the thing is.
            key: its key.
            kinds: the properties by which things point to it, and of which kind these are.
        """
        if not kinds:
            return []
        labels: defaultdict[URIRef, dict[str, str]] = defaultdict(dict)
        for binding in self._select("pointing", things=[self._iris.entity(kind, key)], via=kinds):
            row, via = (URIRef(str(binding[name])) for name in ("row", "via"))
            place = self._iris.split(row)
            if place and place[0] == kinds[via]:
                note_label(labels[row], binding.get("label"))
        found = (named_thing(self._iris, row, known) for row, known in labels.items())
        return sorted((t for t in found if t), key=lambda named: (named.kind, named.key))

    def _references(self, things: Iterable[URIRef], lists: Sequence[RowList]) -> _References:
        found: defaultdict[tuple[URIRef, str], list[URIRef]] = defaultdict(list)
        names = {(BY_NAME[one.table].kind, _property(one)): one.name for one in lists}
        bindings = self._select(
            "rows_about",
            things=things,
            via=[via for _, via in names],
            classes=[class_ for one in lists for class_ in _classes(one.table)],
        )
        for binding in bindings:
            row, via, about = (URIRef(str(binding[name])) for name in ("row", "via", "about"))
            place = self._iris.split(row)
            name = names.get((place[0], via)) if place else None
            if name:
                found[about, name].append(row)
        return found

    def _read(self, rows: Iterable[URIRef]) -> dict[URIRef, Record]:
        """Return rows by their IRIs, sorted by key; one of which nothing is said is left out."""
        found = Statements(self._iris)
        for binding in self._select("statements", rows=rows):
            found.add(binding)
        return self._labelled(found)

    def _labelled(self, found: Statements) -> dict[URIRef, Record]:
        """Return the rows of statements by their IRIs, with the labels of what they name."""
        for binding in self._select("labels", things=found.named()):
            found.add_label(binding["thing"], binding["label"])
        return found.records()

    def _select(self, name: str, **nodes: Iterable[URIRef]) -> list[Binding]:
        """Ask a named query about some nodes; nothing where there are none to ask about."""
        query = query_about(name, **nodes)
        return self._store.select(query) if query else []


def _listed(
    about: URIRef,
    lists: Sequence[RowList],
    found: _References,
    records: Mapping[URIRef, Record],
) -> Mapping[str, tuple[Record, ...]]:
    """Return the rows about one thing by the name of their list, sorted by key."""
    return MappingProxyType(
        {
            one.name: tuple(
                records[row] for row in sorted(set(found.get((about, one.name), ())), key=str)
            )
            for one in lists
        }
    )


def _property(one: RowList) -> URIRef:
    """Return the property by which the rows of a list point to their thing."""
    columns = BY_NAME[one.table].columns
    return next(c.property for c in columns if c.name == one.column and c.property)


@cache
def _classes(table: str) -> tuple[URIRef, ...]:
    classes = BY_NAME[table].classes
    if isinstance(classes, Mapping):
        return tuple(sorted({class_ for group in classes.values() for class_ in group}))
    return classes[:1]
