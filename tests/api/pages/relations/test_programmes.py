"""Programmes side by side, and which of them fits."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

HEADERS = {"Accept": "text/html", "Accept-Language": "ja"}


def page(client: TestClient, path: str, status: int = 200, lang: str = "ja") -> str:
    response = client.get(path, headers={**HEADERS, "Accept-Language": lang})
    assert response.status_code == status, response.text
    return response.text


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def test_every_programme_can_be_chosen(client: TestClient) -> None:
    markup = page(client, "/programmes")
    items = client.get("/api/search", params={"type": "programme"}).json()["items"]
    assert {item["key"] for item in items} == set(
        re.findall(r'name="compare" value="([^"]+)"', markup)
    )


def test_the_form_asks_for_programmes_not_for_local_governments(client: TestClient) -> None:
    words = plain(page(client, "/programmes"))
    assert "この技術を対象とする支援制度を表示" in words
    assert "該当する自治体" not in words


def test_numbers_that_disagree_stand_side_by_side_with_their_sources(client: TestClient) -> None:
    markup = page(client, "/programmes/compare?compare=mirai&compare=smartcity-soumu")
    heads = re.findall(r'<th scope="col"><a href="/doc/programme/([^"]+)"', markup)
    assert heads == ["mirai", "smartcity-soumu"]
    rows = [row for row in re.findall(r"<tr>(.*?)</tr>", markup, re.DOTALL) if "令和4年度" in row]
    differing = [row for row in rows if 'class="differs"' in row]
    assert {"12事業", "13事業"} <= set(re.findall(r"\d+事業", " ".join(differing)))
    assert all("#source-" in row for row in differing)
    assert "g.mirai.s5m@cao.go.jp" in markup


def test_a_footnote_is_set_apart_from_what_it_is_about(client: TestClient) -> None:
    markup = page(client, "/programmes/compare?compare=mirai&compare=smartcity-soumu")
    noted = re.findall(r'<div class="noted">(.*?)</div>', markup, re.DOTALL)
    assert noted
    assert all(re.match(r"\[\d+\]", plain(one)) for one in noted)


def test_every_source_that_is_cited_is_listed(client: TestClient) -> None:
    markup = page(
        client, "/programmes/compare?compare=mirai&compare=maas-mlit&compare=new-maas-meti"
    )
    cited = set(re.findall(r'href="#(source-\d+)"', markup))
    assert cited
    assert cited <= set(re.findall(r'id="(source-\d+)"', markup))


def test_labels_serve_as_keys_and_the_same_programme_stands_once(client: TestClient) -> None:
    path = "/programmes/compare?compare=mirai&compare=未来技術社会実装事業"
    assert page(client, path).count('<th scope="col"><a href="/doc/programme/mirai"') == 1


def test_no_more_than_five(client: TestClient) -> None:
    markup = page(client, "/programmes")
    keys = re.findall(r'name="compare" value="([^"]+)"', markup)
    five = "&".join(f"compare={key}" for key in keys[:5])
    assert "追加する:" not in page(client, f"/programmes/compare?{five}")
    four = "&".join(f"compare={key}" for key in keys[:4])
    assert "追加する:" in page(client, f"/programmes/compare?{four}")
    six = "&".join(f"compare={key}" for key in keys[:6])
    assert "5件まで" in page(client, f"/programmes/compare?{six}", 400) or len(keys) < 6
    page(client, "/programmes/compare?compare=zzz", 400)
    assert 'name="compare"' in page(client, "/programmes/compare")


def test_the_match_is_that_of_the_api(client: TestClient) -> None:
    params = {"technology": "automated-driving", "stage": "finishing", "municipality": "272051"}
    answer = client.get("/api/programmes/match", params=params).json()
    markup = page(
        client,
        "/programmes/match?technology=automated-driving&stage=finishing&municipality=吹田市",
    )
    ranked = markup[markup.index('id="ranked"') :]
    listed = re.findall(r'<h3><a href="/doc/programme/([^"]+)"', ranked)
    assert listed == [item["key"] for item in answer["items"]]
    shown = plain(ranked)
    assert all(step["label"] in shown for step in answer["steps"])
    assert answer["steps"]
    assert all(reason["label"] in shown for reason in answer["items"][0]["reasons"])
    assert 'value="大阪府吹田市"' in markup
    assert 'value="automated-driving" checked' in markup


def test_what_was_typed_counts_like_what_was_chosen(client: TestClient) -> None:
    typed = page(client, "/programmes/match?typed_technology=じどううんてん")
    assert 'value="automated-driving" checked' in typed


@pytest.mark.parametrize(
    ("query", "words"),
    [("municipality=府中市", "東京都府中市"), ("technology=zzz", "zzz")],
)
def test_names_that_fit_several_or_none_are_said_on_the_page(
    client: TestClient, query: str, words: str
) -> None:
    markup = page(client, f"/programmes/match?{query}", 400)
    assert words in markup
    assert 'name="stage"' in markup


def test_wards_are_answered_as_their_city(client: TestClient) -> None:
    assert "行政区のため" in page(client, "/programmes/match?municipality=271411")


def test_hostile_values_are_text(client: TestClient) -> None:
    markup = page(client, "/programmes/match?municipality=<script>alert(1)</script>", 400)
    assert "<script>alert" not in markup


def test_english(client: TestClient) -> None:
    assert "Which programme fits?" in page(client, "/programmes", lang="en")
    compared = page(client, "/programmes/compare?compare=mirai", lang="en")
    assert "Selected in FY2022" in compared
