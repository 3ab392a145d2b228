"""Linked data over a socket: the cases of ``linked.toml``."""

from __future__ import annotations

import json
import re

import pytest
from conformance_http import Server
from conformance_manifests import FOLDER, Case, cases

CASES = cases(FOLDER / "linked.toml")
NUMBER = 44


def test_the_number_of_cases() -> None:
    assert len(CASES) == NUMBER
    assert len({case.name for case in CASES}) == NUMBER


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_linked(server: Server, case: Case) -> None:
    entry = case.entry
    answer = server.raw(entry.get("method", "GET"), entry["target"], entry.get("headers", ()))
    text = answer.body.decode()
    assert answer.status == entry["status"], text[:500]
    if "type" in entry:
        assert answer.media == entry["type"]
    for name, pattern in entry.get("has", {}).items():
        assert re.fullmatch(pattern, answer.headers.get(name, "")), (name, answer.headers)
    for part in entry.get("contains", ()):
        assert part in text
    for part in entry.get("lacks", ()):
        assert part not in text
    if "problem" in entry:
        assert json.loads(answer.body)["type"].endswith(f"/problem/{entry['problem']}")
