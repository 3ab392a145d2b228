"""Pages about the data: coverage, sources, releases, parts that are not ours, accessibility."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.answers.tools.structured_data.site import catalogue_data
from api.http.addresses.public import absolute
from api.http.dependencies import READING, CurrentSettings, Language, Opened, json_response
from api.http.negotiation import prefers_html
from api.http.parameters import Parameters
from api.http.problems import ApiProblem
from api.pages.about.apidocs import operations
from api.pages.about.correction import correction_view
from api.pages.about.guide import guide_view
from api.pages.about.pages import (
    about_view,
    accessibility_view,
    licences_view,
    sources_view,
)
from api.pages.about.problem_types import problem_type_view, problem_types
from api.pages.about.releases import releases_view
from api.pages.parts.rendering import render
from api.release.releases import Releases

router = APIRouter(include_in_schema=False)


class CorrectionPage(Parameters):
    """Parameters of the page that tells how to tell of an error."""

    about: str = Field("", max_length=2_000)


class SourcesPage(Parameters):
    """Parameters of the list of sources."""

    page: int = Field(1, ge=1, le=1_000_000)


Plain = Annotated[Parameters, Query()]


@router.api_route("/about", methods=READING)
def about(
    request: Request, opened: Opened, settings: CurrentSettings, _: Plain, lang: Language
) -> Response:
    """Return what the data are and are not."""
    resolve = partial(absolute, request)
    catalogue = catalogue_data(opened, settings.operator, resolve, lang)
    view = about_view(opened, lang) | {"structured": catalogue}
    return render(request, "about.html", lang, view)


@router.api_route("/problem", methods=READING)
def all_problem_types(request: Request, _: Plain, lang: Language) -> Response:
    """Return what each type of problem means, as a page or as JSON."""
    return _problem_types(request, problem_types(lang), lang)


@router.api_route("/problem/{slug}", methods=READING)
def one_problem_type(request: Request, slug: str, _: Plain, lang: Language) -> Response:
    """Return what a type of problem means; this is where its address leads."""
    return _problem_types(request, [problem_type_view(slug, lang)], lang)


def _problem_types(request: Request, types: list[dict[str, Any]], lang: str) -> Response:
    if prefers_html(request.headers.get("accept")):
        return render(request, "problem_types.html", lang, {"types": types})
    return json_response({"total": len(types), "items": types})


@router.api_route("/about/sources", methods=READING)
def sources(
    request: Request,
    opened: Opened,
    given: Annotated[SourcesPage, Query()],
    lang: Language,
) -> Response:
    """Return the sources, a hundred on a page."""
    view = sources_view(opened, given.page, lang)
    if view is None:
        raise ApiProblem(404, "not-found", "no-sources-page")
    return render(request, "about_sources.html", lang, view)


@router.api_route("/about/releases", methods=READING)
def releases(
    request: Request,
    opened: Opened,
    settings: CurrentSettings,
    _: Plain,
    lang: Language,
) -> Response:
    """Return the releases of this server, and what changed in each."""
    view = releases_view(opened, Releases(settings.out), lang)
    return render(request, "about_releases.html", lang, view)


@router.api_route("/about/licences", methods=READING)
def licences(request: Request, opened: Opened, _: Plain, lang: Language) -> Response:
    """Return what is not ours, with its licences."""
    return render(request, "about_licences.html", lang, licences_view(opened, lang))


@router.api_route("/about/accessibility", methods=READING)
def accessibility(request: Request, _: Plain, lang: Language) -> Response:
    """Return the statement on accessibility, with what was tested."""
    return render(request, "about_accessibility.html", lang, accessibility_view())


@router.api_route("/docs", methods=READING)
def api_page(request: Request, lang: Language) -> Response:
    """Return the description of the API; it loads nothing from elsewhere."""
    listed = sorted(operations(request.app.openapi()), key=lambda item: item["path"])
    return render(request, "docs.html", lang, {"operations": listed})


@router.api_route("/developers", methods=READING)
def developers(request: Request, _: Plain, lang: Language) -> Response:
    """Return what there is for developers, and where."""
    return render(request, "developers.html", lang, {})


@router.api_route("/help", methods=READING)
def guide(request: Request, _: Plain, lang: Language) -> Response:
    """Return how to ask, with examples, and what the words mean."""
    return render(request, "help.html", lang, guide_view(lang))


@router.api_route("/correction", methods=READING)
def correction(
    request: Request, opened: Opened, given: Annotated[CorrectionPage, Query()], lang: Language
) -> Response:
    """Return the text that tells the operator of an error."""
    view = correction_view(request, opened, given.about, lang)
    if view is None:
        raise ApiProblem(404, "not-found", "no-correction")
    return render(request, "correction.html", lang, view)
