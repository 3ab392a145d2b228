"""``/mcp``: the Model Context Protocol over HTTP, without sessions (specification, "Transports").

Each message is a POST and is answered with JSON. There is nothing to wait for, so that there is no
stream: GET and DELETE are refused with 405, as the specification has it.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, cast

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.types import Message, Receive, Scope, Send

from api.http.addresses.public import check_origin
from api.http.connections.clients import asking
from api.http.connections.disconnects import ClientGoneError, while_connected
from api.http.dependencies import current_language
from api.http.sparql.problems import MAX_QUERY_BYTES
from api.release.following.current import CurrentRelease
from api.release.settings import Settings

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from api.answers.tools.assistants.server import Assistants

router = APIRouter()

MAX_BODY_BYTES = 6 * MAX_QUERY_BYTES + 65_536
"""Longest message: JSON may write a character as six (RFC 8259, section 7), and there is more."""


@router.post("/mcp", summary="Model Context Protocol", include_in_schema=False)
async def mcp(request: Request) -> Response:
    """Answer one message of an assistant.

    Raises:
        ApiProblem: a page asks whose origin is not known.
    """
    check_origin(request, request.app.state.settings)
    return _Exchange(current_language(request))


class _Exchange(Response):
    """The answer of the SDK, which writes it itself.

    Args:
        lang: language of names, descriptions and answers.
    """

    def __init__(self, lang: str) -> None:
        super().__init__()
        self._lang = lang

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        manager_of, assistants_of = await run_in_threadpool(_imported)
        state = scope["app"].state
        holder = cast("CurrentRelease", state.holder)
        settings = cast("Settings", state.settings)
        client = asking(scope)
        manager = manager_of(
            app=assistants_of(holder, settings, self._lang, client).server(),
            json_response=True,
            stateless=True,
            max_request_body_size=MAX_BODY_BYTES,
        )
        body = _Body(receive)
        await body.read()
        try:
            with while_connected(receive):
                async with manager.run():
                    await manager.handle_request(_trimmed(scope), body.again, send)
        except ClientGoneError:
            return


def _imported() -> tuple[type[StreamableHTTPSessionManager], type[Assistants]]:
    """Import the SDK when the first assistant asks: it takes most of a second, so in a thread."""
    from mcp.server.streamable_http_manager import (  # noqa: PLC0415
        StreamableHTTPSessionManager,
    )

    from api.answers.tools.assistants.server import Assistants  # noqa: PLC0415

    return StreamableHTTPSessionManager, Assistants


def _trimmed(scope: Scope) -> Scope:
    """Return a request without blanks around its header values (RFC 9110, section 5.5).

    The SDK compares them with what the message says.
    """
    headers = [(name, value.strip(b" \t")) for name, value in scope["headers"]]
    return {**scope, "headers": headers}


class _Body:
    """A body that is read before it is answered, so that a client can be seen to leave.

    Args:
        receive: gives the parts.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._parts: deque[Message] = deque()

    async def read(self) -> None:
        """Read to the end, or until it is longer than is answered."""
        size, more = 0, True
        while more and size <= MAX_BODY_BYTES:
            part = await self._receive()
            self._parts.append(part)
            size += len(part.get("body", b""))
            more = part["type"] == "http.request" and part.get("more_body", False)

    async def again(self) -> Message:
        """Return the next part that was read, and in the end what comes after."""
        return self._parts.popleft() if self._parts else await self._receive()
