"""The page on how to ask: each example finds something, and every word is explained."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from html_pages import Page

from api.pages.about.guide import guide_view

if TYPE_CHECKING:
    from starlette.testclient import TestClient

EXAMPLES = [
    (lang, example["url"])
    for lang in ("ja", "en")
    for group in guide_view(lang)["groups"]
    for example in group["examples"]
]
WORDS = ("選定", "推定（◇）", "等", "※", "年度", "団体コード")


def _asked(address: str) -> str:
    """Return where the API answers what a page answers."""
    path, query = urlsplit(address)[2:4]
    given = {name: values[0] for name, values in parse_qs(query).items()}
    return {
        "/": f"/api/search?{query}",
        "/programmes/match": f"/api/programmes/match?{query}",
        "/peers": f"/api/municipalities/{given.pop('municipality', '')}/peers"
        f"?technology={given.get('technology', '')}",
        "/similar": f"/api/projects/{given.get('project', '')}/similar",
    }[path]


@pytest.mark.parametrize(("lang", "address"), EXAMPLES)
def test_every_example_finds_something(client: TestClient, lang: str, address: str) -> None:
    shown = client.get("/help", params={"lang": lang}, headers={"Accept": "text/html"})
    links = [href for href, _, _ in Page(shown.text).links()]
    assert any(href.startswith(address) for href in links)
    found = client.get(_asked(address), params=None).json()
    assert found["items"], address
    page = client.get(address, headers={"Accept": "text/html"})
    assert page.status_code == 200


def test_the_words_are_explained_in_both_languages(client: TestClient) -> None:
    japanese = client.get("/help", headers={"Accept": "text/html", "Accept-Language": "ja"}).text
    assert [word for word in WORDS if f"<dt>{word}</dt>" not in japanese] == []
    english = unescape(client.get("/help?lang=en", headers={"Accept": "text/html"}).text)
    assert "Not stated in a source, but assigned by fixed rules" in english
    terms = guide_view("en")["terms"]
    assert len(terms) == len(guide_view("ja")["terms"])
    assert all(entry["term"] and entry["text"] for entry in terms)


@pytest.mark.parametrize("path", ["/", "/about", "/doc/municipality/272051", "/sparql?format=html"])
def test_help_is_one_step_away_from_every_page(client: TestClient, path: str) -> None:
    page = Page(client.get(path, headers={"Accept": "text/html"}).text)
    assert [href for href, _, _ in page.links()].count("/help") >= 2  # header and footer


def test_what_is_for_developers_stands_behind_one_entry(client: TestClient) -> None:
    start = Page(client.get("/", headers={"Accept": "text/html"}).text)
    assert not {"/sparql", "/docs"} & {href for href, _, _ in start.links()}
    page = Page(client.get("/developers", headers={"Accept": "text/html"}).text)
    doors = {href for href, _, attrs in page.links() if href.startswith("/")}
    assert {"/sparql", "/docs", "/ontology", "/openapi.json", "/dump", "/catalog"} <= doors
    for path in doors:
        assert client.get(path, headers={"Accept": "*/*"}).status_code == 200, path
    sparql = client.get("/sparql?format=html")
    (current,) = [a for _, _, a in Page(sparql.text).links() if a.get("aria-current") == "page"]
    assert current["href"] == "/developers"
