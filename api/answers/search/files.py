"""A whole result as a file: CSV, XLSX, GeoJSON, Turtle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Response

from api.answers import exports
from api.answers.search.answer import hit_item
from api.release.opened import OpenRelease
from api.things.items import sources
from graph.entities.linked import entities_rdf
from search.model.result import SearchResult


def exported(opened: OpenRelease, result: SearchResult, format_: str, lang: str) -> Response:
    """Return a whole result as a file."""
    name = f"tsunagu-search.{format_}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if format_ == "ttl":
        things = [(hit.kind, hit.key) for hit in result.hits]
        body = entities_rdf(opened.store, opened.iris, things, "text/turtle")
        return Response(body, media_type="text/turtle; charset=utf-8", headers=headers)
    items = [_with_sources(opened, hit_item(opened, hit, lang)) for hit in result.hits]
    writers: dict[str, tuple[Callable[[list[dict[str, Any]]], bytes], str]] = {
        "csv": (exports.to_csv, "text/csv; charset=utf-8"),
        "xlsx": (exports.to_xlsx, exports.XLSX),
        "geojson": (exports.to_geojson, "application/geo+json"),
    }
    write, media = writers[format_]
    return Response(write(items), media_type=media, headers=headers)


def _with_sources(opened: OpenRelease, item: dict[str, Any]) -> dict[str, Any]:
    """Return an item with its sources in words, as who has only the file needs them."""
    places = [(source["id"], source["locator"]) for source in item["sources"]]
    return {**item, "sources": sources(places, opened.reader.sources)}
