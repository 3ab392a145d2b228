"""The published suite of the Model Context Protocol, and the SDK's client, against a real server.

The suite was written for servers that try everything out: most of its scenarios call tools with
fixed names (``test_simple_text`` …) that only such a server has. Those that ask what every server
must do are run; for each of the others stands why not, so that a new one does not go unseen. 0.1.13
is the last version that runs on Node.js 20.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from assistant_calls import MODES
from conformance_http import Server
from mcp import Client
from paths import ROOT

SUITE = Path(__file__).parent / "clients" / "node_modules" / "@modelcontextprotocol" / "conformance"
APPLY = (
    "server-initialize",
    "ping",
    "tools-list",
    "resources-list",
    "prompts-list",
    "completion-complete",
    "dns-rebinding-protection",
)
FIXTURE = "it asks for a tool, prompt or resource with a fixed name, made only for it"
ASKS_BACK = "it wants the server to ask the client, which this one, without sessions, never does"
STREAM = "it wants a stream of events; every message here is answered with JSON"
LEFT_OUT = {
    "tools-call-simple-text": FIXTURE,
    "tools-call-image": FIXTURE,
    "tools-call-audio": FIXTURE,
    "tools-call-embedded-resource": FIXTURE,
    "tools-call-mixed-content": FIXTURE,
    "tools-call-error": FIXTURE,
    "json-schema-2020-12": FIXTURE,
    "resources-read-text": FIXTURE,
    "resources-read-binary": FIXTURE,
    "resources-templates-read": FIXTURE,
    "prompts-get-simple": FIXTURE,
    "prompts-get-with-args": FIXTURE,
    "prompts-get-embedded-resource": FIXTURE,
    "prompts-get-with-image": FIXTURE,
    "tools-call-sampling": ASKS_BACK,
    "tools-call-elicitation": ASKS_BACK,
    "elicitation-sep1034-defaults": ASKS_BACK,
    "elicitation-sep1330-enums": ASKS_BACK,
    "tools-call-with-logging": STREAM,
    "tools-call-with-progress": STREAM,
    "server-sse-polling": STREAM,
    "server-sse-multiple-streams": STREAM,
    "logging-set-level": "the capability is not offered: there is nothing to log to a client",
    "resources-subscribe": "the capability is not offered: a release changes as a whole",
    "resources-unsubscribe": "the capability is not offered: a release changes as a whole",
}


@pytest.fixture(scope="module")
def suite() -> list[str]:
    """The command of the suite."""
    node = shutil.which("node")
    if node is None or not SUITE.is_dir():
        pytest.skip("node or the packages of tests/conformance/clients are not installed")
    return [node, str(SUITE / "dist" / "index.js")]


def test_every_scenario_of_the_suite_is_run_or_left_out_for_a_reason(suite: list[str]) -> None:
    listed = subprocess.run(
        [*suite, "list", "--server"], capture_output=True, text=True, check=True
    )
    names = re.findall(r"^ +- ([\w-]+)", listed.stdout, re.MULTILINE)
    assert sorted(names) == sorted([*APPLY, *LEFT_OUT])


@pytest.mark.parametrize("scenario", APPLY)
def test_the_suite_passes(suite: list[str], real: Server, scenario: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [*suite, "server", "--url", f"{real.base}/mcp", "--scenario", scenario],
        capture_output=True, text=True, check=False, cwd=tmp_path, timeout=300,
    )  # fmt: skip
    passed = re.search(r"Passed: (\d+)/(\d+), 0 failed", done.stdout)
    assert passed, done.stdout + done.stderr
    assert int(passed[1]) == int(passed[2]) > 0


@pytest.mark.parametrize("mode", MODES)
def test_the_client_of_the_sdk_asks_over_http(real: Server, mode: str) -> None:
    async def conversation() -> tuple[Any, ...]:
        async with Client(f"{real.base}/mcp?lang=en", mode=mode) as assistant:
            found = await assistant.call_tool("search", {"query": "自動運転 near 四條畷市"})
            first = found.structured_content["items"][0]["iri"]
            thing = await assistant.call_tool("get", {"thing": first})
            page = await assistant.read_resource(first)
            wrong = await assistant.call_tool("peers", {"municipality": "府中市"})
            many = await asyncio.gather(
                *(assistant.call_tool("sparql", {"query": f"ASK {{}} # {n}"}) for n in range(20))
            )
            return found, thing, page, wrong, many

    found, thing, page, wrong, many = asyncio.run(conversation())
    assert found.structured_content["understood"][0].startswith("technology")
    assert thing.structured_content["iri"] == found.structured_content["items"][0]["iri"]
    assert page.contents[0].mime_type == "application/json"
    assert wrong.is_error
    assert "Candidates" in wrong.content[0].text
    assert all(one.structured_content["boolean"] for one in many)


@pytest.mark.parametrize("page", ["docs/assistants.md", "docs/ja/assistants.md"])
def test_the_example_of_the_documents_prints_what_they_say(real: Server, page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    (script, printed), *more = re.findall(
        r"```python\n(.*?)\n```.*?```text\n(.*?)```", text, re.DOTALL
    )
    assert not more
    script = script.replace("http://127.0.0.1:8000", real.base)
    assert real.base in script
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == printed
