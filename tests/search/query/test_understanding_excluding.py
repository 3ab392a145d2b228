"""What is left out of a query's results, and how far the words of exclusion reach."""

from __future__ import annotations

import pytest
from understanding import OSAKA, conditions, understood

from search.engine import SearchEngine
from search.model.request import SearchRequest

HOKKAIDO, CHIBA, KYOTO, TOKYO = "010006", "120006", "260002", "130001"
CITIES = {"city", "core-city", "designated-city"}


@pytest.mark.parametrize(
    ("query", "excluded", "technologies"),
    [
        ("東京じゃないところのスマートシティ", {TOKYO}, {"smart-city"}),
        ("東京ではないスマートシティ", {TOKYO}, {"smart-city"}),
        ("東京以外のところのスマートシティ", {TOKYO}, {"smart-city"}),
        ("自動運転なしのMaaS", {"automated-driving"}, {"maas"}),
        ("自動運転抜きのMaaS", {"automated-driving"}, {"maas"}),
        ("自動運転でないMaaS", {"automated-driving"}, {"maas"}),
        ("自動運転を使わないMaaS", {"automated-driving"}, {"maas"}),
        ("自動運転を使っていないMaaS", {"automated-driving"}, {"maas"}),
        ("自動運転はやっていないけどMaaSはある自治体", {"automated-driving"}, {"maas"}),
        ("自動運転のない町", {"automated-driving"}, set()),
        ("exclude Hokkaido drones", {HOKKAIDO}, {"drone"}),
        ("ドローン未導入の自治体", {"drone"}, set()),
        ("ドローン 千葉は除いて", {CHIBA}, {"drone"}),
        ("ドローン 千葉を除外", {CHIBA}, {"drone"}),
        ("千葉を除いたドローン", {CHIBA}, {"drone"}),
        ("ドローン -北海道", {HOKKAIDO}, {"drone"}),
        ("-北海道 ドローン", {HOKKAIDO}, {"drone"}),
        ("ドローン −北海道", {HOKKAIDO}, {"drone"}),
        ("ドローン -北海道 -千葉", {HOKKAIDO, CHIBA}, {"drone"}),
        ("drones excluding Hokkaido", {HOKKAIDO}, {"drone"}),
        ("drones other than in Hokkaido", {HOKKAIDO}, {"drone"}),
        ("drones outside Hokkaido", {HOKKAIDO}, {"drone"}),
        ("drones outside of Hokkaido", {HOKKAIDO}, {"drone"}),
        ("MaaS but no drones", {"drone"}, {"maas"}),
        ("MaaS with no drones", {"drone"}, {"maas"}),
        ("no drones", {"drone"}, set()),
        ("自動運転 -2022", {"2022"}, {"automated-driving"}),
        ("令和4年度を除く自動運転", {"2022"}, {"automated-driving"}),
        ("ドローン 支援満了を除く", {"finishing"}, {"drone"}),
    ],
)
def test_words_of_exclusion(
    engine: SearchEngine, query: str, excluded: set[str], technologies: set[str]
) -> None:
    found = conditions(engine, query)
    assert {candidate.key for candidate in found.excluded} == excluded
    assert set(sum(found.groups["technology"], ())) == technologies
    assert found.places == ()
    assert found.years == ()
    assert understood(engine, query).text == ""


@pytest.mark.parametrize(
    ("query", "excluded", "kept"),
    [
        ("AI以外の5G", {"ai"}, {"5g"}),
        ("AI、5G以外のドローン", {"ai", "5g"}, {"drone"}),
        ("AIと5Gを除くドローン", {"ai", "5g"}, {"drone"}),
        ("大阪、京都を除くドローン", {OSAKA, KYOTO}, {"drone"}),
        ("大阪でも京都でもないドローン", {OSAKA, KYOTO}, {"drone"}),
        ("大阪・京都以外のドローン", {OSAKA, KYOTO}, {"drone"}),
        ("drones not in Osaka or Kyoto", {OSAKA, KYOTO}, {"drone"}),
        ("drones except in Osaka and in Kyoto", {OSAKA, KYOTO}, {"drone"}),
        ("AI without drones or robots", {"drone", "robot"}, {"ai"}),
        ("-大阪 京都 ドローン", {OSAKA}, {"drone"}),
        ("大阪以外 ドローン AI", {OSAKA}, {"drone", "ai"}),
        ("AI、大阪以外", {OSAKA}, {"ai"}),
    ],
)
def test_exclusion_reaches_along_a_list_of_one_kind(
    engine: SearchEngine, query: str, excluded: set[str], kept: set[str]
) -> None:
    found = conditions(engine, query)
    assert {candidate.key for candidate in found.excluded} == excluded
    assert set(sum(found.groups["technology"], ())) == kept


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("市以外のドローン", CITIES),
        ("町以外の自治体", {"town"}),
        ("政令市を除くスマートシティ", {"designated-city"}),
        ("中核市じゃない自治体", {"core-city"}),
        ("drones except in designated cities", {"designated-city"}),
    ],
)
def test_kinds_of_local_government_can_be_excluded(
    engine: SearchEngine, query: str, kinds: set[str]
) -> None:
    found = conditions(engine, query)
    assert {candidate.key for candidate in found.excluded} == kinds
    assert found.preferred_kinds == ()
    assert found.keys["applicant_kind"] == ()


def test_a_kind_that_is_excluded_alone_still_asks_for_local_governments(
    engine: SearchEngine,
) -> None:
    found = engine.search(SearchRequest(query="市以外", limit=None))
    assert {hit.kind for hit in found.hits} == {"municipality"}
    kinds = {engine.places[hit.key].kind for hit in found.hits}
    assert kinds == {"prefecture", "special-ward", "town", "village", "ward"}


def test_what_is_at_a_local_government_of_a_kind_is_excluded_too(engine: SearchEngine) -> None:
    """A foundation applied for the smart city of 札幌: it is in a designated city."""
    kept = engine.search(SearchRequest(query="政令市を除くスマートシティ", limit=None)).hits
    assert "smartcity-soumu-2017-sapporo" not in {hit.key for hit in kept}


@pytest.mark.parametrize(
    ("query", "denied"),
    [
        ("自動運転の自治体", "自動運転をしていない自治体"),
        ("スマートシティの自治体", "スマートシティ以外の自治体"),
        ("自動運転の事業", "自動運転以外の事業"),
        ("支援中の事業", "支援中以外の事業"),
        ("終わった事業", "終わった以外の事業"),
        ("政令市の事業", "政令市以外の事業"),
        ("去年の事業", "去年以外の事業"),
    ],
)
def test_a_condition_and_its_denial_share_nothing(
    engine: SearchEngine, query: str, denied: str
) -> None:
    met, unmet = (
        {(hit.kind, hit.key) for hit in engine.search(SearchRequest(query=q, limit=None)).hits}
        for q in (query, denied)
    )
    assert met
    assert unmet
    assert not met & unmet


@pytest.mark.parametrize(
    "query", ["手抜き工事", "駅なし", "課題がない", "AI - ドローン", "no-code AI", "北海道-東京"]
)
def test_what_excludes_nothing(engine: SearchEngine, query: str) -> None:
    assert conditions(engine, query).excluded == ()


def test_romaji_no_is_no_exclusion(engine: SearchEngine) -> None:
    found = conditions(engine, "oosaka no jidouunten")
    assert found.excluded == ()
    assert found.groups["technology"] == (("automated-driving",),)
