"""Asks the assistants' door as the SDK's own client does, in the process of the application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import mcp_types as types
from mcp import Client
from mcp.shared.exceptions import MCPError
from starlette.testclient import TestClient

from api.answers.tools.assistants.server import Assistants

Told = TypeVar("Told")
MODES = ("auto", "legacy")
"""The protocol of 2026 without a handshake, and the one before it with its handshake."""


def talk(
    client: TestClient,
    said: Callable[[Client], Awaitable[Told]],
    lang: str = "ja",
    mode: str = "auto",
) -> Told:
    """Return what comes of a conversation over the release of an application.

    Args:
        client: a client of the application, entered.
        said: the conversation.
        lang: language of the door.
        mode: which protocol the client speaks.
    """
    state = client.app.state

    async def talked() -> Told:
        server = Assistants(state.holder, state.settings, lang).server()
        failed: MCPError | None = None
        async with Client(server, mode=mode) as assistant:
            try:
                return await said(assistant)
            except MCPError as error:  # raised outside, where no task group wraps it
                failed = error
        raise failed

    assert client.portal is not None
    return client.portal.call(talked)


def call(
    client: TestClient, tool: str, door: str = "ja", /, **given: object
) -> types.CallToolResult:
    """Call one tool; the client checks the answer against the schema of the tool.

    Args:
        client: a client of the application, entered.
        tool: its name.
        door: language of the door.
        given: the arguments of the call.
    """

    async def said(assistant: Client) -> types.CallToolResult:
        await assistant.list_tools()
        return await assistant.call_tool(tool, given)

    return talk(client, said, door)


def answered(client: TestClient, tool: str, door: str = "ja", /, **given: object) -> dict[str, Any]:
    """Return the structured content of a call that is answered."""
    result = call(client, tool, door, **given)
    assert not result.is_error, text_of(result)
    found: dict[str, Any] = result.structured_content
    return found


def refused(client: TestClient, tool: str, door: str = "ja", /, **given: object) -> str:
    """Return what is said of a call that is an error; nothing structured comes with it."""
    result = call(client, tool, door, **given)
    assert result.is_error
    assert result.structured_content is None
    return text_of(result)


def text_of(result: types.CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, types.TextContent)
    return content.text


def size_of(result: types.CallToolResult) -> int:
    """Return how many bytes an assistant is sent: both forms, as JSON."""
    return len(result.model_dump_json(by_alias=True, exclude_none=True).encode())
