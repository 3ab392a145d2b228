"""Entity pages: sentences, charts, related things, and neighbourhoods as lists."""

from __future__ import annotations

import csv
import json
import re
from html import unescape

import pytest
from paths import ROOT
from starlette.testclient import TestClient

from api.pages.entity.related import SHOWN


def text_of(client: TestClient, path: str, lang: str = "ja") -> str:
    response = client.get(path, headers={"Accept": "text/html", "Accept-Language": lang})
    assert response.status_code == 200, response.text
    return response.text


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def section(markup: str, anchor: str) -> str:
    found = re.search(rf'<section aria-labelledby="{anchor}".*?</section>', markup, re.DOTALL)
    assert found, anchor
    return found[0]


def test_a_project_begins_with_a_sentence(client: TestClient) -> None:
    shown = plain(text_of(client, "/doc/project/mirai-2020-272299"))
    assert (
        "四條畷市のプロジェクトです。令和2年度に「未来技術社会実装事業」の支援対象として選定されました"
        in shown
    )
    assert "出典に記載された技術: AI、IoT、自動運転など。" in shown
    english = plain(text_of(client, "/doc/project/mirai-2020-272299", "en"))
    said = "Artificial intelligence, Internet of Things, Automated driving and others."
    assert f"Technologies in the source: {said}" in english


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("municipality/272051", "吹田市（すいたし）は、大阪府の中核市です。"),
        ("municipality/270008", "大阪府（おおさかふ）の情報です。"),
        ("programme/mirai", "内閣府"),
        ("technology/automated-driving", "人に代わって車のシステムが運転"),
        ("ministry/cao", "内閣府は、国の機関です（府省）。"),
        ("council/morioka", "地域実装協議会です。"),
        ("event/mirai-exchange-2022", "2022年10月27日〜2022年10月28日に開催された交流会です。"),
    ],
)
def test_every_kind_begins_with_a_sentence(client: TestClient, path: str, words: str) -> None:
    markup = text_of(client, f"/doc/{path}")
    lead = re.search(r'<p class="lead summary">(.*?)</p>', markup, re.DOTALL)
    assert lead
    assert words in plain(lead[1])


def test_similar_projects_are_those_of_the_api_with_their_reasons(client: TestClient) -> None:
    key = "mirai-2020-272299"
    items = client.get(f"/api/projects/{key}/similar", params={"limit": SHOWN}).json()["items"]
    shown = section(text_of(client, f"/doc/project/{key}"), "related-similar")
    assert re.findall(r'<h3><a href="/doc/project/([^"]+)"', shown) == [i["key"] for i in items]
    for reason in items[0]["reasons"]:
        assert (reason["label"] in plain(shown)) == (f"{reason['weight']:.2f}" != "0.00")
    assert f"{items[0]['score']:.2f}" in shown


def test_peers_and_programmes_are_those_of_the_api(client: TestClient) -> None:
    answer = client.get("/api/municipalities/272051/peers", params={"limit": SHOWN}).json()
    shown = section(text_of(client, "/doc/municipality/272051"), "related-peers")
    listed = re.findall(r'<h3><a href="/doc/municipality/([^"]+)"', shown)
    assert listed == [item["key"] for item in answer["items"]]
    answer = client.get("/api/programmes/mirai/related").json()
    shown = section(text_of(client, "/doc/programme/mirai"), "related-programmes")
    listed = re.findall(r'<h3><a href="/doc/programme/([^"]+)"', shown)
    assert listed == [item["key"] for item in answer["items"]]


def test_peers_are_named_with_their_prefecture_in_the_language_of_the_page(
    client: TestClient,
) -> None:
    shown = section(text_of(client, "/doc/municipality/272051", "en"), "related-peers")
    assert "Hyogo Prefecture" in shown
    assert "兵庫県" not in shown


def test_what_is_in_the_same_place_is_not_said_to_be_about_nothing_away(
    client: TestClient,
) -> None:
    shown = section(text_of(client, "/doc/project/mirai-2018-270008"), "related-similar")
    distances = re.findall(r'class="distance">(.*?)<', shown)
    assert "0km" in distances
    assert "約0.0km" not in distances


def test_numbers_that_disagree_are_drawn_apart_with_their_sources(client: TestClient) -> None:
    shown = section(text_of(client, "/doc/programme/smartcity-soumu"), "chart-1")
    rows = re.findall(r"<tr>(.*?)</tr>", shown, re.DOTALL)
    year = [row for row in rows if "令和4年度" in row]
    assert {"12事業", "13事業"} <= set(re.findall(r"\d+事業", " ".join(year)))
    assert all('class="differs"' in row and "#source-" in row for row in year)
    assert not any('class="differs"' in row for row in rows if "令和2年度" in row)


def test_years_of_a_technology_add_up_to_its_projects(client: TestClient) -> None:
    markup = text_of(client, "/doc/technology/automated-driving")
    shown = section(markup, "chart-1")
    numbers = [int(n) for n in re.findall(r'<td class="number">(\d+)</td>', shown)]
    params = {"type": "project", "technology": "automated-driving"}
    assert sum(numbers) == client.get("/api/search", params=params).json()["total"]


def test_the_survey_says_which_base_fits(client: TestClient) -> None:
    markup = text_of(client, "/doc/event/mirai-municipality-survey")
    with (ROOT / "data" / "survey_observations.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["percent"]]
    shown = plain(section(markup, "chart-1") + section(markup, "chart-2"))
    assert all(f"{float(row['percent']):g}%" in shown for row in rows)
    assert "36を母数とすると合います" in shown


def test_the_map_has_the_place_of_the_project(client: TestClient) -> None:
    markup = text_of(client, "/doc/project/mirai-2018-270008")
    points = re.search(r'data-points="([^"]*)"', markup)
    assert points
    assert [point["code"] for point in json.loads(unescape(points[1]))] == ["272167"]
    assert "data-points" not in text_of(client, "/doc/technology/5g")


def test_a_neighbourhood_is_a_list_too(client: TestClient) -> None:
    focus = "project/mirai-2020-272299"
    answer = client.get("/api/graph", params={"focus": focus}).json()
    markup = text_of(client, f"/network?focus={focus}")
    for node in answer["nodes"][1:]:
        assert f'href="/doc/{node["type"]}/{node["key"]}"' in markup
    assert 'href="/network?focus=programme%2Fmirai"' in markup
    narrowed = text_of(client, f"/network?focus={focus}&kinds=technology&depth=2")
    assert 'value="technology" checked' in narrowed
    assert 'value="2" checked' in narrowed


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("depth=9", 400),
        ("focus=project/zzz", 404),
        ("focus=project/mirai-2020-272299&depth=9", 400),
    ],
)
def test_mistakes_are_pages(client: TestClient, query: str, status: int) -> None:
    response = client.get(f"/network?{query}", headers={"Accept": "text/html"})
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
