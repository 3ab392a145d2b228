"""Linked data: ``/id/…`` leads to a page or to RDF; ``/data/…`` is RDF; ``/ontology``."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.dependencies import CurrentService
from api.negotiation import acceptable
from api.problems import ApiProblem
from api.routes_search import found_entity
from graph.formats import GRAPH_FORMATS, GRAPH_SUFFIXES
from graph.linked import entity_rdf
from ontology.vocabulary import vocabulary_rdf
from search.documents import KINDS

router = APIRouter()

_RDF = tuple(media for media in GRAPH_FORMATS if media in GRAPH_SUFFIXES.values())
_VARY = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}


@router.get("/id/{kind}/{key}", summary="An entity's IRI")
def identity(request: Request, kind: str, key: str, service: CurrentService) -> Response:
    """Redirect (303) to the page or to the RDF of an entity, by Accept."""
    _known(service, kind, key)
    order = acceptable(request.headers.get("accept"), ["text/html", *_RDF])
    if not order:
        detail = f"Available are text/html, {', '.join(_RDF)}."
        raise ApiProblem(406, "not-acceptable", detail)
    place = f"{quote(kind)}/{quote(key)}"
    if order[0] == "text/html" and kind in KINDS:
        return RedirectResponse(f"/doc/{place}", 303, _VARY)
    chosen = next((media for media in order if media in _RDF), _RDF[0])
    suffix = next(name for name, media in GRAPH_SUFFIXES.items() if media == chosen)
    return RedirectResponse(f"/data/{place}.{suffix}", 303, _VARY)


@router.get("/data/{kind}/{key}", summary="RDF of an entity")
def data(request: Request, kind: str, key: str, service: CurrentService) -> Response:
    """Return the RDF of an entity in the format of the suffix, else by Accept."""
    stem, dot, suffix = key.rpartition(".")
    if dot and suffix in GRAPH_SUFFIXES:
        name, media = stem, GRAPH_SUFFIXES[suffix]
    else:
        order = acceptable(request.headers.get("accept"), _RDF)
        if not order:
            raise ApiProblem(406, "not-acceptable", f"Available are {', '.join(_RDF)}.")
        name, media = key, order[0]
    body = entity_rdf(service.store, service.iris, kind, name, media)
    if body is None:
        _known(service, kind, name)
        raise ApiProblem(404, "not-found", f"The graph says nothing of {kind}/{name}.")
    return Response(body, media_type=f"{media}; charset=utf-8", headers=_VARY)


@router.get("/ontology", summary="The vocabulary")
def ontology(request: Request) -> Response:
    """Return the vocabulary in the RDF format that a client accepts."""
    order = acceptable(request.headers.get("accept"), _RDF) or list(_RDF)
    body = vocabulary_rdf(order[0])
    return Response(body, media_type=f"{order[0]}; charset=utf-8", headers=_VARY)


def _known(service: CurrentService, kind: str, key: str) -> None:
    """Check that there is such an entity.

    Raises:
        ApiProblem: 404, or 410 with the successors of a retired code.
    """
    if kind in KINDS:
        if service.search.document(kind, key) is None:
            found_entity(service, kind, key)
    elif entity_rdf(service.store, service.iris, kind, key, "application/n-triples") is None:
        raise ApiProblem(404, "not-found", f"There is no {kind} with the key {key!r}.")
