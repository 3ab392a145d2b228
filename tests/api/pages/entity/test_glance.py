"""What a page begins with: what readers ask first; what is technical comes last."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

PROJECT = "/doc/project/mirai-2018-270008"


def page(client: TestClient, path: str, lang: str = "ja") -> str:
    response = client.get(path, params={"lang": lang}, headers={"Accept": "text/html"})
    assert response.status_code == 200
    return response.text


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def glance(markup: str) -> str:
    return markup.split('<div class="glance">', 1)[1].split("<section", 1)[0]


def sections(markup: str) -> list[str]:
    return re.findall(r'<section aria-labelledby="([\w-]+)"', markup)


def test_a_project_begins_with_what_it_is_its_state_and_whom_to_call(client: TestClient) -> None:
    found = client.get("/api/projects/mirai-2018-270008", params={"lang": "ja"}).json()
    shown = glance(page(client, PROJECT))
    words = plain(shown)
    assert found["descriptions"][0]["description"] in words
    assert "支援満了" in words
    assert all(body["name"] in words for body in found["applicants"])
    assert all(technology["label"] in words for technology in found["technologies"])
    called = client.get("/api/municipalities/272167/contact").json()["contact"]
    office = next(one for one in called if one["kind"] == "office")
    assert f'href="tel:{office["telephone"]}"' in shown
    assert words.index("河内長野市", words.index("連絡先")) < words.index("06-6941-0351")


def test_similar_projects_come_before_what_is_technical(client: TestClient) -> None:
    listed = sections(page(client, PROJECT))
    assert listed[0] == "related-similar"
    assert listed.index("applicants") < listed.index("facts")


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("/doc/programme/mirai", ["transition_steps", "chart-1"], "facts"),
        ("/doc/municipality/272299", ["projects", "neighbours"], "facts"),
    ],
)
def test_the_parts_stand_in_the_order_of_the_questions(
    client: TestClient, path: str, first: list[str], last: str
) -> None:
    listed = sections(page(client, path))
    own = [
        slug for slug in listed if not slug.startswith(("related", "network", "sources", "data"))
    ]
    assert own[: len(first)] == first
    assert own[-1] == last


def test_a_programme_says_at_once_when_a_call_was_last_open(client: TestClient) -> None:
    words = plain(glance(page(client, "/doc/programme/mirai")))
    assert "直近の公募 2025年1月28日〜2025年3月6日（令和7年度）" in words
    assert "日付は出典に記載" in words
    assert "g.mirai.s5m@cao.go.jp" in words


@pytest.mark.parametrize("code", ["272051", "270008"])
def test_a_local_government_says_whom_to_call_and_leads_to_its_peers(
    client: TestClient, code: str
) -> None:
    called = client.get(f"/api/municipalities/{code}/contact").json()["contact"]
    office = next(one for one in called if one["kind"] == "office")
    shown = glance(page(client, f"/doc/municipality/{code}"))
    assert f'href="tel:{office["telephone"]}"' in shown
    assert f'href="/peers?municipality={code}' in shown


def test_neighbours_with_work_come_first_with_their_number(client: TestClient) -> None:
    near = client.get("/api/municipalities/272167", params={"lang": "ja"}).json()["neighbours"]
    markup = page(client, "/doc/municipality/272167")
    shown = markup.split('id="neighbours"', 1)[1].split("</section>", 1)[0]
    items = [plain(item) for item in re.findall(r"<li>(.*?)</li>", shown)]
    assert len(items) == len(near)
    counts = [int(m[1]) if (m := re.search(r"プロジェクト(\d+)件", item)) else 0 for item in items]
    assert counts == sorted(counts, reverse=True)
    key = re.findall(r"/doc/municipality/(\d{6})", shown)[0]
    found = client.get("/api/search", params={"municipality": key, "type": "project"}).json()
    assert counts[0] == found["total"] > 0


@pytest.mark.parametrize("path", [PROJECT, "/doc/programme/mirai", "/doc/municipality/272051"])
def test_every_footnote_has_its_source_and_every_source_a_way_back(
    client: TestClient, path: str
) -> None:
    markup = page(client, path)
    ids = re.findall(r' id="([^"]+)"', markup)
    assert len(ids) == len(set(ids))
    cited = set(re.findall(r'href="#(source-\d+)"', markup))
    assert cited == {one for one in ids if re.fullmatch(r"source-\d+", one)}
    assert set(re.findall(r'href="#from-(source-\d+)"', markup)) == cited


def test_a_source_that_all_facts_share_is_named_once(client: TestClient) -> None:
    markup = page(client, PROJECT)
    facts = markup.split('id="facts"', 1)[1].split("</section>", 1)[0]
    assert facts.count("p.3 No.25</span>") == 1


def test_an_amount_stands_once(client: TestClient) -> None:
    """Bare digits of a source beside the amount say nothing; what it words otherwise stays."""
    text = client.get("/doc/programme/mirai?lang=ja", headers={"Accept": "text/html"}).text
    assert "68,555,000円" in text
    assert "68555000" not in text
    assert "0.8億円の内数" in text
