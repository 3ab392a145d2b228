"""``tsunagu mcp``: the same answers over standard input and output, by a process of its own."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from small_data import TSUNAGU

from api.answers.tools.assistants.tools import TOOLS


def talked(out: Path, lang: str, mode: str) -> tuple[list[Any], Any, Any]:
    command = StdioServerParameters(
        command=str(TSUNAGU), args=["mcp", "--out", str(out), "--lang", lang]
    )

    async def conversation() -> tuple[list[Any], Any, Any]:
        async with Client(command, mode=mode) as assistant:
            tools = (await assistant.list_tools()).tools
            found = await assistant.call_tool("search", {"type": "programme", "limit": 1})
            asked = await assistant.call_tool("sparql", {"query": "ASK { ?s ?p ?o }"})
            return tools, found, asked

    return asyncio.run(conversation())


@pytest.mark.parametrize(
    ("lang", "mode", "title"), [("ja", "auto", "検索"), ("en", "legacy", "Search")]
)
def test_an_assistant_starts_it_and_asks(small_out: Path, lang: str, mode: str, title: str) -> None:
    tools, found, asked = talked(small_out, lang, mode)
    assert [tool.name for tool in tools] == list(TOOLS)
    assert tools[0].title == title
    assert found.structured_content["items"]
    assert asked.structured_content["boolean"] is True


def test_only_messages_go_out_and_it_ends_with_its_input(small_out: Path) -> None:
    call = {"name": "search", "arguments": {"limit": 0, "lang": "en"}}
    sent = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "protocolVersion": "2025-11-25", "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"}}},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call},
    ]  # fmt: skip
    with subprocess.Popen(
        [str(TSUNAGU), "mcp", "--out", str(small_out)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("".join(json.dumps(one) + "\n" for one in sent))
        process.stdin.flush()
        lines = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.stdin.close()
        rest = process.stdout.read()
        assert process.wait(timeout=60) == 0
    assert rest == ""
    assert lines[0]["result"]["serverInfo"]["name"] == "tsunagu"
    assert lines[1]["result"]["isError"]
    assert "limit" in lines[1]["result"]["content"][0]["text"]


def test_without_a_release_it_says_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(TSUNAGU), "mcp", "--out", str(tmp_path)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    assert "tsunagu build" in done.stderr


def test_other_commands_do_not_read_the_sdk() -> None:
    script = (
        "import sys, api.cli, api.app; sys.exit(any(name == 'mcp' or name.startswith('mcp.')"
        " for name in sys.modules))"
    )
    python = str(TSUNAGU.with_name("python"))
    assert subprocess.run([python, "-c", script], check=False).returncode == 0
