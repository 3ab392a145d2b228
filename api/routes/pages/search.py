"""The start page, and the page of a search."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Depends, Request, Response

from api.answers.search.answer import run_search
from api.answers.search.files import exported
from api.answers.tools.structured_data.site import site_data
from api.http.addresses.public import absolute
from api.http.dependencies import READING, CurrentSettings, Language, Opened
from api.http.parameters import SearchQuery, once
from api.pages.parts.head import followed
from api.pages.parts.rendering import render
from api.pages.parts.state import SearchState
from api.pages.search.results import error_view, search_view
from api.pages.search.start import start_view
from api.wording.messages import message
from search.query.fields.faults import FieldSyntaxError

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=READING, dependencies=[Depends(once)])
def search_page(
    request: Request,
    opened: Opened,
    settings: CurrentSettings,
    parameters: SearchQuery,
    lang: Language,
) -> Response:
    """Return the start page, or the page of a search; with a format, the whole result."""
    if SearchState.of(parameters).is_start and parameters.format == "json":
        site = {"structured": site_data(partial(absolute, request), lang)}
        return render(request, "start.html", lang, start_view(opened, lang) | site)
    try:
        listed = parameters.format == "json"
        result = run_search(opened, parameters, settings.query_limit, together=listed)
    except FieldSyntaxError as error:
        if parameters.format != "json":
            raise
        view = error_view(opened, error, parameters, lang)
        return render(request, "query_error.html", lang, view, 400)
    if parameters.format != "json":
        return exported(opened, result, parameters.format, lang, parameters.columns)
    view = search_view(opened, result, parameters, lang)
    stated = parameters.model_dump(by_alias=True, exclude_defaults=True)
    title = parameters.q or message("embed-list", lang)
    view |= followed(request, stated, title, lang)
    return render(request, "search.html", lang, view | {"parameters": parameters})
