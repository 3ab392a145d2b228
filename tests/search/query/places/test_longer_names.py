"""A longer name wins over the name of a place that it begins with or holds."""

from __future__ import annotations

import pytest
from understanding import conditions, places, understood

from search.engine import SearchEngine


@pytest.mark.parametrize(
    "query",
    [
        "東京大学", "東京大学と共同研究", "大阪大学", "名古屋大学", "千葉工業大学", "東北大学",
        "大阪公立大学", "鹿島建設", "日立製作所", "トヨタ", "トヨタの自動運転", "カワサキ",
        "富士フイルム", "富士通", "福山コンサルタント", "横浜ゴム", "東京ガス", "東北電力",
        "広島電鉄", "福井銀行", "名古屋鉄道", "福岡バス", "秩父病院", "川崎重工", "会津大学",
        "高松商工会議所", "JR東日本", "JR九州のMaaS", "NTT西日本", "NEXCO東日本",
    ],
)  # fmt: skip
def test_a_part_of_a_longer_name_is_no_place(engine: SearchEngine, query: str) -> None:
    assert places(engine, query) == set()


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("東京の大学", {"130001"}),
        ("大阪 大学", {"270008"}),
        ("鹿島市", {"412074"}),
        ("日立市の自動運転", {"082023"}),
        ("日立", {"082023"}),
        ("オオサカの自動運転", {"270008"}),
        ("ツクバ", {"082201"}),
        ("広島 バス", {"340006"}),
        ("長野交通弱者", {"200000"}),
        ("埼玉県 三郷", {"112372"}),
        ("豊田市", {"232114"}),
        ("JR 大阪駅", {"271004"}),
        ("MaaS東海", {"tokai"}),
        ("とよた", {"232114"}),
    ],
)
def test_a_name_that_stands_alone_is_the_place(
    engine: SearchEngine, query: str, codes: set[str]
) -> None:
    assert {code for code, _ in places(engine, query)} == codes


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("鹿島建設", "鹿島建設"),
        ("日立製作所", "日立製作所"),
        ("株式会社日立製作所", "日立製作所"),
        ("福山コンサルタント", "福山コンサルタント"),
        ("北海道大学", "北海道大学"),
        ("東京大学", "東京大学"),
    ],
)
def test_an_organisation_that_documents_name_is_asked_for(
    engine: SearchEngine, query: str, name: str
) -> None:
    (span,) = understood(engine, query).spans
    assert (span.kind, span.chosen[0].key) == ("organisation", name)
    (words,) = conditions(engine, query).required
    assert (words.text, words.phrase) == (name, True)


def test_an_organisation_beside_a_condition_shuts_nothing_out(engine: SearchEngine) -> None:
    found = understood(engine, "NTTドコモ スマート農業")
    assert found.conditions.required == ()
    assert found.also == "NTTドコモ"


def test_an_organisation_can_be_left_out(engine: SearchEngine) -> None:
    (left_out,) = conditions(engine, "日立製作所以外").expressions
    assert left_out.operator == "not"


@pytest.mark.parametrize("query", ["自治体", "協議会", "事業者", "市町村"])
def test_a_kind_is_no_organisation(engine: SearchEngine, query: str) -> None:
    assert all(span.kind != "organisation" for span in understood(engine, query).spans)
