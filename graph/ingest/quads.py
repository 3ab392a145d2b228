"""Rows → quads: every row becomes a resource in the named graph of its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, XSD
from rdflib.term import Node

from graph.ingest.checking import Rows
from graph.ingest.reading import Row
from graph.mapping.schema import Cell, Column, Concept, Link, LinkTo, Ref, Table
from graph.mapping.tables import BY_NAME
from graph.store.store import Quad
from ontology.namespaces import TSN, Iris

_LANGUAGES = {Cell.JA: "ja", Cell.EN: "en", Cell.KANA: "ja-Hira"}
_DATATYPES = {
    Cell.INTEGER: XSD.integer,
    Cell.DECIMAL: XSD.decimal,
    Cell.BOOLEAN: XSD.boolean,
    Cell.FISCAL_YEAR: XSD.gYear,
    Cell.URL: XSD.anyURI,
}
_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Kana and kanji: what no text that is free of language has."""
_DATE_TYPES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}


class QuadBuilder:
    """Turns checked rows into quads.

    Args:
        rows: rows by table name; they must have passed ``graph.ingest.checking.check``.
        iris: maker of IRIs.
    """

    def __init__(self, rows: Rows, iris: Iris) -> None:
        self._rows = rows
        self._iris = iris
        self._tables: Mapping[str, frozenset[str]] = {
            name: frozenset(row.key for row in table_rows) for name, table_rows in rows.items()
        }

    def quads(self) -> Iterator[Quad]:
        """Yield the quads of every row that belongs into the graph, in the order of the tables."""
        for table_rows in self._rows.values():
            for row in table_rows:
                if not row.table.searched_only:
                    yield from self.row_quads(row)

    def resource(self, row: Row) -> URIRef:
        """Return the IRI of a row."""
        return self._iris.entity(row.table.kind, row.key)

    def graph(self, row: Row) -> URIRef:
        """Return the named graph of a row: the IRI of its source."""
        return self._iris.entity("source", row.cells["source"] if row.table.sourced else row.key)

    def row_quads(self, row: Row) -> Iterator[Quad]:
        """Yield the quads of one row."""
        graph = self.graph(row)
        if row.table.has_resources:
            yield from self._own_quads(row, graph)
        for link in row.table.links:
            yield from self._link(link, row, graph)

    def _own_quads(self, row: Row, graph: URIRef) -> Iterator[Quad]:
        subject = self.resource(row)
        for class_ in _classes(row.table, row):
            yield subject, RDF.type, class_, graph
        for column in row.table.columns:
            if column.property is not None and row.cells[column.name] and _holds(column, row):
                yield subject, column.property, self._term(column, row.cells[column.name]), graph
        if row.table.sourced:
            yield subject, DCTERMS.source, graph, graph
            yield subject, TSN.locator, literal(Cell.TEXT, row.cells["locator"]), graph

    def _link(self, link: Link, row: Row, graph: URIRef) -> Iterator[Quad]:
        subject = self._named(link.subject, row)
        target = self.resource(row) if link.object is None else self._named(link.object, row)
        prop = _property(link, row)
        if isinstance(subject, URIRef) and prop is not None and target is not None:
            yield subject, prop, target, graph

    def _named(self, name: str, row: Row) -> Node | None:
        """Return what a column of a row names: a resource or a value; None for an empty cell."""
        text = row.cells[name]
        if not text:
            return None
        return self._term(next(c for c in row.table.columns if c.name == name), text)

    def _term(self, column: Column, text: str) -> Node:
        value = column.value
        if isinstance(value, Ref):
            table = next(name for name in value.tables if text in self._tables[name])
            return self._iris.entity(BY_NAME[table].kind, text)
        if isinstance(value, Concept):
            return self._iris.entity(value.scheme, text)
        if isinstance(value, LinkTo):
            return URIRef(value.template.format(text))
        return literal(value, text)


def _holds(column: Column, row: Row) -> bool:
    """Tell whether what a column says is said of its row."""
    if column.when is None:
        return True
    other, value = column.when
    return row.cells[other] == value


def _property(link: Link, row: Row) -> URIRef | None:
    if isinstance(link.property, Mapping):
        return link.property[row.cells[link.by or ""]]
    return link.property


def literal(cell: Cell, text: str) -> Literal:
    """Return the literal of a cell; the text must have passed ``graph.ingest.reading``."""
    if cell in _LANGUAGES:
        return Literal(text, lang=_LANGUAGES[cell])
    if cell is Cell.TEXT and _JAPANESE.search(text):
        return Literal(text, lang=_LANGUAGES[Cell.JA])
    if cell is Cell.DATE:
        return Literal(text, datatype=_DATE_TYPES[len(text)], normalize=False)
    datatype = _DATATYPES.get(cell)
    return Literal(text, datatype=datatype, normalize=False) if datatype else Literal(text)


def _classes(table: Table, row: Row) -> Iterable[URIRef]:
    if isinstance(table.classes, Mapping):
        return table.classes[row.cells[table.class_by or ""]]
    return table.classes
