"""``/api/search`` and the entities."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, Response

from api.answers import exports
from api.answers.entities import entity, read
from api.answers.search.answer import hit_item, search_answer
from api.answers.unknown import unknown
from api.http.dependencies import CurrentSettings, Language, Opened, json_response
from api.http.parameters import EntityQuery, SearchParameters, SearchQuery, once
from api.http.problems import ApiProblem, shortened
from api.release.opened import OpenRelease
from api.things.items import sources
from api.things.kinds import KIND_PATHS
from api.wording.language import localise
from graph.entities.linked import entities_rdf
from graph.entities.models import Dossier
from search.model.result import SearchResult

router = APIRouter(prefix="/api", dependencies=[Depends(once)])

_SLOTS = threading.BoundedSemaphore(os.cpu_count() or 1)
"""Searches that run at once. They compute without waiting for anything, and Python runs one thread
at a time: more of them would only take the interpreter from each other at every step."""


def run_search(opened: OpenRelease, parameters: SearchParameters, query_limit: int) -> SearchResult:
    """Search with checked parameters.

    Raises:
        ApiProblem: the query is too long, or ``sort=distance`` has no place.
        UnresolvedName: a filter names nothing, or several things.
    """
    result = opened.search.search(parameters.request(opened.iris, query_limit))
    places = result.interpretation.conditions.places
    if parameters.sort == "distance" and not any(p.relation == "near" for p in places):
        raise ApiProblem(
            400,
            "bad-parameter",
            "sort-without-place",
            parameter="sort",
        )
    return result


@router.get("/search", summary="Search everything")
def search(
    opened: Opened, settings: CurrentSettings, parameters: SearchQuery, lang: Language
) -> Response:
    """Answer a search; with a format other than JSON, the whole result as a file."""
    with _SLOTS:
        result = run_search(opened, parameters, settings.query_limit)
        if parameters.format != "json":
            return export(opened, result, parameters.format, lang)
        given = parameters.model_dump(by_alias=True, exclude_defaults=True)
        given |= {"limit": parameters.limit, "offset": parameters.offset}
        return json_response(search_answer(opened, result, lang, given))


def export(opened: OpenRelease, result: SearchResult, format_: str, lang: str) -> Response:
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


@router.get("/{plural}/{key}", summary="One entity")
def one(plural: str, key: str, opened: Opened, _: EntityQuery, lang: Language) -> Response:
    """Return one entity with all that is known of it and its sources."""
    kind = KIND_PATHS.get(plural)
    if kind is None:
        known = ", ".join(KIND_PATHS)
        shown = {"text": shortened(plural), "known": known}
        raise ApiProblem(404, "not-found", "no-list", shown)
    dossier = found_dossier(opened, kind, key)
    return json_response(localise(entity(opened, dossier), lang))


def found_dossier(opened: OpenRelease, kind: str, key: str) -> Dossier:
    """Return an entity with all that is about it.

    Raises:
        ApiProblem: there is no such entity; 410 with its successors for a retired code.
    """
    found = read(opened, kind, key)
    if found is None:
        raise unknown(opened, kind, key)
    return found
