"""The columns of a view's files: what is in a cell, what it is headed, what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from api.answers.views.formats import expand
from api.wording.columns import Export, FileColumn
from api.wording.language import LANGUAGES
from api.wording.messages import message
from graph.mapping.schema import Cell
from graph.sparql.views import View, ViewColumn, views
from ontology.vocabulary import terms

_CELLS: Mapping[str, Cell] = {
    "integer": Cell.INTEGER,
    "decimal": Cell.DECIMAL,
    "year": Cell.FISCAL_YEAR,
    "boolean": Cell.BOOLEAN,
}
"""What cells of a kind of column hold where that is no text."""
LABEL, IRI = "_label", "_iri"
"""Ends of the names of the cells beside the key of a thing."""


@cache
def view_exports() -> Mapping[str, Export]:
    """Return the files of every view, by its name."""
    return MappingProxyType({name: _export(view) for name, view in views().items()})


def _export(view: View) -> Export:
    columns = tuple(one for column in view.columns for one in _columns(column))
    return Export(view.name, f"/api/views/{view.name}", columns, bool(view.geometry))


def _columns(column: ViewColumn) -> Iterator[FileColumn]:
    """Yield the columns of a file that one of a view becomes: three where it holds things."""
    name, headed, meant = column.name, column.labels, _meanings(column)
    if column.kind == "thing":
        yield FileColumn(name, _worded("heading-key", headed), _worded("says-thing-key", headed))
        yield FileColumn(name + LABEL, headed, meant)
        iri = _worded("says-thing-iri", headed)
        yield FileColumn(name + IRI, _worded("heading-iri", headed), iri, Cell.URL)
        return
    yield FileColumn(name, headed, meant, _CELLS.get(column.kind, Cell.TEXT))
    if column.kind == "any":
        label = _worded("says-thing-label", headed)
        yield FileColumn(name + LABEL, _worded("heading-label", headed), label)


def _worded(key: str, headed: Mapping[str, str]) -> dict[str, str]:
    return {lang: message(f"export-{key}", lang).format(heading=headed[lang]) for lang in LANGUAGES}


def _meanings(column: ViewColumn) -> Mapping[str, str]:
    """Return what the vocabulary says of the property of a column, else its heading."""
    own = _definitions().get(expand(column.term)) if column.term else None
    return own or _worded("says-heading", column.labels)


@cache
def _definitions() -> dict[str, Mapping[str, str]]:
    return {term.iri: term.definition for term in terms()}
