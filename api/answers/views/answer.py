"""Answers of views: a page of rows, and what is said of a view itself."""

from __future__ import annotations

from urllib.parse import urlencode

from api.answers.exports.tables import XLSX
from api.answers.views import formats as view_formats
from api.answers.views.parameters import DEFAULT_LIMIT, Taken, ViewParameters
from api.contract.views import ViewColumnItem, ViewItem, ViewPage, ViewParameterItem
from api.release.opened import OpenRelease
from graph.sparql.views import View, ViewColumn, ViewParameter

MEDIA = {
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": XLSX,
    "jsonld": "application/ld+json",
    "sparql-json": "application/sparql-results+json",
    "geojson": "application/geo+json",
}
"""Formats of a view by the name that ``format`` takes, the default first."""


def formats(view: View) -> tuple[str, ...]:
    """Return the formats that a view has: GeoJSON only where it has places."""
    return tuple(name for name in MEDIA if name != "geojson" or view.geometry)


def paged(
    opened: OpenRelease,
    taken: Taken,
    common: ViewParameters,
    page: list[view_formats.Row],
    total: int,
) -> ViewPage:
    """Return the JSON of a page of rows, without its items.

    Args:
        opened: the release.
        taken: what the view was asked.
        common: limit, offset and language as they were given.
        page: the rows of the page.
        total: number of all rows.
    """
    view, lang = taken.view, taken.lang
    path = f"/api/views/{view.name}"
    following = None
    if common.offset + len(page) < total and page:
        extra = common.model_dump(exclude_unset=True, exclude={"offset"})
        pairs = [*taken.sent, *extra.items(), ("offset", common.offset + len(page))]
        following = f"{path}?{urlencode(pairs)}"
    asked = [*taken.sent, *([("lang", common.lang)] if common.lang else [])]
    return {
        "view": view.name,
        "title": view.titles[lang],
        "parameters": taken.values | {"lang": lang},
        "columns": [
            {**_column(column, lang), "property": view_formats.expand(column.term)}
            if column.term
            else _column(column, lang)
            for column in view.columns
        ],
        "total": total,
        "limit": common.limit or DEFAULT_LIMIT,
        "offset": common.offset,
        "sparql": runnable(opened, taken),
        "links": {"next": following, "query": f"{path}/query{_query(asked)}"},
    }


def _query(pairs: list[tuple[str, str]]) -> str:
    return f"?{urlencode(pairs)}" if pairs else ""


def runnable(opened: OpenRelease, taken: Taken) -> str:
    """Return a query for ``/sparql`` with the rows of a view, its parameters in ``VALUES``."""
    return taken.view.runnable(opened.iris.base, taken.given, taken.bindings)


def view_item(opened: OpenRelease, view: View, lang: str) -> ViewItem:
    """Return what is said of a view: parameters, columns, formats, SPARQL, links."""
    path = f"/api/views/{view.name}"
    required = [(p.name, _example(opened, p)) for p in view.parameters if p.required]
    return {
        "name": view.name,
        "title": view.titles[lang],
        "description": view.descriptions[lang],
        "parameters": [_parameter(opened, p, lang) for p in view.parameters],
        "columns": [_column(column, lang) for column in view.columns],
        "formats": list(formats(view)),
        "sparql": view.stored(opened.iris.base),
        "links": {
            "self": path,
            "example": path + _query(required),
            "query": f"{path}/query{_query(required)}",
        },
    }


def _column(column: ViewColumn, lang: str) -> ViewColumnItem:
    return {"name": column.name, "kind": column.kind, "label": column.labels[lang]}


def _example(opened: OpenRelease, parameter: ViewParameter) -> str:
    return opened.iris.rebase(parameter.example)


def _parameter(opened: OpenRelease, parameter: ViewParameter, lang: str) -> ViewParameterItem:
    described: ViewParameterItem = {
        "name": parameter.name,
        "kinds": list(parameter.kinds),
        "required": parameter.required,
        "default": parameter.default or None,
        "example": _example(opened, parameter),
        "label": parameter.labels[lang],
        "variables": list(parameter.variables),
    }
    if parameter.minimum is not None:
        described["minimum"] = float(parameter.minimum)
    if parameter.maximum is not None:
        described["maximum"] = float(parameter.maximum)
    return described
