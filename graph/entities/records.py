"""Rows made of statements: the mapping of ``graph.mapping.tables``, the other way round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDFS

from graph.mapping.schema import Cell, Column, Concept, Ref, Table
from graph.mapping.tables import BY_KIND, BY_NAME
from graph.store.store import Binding
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


class Rows(NamedTuple):
    """One thing: its own row, and the rows about it.

    Args:
        own: its row, or None where it has none.
        lists: rows about it by the name of their list, sorted by key.
    """

    own: Record | None
    lists: Mapping[str, tuple[Record, ...]]


class Statements:
    """Statements of rows as they are gathered, and the labels of what they name.

    Args:
        iris: maker of IRIs, of the base with which the store was built.
    """

    def __init__(self, iris: Iris) -> None:
        self._iris = iris
        self._values: defaultdict[URIRef, defaultdict[URIRef, list[object]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._labels: defaultdict[URIRef, dict[str, str]] = defaultdict(dict)

    def add(self, binding: Binding) -> None:
        """Add a statement: ``row``, ``p``, ``o``."""
        row, prop = binding["row"], binding["p"]
        if isinstance(row, URIRef) and isinstance(prop, URIRef):
            self._values[row][prop].append(binding["o"])

    def add_label(self, thing: object, label: object) -> None:
        """Add a label of something that a statement names; what is none is passed over."""
        if isinstance(thing, URIRef):
            note_label(self._labels[thing], label)

    def named(self) -> list[URIRef]:
        """Return what the rows name in their columns and could have a label, each once."""
        found: dict[URIRef, None] = {}
        for row, values in self._values.items():
            table = self._table(row)
            for prop in _properties(table.name) if table else ():
                for node in values.get(prop, ()):
                    if isinstance(node, URIRef) and self._iris.split(node):
                        found[node] = None
        return list(found)

    def records(self) -> dict[URIRef, Record]:
        """Return the records of the rows by their IRIs, sorted by key."""
        found = {}
        for row in sorted(self._values, key=str):
            table, place = self._table(row), self._iris.split(row)
            if table and place:
                found[row] = self._record(table, place[1], self._values[row])
        return found

    def _table(self, row: URIRef) -> Table | None:
        place = self._iris.split(row)
        return BY_KIND.get(place[0]) if place else None

    def _record(self, table: Table, key: str, said: Mapping[URIRef, Sequence[object]]) -> Record:
        values: dict[str, Value] = {}
        for column in table.columns:
            if column.property is None:
                continue
            for node in said.get(column.property, ()):
                if _belongs(column, node, self._iris):
                    values[column.name] = self._value(column, node)
                    break
        if table.key[0] not in values:
            values[table.key[0]] = key
        source = next(iter(said.get(DCTERMS.source, ())), None)
        place = self._iris.split(str(source)) if source else None
        locator = next(iter(said.get(TSN.locator, ())), "")
        labels: dict[str, str] = {}
        for label in said.get(RDFS.label, ()):
            note_label(labels, label)
        return Record(
            table=table.name,
            key=key,
            values=MappingProxyType(values),
            labels=MappingProxyType(labels),
            source=place[1] if place else "",
            locator=str(locator),
        )

    def _value(self, column: Column, node: object) -> Value:
        if column.value is Cell.FISCAL_YEAR:
            return int(str(node))
        if isinstance(node, URIRef):
            return named_thing(self._iris, node, self._labels.get(node, {})) or str(node)
        if isinstance(node, Literal) and node.datatype in _PLAIN:
            value = node.toPython()
            if isinstance(value, Decimal):
                return float(value)
            if isinstance(value, (bool, int, float)):
                return value
        return str(node)


_PLAIN = {
    URIRef("http://www.w3.org/2001/XMLSchema#" + name) for name in ("integer", "decimal", "boolean")
}
_CELL_LANGUAGES = {Cell.JA: "ja", Cell.EN: "en", Cell.KANA: "ja-Hira"}


def note_label(labels: dict[str, str], label: object) -> None:
    """Add a label to those of a thing, if it is one."""
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


def named_thing(iris: Iris, node: URIRef, labels: Mapping[str, str]) -> Named | None:
    """Return a node as a thing with its labels, or None for what is none of this base."""
    place = iris.split(node)
    return Named(place[0], place[1], MappingProxyType(dict(labels))) if place else None


@cache
def _properties(table: str) -> tuple[URIRef, ...]:
    """Return the properties of the columns of a table, each once."""
    found = (column.property for column in BY_NAME[table].columns)
    return tuple(dict.fromkeys(prop for prop in found if prop))
