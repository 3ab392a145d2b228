"""What routes ask for: the current release, the settings, the language; and how they answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, cast

import orjson
from fastapi import Depends, Request, Response

from api.http.negotiation import language
from api.release.opened import CurrentRelease, OpenRelease
from api.release.settings import Settings

READING = ["GET", "HEAD"]
"""Methods of what is only read."""


def opened_release(request: Request) -> Iterator[OpenRelease]:
    """Hold the current release while a request is answered."""
    holder = cast("CurrentRelease", request.app.state.holder)
    with holder.current() as opened:
        yield opened


def current_settings(request: Request) -> Settings:
    """Return the settings."""
    return cast("Settings", request.app.state.settings)


def current_language(request: Request) -> str:
    """Return the language of a request: ``lang``, then Accept-Language, then Japanese."""
    explicit = request.query_params.get("lang")
    known = explicit if explicit in {"ja", "en"} else None
    return language(known, request.headers.get("accept-language"))


Opened = Annotated[OpenRelease, Depends(opened_release)]
CurrentSettings = Annotated[Settings, Depends(current_settings)]
Language = Annotated[str, Depends(current_language)]


def json_response(content: Any) -> Response:
    """Return JSON in UTF-8."""
    return Response(
        orjson.dumps(content),
        media_type="application/json",
        headers={"Vary": "Accept, Accept-Language"},
    )
