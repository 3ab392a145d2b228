"""Which release answers a request: every answer says it, and a client may say which one it means.

A request is answered from one release alone, whatever becomes current meanwhile. Whoever sends the
header back that an answer had, or its value as ``release`` in the address, stays on that release
while it is open. No ``Vary`` is needed for it: whatever keeps an answer asks again each time, and
the tag is made of the content.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import ApiProblem, shortened
from api.release.following.current import CurrentRelease
from api.release.following.lending import NotKeptError

RELEASE = b"tsunagu-release"
"""Header of an answer, and of a request, with the id of a release."""
REFUSED = "tsunagu.refused"
"""Name in the scope of the problem that a request is answered with, before it is looked at."""
_OF_THE_SERVICE = re.compile(r"/(?:health|ready|metrics)$")
"""What tells of the service, not of a release."""
_PARAMETER = re.compile(rb"(?:^|(?<=&))release=([^&]*)(?:&|$)")
_CLOSE = (b"connection", b"close")


class Pinned:
    """Answers each request from one release.

    While the service drains, connections end with their answers: who sends the next request into a
    kept one would lose it.

    Args:
        app: what answers.
        holder: gives the releases.
    """

    def __init__(self, app: ASGIApp, holder: CurrentRelease) -> None:
        self._app = app
        self._holder = holder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; its answer says which release it is of."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope, asked = _meant(scope)
        try:
            lending = self._holder.lend(asked)
        except NotKeptError as error:
            lending = self._holder.lend()
            scope[REFUSED] = _gone(asked, error.current)
        with lending as opened:
            headers = [(RELEASE, opened.release.id.encode())]

            async def told(message: Message) -> None:
                if message["type"] == "http.response.start":
                    closing = [_CLOSE] if self._holder.draining else []
                    message["headers"] = [*message["headers"], *headers, *closing]
                await send(message)

            await self._app(scope, receive, told)


def _meant(scope: Scope) -> tuple[Scope, str]:
    """Return a request without the parameter, and the id of the release that it means, or nothing.

    The parameter counts before the header: it stands in a link that somebody was given.
    """
    asked = next((value for name, value in scope["headers"] if name == RELEASE), b"")
    query = scope["query_string"]
    if b"release=" in query and (found := _PARAMETER.search(query)):
        asked = unquote_plus(found[1].decode("latin-1")).encode()
        scope = {**scope, "query_string": _PARAMETER.sub(b"", query).rstrip(b"&")}
    if _OF_THE_SERVICE.match(scope["path"]):
        return scope, ""
    return scope, asked.decode("utf-8", "replace")


def _gone(asked: str, current: str) -> ApiProblem:
    shown = {"text": shortened(asked), "current": current}
    return ApiProblem(410, "release-gone", "release-gone", shown, current=current)
