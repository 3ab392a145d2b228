"""What documents hold beside their own texts: facts of programmes, who takes part, backgrounds."""

from __future__ import annotations

import pytest

from search.engine import SearchEngine
from search.model.request import SearchRequest

FIRST = {
    "メルマガ": "programme/mirai",
    "メールマガジン": "programme/mirai",
    "newsletter": "programme/mirai",
    "伴走支援": "programme/mirai",
    "支援が終わったら": "programme/mirai",
    "2,000万円": "programme/smartcity-mlit",
    "二千万円": "programme/smartcity-mlit",
    "一億五千万円": "programme/av-implementation-mlit",
    "補助率2/3": "programme/maas-mlit",
    "補助率5分の4": "programme/av-implementation-mlit",
    "補助率4/5": "programme/av-implementation-mlit",
    "予算4.0億円": "programme/smartcity-soumu",
    "委託費": "programme/new-maas-meti",
    "ict-town@ml.soumu.go.jp": "programme/smartcity-soumu",
    "hqt-mobilityservice1002@gxb.mlit.go.jp": "programme/maas-mlit",
    "03-6206-6175": "programme/mirai",
    "デジ田": "programme/denen-grant",
    "デジ田交付金": "programme/denen-grant",
}
"""What people type who ask for a fact, and the programme that it belongs to."""


def _refs(engine: SearchEngine, text: str, limit: int = 5) -> list[str]:
    found = engine.search(SearchRequest(query=text, limit=limit))
    return [f"{hit.kind}/{hit.key}" for hit in found.hits]


@pytest.mark.parametrize(("text", "programme"), FIRST.items())
def test_a_fact_finds_its_programme(engine: SearchEngine, text: str, programme: str) -> None:
    assert _refs(engine, text, 1) == [programme]


@pytest.mark.parametrize("text", ["公募期間", "応募", "締切", "締め切り", "予算", "問い合わせ先"])
def test_words_for_facts_find_programmes(engine: SearchEngine, text: str) -> None:
    assert {ref.partition("/")[0] for ref in _refs(engine, text)} == {"programme"}


@pytest.mark.parametrize(
    ("text", "programmes"),
    [
        ("道路局", {"road-av-support"}),
        ("国土交通省道路局 自動運転", {"road-av-support"}),
        ("都市局", {"smartcity-mlit"}),
        ("製造産業局", {"new-maas-meti"}),
        ("情報流通行政局", {"smartcity-soumu"}),
    ],
)
def test_a_bureau_finds_its_programmes(
    engine: SearchEngine, text: str, programmes: set[str]
) -> None:
    found = engine.search(SearchRequest(query=text, limit=20)).hits
    assert {hit.key for hit in found if hit.kind == "programme"} <= programmes
    projects = [hit for hit in found if hit.kind == "project"]
    assert projects
    assert all(hit.key.startswith(tuple(programmes)) for hit in projects)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("テクノ・スクエア", "project/smartcity-soumu-2023-techno-square"),
        ("うさぎ企画", "project/new-maas-meti-2024-usagi-kikaku"),
        ("仁寿会", "project/new-maas-meti-2024-jinjukai"),
        ("楽天", "project/mirai-2020-112071"),
        ("西武鉄道", "project/mirai-2020-112071"),
    ],
)
def test_who_is_paid_or_sits_in_a_council_finds_the_project(
    engine: SearchEngine, text: str, ref: str
) -> None:
    assert ref in _refs(engine, text)


def test_what_is_said_of_a_place_finds_it_and_its_projects(engine: SearchEngine) -> None:
    found = _refs(engine, "とよのんコンシェルジュ", 10)
    assert "municipality/273210" in found
    assert any(ref.startswith("project/") and "273210" in ref for ref in found)


def test_a_project_stands_before_the_place_of_its_words(engine: SearchEngine) -> None:
    found = _refs(engine, "クルクル", 20)
    assert found[0] == "project/mirai-2018-270008"


def test_a_town_asked_for_by_the_words_of_its_project_comes_first(engine: SearchEngine) -> None:
    found = engine.search(SearchRequest(query="クルクルがある市", limit=1)).hits
    body = engine.search(SearchRequest(query="河内長野市", limit=1)).hits[0]
    assert [(hit.kind, hit.key) for hit in found] == [("municipality", body.key)]
