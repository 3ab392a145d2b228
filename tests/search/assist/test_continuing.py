"""Completions in a search, over the real release: what is behind them, and what is counted."""

from __future__ import annotations

import pytest

from search.assist.completion import Suggestion
from search.engine import SearchEngine
from search.model.request import SearchRequest


def labels(engine: SearchEngine, typed: str, limit: int = 8) -> list[str]:
    return [suggestion.label("ja") for suggestion in engine.suggest(typed, limit)]


def total(engine: SearchEngine, query: str) -> int:
    return int(engine.meeting(SearchRequest(query=query)).sum())


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("令和4", "令和4年度"),
        ("令和", "令和4年度"),
        ("れいわ5", "令和5年度"),
        ("令和元", "令和元年度"),
        ("令和1", "令和元年度"),
        ("平成30", "平成30年度"),
        ("平成31", "平成31年度"),
        ("へいせい3", "平成30年度"),
        ("R5", "令和5年度"),
        ("r4", "令和4年度"),
        ("Ｒ３", "令和3年度"),
        ("H30", "平成30年度"),
        ("reiwa 4", "令和4年度"),
        ("2022", "2022年度"),
        ("２０２２", "2022年度"),
        ("2019年", "2019年度"),
        ("FY2021", "2021年度"),
        ("自動運転 令和", "令和7年度"),
        ("ドローン 2018", "2018年度"),
        ("スマートシティの令和4", "令和4年度"),
        ("MaaS 20", "2020年度"),
        ("大阪府 R4", "令和4年度"),
    ],
)
def test_years_complete(engine: SearchEngine, typed: str, label: str) -> None:
    assert label in labels(engine, typed)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("補助", "補助率"),
        ("ほじょ", "補助率"),
        ("hojo", "補助率"),
        ("subs", "補助率"),
        ("上限", "上限額"),
        ("じょうげ", "上限額"),
        ("公募", "公募期間"),
        ("こうぼ", "公募期間"),
        ("募集期", "募集期間"),
        ("締", "締切"),
        ("deadl", "締切"),
        ("支援期", "支援期間"),
        ("予算", "予算"),
        ("よさ", "予算"),
        ("budg", "予算"),
        ("問い合", "問い合わせ先"),
        ("といあ", "問い合わせ先"),
        ("連絡", "連絡先"),
        ("電話", "電話番号"),
        ("担当", "担当課"),
        ("スマートシティの問", "問い合わせ先"),
        ("総務省 予", "予算"),
    ],
)
def test_words_of_facts_complete(engine: SearchEngine, typed: str, label: str) -> None:
    found = {s.label("ja"): s for s in engine.suggest(typed, 8)}
    assert found[label].kind == "fact"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("デジ田", "denen-grant"),
        ("日本版M", "maas-mlit"),
        ("新モビリティサ", "maas-mlit"),
        ("地域新M", "new-maas-meti"),
        ("近未来", "mirai"),
        ("データ利活用型", "smartcity-soumu"),
        ("総務省スマ", "smartcity-soumu"),
        ("総務省のスマートシティ", "smartcity-soumu"),
        ("国交省 スマートシティ", "smartcity-mlit"),
        ("内閣府の未", "mirai"),
    ],
)
def test_programmes_complete_by_what_they_are_called(
    engine: SearchEngine, typed: str, key: str
) -> None:
    assert ("programme", key) in {(s.kind, s.key) for s in engine.suggest(typed, 8)}


@pytest.mark.parametrize(
    "typed",
    [
        "自動運転 大", "自動運転 福", "ドローン 北", "MaaS 京", "大阪の自", "大阪府のド",
        "北海道のs",
        "drone in hok", "スマートシティ 令", "総務省 ス", "国土交通省のス", "メタバース 嬉",
        "自動運転 hok", "MaaS と", "福岡 じど", "観光 め", "自動運転 20", "AI 愛", "IoT 長",
        "静岡県 M", "ドローン ", "自動運転を", "大阪府で", "北海道の", "MaaS 群馬", "drone near ",
    ],
)  # fmt: skip
def test_a_count_is_that_of_the_whole_query(engine: SearchEngine, typed: str) -> None:
    found = engine.suggest(typed, 8)
    assert found
    for suggestion in found:
        if suggestion.start:
            text = suggestion.text("ja")
            assert suggestion.count == total(engine, text) > 0, text


@pytest.mark.parametrize(
    "typed", ["大阪の自", "自動運転 福", "北海道の", "大阪府のド", "自動運転の大"]
)
def test_a_completion_narrows_what_is_typed_before_it(engine: SearchEngine, typed: str) -> None:
    for suggestion in engine.suggest(typed, 8):
        before = typed[: suggestion.start]
        if before.strip() and not before.endswith(" "):
            assert suggestion.count <= total(engine, before), suggestion


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("自動運転バスを", {"municipality", "year"}),
        ("自動運転バスが", {"municipality", "year"}),
        ("ドローンは", {"municipality", "year"}),
        ("大阪府で", {"technology", "year"}),
        ("北海道の", {"technology", "year"}),
        ("北海道では", {"technology", "year"}),
        ("MaaS ", {"municipality", "year"}),
        ("ドローン　", {"municipality", "year"}),
        ("大阪府 ", {"technology", "year"}),
        ("令和4年度の", {"municipality", "technology"}),
        ("2022年度 ", {"municipality", "technology"}),
        ("総務省の", {"municipality", "technology"}),
        ("drone in ", {"municipality"}),
        ("MaaS near ", {"municipality"}),
    ],
)
def test_after_a_word_comes_what_goes_with_it(
    engine: SearchEngine, typed: str, kinds: set[str]
) -> None:
    assert kinds <= {suggestion.kind for suggestion in engine.suggest(typed, 12)}


def test_a_particle_after_which_no_name_stands_gives_way_to_a_blank(engine: SearchEngine) -> None:
    found = {s.label("ja"): s.text("ja") for s in engine.suggest("自動運転バスを", 8)}
    assert found["大阪府"] == "自動運転バス 大阪府"
    kept = {s.label("ja"): s.text("ja") for s in engine.suggest("大阪府で", 8)}
    assert kept["自動運転"] == "大阪府で自動運転"


@pytest.mark.parametrize(
    "typed", ["遠隔操作ロボ", "大阪の自", "大阪のロ", "スマート水産", "ああああを", "xqzw "]
)
def test_nothing_without_results_is_offered(engine: SearchEngine, typed: str) -> None:
    assert all(s.count or s.kind in {"council", "event"} for s in engine.suggest(typed, 8))


def test_a_field_for_one_thing_completes_all_of_its_kind(engine: SearchEngine) -> None:
    """Whoever asks for peers may be of a municipality without a project."""
    found = engine.suggest("遠隔操作ロボ", 8, ("technology",))
    assert [suggestion.key for suggestion in found] == ["remote-operated-robot"]


@pytest.mark.parametrize(
    ("typed", "place", "region"),
    [
        ("おおさk", "大阪府", "大阪圏"),
        ("大", "大阪府", "大阪圏"),
        ("MaaS 京", "京都府", "京阪神"),
        ("ドローン 北", "北海道", "北関東"),
    ],
)
def test_a_place_stands_before_the_region_around_it(
    engine: SearchEngine, typed: str, place: str, region: str
) -> None:
    found = labels(engine, typed)
    assert found.index(place) < found.index(region)


def test_a_region_that_is_called_like_its_prefecture_is_not_offered_twice(
    engine: SearchEngine,
) -> None:
    assert labels(engine, "ほっかいど").count("北海道") == 1


def test_the_last_word_is_completed_too_where_hardly_anything_begins_so(
    engine: SearchEngine,
) -> None:
    assert "MaaS" in labels(engine, "観光ま")
    assert all(isinstance(s, Suggestion) for s in engine.suggest("観光ま"))


def test_no_more_than_asked_for(engine: SearchEngine) -> None:
    for typed in ("自動運転 ", "令和", "大", "s", "自動運転 大"):
        assert engine.suggest(typed, 3) == engine.suggest(typed, 8)[:3]
