"""``/embed/…`` and ``/oembed``: what other sites show in a frame, and how they are told."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from api.answers.search.answer import run_search
from api.answers.tools.embedding import (
    CARD,
    FORMATS,
    LIST,
    MAP,
    OEMBED,
    as_xml,
    frame_of,
    oembed,
)
from api.http.addresses.public import absolute, public_url
from api.http.dependencies import READING, CurrentSettings, Language, Opened, json_response
from api.http.middleware import content_policy
from api.http.parameters import EntityQuery, Parameters, SearchConditions, SortedConditions, once
from api.http.problems import ApiProblem
from api.pages.embeds.views import card_view, list_view, map_view
from api.pages.parts.rendering import render
from api.release.settings import Settings

router = APIRouter(dependencies=[Depends(once)])

_NOT_IMPLEMENTED = 501
_LARGEST = 10_000


class OembedParameters(Parameters):
    """Parameters of oEmbed (2.2)."""

    url: str = Field(max_length=4_000, description="Address of a page or of a frame")
    format: str = Field("json", max_length=20, description="json or xml")
    maxwidth: int | None = Field(None, ge=1, le=_LARGEST, description="In pixels of CSS")
    maxheight: int | None = Field(None, ge=1, le=_LARGEST, description="In pixels of CSS")


@router.api_route(OEMBED, methods=READING, include_in_schema=False)
def oembed_answer(
    request: Request, opened: Opened, given: Annotated[OembedParameters, Query()], lang: Language
) -> Response:
    """Return the frame for the address of a page: of a thing, or of a search.

    It is found by the links of pages, and its 501 is that of oEmbed (2.3.4.4).
    """
    if given.format not in FORMATS:
        known = {"formats": ", ".join(FORMATS)}
        raise ApiProblem(_NOT_IMPLEMENTED, "not-implemented", "oembed-format", known)
    frame = frame_of(opened, given.url, public_url(request), lang)
    resolve = partial(absolute, request)
    answer = oembed(frame.fitted(given.maxwidth, given.maxheight), resolve, lang)
    if given.format == "json":
        return json_response(answer)
    return Response(as_xml(answer), media_type=FORMATS["xml"], headers={"Vary": "Accept-Language"})


@router.api_route(CARD + "/{kind}/{key}", methods=READING, include_in_schema=False)
def card(
    request: Request,
    kind: str,
    key: str,
    opened: Opened,
    settings: CurrentSettings,
    _: EntityQuery,
    lang: Language,
) -> Response:
    """Return what a thing is, in a few sentences."""
    return _framed(request, settings, "embed_card.html", lang, card_view(opened, kind, key, lang))


@router.api_route(LIST, methods=READING, include_in_schema=False)
def results(
    request: Request,
    opened: Opened,
    settings: CurrentSettings,
    given: Annotated[SortedConditions, Query()],
    lang: Language,
) -> Response:
    """Return the first results of a search."""
    result = run_search(opened, given, settings.query_limit)
    view = list_view(opened, result, given, lang)
    return _framed(request, settings, "embed_list.html", lang, view)


@router.api_route(MAP, methods=READING, include_in_schema=False)
def places(
    request: Request,
    opened: Opened,
    settings: CurrentSettings,
    given: Annotated[SearchConditions, Query()],
    lang: Language,
) -> Response:
    """Return where the results of a search are: a map, and the places with most of them."""
    asked = given.request(opened.iris, settings.query_limit)
    view = map_view(opened, opened.search.located(asked), given, lang)
    return _framed(request, settings, "embed_map.html", lang, view)


def _framed(
    request: Request, settings: Settings, template: str, lang: str, view: dict[str, Any]
) -> Response:
    """Return a page that others may frame, as the settings say."""
    policy = content_policy(settings.embed_ancestors)
    return render(request, template, lang, view, Content_Security_Policy=policy)
