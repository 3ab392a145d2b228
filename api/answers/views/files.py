"""Rows of a view as a file, by the rules of ``api.answers.exports.tables``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fastapi import Response

from api.answers.exports.files import attached
from api.answers.exports.tables import rounded, table_file
from api.answers.exports.told import explaining
from api.answers.views.columns import LABEL, view_exports
from api.answers.views.formats import Row, flat, is_thing, to_geojson, to_wkt
from api.answers.views.parameters import Taken
from api.contract.parts import Source
from api.http.problems import bad
from api.release.opened import OpenRelease
from api.things.items import source_item
from api.wording.columns import Chosen, chosen, unknown_column
from api.wording.messages import message
from api.wording.values import yes_no
from graph.sparql.views import View

_WIDE = 32
"""Width of the columns of labels, in characters."""


def asked_columns(view: View, columns: str) -> Chosen:
    """Return what ``columns`` asks of a view.

    Raises:
        ApiProblem: the view has no such column.
    """
    export = view_exports()[view.name]
    try:
        return chosen(export, columns)
    except ValueError as error:
        raise bad("columns", "column", **unknown_column(export, error)) from None


def view_file(
    opened: OpenRelease, taken: Taken, rows: Sequence[Row], format_: str, asked: Chosen
) -> Response:
    """Return rows of a view as a file.

    Args:
        opened: the release.
        taken: what the view was asked.
        rows: all that the file is to have.
        format_: ``csv``, ``xlsx`` or ``geojson``.
        asked: its columns.
    """
    view, lang = taken.view, taken.lang
    title = message("export-file-view", lang).format(title=view.titles[lang])
    if format_ == "geojson":
        return attached(to_geojson(view, rows, asked.names), view.name, title, format_)
    cells = table(view, rows, asked, lang)
    widths = {name: _WIDE for name in asked.names if name.endswith(LABEL)}
    sheets = explaining(asked, _cited(opened, rows), lang) if format_ == "xlsx" else ()
    content = table_file(cells, asked, format_, lang, widths, sheets)
    return attached(content, view.name, title, format_)


def table(view: View, rows: Iterable[Row], asked: Chosen, lang: str) -> list[list[Any]]:
    """Return rows of a view as the cells of a table; points are WKT.

    Args:
        view: whose rows.
        rows: of it.
        asked: the columns, and whether they are for people.
        lang: of words.
    """
    every = (flat(view, row) for row in rows)
    return [[_cell(name, cells[name], asked, lang) for name in asked.names] for cells in every]


def _cell(name: str, value: Any, asked: Chosen, lang: str) -> Any:
    if isinstance(value, dict):
        return to_wkt(value)
    if asked.keys:
        return value
    return yes_no(value, lang, name) if isinstance(value, bool) else rounded(name, value)


def _cited(opened: OpenRelease, rows: Iterable[Row]) -> list[dict[str, list[Source]]]:
    """Return the sources that rows name, and those of the things that they name."""
    things = {
        (value["type"], value["key"]): None
        for row in rows
        for value in row.values()
        if is_thing(value) and value["type"]
    }
    keys = dict.fromkeys(key for thing in things for key in _source_keys(opened, *thing))
    known = opened.reader.sources
    return [{"sources": [source_item(known[key], "") for key in keys if key in known]}]


def _source_keys(opened: OpenRelease, kind: str, key: str) -> Iterator[str]:
    if kind == "source":
        yield key
        return
    document = opened.search.document(kind, key)
    for source in document.payload.get("sources") or () if document else ():
        yield source["id"]
