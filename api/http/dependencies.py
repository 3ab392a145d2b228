"""What routes ask for: the release, the settings, the language, what was sent; how they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any, cast
from urllib.parse import parse_qsl

import orjson
from fastapi import Depends, Request, Response
from starlette.requests import ClientDisconnect

from api.http.addresses.rooted import rooted_json
from api.http.connections.disconnects import ClientGoneError
from api.http.negotiation import language
from api.http.problems import ApiProblem
from api.release.following.current import CurrentRelease
from api.release.opened import OpenRelease
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
    """Return JSON in UTF-8; its addresses have the path of the public address."""
    return Response(
        orjson.dumps(rooted_json(content)),
        media_type="application/json",
        headers={"Vary": "Accept, Accept-Language"},
    )


async def body_of(request: Request, limit: int, too_long: Callable[[], ApiProblem]) -> bytes:
    """Return what was sent.

    Args:
        request: the request.
        limit: most bytes that are read.
        too_long: makes what is raised for more.

    Raises:
        ApiProblem: there are more bytes.
        ClientGoneError: the client left before it had sent them all.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise too_long()
    except ClientDisconnect as error:
        raise ClientGoneError from error
    return bytes(body)


def utf8(content: bytes, where: str) -> str:
    """Return bytes as a text.

    Args:
        content: the bytes.
        where: they were sent: ``body`` or ``query``.

    Raises:
        ApiProblem: they are not UTF-8.
    """
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ApiProblem(400, "charset", f"not-utf-8-{where}") from error


def pairs_of(text: str, where: str) -> tuple[tuple[str, str], ...]:
    """Return names and values of a form, in order.

    Args:
        text: ``application/x-www-form-urlencoded``.
        where: it was sent: ``body`` or ``query``.

    Raises:
        ApiProblem: it is not UTF-8 once it is decoded, or has more than 100 values.
    """
    try:
        return tuple(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100))
    except ValueError as error:
        raise ApiProblem(400, "charset", f"not-encoded-{where}") from error
