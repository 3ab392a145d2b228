"""A whole result as a file: CSV, XLSX, GeoJSON, Turtle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from api.answers.exports import tables
from api.answers.exports.files import attached, file_title
from api.answers.exports.told import explaining
from api.answers.search.answer import hit_item
from api.release.opened import OpenRelease
from api.things.items import sources
from api.wording.columns import EXPORTS, chosen
from graph.entities.linked import entities_rdf
from search.model.result import SearchResult


def exported(
    opened: OpenRelease, result: SearchResult, format_: str, lang: str, columns: str = "labels"
) -> Response:
    """Return a whole result as a file.

    Args:
        opened: the release.
        result: of the search.
        format_: ``csv``, ``xlsx``, ``geojson`` or ``ttl``.
        lang: language of labels, and of the headings and values of a table.
        columns: of a table, as ``api.wording.columns.chosen`` reads them.
    """
    content = _content(opened, result, format_, lang, columns)
    return attached(content, "search", file_title("search", lang), format_)


def _content(
    opened: OpenRelease, result: SearchResult, format_: str, lang: str, columns: str
) -> bytes:
    if format_ == "ttl":
        things = [(hit.kind, hit.key) for hit in result.hits]
        return entities_rdf(opened.store, opened.iris, things, "text/turtle")
    items = [with_sources(opened, hit_item(opened, hit, lang)) for hit in result.hits]
    asked = chosen(EXPORTS["search"], columns)
    if format_ == "csv":
        return tables.to_csv(items, asked, lang)
    if format_ == "xlsx":
        return tables.to_xlsx(items, asked, lang, explaining(asked, items, lang))
    return tables.to_geojson(items, asked)


def with_sources(opened: OpenRelease, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item with its sources in words, as who has only the file needs them."""
    places = [(source["id"], source["locator"]) for source in item["sources"]]
    return {**item, "sources": sources(places, opened.reader.sources)}
