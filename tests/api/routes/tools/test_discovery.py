"""What crawlers, browsers and assistants find: sitemaps, schema.org, OpenSearch, ``llms.txt``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import extruct
import pytest
from edits import CAME, RETITLED
from starlette.testclient import TestClient

from api.answers.tools import sitemaps
from api.app import create_app
from api.release.releases import Release
from api.release.settings import Settings
from ontology.kinds import KINDS

PUBLIC = "https://tsunagu.example.jp/"
LOCATED = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCHED = "{http://a9.com/-/spec/opensearch/1.1/}"
HTML = {"Accept": "text/html"}
SUGGESTIONS = "application/x-suggestions+json"
TYPES = {
    "/doc/project/mirai-2018-270008": "Project",
    "/doc/programme/mirai": "GovernmentService",
    "/doc/municipality/272051": "City",
    "/doc/municipality/270008": "AdministrativeArea",
    "/doc/council/aichi": "Organization",
    "/doc/event/chichibu-drone-founding": "Event",
    "/doc/technology/drone": "DefinedTerm",
    "/doc/challenge/ageing-population": "DefinedTerm",
    "/doc/ministry/cao": "GovernmentOrganization",
}


@pytest.fixture(scope="module")
def public(release: Release, settings: Settings) -> Iterator[TestClient]:
    """The application, which knows its public address."""
    assert release.folder.is_dir()
    with TestClient(create_app(replace(settings, public_url=PUBLIC))) as client:
        yield client


@pytest.fixture(scope="module")
def edited(edited_pair: Path) -> Iterator[TestClient]:
    """The application over the later of two small releases."""
    settings = Settings(out=edited_pair / "out", sparql_workers=1, public_url=PUBLIC)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


def located(client: TestClient, path: str) -> dict[str, datetime]:
    """Return the addresses of a sitemap or of its index, each with when it changed."""
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/xml"
    assert answer.text.isprintable() or "\n" in answer.text
    found = {}
    for element in ET.fromstring(answer.content):  # noqa: S314 - our own
        place, moment = (element.findtext(f"{LOCATED}{name}") for name in ("loc", "lastmod"))
        assert place is not None
        assert moment is not None
        assert place.startswith(PUBLIC)
        found["/" + place.removeprefix(PUBLIC)] = datetime.fromisoformat(moment)
    return found


def every(client: TestClient) -> dict[str, datetime]:
    parts = located(client, "/sitemap.xml")
    return {place: moment for part in parts for place, moment in located(client, part).items()}


@pytest.mark.slow
def test_every_address_of_the_sitemap_is_a_page_that_may_be_read(edited: TestClient) -> None:
    robots = RobotFileParser()
    robots.parse(edited.get("/robots.txt").text.splitlines())
    assert robots.site_maps() == [f"{PUBLIC}sitemap.xml"]
    places = every(edited)
    assert len(places) > 100
    for place in places:
        answer = edited.get(place, headers=HTML)
        assert answer.status_code == 200, place
        assert answer.headers["content-type"].startswith("text/html"), place
        assert robots.can_fetch("*", place), place
        assert f'<link rel="canonical" href="{PUBLIC}{place[1:]}">' in answer.text


def test_the_sitemap_says_when_things_changed(edited: TestClient) -> None:
    places = every(edited)
    first = min(places.values())
    changed = {place for place, moment in places.items() if moment > first}
    assert {f"/doc/project/{RETITLED}", f"/doc/project/{CAME}"} <= changed
    assert "/doc/technology/drone" not in changed


def test_the_sitemap_holds_every_thing_in_parts(
    public: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 500)
    parts = located(public, "/sitemap.xml")
    whole: dict[str, datetime] = {}
    for part in parts:
        held = located(public, part)
        assert 0 < len(held) <= 500
        assert not whole.keys() & held.keys()
        whole |= held
    for kind in KINDS:
        total = public.get(f"/api/search?type={kind}&limit=1").json()["total"]
        assert sum(place.startswith(f"/doc/{kind}/") for place in whole) == total
    assert public.get(f"/sitemap-{len(parts)}.xml").status_code == 404
    assert sitemaps.INDEX == "/sitemap.xml"


def test_a_service_that_does_not_know_where_it_is_has_no_sitemap(client: TestClient) -> None:
    for path in ("/sitemap.xml", "/sitemap-0.xml", "/opensearch.xml"):
        assert client.get(path).status_code == 404
    assert "Sitemap:" not in client.get("/robots.txt").text
    assert client.get("/llms.txt").status_code == 200


def structured(client: TestClient, path: str) -> dict[str, Any]:
    page = client.get(path, headers=HTML).text
    found = extruct.extract(page, base_url=PUBLIC + path[1:], syntaxes=["json-ld"])["json-ld"]
    (data,) = found
    assert data["@context"] == "https://schema.org"
    return dict(data)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("path", "type_"), TYPES.items())
def test_a_page_says_what_it_is_of(public: TestClient, path: str, type_: str, lang: str) -> None:
    data = structured(public, f"{path}?lang={lang}")
    kind, key = path.split("/")[2:]
    assert data["@type"] == type_
    assert data["@id"] == f"https://w3id.org/tsunagu/id/{kind}/{key}"
    assert data["identifier"] == key
    label = public.get(f"/api/search?type={kind}&q={key}&lang={lang}").json()
    assert label is not None
    assert f"<h1>{data['name']}" in re.sub("<h1><span[^>]*>", "<h1>", public.get(
        f"{path}?lang={lang}", headers=HTML).text)  # fmt: skip
    assert None not in data.values()
    assert "" not in data.values()


def test_what_pages_say_in_schema_org(public: TestClient) -> None:
    project = structured(public, "/doc/project/mirai-2018-270008?lang=ja")
    assert project["funding"]["name"] == "未来技術社会実装事業"
    assert project["funding"]["@type"] in {"Grant", "MonetaryGrant"}
    assert "自動運転" in project["keywords"]
    assert {one["name"] for one in project["parentOrganization"]} == {"大阪府", "河内長野市"}
    city = structured(public, "/doc/municipality/272051?lang=ja")
    assert city["containedInPlace"]["name"] == "大阪府"
    assert round(city["geo"]["latitude"]) == 35
    event = structured(public, "/doc/event/chichibu-drone-founding?lang=ja")
    assert event["startDate"] == "2024-09"
    assert event["location"]["address"] == "秩父市"


def test_the_dataset_and_the_search_are_described(public: TestClient) -> None:
    catalogue = structured(public, "/about")
    assert catalogue["@type"] == "DataCatalog"
    dataset = catalogue["dataset"]
    assert dataset["@type"] == "Dataset"
    assert 50 <= len(dataset["description"]) <= 5000  # what Google's Dataset Search takes
    assert dataset["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert dataset["distribution"]
    for file in dataset["distribution"]:
        assert public.head("/" + file["contentUrl"].removeprefix(PUBLIC)).status_code == 200
    action = structured(public, "/")["potentialAction"]
    assert action["@type"] == "SearchAction"
    target = action["target"]["urlTemplate"].replace("{search_term_string}", "drone")
    assert public.get("/" + target.removeprefix(PUBLIC), headers=HTML).status_code == 200


def test_hostile_names_end_no_data(public: TestClient) -> None:
    page = public.get("/", params={"q": "</script><script>alert(1)</script>"}, headers=HTML).text
    assert "<script>alert" not in page


@pytest.mark.parametrize("path", ["/", "/?q=ドローン&limit=5", "/doc/programme/mirai", "/help"])
def test_a_page_names_its_address_in_both_languages(public: TestClient, path: str) -> None:
    for lang, other in (("ja", "en"), ("en", "ja")):
        asked = f"{path}{'&' if '?' in path else '?'}lang={lang}"
        page = public.get(asked, headers=HTML).text
        heads = dict(re.findall(r'hreflang="([\w-]+)" href="([^"]+)"', page))
        assert set(heads) == {"ja", "en", "x-default"}
        (canonical,) = re.findall('rel="canonical" href="([^"]+)"', page)
        assert canonical == heads[lang]
        again = public.get(
            heads[other].replace("&amp;", "&").removeprefix(PUBLIC[:-1]), headers=HTML
        )
        assert dict(re.findall(r'hreflang="([\w-]+)" href="([^"]+)"', again.text)) == heads
        properties = dict(re.findall(r'<meta property="(og:[\w:]+)" content="([^"]*)">', page))
        assert properties["og:url"] == canonical
        assert properties["og:locale"].startswith(lang)
        (described,) = re.findall('<meta name="description" content="([^"]*)">', page)
        assert properties["og:description"] == described
        assert 20 <= len(described) <= 320
        japanese = re.search("[\u3040-\u30ff]", re.sub("“.*?”", "", described))
        assert bool(japanese) is (lang == "ja")


def test_a_page_that_failed_has_no_address_of_its_own(public: TestClient) -> None:
    page = public.get("/doc/project/zzz", headers=HTML).text
    assert "canonical" not in page
    assert "hreflang" in page  # the switch of languages


def test_a_browser_can_search_here(public: TestClient) -> None:
    page = public.get("/?lang=en", headers=HTML).text
    (href,) = re.findall('type="application/opensearchdescription\\+xml"[^>]* href="([^"]+)"', page)
    document = ET.fromstring(public.get(href).content)  # noqa: S314 - our own
    assert document.findtext(f"{SEARCHED}ShortName") == "Tsunagu"
    templates = [one.attrib for one in document.iter(f"{SEARCHED}Url")]
    assert [one["type"] for one in templates] == [
        "text/html", "application/json", "application/atom+xml", SUGGESTIONS,
    ]  # fmt: skip
    for one in templates:
        asked = one["template"].replace("{searchTerms}", "drone").removeprefix(PUBLIC[:-1])
        answer = public.get(asked, headers={"Accept": one["type"]})
        assert answer.headers["content-type"].startswith(one["type"])


@pytest.mark.parametrize(("lang", "typed"), [("ja", "大阪の自動"), ("en", "automated dri")])
def test_a_browser_completes_by_the_same_suggester(
    public: TestClient, lang: str, typed: str
) -> None:
    answer = public.get("/opensearch/suggestions", params={"q": typed, "lang": lang})
    assert answer.headers["content-type"] == SUGGESTIONS
    query, completions, said, addresses = answer.json()
    items = public.get("/api/suggest", params={"q": typed, "lang": lang}).json()["items"]
    assert query == typed
    assert completions == list(dict.fromkeys(item["text"] for item in items))
    assert len(completions) == len(said) == len(addresses) > 0
    assert all(said)
    for text, address in zip(completions, addresses, strict=True):
        assert address == f"{PUBLIC}?{urlencode({'q': text})}"


def test_what_would_be_the_same_query_is_completed_once(public: TestClient) -> None:
    _, completions, said, _ = public.get("/opensearch/suggestions?q=府中市&lang=ja").json()
    assert {"東京都府中市", "広島県府中市"} <= set(completions)
    assert len(completions) == len(set(completions)) == len(said)
    assert public.get("/opensearch/suggestions").json() == ["", [], [], []]
    assert public.get("/opensearch/suggestions", params={"q": "あ" * 1001}).status_code == 414


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_llms_txt_names_only_what_is_there(public: TestClient, lang: str) -> None:
    text = public.get(f"/llms.txt?lang={lang}").text
    lines = text.splitlines()
    assert lines[0].startswith("# ")
    assert any(line.startswith("> ") for line in lines)
    links = dict.fromkeys(re.findall(r"\]\((https://[^)]+)\)", text))
    assert len(links) > 10
    for link in links:
        path = "/" + link.removeprefix(PUBLIC)
        assert public.get(path, headers=HTML).status_code == 200, link
    paths = public.get("/openapi.json").json()["paths"]
    assert all(f"[{path}]" in text for path, methods in paths.items() if "get" in methods)


def test_security_txt_says_where_it_is(operated: TestClient, small_out: Path) -> None:
    assert "Canonical:" not in operated.get("/.well-known/security.txt").text
    settings = Settings(
        out=small_out,
        sparql_workers=1,
        public_url=PUBLIC,
        operator_email="ask@example.jp",
        security_expires="2027-03-31",
    )
    with TestClient(create_app(settings)) as client:
        text = client.get("/.well-known/security.txt").text
    assert f"Canonical: {PUBLIC}.well-known/security.txt\n" in text
    assert "Expires: 2027-03-31T00:00:00Z\n" in text
    assert "Contact: mailto:ask@example.jp\n" in text
