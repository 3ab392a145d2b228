"""``/feed.atom`` and ``/feed.json``: what releases added or changed of what a search finds."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from api.answers.tools.feeds import atom, json_feed
from api.answers.tools.feeds.feed import ATOM, JSON, Feed, feed
from api.http.addresses.public import absolute
from api.http.dependencies import CurrentSettings, Language, Opened
from api.http.documented import Responses, answers
from api.http.parameters import SearchConditions, once
from api.pages.parts.paths import page_path
from api.release.opened import OpenRelease
from api.release.releases import Releases
from api.release.settings import Settings
from api.wording.messages import message

router = APIRouter(dependencies=[Depends(once)])


def _as_json_feed() -> Responses:
    """Return what ``/openapi.json`` tells of a JSON Feed: the schema of its version."""
    told = answers(None, (json_feed.MEDIA_TYPE,), (400,))
    told[200]["content"][json_feed.MEDIA_TYPE]["schema"] = dict(json_feed.SCHEMA)
    return told


ConditionsQuery = Annotated[SearchConditions, Query()]


@router.get(
    ATOM,
    summary="What releases added or changed, as Atom",
    response_class=Response,
    operation_id="feed_as_atom",
    responses=answers(None, (atom.MEDIA_TYPE,), (400,)),
)
def atom_feed(
    request: Request,
    opened: Opened,
    settings: CurrentSettings,
    parameters: ConditionsQuery,
    lang: Language,
) -> Response:
    """Return the changes of what a search finds, the newest first.

    Takes the conditions of ``/api/search``; ``limit`` and ``offset`` are pages (RFC 5005).
    """
    if known := _not_modified(request, opened):
        return known
    author, resolve = _author(settings, lang), partial(absolute, request)
    body = atom.atom(_feed(opened, settings, parameters, lang), author, resolve, page_path)
    return Response(body, media_type=atom.MEDIA_TYPE, headers=_headers(opened))


@router.get(
    JSON,
    summary="What releases added or changed, as JSON Feed",
    response_class=Response,
    operation_id="feed_as_json",
    responses=_as_json_feed(),
)
def feed_as_json(
    request: Request,
    opened: Opened,
    settings: CurrentSettings,
    parameters: ConditionsQuery,
    lang: Language,
) -> Response:
    """Return the same as ``/feed.atom`` as JSON Feed 1.1."""
    if known := _not_modified(request, opened):
        return known
    author, resolve = _author(settings, lang), partial(absolute, request)
    found = _feed(opened, settings, parameters, lang)
    body = orjson.dumps(json_feed.json_feed(found, author, resolve, page_path))
    return Response(body, media_type=json_feed.MEDIA_TYPE, headers=_headers(opened))


def _feed(opened: OpenRelease, settings: Settings, parameters: SearchConditions, lang: str) -> Feed:
    asked = parameters.request(opened.iris, settings.query_limit)
    return feed(opened, Releases(settings.out), parameters, asked, lang)


def _author(settings: Settings, lang: str) -> str:
    return settings.operator.name or message("page-site", lang)


def _headers(opened: OpenRelease) -> dict[str, str]:
    built = datetime.fromisoformat(opened.release.manifest["built_at"])
    return {
        "Last-Modified": format_datetime(built.astimezone(UTC), usegmt=True),
        "Vary": "Accept-Language",
    }


def _not_modified(request: Request, opened: OpenRelease) -> Response | None:
    """Return a 304 to who has what was made of this release, and knows no entity tag.

    The moment must be the same: a service may go back to an older release (RFC 9110, 13.1.3 lets
    the moment be compared so). Entity tags are compared by the middleware.
    """
    headers = _headers(opened)
    asked = request.headers.get("if-modified-since")
    if "if-none-match" in request.headers or asked != headers["Last-Modified"]:
        return None
    return Response(status_code=304, headers=headers)
