"""The Nu HTML checker finds nothing in any page as it is sent."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from browser_chromium import TOOLS, Server
from browser_pages import PAGES, SitePage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ALLOWED: Mapping[str, str] = {}
"""Warnings that stand, as regular expressions, each with its reason; errors never do."""
HEADERS = (("Accept", "text/html"), ("Accept-Language", "ja"))


@pytest.fixture(scope="module")
def sent(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every page, named after it."""
    folder = tmp_path_factory.mktemp("pages")
    for page in PAGES:
        answer = server.raw("GET", page.address, HEADERS)
        if answer.status == page.status and answer.media == "text/html":
            (folder / f"{page.name}.html").write_bytes(answer.body)
    return folder


@pytest.fixture(scope="module")
def messages(sent: Path) -> dict[str, list[dict[str, Any]]]:
    """What the checker says of every page: one process for all, since it is slow to start."""
    java, jar = shutil.which("java"), TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if java is None:
        pytest.skip("java is not installed")
    if not jar.is_file():
        pytest.skip("vnu-jar is not installed (make browser-tools)")
    quick = ("-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # it ends soon
    options = ["--format", "json", "--exit-zero-always", "--skip-non-html"]
    done = subprocess.run(
        [java, *quick, "-jar", jar, *options, sent],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
        check=True,
    )
    found: dict[str, list[dict[str, Any]]] = {page.name: [] for page in PAGES}
    for message in json.loads(done.stderr)["messages"]:
        found[Path(message["url"]).stem].append(message)
    return found


def _described(message: Mapping[str, Any]) -> str:
    kind = message.get("subType") or message["type"]
    excerpt = " ".join(message.get("extract", "").split())
    return f"  {kind}, line {message.get('lastLine', '?')}: {message['message']}\n    {excerpt}"


def _stands(message: Mapping[str, Any]) -> bool:
    """Tell whether a message is a warning that is allowed."""
    return message["type"] == "info" and any(
        re.search(pattern, message["message"]) for pattern in ALLOWED
    )


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_html_is_valid(
    messages: dict[str, list[dict[str, Any]]], sent: Path, shown: SitePage
) -> None:
    assert (sent / f"{shown.name}.html").exists(), f"{shown.path} is no page of {shown.status}"
    found = [_described(one) for one in messages[shown.name] if not _stands(one)]
    assert not found, f"{shown.path}\n" + "\n".join(found)
