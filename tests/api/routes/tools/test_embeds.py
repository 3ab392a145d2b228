"""Pages for frames, who may frame them, and how a site is told of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from html_pages import Page
from starlette.testclient import TestClient

from api.app import create_app
from api.release.releases import Release
from api.release.settings import Settings, SettingsError

PUBLIC = "https://tsunagu.example.jp/"
FRAMES = (
    "/embed/card/project/mirai-2018-270008",
    "/embed/card/programme/mirai",
    "/embed/card/municipality/272051",
    "/embed/card/municipality/270008",
    "/embed/card/council/aichi",
    "/embed/card/event/chichibu-drone-founding",
    "/embed/card/technology/drone",
    "/embed/card/challenge/ageing-population",
    "/embed/card/ministry/cao",
    "/embed/list?q=ドローン&limit=3",
    "/embed/list?q=zzqqxx",
    "/embed/map?technology=drone",
    "/embed/map?q=zzqqxx",
    "/embed/card/project/zzz",
    "/embed/list?technology=zzz",
)


@pytest.fixture(scope="module")
def public(release: Release, settings: Settings) -> Iterator[TestClient]:
    """The application, which knows its public address."""
    assert release.folder.is_dir()
    with TestClient(create_app(replace(settings, public_url=PUBLIC))) as client:
        yield client


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", FRAMES)
def test_a_frame_keeps_nothing_and_leads_out(client: TestClient, path: str, lang: str) -> None:
    asked = f"{path}{'&' if '?' in path else '?'}lang={lang}"
    answer = client.get(asked, headers={"Accept": "text/html"})
    assert "frame-ancestors *;" in answer.headers["content-security-policy"]
    assert "default-src 'self';" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert "x-frame-options" not in answer.headers
    page = Page(answer.text)
    links = [attrs for _, _, attrs in page.links()]
    assert links
    assert all(attrs["target"] == "_top" and "noopener" in attrs["rel"] for attrs in links)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text)
    assert "{&#39;" not in answer.text  # no value as Python writes it
    if lang == "en":
        assert 'lang="en"' in answer.text


def test_the_list_of_a_frame_is_that_of_the_search(client: TestClient) -> None:
    answer = client.get("/api/search?q=ドローン&sort=name&limit=5").json()
    page = client.get("/embed/list?q=ドローン&sort=name&limit=5").text
    places = [page.index(f"/doc/{item['type']}/{quote(item['key'])}?") for item in answer["items"]]
    assert places == sorted(places)
    assert client.get("/embed/list?format=csv").status_code == 400
    assert client.get("/embed/list?limit=101").status_code == 400


def test_the_map_of_a_frame_lists_where_most_is(client: TestClient) -> None:
    answer = client.get("/api/map?type=project&lang=ja").json()
    most = max(answer["features"], key=lambda one: one["properties"]["count"])["properties"]
    page = client.get("/embed/map?type=project&lang=ja").text
    assert f'{most["label"]}</a> <span class="count">{most["count"]}</span>' in page
    assert page.count('<span class="count">') == 20
    assert "<h1>ドローンの検索結果" in client.get("/embed/map?technology=drone&lang=ja").text


@pytest.mark.parametrize(
    "path",
    ["/", "/?q=ドローン", "/doc/programme/mirai", "/about", "/oembed", "/feed.atom", "/sparql"],
)
def test_no_other_page_can_be_framed(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_who_may_frame_is_a_setting(small_out: Path) -> None:
    asked = "https://www.city.example.jp https://*.example.org"
    settings = Settings(out=small_out, sparql_workers=1, embed_ancestors=asked)
    with TestClient(create_app(settings)) as client:
        for path in ("/embed/list", "/embed/list?technology=zzz"):
            policy = client.get(path, headers={"Accept": "text/html"}).headers[
                "content-security-policy"
            ]
            assert f"frame-ancestors {asked};" in policy
    for wrong in ("", "*; script-src *", "https://a.example, https://b.example", "a  b"):
        with pytest.raises(SettingsError, match="TSUNAGU_EMBED_ANCESTORS"):
            Settings(embed_ancestors=wrong)


@pytest.mark.parametrize(
    ("page", "frame"),
    [
        ("doc/programme/mirai", "embed/card/programme/mirai"),
        ("doc/programme/mirai?lang=en", "embed/card/programme/mirai?lang=en"),
        ("embed/card/project/mirai-2018-270008", "embed/card/project/mirai-2018-270008"),
        ("?q=%E8%BB%8A&limit=5", "embed/list?q=%E8%BB%8A&limit=5"),
        ("embed/map?technology=drone", "embed/map?technology=drone"),
        ("embed/list?q=a", "embed/list?q=a"),
    ],
)  # fmt: skip
def test_oembed_tells_the_frame_of_a_page(public: TestClient, page: str, frame: str) -> None:
    answer = public.get("/oembed", params={"url": PUBLIC + page, "maxwidth": 400, "lang": "ja"})
    found = answer.json()
    assert (found["version"], found["type"]) == ("1.0", "rich")
    assert (found["width"], found["provider_name"]) == (400, "つなぐ")
    attributes = ET.fromstring(found["html"].replace("></iframe>", "/>")).attrib  # noqa: S314
    assert attributes["src"] == PUBLIC + frame
    assert attributes["title"] == found["title"]
    assert public.get(f"/{frame}").status_code == 200
    xml = public.get("/oembed", params={"url": PUBLIC + page, "maxwidth": 400, "format": "xml"})
    assert xml.headers["content-type"].startswith("text/xml")
    document = ET.fromstring(xml.content)  # noqa: S314 - our own
    assert {one.tag: one.text for one in document} == {
        name: str(value) for name, value in found.items()
    }


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://elsewhere.example/doc/programme/mirai", 404),
        (PUBLIC, 404),
        (f"{PUBLIC}?lang=en", 404),
        (f"{PUBLIC}about", 404),
        (f"{PUBLIC}doc/programme/zzz", 404),
        (f"{PUBLIC}doc/source/mirai-fy2022", 404),
        (f"{PUBLIC}embed/card/x", 404),
        ("", 400),
    ],
)
def test_what_has_no_frame_is_a_problem(public: TestClient, url: str, status: int) -> None:
    answer = public.get("/oembed", params={"url": url})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_oembed_has_two_formats(public: TestClient) -> None:
    url = f"{PUBLIC}doc/programme/mirai"
    assert public.get("/oembed", params={"url": url, "format": "yaml"}).status_code == 501


def test_pages_say_that_they_can_be_embedded(public: TestClient, client: TestClient) -> None:
    for path in ("/doc/programme/mirai", "/?q=ドローン"):
        page = public.get(path, headers={"Accept": "text/html"}).text
        for media, format_ in (("application/json", "json"), ("text/xml", "xml")):
            (href,) = re.findall(f'type="{media}\\+oembed"[^>]* href="([^"]+)"', page)
            assert f"format={format_}" in href
            answer = public.get(href.replace("&amp;", "&").replace(PUBLIC, "/"))
            assert answer.headers["content-type"].startswith(media)
        # who does not know where the service is can tell nobody
        assert "+oembed" not in client.get(path, headers={"Accept": "text/html"}).text
    assert client.get("/oembed?url=http://testserver/doc/programme/mirai").status_code == 404


def test_a_hostile_title_stays_a_title(public: TestClient) -> None:
    url = f'{PUBLIC}?q="><script>alert(1)</script>'
    found = public.get("/oembed", params={"url": url}).json()
    assert "<script" not in found["html"]
    page = public.get("/embed/list", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
