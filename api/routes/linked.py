"""Linked data: ``/id/…`` leads to a page or to RDF; ``/data/…`` is RDF; so is the vocabulary."""

from __future__ import annotations

from collections.abc import Container
from urllib.parse import quote, urlencode

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.answers.unknown import unknown
from api.http.dependencies import Language, Opened
from api.http.negotiation import acceptable
from api.http.parameters import DataQuery, EntityQuery, check_page, once
from api.http.problems import ApiProblem
from api.pages.about.vocabulary import vocabulary_view
from api.pages.parts.paths import page_path
from api.pages.parts.rendering import render
from api.release.opened import OpenRelease
from graph.entities.linked import EntityDocument, entity_rdf, exists, json_ld
from graph.store.formats import DATA_SUFFIXES, GRAPH_SUFFIXES
from ontology.context import reading_context
from ontology.kinds import KINDS, PLURALS
from ontology.vocabulary import header, vocabulary_rdf

router = APIRouter(dependencies=[Depends(once)])

_HTML, _JSON, _JSON_LD = "text/html", "application/json", "application/ld+json"
_RDF = tuple(DATA_SUFFIXES.values())
_VOCABULARY_RDF = tuple(GRAPH_SUFFIXES.values())
_VARY = {"Vary": "Accept"}


@router.get("/id/{kind}/{key}", summary="An entity's IRI")
def identity(request: Request, kind: str, key: str, opened: Opened, given: EntityQuery) -> Response:
    """Redirect (303) to the page, the RDF or the JSON of an entity, by suffix, else by Accept."""
    offered = {"html": _HTML, "json": _JSON, **DATA_SUFFIXES}
    name, suffix = _split(opened, kind, key, offered)
    if not exists(opened.store, opened.iris, kind, name):
        raise unknown(opened, kind, name)
    media = offered[suffix] if suffix else _chosen(request, (_HTML, *_RDF, _JSON))
    kept = f"?{urlencode({'lang': given.lang})}" if given.lang and media in {_HTML, _JSON} else ""
    return RedirectResponse(_place(kind, name, media) + kept, 303, _VARY)


def _split(opened: OpenRelease, kind: str, key: str, suffixes: Container[str]) -> tuple[str, str]:
    """Return a key without its suffix, and the suffix or nothing; keys may have dots in them."""
    stem, _, suffix = key.rpartition(".")
    if stem and suffix in suffixes and not exists(opened.store, opened.iris, kind, key):
        return stem, suffix
    return key, ""


def _place(kind: str, key: str, media: str) -> str:
    """Return the path of an entity in a format; what has no JSON of its own has JSON-LD."""
    if media == _HTML:
        return page_path(kind, key)
    name = quote(key, safe="")
    if media == _JSON and kind in KINDS:
        return f"/api/{PLURALS[kind]}/{name}"
    wanted = _JSON_LD if media == _JSON else media
    suffix = next(suffix for suffix, known in DATA_SUFFIXES.items() if known == wanted)
    return f"/data/{quote(kind, safe='')}/{name}.{suffix}"


def _chosen(request: Request, available: tuple[str, ...]) -> str:
    """Return the format that a client likes best.

    Raises:
        ApiProblem: 406 with the formats that there are.
    """
    order = acceptable(request.headers.get("accept"), available)
    if not order:
        listed = list(available)
        shown = {"formats": ", ".join(listed)}
        raise ApiProblem(406, "not-acceptable", "formats", shown, available=listed)
    return order[0]


@router.get("/data/{kind}/{key}", summary="RDF of an entity")
def data(request: Request, kind: str, key: str, opened: Opened, given: DataQuery) -> Response:
    """Return the RDF of an entity in the format of the suffix, else by Accept.

    What points to the entity comes in pages; a ``Link`` header leads to the next one.
    """
    name, suffix = _split(opened, kind, key, DATA_SUFFIXES)
    if not exists(opened.store, opened.iris, kind, name):
        raise unknown(opened, kind, name)
    media = DATA_SUFFIXES[suffix] if suffix else _chosen(request, _RDF)
    found = entity_rdf(opened.store, opened.iris, kind, name, media, given.page)
    if found is None:
        raise unknown(opened, kind, name)
    check_page(given.page, found.pages)
    place = f"{quote(kind, safe='')}/{quote(key, safe='')}"
    headers = {**_VARY, "Link": _links(place, f"{quote(kind)}/{quote(name, safe='')}", found)}
    return Response(found.body, media_type=_with_charset(media), headers=headers)


def _links(place: str, entity: str, found: EntityDocument) -> str:
    """Return the pages beside this one, and what it describes (relations of RFC 8288)."""
    beside = ((found.page - 1, "prev"), (found.page + 1, "next"))
    links = [
        f'</data/{place}?page={page}>; rel="{relation}"'
        for page, relation in beside
        if 1 <= page <= found.pages
    ]
    return ", ".join([*links, f'</id/{entity}>; rel="describes"'])


def _with_charset(media: str) -> str:
    """Return a media type with its charset; those of JSON-LD and N-Quads know only UTF-8."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


@router.get("/ontology", summary="The vocabulary")
def ontology(request: Request, opened: Opened, _: EntityQuery, lang: Language) -> Response:
    """Return the vocabulary: a page for those who name HTML, else RDF by Accept."""
    named = "text/html" in request.headers.get("accept", "").lower()
    media = _chosen(request, (_HTML, *_VOCABULARY_RDF) if named else _VOCABULARY_RDF)
    return _page(request, opened, lang) if media == _HTML else _vocabulary(media)


@router.get("/ontology.{suffix}", summary="The vocabulary in a format")
def ontology_file(
    request: Request, suffix: str, opened: Opened, _: EntityQuery, lang: Language
) -> Response:
    """Return the vocabulary in the format of the suffix."""
    media = _vocabulary_format(suffix)
    return _page(request, opened, lang) if media == _HTML else _vocabulary(media)


def _vocabulary_format(suffix: str) -> str:
    offered = {"html": _HTML, **GRAPH_SUFFIXES}
    if suffix not in offered:
        listed = list(offered)
        shown = {"formats": ", ".join(listed)}
        raise ApiProblem(404, "not-found", "formats", shown, suffixes=listed)
    return offered[suffix]


def _page(request: Request, opened: OpenRelease, lang: str) -> Response:
    links = ", ".join(
        f'</ontology.{suffix}>; rel="alternate"; type="{media}"'
        for suffix, media in GRAPH_SUFFIXES.items()
    )
    return render(request, "ontology.html", lang, vocabulary_view(opened, lang), Link=links)


def _vocabulary(media: str) -> Response:
    if media == _JSON_LD:
        body = json_ld(vocabulary_rdf("application/n-triples"))
    else:
        body = vocabulary_rdf(media)
    return Response(body, media_type=_with_charset(media), headers=_VARY)


@router.get("/ns", summary="The namespace of the vocabulary")
def namespace(_: EntityQuery) -> Response:
    """Redirect (303) to the vocabulary; a browser keeps the fragment, which is the term."""
    return RedirectResponse("/ontology", 303, _VARY)


@router.get("/ns/{version}", summary="A version of the vocabulary")
def namespace_version(version: str, _: EntityQuery) -> Response:
    """Redirect (303) to the vocabulary when it is of this version."""
    if version != header().version:
        raise ApiProblem(404, "not-found", "version", {"version": header().version})
    return RedirectResponse("/ontology", 303, _VARY)


@router.get("/ns.{suffix}", summary="The namespace of the vocabulary in a format")
def namespace_file(suffix: str, _: EntityQuery) -> Response:
    """Redirect (303) to the vocabulary in the format of the suffix."""
    _vocabulary_format(suffix)
    return RedirectResponse(f"/ontology.{suffix}", 303, _VARY)


@router.get("/context.jsonld", summary="The context of JSON-LD")
def context(_: EntityQuery) -> Response:
    """Return the whole JSON-LD context; documents hold the part of it that they use."""
    body = orjson.dumps({"@context": dict(reading_context())})
    return Response(body, media_type=_JSON_LD)
