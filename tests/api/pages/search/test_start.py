"""The start page: what is here by place, technology and year, and what is new."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from html_pages import Page
from paths import ROOT
from starlette.testclient import TestClient

from api.app import create_app
from api.release.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

HTML = {"Accept": "text/html", "Accept-Language": "ja"}
STYLES = ROOT / "api" / "pages" / "static" / "start.css"


@pytest.fixture(scope="module")
def edited(edited_pair: Path) -> Iterator[TestClient]:
    """The application over a release that follows another one."""
    with TestClient(create_app(Settings(out=edited_pair / "out", sparql_workers=1))) as client:
        yield client


def test_every_prefecture_has_a_tile_with_the_number_that_its_link_finds(
    client: TestClient,
) -> None:
    text = client.get("/", headers=HTML).text
    tiles = re.findall(
        r'<li class="at-(\d\d) shade-(\d)"><a href="([^"]+)">(\S+) <strong>(\d+)', text
    )
    assert [number for number, *_ in tiles] == [f"{number:02}" for number in range(1, 48)]
    assert {"北海道", "京都", "大阪", "東京"} <= {name for *_, name, _ in tiles}
    for _, shade, address, _, count in (tiles[0], tiles[26], tiles[46]):
        query = parse_qs(urlsplit(address.replace("&amp;", "&")).query)
        assert client.get("/api/search", params=query).json()["total"] == int(count)
        assert (shade == "0") == (count == "0")
    most = max(tiles, key=lambda tile: int(tile[4]))
    assert most[1] == "4"


def test_every_tile_has_a_place_of_its_own() -> None:
    places = re.findall(r"\.at-(\d\d) \{\s+grid-area: (\d+ / \d+);", STYLES.read_text("utf-8"))
    assert [number for number, _ in places] == [f"{number:02}" for number in range(1, 48)]
    assert len({place for _, place in places}) == 47


def test_years_and_technologies_have_the_numbers_that_their_links_find(client: TestClient) -> None:
    page = Page(client.get("/", headers=HTML).text)
    links = {href: text for href, text, _ in page.links()}
    years = [href for href in links if "fiscal_year=" in href]
    technologies = [href for href in links if "technology=" in href]
    assert len(years) > 5
    assert len(technologies) == 12
    for address in (years[0], technologies[0]):
        assert client.get("/api/search?" + urlsplit(address).query).json()["total"] > 0


def test_what_is_new_is_said(edited: TestClient, operated: TestClient) -> None:
    text = edited.get("/", headers=HTML).text
    news = text[text.index('<section class="news"') :].partition("</section>")[0]
    assert "プロジェクト" in news
    assert "/doc/project/" in news
    first = operated.get("/", headers=HTML).text
    assert "最初の版です" in first
