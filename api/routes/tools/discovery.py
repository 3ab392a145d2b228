"""For crawlers and browsers: sitemaps, ``robots.txt``, OpenSearch, ``llms.txt``."""

from __future__ import annotations

from functools import cache, partial
from importlib import resources
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field, field_validator

from api.answers.search.suggestions import browser_completions
from api.answers.tools.feeds.history import history
from api.answers.tools.llms import llms_text
from api.answers.tools.markup import add, root, written
from api.answers.tools.sitemaps import INDEX, MEDIA_TYPE, parts, sitemap_index, sitemap_part
from api.http.addresses.public import absolute, public_url
from api.http.dependencies import READING, CurrentSettings, Language, Opened
from api.http.parameters import EntityQuery, Parameters, clean, once, too_long
from api.http.problems import ApiProblem
from api.release.releases import Releases
from api.wording.messages import message

router = APIRouter(include_in_schema=False, dependencies=[Depends(once)])

_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_COMPLETIONS = "/opensearch/suggestions"
_SUGGESTIONS = "application/x-suggestions+json"
_SEARCHED = {
    "text/html": "/",
    "application/json": "/api/search",
    "application/atom+xml": "/feed.atom",
    _SUGGESTIONS: _COMPLETIONS,
}
"""What a browser may ask for, by media type."""


class TypedParameters(Parameters):
    """Parameters of completions for browsers."""

    q: str = Field("", description="What has been typed so far")

    _cleaned = field_validator("q")(clean)


@router.api_route(INDEX, methods=READING)
def index(request: Request, opened: Opened) -> Response:
    """Return the list of the parts of the sitemap."""
    _check_public(request)
    built = opened.release.manifest["built_at"]
    body = sitemap_index(opened.listing, built, public_url(request))
    return Response(body, media_type=MEDIA_TYPE)


@router.api_route("/sitemap-{number}.xml", methods=READING)
def part(request: Request, number: int, opened: Opened, settings: CurrentSettings) -> Response:
    """Return one part of the sitemap; the first, 0, has the pages that are of no thing."""
    _check_public(request)
    listed = opened.listing
    if not 0 <= number < parts(listed):
        raise ApiProblem(404, "not-found", "no-address-api")
    known = history(opened.release, Releases(settings.out))
    built = opened.release.manifest["built_at"]
    body = sitemap_part(number, listed, known, built, public_url(request))
    return Response(body, media_type=MEDIA_TYPE)


def _check_public(request: Request) -> None:
    """Refuse what needs whole addresses where it is not known under which one the service is.

    Raises:
        ApiProblem: 404, it is not known.
    """
    if not public_url(request):
        raise ApiProblem(404, "not-found", "no-public-address")


@router.api_route("/robots.txt", methods=READING)
def robots(request: Request) -> Response:
    """Return what crawlers are asked to leave alone (RFC 9309), and where the sitemap is."""
    text = _rules()
    if public_url(request):
        text += f"\nSitemap: {absolute(request, INDEX)}\n"
    return Response(text, media_type="text/plain; charset=utf-8")


@cache
def _rules() -> str:
    return resources.files("api.pages").joinpath("static", "robots.txt").read_text("utf-8")


@router.api_route("/opensearch.xml", methods=READING)
def opensearch(request: Request, _: EntityQuery, lang: Language) -> Response:
    """Return how a browser searches here (OpenSearch 1.1)."""
    _check_public(request)
    document = root("OpenSearchDescription", _OPENSEARCH)
    add(document, "ShortName", message("page-site", lang))
    add(document, "Description", message("search-engine-description", lang))
    add(document, "InputEncoding", "UTF-8")
    icon = {"type": "image/svg+xml"}
    add(document, "Image", absolute(request, "/static/favicon.svg"), icon)
    for media, path in _SEARCHED.items():
        template = f"{absolute(request, path)}?q={{searchTerms}}"
        add(document, "Url", attributes={"type": media, "template": template})
    media = "application/opensearchdescription+xml"
    return Response(written(document), media_type=media, headers={"Vary": "Accept-Language"})


@router.api_route(_COMPLETIONS, methods=READING)
def completions(
    request: Request,
    opened: Opened,
    settings: CurrentSettings,
    given: Annotated[TypedParameters, Query()],
    lang: Language,
) -> Response:
    """Return completions as the field of a browser shows them; nothing typed has none.

    Raises:
        ApiProblem: the query is too long.
    """
    if len(given.q) > settings.query_limit:
        raise too_long(given.q, settings.query_limit)
    found = browser_completions(opened, given.q, lang, partial(absolute, request))
    headers = {"Vary": "Accept-Language"}
    return Response(orjson.dumps(found), media_type=_SUGGESTIONS, headers=headers)


@router.api_route("/llms.txt", methods=READING)
def llms(request: Request, opened: Opened, _: EntityQuery, lang: Language) -> Response:
    """Return what there is here, for assistants, as Markdown."""
    text = llms_text(opened, request.app.openapi(), partial(absolute, request), lang)
    media = "text/plain; charset=utf-8"
    return Response(text, media_type=media, headers={"Vary": "Accept-Language"})
