"""Rows read back from the graph: the mapping of ``graph.mapping.tables``, the other way round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDFS

from graph.entities.named_queries import named_query
from graph.mapping.schema import Cell, Column, Concept, Ref, Table
from graph.mapping.tables import BY_NAME
from graph.store.store import Binding, Store
from ontology.namespaces import TSN, Iris


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with an IRI and its labels by language.

    Args:
        kind: path segment of its IRI (``project``, ``municipality``, a code list …).
        key: its key.
        labels: labels by language.
    """

    kind: str
    key: str
    labels: Mapping[str, str] = field(hash=False)

    def label(self, lang: str) -> str:
        """Return the label in a language, else in the other one, else the key."""
        return self.labels.get(lang) or next(iter(self.labels.values()), self.key)


Value = str | int | float | bool | Named | None
"""What a column of a record holds."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table as the graph holds it.

    Args:
        table: name of the table.
        key: its key.
        values: values by column name; a column that is empty is absent.
        labels: labels of the row's resource by language.
        source: key of its source.
        locator: where in the source it stands.
    """

    table: str
    key: str
    values: Mapping[str, Value] = field(hash=False)
    labels: Mapping[str, str] = field(hash=False)
    source: str
    locator: str

    def text(self, column: str) -> str:
        """Return a column's text, or an empty string."""
        value = self.values.get(column)
        return "" if value is None or isinstance(value, Named) else str(value)

    def integer(self, column: str) -> int:
        """Return a column's whole number, or 0 (only for columns that are required)."""
        value = self.values.get(column)
        return int(value) if isinstance(value, (int, float, str)) else 0

    def number(self, column: str) -> float | None:
        """Return a column's number, or None."""
        value = self.values.get(column)
        return float(value) if isinstance(value, (int, float)) else None

    def flag(self, column: str) -> bool | None:
        """Return a column's truth value, or None when it is not known."""
        value = self.values.get(column)
        return value if isinstance(value, bool) else None

    def named(self, column: str) -> Named | None:
        """Return the thing that a column points to, or None."""
        value = self.values.get(column)
        return value if isinstance(value, Named) else None


class Records:
    """Reads records from a store.

    Args:
        store: an open store.
        iris: maker of IRIs, of the base with which the store was built.
    """

    def __init__(self, store: Store, iris: Iris) -> None:
        self._store = store
        self._iris = iris

    def all(self, table: str) -> list[Record]:
        """Return every row of a table, sorted by key."""
        query = named_query("rows")
        return self._gather(
            BY_NAME[table],
            (
                binding
                for class_ in _classes(BY_NAME[table])
                for binding in self._store.select(query, {"class": class_})
            ),
        )

    def about(self, table: str, column: str, kind: str, key: str) -> list[Record]:
        """Return the rows of a table whose column points to one thing, sorted by key."""
        shape = BY_NAME[table]
        via = next(c.property for c in shape.columns if c.name == column and c.property)
        about = self._iris.entity(kind, key)
        query = named_query("rows_about")
        return self._gather(
            shape,
            (
                binding
                for class_ in _classes(shape)
                for binding in self._store.select(
                    query, {"class": class_, "via": via, "about": about}
                )
            ),
        )

    def one(self, table: str, key: str) -> Record | None:
        """Return one row by its key, or None."""
        shape = BY_NAME[table]
        row = self._iris.entity(shape.kind, key)
        found = self._gather(shape, self._store.select(named_query("row"), {"row": row}))
        return found[0] if found else None

    def pointing(self, prop: URIRef, kind: str, key: str) -> list[Named]:
        """Return what points to a thing by a property, by kind and key."""
        bindings = self._store.select(
            named_query("pointing"), {"p": prop, "o": self._iris.entity(kind, key)}
        )
        return self._named(("row", binding) for binding in bindings)

    def _named(self, bindings: Iterable[tuple[str, Binding]]) -> list[Named]:
        labels: defaultdict[URIRef, dict[str, str]] = defaultdict(dict)
        for variable, binding in bindings:
            node = binding[variable]
            if isinstance(node, URIRef):
                _note_label(labels[node], binding.get("label"))
        things = (self._thing(node, found) for node, found in labels.items())
        return sorted((t for t in things if t), key=lambda thing: (thing.kind, thing.key))

    def _thing(self, node: URIRef, labels: Mapping[str, str]) -> Named | None:
        place = self._iris.split(str(node))
        return Named(place[0], place[1], MappingProxyType(dict(labels))) if place else None

    def _gather(self, table: Table, bindings: Iterable[Binding]) -> list[Record]:
        rows: defaultdict[str, _Raw] = defaultdict(_Raw)
        for binding in bindings:
            row, prop, value = binding["row"], binding["p"], binding["o"]
            place = self._iris.split(str(row))
            if place and place[0] == table.kind:
                raw = rows[place[1]]
                raw.values[URIRef(str(prop))].append(value)
                if isinstance(value, URIRef):
                    _note_label(raw.labels[value], binding.get("label"))
        return [self._record(table, key, rows[key]) for key in sorted(rows)]

    def _record(self, table: Table, key: str, raw: _Raw) -> Record:
        values: dict[str, Value] = {}
        for column in table.columns:
            if column.property is None:
                continue
            for node in raw.values.get(column.property, ()):
                if _belongs(column, node, self._iris):
                    values[column.name] = self._value(column, node, raw)
                    break
        if table.key[0] not in values:
            values[table.key[0]] = key
        source = next(iter(raw.values.get(DCTERMS.source, ())), None)
        place = self._iris.split(str(source)) if source else None
        locator = next(iter(raw.values.get(TSN.locator, ())), "")
        labels: dict[str, str] = {}
        for label in raw.values.get(RDFS.label, ()):
            _note_label(labels, label)
        return Record(
            table=table.name,
            key=key,
            values=MappingProxyType(values),
            labels=MappingProxyType(labels),
            source=place[1] if place else "",
            locator=str(locator),
        )

    def _value(self, column: Column, node: object, raw: _Raw) -> Value:
        if column.value is Cell.FISCAL_YEAR:
            return int(str(node))
        if isinstance(node, URIRef):
            return self._thing(node, raw.labels.get(node, {})) or str(node)
        if isinstance(node, Literal) and node.datatype in _PLAIN:
            value = node.toPython()
            if isinstance(value, Decimal):
                return float(value)
            if isinstance(value, (bool, int, float)):
                return value
        return str(node)


@dataclass(slots=True)
class _Raw:
    """The statements of one row as they are gathered."""

    values: defaultdict[URIRef, list[object]] = field(default_factory=lambda: defaultdict(list))
    labels: defaultdict[URIRef, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))


_PLAIN = {
    URIRef("http://www.w3.org/2001/XMLSchema#" + name) for name in ("integer", "decimal", "boolean")
}
_CELL_LANGUAGES = {Cell.JA: "ja", Cell.EN: "en", Cell.KANA: "ja-Hira"}


def _note_label(labels: dict[str, str], label: object) -> None:
    if isinstance(label, Literal) and label.language:
        labels[str(label.language)] = str(label)


def _belongs(column: Column, node: object, iris: Iris) -> bool:
    """Tell whether a value is of this column: several columns may share a property."""
    value = column.value
    if isinstance(value, Cell) and value in _CELL_LANGUAGES:
        language = str(getattr(node, "language", None) or "")
        return language.lower() == _CELL_LANGUAGES[value].lower()
    if isinstance(value, (Ref, Concept)):
        place = iris.split(str(node)) if isinstance(node, URIRef) else None
        kinds = (
            {value.scheme}
            if isinstance(value, Concept)
            else {BY_NAME[name].kind for name in value.tables}
        )
        return place is not None and place[0] in kinds
    return True


@cache
def _classes_of(name: str) -> tuple[URIRef, ...]:
    classes = BY_NAME[name].classes
    if isinstance(classes, Mapping):
        return tuple(sorted({class_ for group in classes.values() for class_ in group}))
    return classes[:1]


def _classes(table: Table) -> tuple[URIRef, ...]:
    return _classes_of(table.name)
