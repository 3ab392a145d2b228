"""What the graph says of any one thing, for a page to show: names, values and sources, no RDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import pyoxigraph
from rdflib import Literal

from graph.entities.linked import LABEL, TITLE, TYPE, Node, Quads, node, statements
from graph.entities.named_queries import named_query
from graph.store.store import Store
from ontology.namespaces import Iris


@dataclass(frozen=True, slots=True)
class Value:
    """An IRI with its labels, or a literal.

    Args:
        text: the IRI, or the text of the literal.
        is_iri: which of the two.
        labels: names of an IRI by language (an empty language for a text without one).
        language: of the literal, or empty.
        datatype: IRI of the literal's datatype, or empty for a text.
    """

    text: str
    is_iri: bool
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A property, the value (or, of what points here, the subject), and the source of both."""

    property: Value
    value: Value
    source: Value


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing of the graph.

    Args:
        this: the thing.
        types: its classes.
        own: its statements, by property.
        incoming: the statements of one page that point to it.
        total: how many point to it in all.
        page: number of the page, from 1.
        pages: how many pages there are.
    """

    this: Value
    types: tuple[Value, ...]
    own: tuple[Statement, ...]
    incoming: tuple[Statement, ...]
    total: int
    page: int
    pages: int


def resource(store: Store, iri: str, page: int = 1) -> Resource | None:
    """Return what the graph says of a thing, or None when it says nothing; as ``statements``."""
    found = statements(store, iri, page)
    if found is None:
        return None
    names = _Names(store)
    return Resource(
        names.value(found.this),
        tuple(names.value(quad.object) for quad in found.own if quad.predicate == TYPE),
        _statements(names, found.own),
        tuple(
            Statement(
                names.value(quad.predicate), names.value(quad.subject), names.value(quad.graph_name)
            )
            for quad in found.incoming
        ),
        found.total,
        found.page,
        found.pages,
    )


def _statements(names: _Names, quads: Quads) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            names.value(quad.predicate), names.value(quad.object), names.value(quad.graph_name)
        )
        for quad in quads
    )


class _Names:
    """Looks up each name once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[object, Value] = {}

    def value(self, term: object) -> Value:
        """Return a term as a value."""
        found = self._known.get(term)
        if found is None:
            found = self._known[term] = self._read(term)
        return found

    def _read(self, term: object) -> Value:
        if isinstance(term, Node):
            return Value(term.value, is_iri=True, labels=_labels(self._store, term))
        if isinstance(term, pyoxigraph.Literal):
            is_text = term.language is not None or term.datatype.value.endswith("#string")
            datatype = "" if is_text else term.datatype.value
            return Value(term.value, is_iri=False, language=term.language or "", datatype=datatype)
        return Value(str(term), is_iri=False)


def _labels(store: Store, term: Node) -> dict[str, str]:
    said = store.quads(term, LABEL) or store.quads(term, TITLE)
    return {
        quad.object.language or "": quad.object.value
        for quad in said
        if isinstance(quad.object, pyoxigraph.Literal)
    }


def labels(store: Store, iri: str) -> Mapping[str, str]:
    """Return the labels of a thing by language; a text without one has an empty language."""
    term = node(iri)
    return _labels(store, term) if term else {}


def is_known(store: Store, iri: str) -> bool:
    """Tell whether the graph says anything of a thing."""
    term = node(iri)
    return term is not None and bool(store.quads(term))


def of_corporate_number(store: Store, iris: Iris, number: str) -> list[tuple[str, str]]:
    """Return kind and key of what has a corporate number, sorted.

    Args:
        store: an open store.
        iris: maker of IRIs.
        number: 13 digits.
    """
    rows = store.select(named_query("corporate_number"), {"number": Literal(number)})
    return sorted(place for row in rows if (place := iris.split(str(row["thing"]))))


_KEYS: WeakKeyDictionary[Store, Mapping[str, tuple[str, ...]]] = WeakKeyDictionary()
"""The keys of every kind in each open store; reading them takes a tenth of a second."""


def keys(store: Store, iris: Iris) -> Mapping[str, tuple[str, ...]]:
    """Return the keys of everything in the graph that has a type, sorted, by kind."""
    found = _KEYS.get(store)
    if found is None:
        gathered: defaultdict[str, set[str]] = defaultdict(set)
        for quad in store.quads(predicate=TYPE):
            place = iris.split(quad.subject.value) if isinstance(quad.subject, Node) else None
            if place:
                gathered[place[0]].add(place[1])
        found = _KEYS[store] = {kind: tuple(sorted(gathered[kind])) for kind in sorted(gathered)}
    return found
