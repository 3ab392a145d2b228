"""Pages for people: search, entities, the SPARQL form, the API. Rendered on the server."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from api.answers.unknown import unknown
from api.http.dependencies import CurrentService, CurrentSettings, Language, current_language
from api.http.parameters import SearchQuery, once
from api.http.problems import ApiProblem
from api.pages.about.apidocs import operations
from api.pages.entity.page import entity_view
from api.pages.entity.resources import resource_view
from api.pages.parts.rendering import render
from api.pages.parts.state import SearchState
from api.pages.search.results import error_view, search_view
from api.pages.search.start import start_view
from api.pages.sparql.editor import Asked, sparql_view
from api.release.opened import Service
from api.routes.json.search import export, found_entity, run_search
from api.routes.linked import SUFFIXES, DataQuery, check_page
from api.wording.language import localise
from graph.entities.linked import entity_iri
from graph.entities.resources import resource
from search.model.kinds import KINDS
from search.query.fields.syntax import ExpertSyntaxError

router = APIRouter(include_in_schema=False)
_READING = ["GET", "HEAD"]


@router.api_route("/", methods=_READING, dependencies=[Depends(once)])
def search_page(
    request: Request,
    service: CurrentService,
    settings: CurrentSettings,
    parameters: SearchQuery,
    lang: Language,
) -> Response:
    """Return the start page, or the page of a search; with a format, the whole result."""
    if SearchState.of(parameters).is_start and parameters.format == "json":
        return render(request, "start.html", lang, start_view(service, lang))
    try:
        result = run_search(service, parameters, settings.query_limit)
    except ExpertSyntaxError as error:
        if parameters.format != "json":
            raise
        view = error_view(service, error, parameters, lang)
        return render(request, "query_error.html", lang, view, 400)
    if parameters.format != "json":
        return export(service, result, parameters.format, lang)
    view = search_view(service, result, parameters, lang)
    return render(request, "search.html", lang, view | {"parameters": parameters})


@router.api_route("/doc/{kind}/{key}", methods=_READING, dependencies=[Depends(once)])
def entity_page(
    request: Request, kind: str, key: str, service: CurrentService, given: DataQuery, lang: Language
) -> Response:
    """Return the page of one entity; of what is none of the kinds, its statements."""
    if kind in KINDS:
        if given.page > 1:
            raise ApiProblem(400, "bad-parameter", "one-page", parameter="page")
        found = localise(found_entity(service, kind, key), lang)
        view, template = entity_view(service, kind, key, found, lang), "entity.html"
    else:
        view, template = _resource(service, kind, key, given.page, lang), "resource.html"
    links = ", ".join(
        f'<{form["url"]}>; rel="alternate"; type="{form["media"]}"' for form in view["forms"]
    )
    return render(request, template, lang, view, Link=links)


def _resource(service: Service, kind: str, key: str, page: int, lang: str) -> dict[str, Any]:
    """Return the view of any thing of the graph.

    Raises:
        ApiProblem: there is no such thing, or no such page of what points to it.
    """
    found = resource(service.store, entity_iri(service.iris, kind, key), page)
    if found is None:
        raise unknown(service, kind, key)
    check_page(page, found.pages)
    return resource_view(service, kind, key, found, SUFFIXES, lang)


@router.api_route("/docs", methods=_READING)
def api_page(request: Request, lang: Language) -> Response:
    """Return the description of the API; it loads nothing from elsewhere."""
    listed = sorted(operations(request.app.openapi()), key=lambda item: item["path"])
    return render(request, "docs.html", lang, {"operations": listed})


def sparql_page(request: Request, service: Service, asked: Asked) -> Response:
    """Return the SPARQL page: the form, and below it what became of a query.

    Args:
        request: its parameter ``edit`` fills the form when nothing was asked.
        service: the release.
        asked: the query and its result or problem.
    """
    lang = current_language(request)
    if not asked.query:
        asked = replace(asked, query=request.query_params.get("edit") or "")
    view, problem = sparql_view(service, asked, lang), asked.problem
    page = render(request, "sparql.html", lang, view, problem.status if problem else 200)
    page.headers.update(problem.headers if problem else {})
    return page
