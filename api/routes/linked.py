"""Linked data: ``/id/…`` leads to a page or to RDF; ``/data/…`` is RDF; so is the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import suppress
from urllib.parse import quote, urlencode

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.answers.signposts import signposts
from api.answers.unknown import unknown
from api.http.dependencies import Language, Opened
from api.http.documented import answers
from api.http.negotiation import acceptable
from api.http.parameters import DataQuery, EntityQuery, check_page, once
from api.http.problems import ApiProblem
from api.pages.about.vocabulary import vocabulary_view
from api.pages.parts.paths import page_path
from api.pages.parts.rendering import render
from api.release.opened import OpenRelease
from graph.entities.linked import EntityDocument, Wanted, entity_rdf, exists, json_ld
from graph.store.formats import (
    DATA_SUFFIXES,
    GRAPH_SUFFIXES,
    JSON_LD,
    RDF_XML,
    UnwritableError,
)
from ontology.context import reading_context
from ontology.kinds import KINDS, PLURALS
from ontology.vocabulary import header, shapes_rdf, vocabulary_rdf

router = APIRouter(dependencies=[Depends(once)])

_HTML, _JSON = "text/html", "application/json"
_RDF = tuple(DATA_SUFFIXES.values())
_VOCABULARY_RDF = tuple(GRAPH_SUFFIXES.values())
_PARTIAL = frozenset({JSON_LD, RDF_XML})
"""Formats that cannot hold every statement."""
_VARY = {"Vary": "Accept"}


@router.get(
    "/id/{kind}/{key}",
    summary="An entity's IRI",
    operation_id="iri",
    status_code=303,
    response_class=RedirectResponse,
    responses=answers(problems=(400, 404, 406, 410)),
)
def identity(request: Request, kind: str, key: str, opened: Opened, given: EntityQuery) -> Response:
    """Redirect (303) to the page, the RDF or the JSON of an entity, by suffix, else by Accept."""
    offered = {"html": _HTML, "json": _JSON, **DATA_SUFFIXES}
    name, suffix = _split(opened, kind, key, offered)
    if not exists(opened.store, opened.iris, kind, name):
        raise unknown(opened, kind, name)
    wanted = (offered[suffix],) if suffix else _accepted(request, (_HTML, *_RDF, _JSON))
    media = _writable(opened, kind, name, wanted)
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
    wanted = JSON_LD if media == _JSON else media
    suffix = next(suffix for suffix, known in DATA_SUFFIXES.items() if known == wanted)
    return f"/data/{quote(kind, safe='')}/{name}.{suffix}"


def _accepted(request: Request, available: tuple[str, ...]) -> list[str]:
    """Return the formats that a client accepts, the best first.

    Raises:
        ApiProblem: 406 with the formats that there are.
    """
    order = acceptable(request.headers.get("accept"), available)
    if not order:
        raise _none_of(available)
    return order


def _none_of(available: Iterable[str]) -> ApiProblem:
    listed = list(available)
    shown = {"formats": ", ".join(listed)}
    return ApiProblem(406, "not-acceptable", "formats", shown, available=listed)


def _document(
    opened: OpenRelease, kind: str, name: str, wanted: Iterable[str], page: int
) -> tuple[str, EntityDocument]:
    """Return the RDF of an entity in the first of the formats that can hold it.

    Raises:
        ApiProblem: 404 for what the graph says nothing of, 406 where no format can hold it.
    """
    unfit, modified = [], opened.release.manifest["built_at"]
    for media in wanted:
        try:
            found = entity_rdf(opened.store, opened.iris, kind, name, Wanted(media, page, modified))
        except UnwritableError:
            unfit.append(media)
        else:
            if found is None:
                raise unknown(opened, kind, name)
            return media, found
    raise _none_of(media for media in _RDF if media not in unfit)


def _writable(opened: OpenRelease, kind: str, name: str, wanted: Iterable[str]) -> str:
    """Return the first of the formats that can hold what is said of an entity, else the first."""
    formats = list(wanted)
    for media in formats:
        if media not in _PARTIAL:
            return media
        with suppress(UnwritableError):
            entity_rdf(opened.store, opened.iris, kind, name, Wanted(media))
            return media
    return formats[0]


@router.get(
    "/data/{kind}/{key}",
    summary="RDF of an entity",
    operation_id="entity_rdf",
    responses=answers(None, _RDF, (400, 404, 406, 410)),
)
def data(request: Request, kind: str, key: str, opened: Opened, given: DataQuery) -> Response:
    """Return the RDF of an entity in the format of the suffix, else by Accept.

    What points to the entity comes in pages; a ``Link`` header leads to the next one.
    """
    name, suffix = _split(opened, kind, key, DATA_SUFFIXES)
    if not exists(opened.store, opened.iris, kind, name):
        raise unknown(opened, kind, name)
    wanted = [DATA_SUFFIXES[suffix]] if suffix else _accepted(request, _RDF)
    media, found = _document(opened, kind, name, wanted, given.page)
    check_page(given.page, found.pages)
    place = f"{quote(kind, safe='')}/{quote(key, safe='')}"
    links = _links(place, f"{quote(kind)}/{quote(name, safe='')}", found)
    links += signposts(opened, kind, name, page=False)
    headers = {**_VARY, "Link": ", ".join(links)}
    return Response(found.body, media_type=_with_charset(media), headers=headers)


def _links(place: str, entity: str, found: EntityDocument) -> list[str]:
    """Return the pages beside this one, and what it describes (relations of RFC 8288)."""
    beside = ((found.page - 1, "prev"), (found.page + 1, "next"))
    links = [
        f'</data/{place}?page={page}>; rel="{relation}"'
        for page, relation in beside
        if 1 <= page <= found.pages
    ]
    return [*links, f'</id/{entity}>; rel="describes"']


def _with_charset(media: str) -> str:
    """Return a media type with its charset; those of JSON-LD and N-Quads know only UTF-8."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


@router.get(
    "/ontology",
    summary="The vocabulary",
    operation_id="ontology",
    responses=answers(None, (*_VOCABULARY_RDF, _HTML), (400, 406)),
)
def ontology(request: Request, opened: Opened, _: EntityQuery, lang: Language) -> Response:
    """Return the vocabulary: a page for those who name HTML, else RDF by Accept."""
    named = "text/html" in request.headers.get("accept", "").lower()
    media = _accepted(request, (_HTML, *_VOCABULARY_RDF) if named else _VOCABULARY_RDF)[0]
    return _page(request, opened, lang) if media == _HTML else _vocabulary(media)


@router.get(
    "/ontology.{suffix}",
    summary="The vocabulary in a format",
    operation_id="ontology_file",
    responses=answers(None, (*_VOCABULARY_RDF, _HTML), (400, 404)),
)
def ontology_file(
    request: Request, suffix: str, opened: Opened, _: EntityQuery, lang: Language
) -> Response:
    """Return the vocabulary in the format of the suffix."""
    media = _vocabulary_format(suffix)
    return _page(request, opened, lang) if media == _HTML else _vocabulary(media)


def _vocabulary_format(suffix: str) -> str:
    return _format_of(suffix, {"html": _HTML, **GRAPH_SUFFIXES})


def _format_of(suffix: str, offered: Mapping[str, str]) -> str:
    """Return the format of a suffix.

    Raises:
        ApiProblem: 404 with the suffixes that there are.
    """
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


def _vocabulary(media: str, rdf: Callable[[str], bytes] = vocabulary_rdf) -> Response:
    body = json_ld(rdf("application/n-triples")) if media == JSON_LD else rdf(media)
    return Response(body, media_type=_with_charset(media), headers=_VARY)


@router.get(
    "/shapes",
    summary="The shapes of the data (SHACL)",
    operation_id="shapes",
    responses=answers(None, _VOCABULARY_RDF, (400, 406)),
)
def shapes(request: Request, _: EntityQuery) -> Response:
    """Return the shapes that every release meets as RDF; who wants HTML gets Turtle."""
    media = _accepted(request, (*_VOCABULARY_RDF, _HTML))[0]
    return _vocabulary(_VOCABULARY_RDF[0] if media == _HTML else media, shapes_rdf)


@router.get(
    "/shapes.{suffix}",
    summary="The shapes in a format",
    operation_id="shapes_file",
    responses=answers(None, _VOCABULARY_RDF, (400, 404)),
)
def shapes_file(suffix: str, _: EntityQuery) -> Response:
    """Return the shapes in the format of the suffix."""
    media = _format_of(suffix, GRAPH_SUFFIXES)
    return _vocabulary(media, shapes_rdf)


@router.get(
    "/ns",
    summary="The namespace of the vocabulary",
    operation_id="namespace",
    status_code=303,
    response_class=RedirectResponse,
    responses=answers(problems=(400,)),
)
def namespace(_: EntityQuery) -> Response:
    """Redirect (303) to the vocabulary; a browser keeps the fragment, which is the term."""
    return RedirectResponse("/ontology", 303, _VARY)


@router.get(
    "/ns/{version}",
    summary="A version of the vocabulary",
    operation_id="namespace_version",
    status_code=303,
    response_class=RedirectResponse,
    responses=answers(problems=(400, 404)),
)
def namespace_version(version: str, _: EntityQuery) -> Response:
    """Redirect (303) to the vocabulary when it is of this version."""
    if version != header().version:
        raise ApiProblem(404, "not-found", "version", {"version": header().version})
    return RedirectResponse("/ontology", 303, _VARY)


@router.get(
    "/ns.{suffix}",
    summary="The namespace of the vocabulary in a format",
    operation_id="namespace_file",
    status_code=303,
    response_class=RedirectResponse,
    responses=answers(problems=(400, 404)),
)
def namespace_file(suffix: str, _: EntityQuery) -> Response:
    """Redirect (303) to the vocabulary in the format of the suffix."""
    _vocabulary_format(suffix)
    return RedirectResponse(f"/ontology.{suffix}", 303, _VARY)


@router.get(
    "/context.jsonld",
    summary="The context of JSON-LD",
    operation_id="context",
    responses=answers(None, (JSON_LD,), (400,)),
)
def context(_: EntityQuery) -> Response:
    """Return the whole JSON-LD context; documents hold the part of it that they use."""
    body = orjson.dumps({"@context": dict(reading_context())})
    return Response(body, media_type=JSON_LD)
