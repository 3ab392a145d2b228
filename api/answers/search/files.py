"""A whole result as a file: CSV, XLSX, GeoJSON, Turtle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import Response

from api.answers.exports import tables
from api.answers.exports.told import explaining
from api.answers.search.answer import hit_item
from api.release.opened import OpenRelease
from api.things.items import sources
from api.wording.columns import chosen
from api.wording.messages import message
from graph.entities.linked import entities_rdf
from search.model.result import SearchResult

CSV = "text/csv; charset=utf-8"


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
    headers = {"Content-Disposition": disposition("search", format_, lang)}
    if format_ == "ttl":
        things = [(hit.kind, hit.key) for hit in result.hits]
        body = entities_rdf(opened.store, opened.iris, things, "text/turtle")
        return Response(body, media_type="text/turtle; charset=utf-8", headers=headers)
    items = [with_sources(opened, hit_item(opened, hit, lang)) for hit in result.hits]
    asked = chosen("search", columns)
    if format_ == "csv":
        return Response(tables.to_csv(items, asked, lang), media_type=CSV, headers=headers)
    if format_ == "xlsx":
        content = tables.to_xlsx(items, asked, lang, explaining(asked, items, lang))
        return Response(content, media_type=tables.XLSX, headers=headers)
    content = tables.to_geojson(items, asked)
    return Response(content, media_type="application/geo+json", headers=headers)


def disposition(what: str, format_: str, lang: str) -> str:
    """Return the name of a file: in ASCII, and in the language (RFC 6266).

    Args:
        what: ``search``, or what else was asked; its name is ``export-file-{what}``.
        format_: the end of the name.
        lang: the language.
    """
    named = quote(f"{message(f'export-file-{what}', lang)}.{format_}")
    return f"attachment; filename=\"tsunagu-{what}.{format_}\"; filename*=UTF-8''{named}"


def with_sources(opened: OpenRelease, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item with its sources in words, as who has only the file needs them."""
    places = [(source["id"], source["locator"]) for source in item["sources"]]
    return {**item, "sources": sources(places, opened.reader.sources)}
