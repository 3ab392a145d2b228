"""The address of each type of problem leads to what it means."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from paths import ROOT
from starlette.testclient import TestClient

from api.contract.problems import SLUGS
from api.http.connections.refusals import (
    HEADERS_TOO_LARGE,
    TOO_MANY,
    TOO_SLOW,
    URI_TOO_LONG,
)
from api.http.problems import REPEATED
from api.pages.about.problem_types import problem_types

BY_NAME = {"REPEATED": REPEATED}
SLUGS_OF_HTTP = {"not-found", "method-not-allowed", "http"}
"""What ``api.pages.problems`` makes of the framework's own errors."""
REFUSALS = {why.slug for why in (URI_TOO_LONG, HEADERS_TOO_LARGE, TOO_SLOW, TOO_MANY)}


def slugs() -> Iterator[str]:
    """Yield the type of every problem that the code makes."""
    for path in (ROOT / "api").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ApiProblem":
                slug = node.args[1]
                if isinstance(slug, ast.Constant):
                    yield str(slug.value)
                elif isinstance(slug, ast.Name) and slug.id in BY_NAME:
                    yield BY_NAME[slug.id]


def test_every_type_has_a_meaning_and_every_meaning_a_type() -> None:
    made = {*slugs(), *SLUGS_OF_HTTP, *REFUSALS}
    assert {one["name"] for one in problem_types("en")} == made == {*SLUGS}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_type_of_an_answer_leads_to_its_meaning(client: TestClient, lang: str) -> None:
    sent = client.get("/sparql", params={"query": "SELECT"}, headers={"accept-language": lang})
    path = sent.json()["type"].removeprefix("https://w3id.org/tsunagu")
    (item,) = client.get(path, params={"lang": lang}).json()["items"]
    assert item["type"] == sent.json()["type"]
    assert ("query" in item["meaning"]) == (lang == "en")


def test_a_browser_gets_a_page(client: TestClient) -> None:
    page = client.get("/problem", headers={"accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert all(f'id="{one["name"]}"' in page.text for one in problem_types("ja"))
    one = client.get("/problem/too-busy", headers={"accept": "text/html"})
    assert "too-busy" in one.text
    assert "too-many-slow" not in one.text
