"""Pages for people: search, entities, the SPARQL form, the API. Rendered on the server."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from api.answers.entities import entity
from api.answers.unknown import unknown
from api.http.dependencies import CurrentSettings, Language, Opened, current_language
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
from api.release.opened import OpenRelease
from api.routes.json.search import export, found_dossier, run_search
from api.routes.linked import SUFFIXES, DataQuery, check_page
from api.wording.language import localise
from graph.entities.linked import entity_iri
from graph.entities.resources import resource
from search.model.kinds import KINDS
from search.query.fields.syntax import FieldSyntaxError

router = APIRouter(include_in_schema=False)
_READING = ["GET", "HEAD"]


@router.api_route("/", methods=_READING, dependencies=[Depends(once)])
def search_page(
    request: Request,
    opened: Opened,
    settings: CurrentSettings,
    parameters: SearchQuery,
    lang: Language,
) -> Response:
    """Return the start page, or the page of a search; with a format, the whole result."""
    if SearchState.of(parameters).is_start and parameters.format == "json":
        return render(request, "start.html", lang, start_view(opened, lang))
    try:
        result = run_search(opened, parameters, settings.query_limit)
    except FieldSyntaxError as error:
        if parameters.format != "json":
            raise
        view = error_view(opened, error, parameters, lang)
        return render(request, "query_error.html", lang, view, 400)
    if parameters.format != "json":
        return export(opened, result, parameters.format, lang)
    view = search_view(opened, result, parameters, lang)
    return render(request, "search.html", lang, view | {"parameters": parameters})


@router.api_route("/doc/{kind}/{key}", methods=_READING, dependencies=[Depends(once)])
def entity_page(
    request: Request, kind: str, key: str, opened: Opened, given: DataQuery, lang: Language
) -> Response:
    """Return the page of one entity; of what is none of the kinds, its statements."""
    if kind in KINDS:
        if given.page > 1:
            raise ApiProblem(400, "bad-parameter", "one-page", parameter="page")
        dossier = found_dossier(opened, kind, key)
        found = localise(entity(opened, dossier), lang)
        view, template = entity_view(opened, dossier, found, lang), "entity.html"
    else:
        view, template = _resource(opened, kind, key, given.page, lang), "resource.html"
    links = ", ".join(
        f'<{form["url"]}>; rel="alternate"; type="{form["media"]}"' for form in view["forms"]
    )
    return render(request, template, lang, view, Link=links)


def _resource(opened: OpenRelease, kind: str, key: str, page: int, lang: str) -> dict[str, Any]:
    """Return the view of any thing of the graph.

    Raises:
        ApiProblem: there is no such thing, or no such page of what points to it.
    """
    found = resource(opened.store, entity_iri(opened.iris, kind, key), page)
    if found is None:
        raise unknown(opened, kind, key)
    check_page(page, found.pages)
    return resource_view(opened, kind, key, found, SUFFIXES, lang)


@router.api_route("/docs", methods=_READING)
def api_page(request: Request, lang: Language) -> Response:
    """Return the description of the API; it loads nothing from elsewhere."""
    listed = sorted(operations(request.app.openapi()), key=lambda item: item["path"])
    return render(request, "docs.html", lang, {"operations": listed})


def sparql_page(request: Request, opened: OpenRelease, asked: Asked) -> Response:
    """Return the SPARQL page: the form, and below it what became of a query.

    Args:
        request: its parameter ``edit`` fills the form when nothing was asked.
        opened: the release.
        asked: the query and its result or problem.
    """
    lang = current_language(request)
    if not asked.query:
        asked = replace(asked, query=request.query_params.get("edit") or "")
    view, problem = sparql_view(opened, asked, lang), asked.problem
    page = render(request, "sparql.html", lang, view, problem.status if problem else 200)
    page.headers.update(problem.headers if problem else {})
    return page
