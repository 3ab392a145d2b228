"""``tsunagu mcp``: the Model Context Protocol over standard input and output."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from api.release.settings import Settings, read_settings


class Lang(str, Enum):  # noqa: UP042 - typer takes str enumerations
    """Language of names, descriptions and answers."""

    ja = "ja"
    en = "en"


def mcp(
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder of the releases; else TSUNAGU_OUT, else var."),
    ] = None,
    lang: Annotated[
        Lang, typer.Option(help="Language of names, descriptions and answers.")
    ] = Lang.ja,
) -> None:
    """Answer an assistant that has started this program (MCP, stdio); /mcp answers over HTTP."""
    settings = read_settings()
    if out is not None:
        settings = replace(settings, out=out)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")  # on stderr
    asyncio.run(_answer(settings, lang.value))


async def _answer(settings: Settings, lang: str) -> None:
    """Answer until standard input ends.

    Raises:
        ReleaseError: no release can be opened.
    """
    from mcp.server.stdio import stdio_server  # noqa: PLC0415 - other commands start sooner

    from api.answers.tools.assistants.server import Assistants  # noqa: PLC0415
    from api.release.following.current import CurrentRelease  # noqa: PLC0415

    holder = CurrentRelease(settings)
    await holder.start(then=lambda: None)
    try:
        server = Assistants(holder, settings, lang).server()
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())
    finally:
        holder.close()
