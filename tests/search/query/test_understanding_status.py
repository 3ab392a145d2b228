"""Statuses, orders, words of law for local governments, and years that count from today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from understanding import conditions, understood

from api.release.releases import Release
from search.engine import SearchEngine
from search.model.request import SearchRequest

OVER = ("finishing", "ended")


@pytest.fixture(scope="module")
def then(release: Release) -> Iterator[SearchEngine]:
    """The search of the release, as on a day of fiscal 2026."""
    engine = SearchEngine(release.folder / "search", today=lambda: date(2026, 11, 30))
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ("支援中のドローン", ("supported",)),
        ("実施中のドローン", ("supported",)),
        ("継続中のドローン", ("supported",)),
        ("まだ続いているドローン", ("supported",)),
        ("ongoing drone projects", ("supported",)),
        ("running drone projects", ("supported",)),
        ("drone projects in progress", ("supported",)),
        ("選定が取り消されたドローン", ("ended",)),
        ("採択を辞退したドローン", ("ended",)),
        ("withdrawn drone projects", ("ended",)),
        ("支援満了したドローン", ("finishing",)),
        ("満了のドローン", ("finishing",)),
        ("終わったドローン", OVER),
        ("支援が終わったドローン", OVER),
        ("終了したドローン", OVER),
        ("ドローン 支援終了", OVER),
        ("finished drone projects", OVER),
        ("drone projects that ended", OVER),
        ("ドローンの事業 終了", OVER),
        ("中止になったドローン", ("ended",)),
        ("やめたドローン", ("ended",)),
        ("取りやめのドローン", ("ended",)),
        ("stopped drone projects", ("ended",)),
    ],
)
def test_statuses(engine: SearchEngine, query: str, statuses: tuple[str, ...]) -> None:
    found = conditions(engine, query)
    assert found.keys["status"] == statuses
    assert found.groups["technology"] == (("drone",),)
    left_out = {candidate.key for candidate in found.excluded}
    assert left_out == ({"finishing"} if statuses == ("supported",) else set())


@pytest.mark.parametrize(
    "query",
    [
        "支援が終わったら",
        "支援終了後の体制",
        "中止期間",
        "実施中学校",
        "終了時期",
        "buses running in Osaka",
    ],
)
def test_parts_of_other_words_are_no_status(engine: SearchEngine, query: str) -> None:
    assert conditions(engine, query).keys["status"] == ()


@pytest.mark.parametrize(
    "query",
    ["2023年3月で支援が終わった事業", "令和4年度末で終了した事業", "2023年3月に支援満了した事業"],
)
def test_the_year_of_an_end_is_no_year_of_selection(engine: SearchEngine, query: str) -> None:
    found = conditions(engine, query)
    assert found.years == ()
    assert "finishing" in found.keys["status"]


def test_what_was_finishing_is_running_no_more(engine: SearchEngine) -> None:
    running, over = (
        {hit.key for hit in engine.search(SearchRequest(query=query, limit=None)).hits}
        for query in ("支援中の事業", "支援満了の事業")
    )
    assert running
    assert over
    assert not running & over


@pytest.mark.parametrize(
    ("query", "kinds", "types"),
    [
        ("都道府県の取組", ("prefecture",), ("project",)),
        ("政令市", ("designated-city",), ("municipality",)),
        ("政令市はどこ", ("designated-city",), ("municipality",)),
        ("関西の中核市", ("core-city",), ("municipality",)),
        ("ドローンを使う政令市", ("designated-city",), ("municipality",)),
        ("core cities with MaaS", ("core-city",), ("municipality",)),
        ("村だけ ドローン", ("village",), ("municipality",)),
        ("町のみ MaaS", ("town",), ("municipality",)),
        ("only towns with drones", ("town",), ("municipality",)),
    ],
)
def test_kinds_that_leave_out_others(
    engine: SearchEngine, query: str, kinds: tuple[str, ...], types: tuple[str, ...]
) -> None:
    found = conditions(engine, query)
    assert found.keys["applicant_kind"] == kinds
    assert found.keys["type"] == types


@pytest.mark.parametrize(
    ("query", "kinds", "types"),
    [
        ("政令市のスマートシティ", ("designated-city",), ()),
        ("スマートシティ 政令市", ("designated-city",), ()),
        ("政令市 スマートシティ", ("designated-city",), ()),
        ("政令指定都市のMaaS", ("designated-city",), ()),
        ("指定都市でドローン", ("designated-city",), ()),
        ("中核市で自動運転", ("core-city",), ()),
        ("中核市のスマートシティ事業", ("core-city",), ("project",)),
        ("特別区の取組", ("special-ward",), ("project",)),
        ("drone projects in designated cities", ("designated-city",), ("project",)),
        ("automated driving in core cities", ("core-city",), ()),
    ],
)
def test_kinds_that_places_are_designated_as(
    engine: SearchEngine, query: str, kinds: tuple[str, ...], types: tuple[str, ...]
) -> None:
    found = conditions(engine, query)
    assert found.keys["designation"] == kinds
    assert found.keys["type"] == types


@pytest.mark.parametrize("query", ["特別区長会", "中核市長会", "政令市民", "できるだけ まち"])
def test_parts_of_other_words_are_no_kinds(engine: SearchEngine, query: str) -> None:
    assert conditions(engine, query).keys["applicant_kind"] == ()


@pytest.mark.parametrize(
    ("query", "order", "best"),
    [
        ("一番古い自動運転の事業", "oldest", min),
        ("最も古い自動運転の事業", "oldest", min),
        ("oldest automated driving projects", "oldest", min),
        ("一番新しい自動運転の事業", "newest", max),
        ("最新の自動運転の事業", "newest", max),
        ("latest automated driving projects", "newest", max),
        ("自動運転の事業 新しい順", "newest", max),
    ],
)
def test_the_order_that_is_asked_for(
    engine: SearchEngine, query: str, order: str, best: Callable[[list[int]], int]
) -> None:
    found = engine.search(SearchRequest(query=query, limit=None))
    assert found.interpretation.order == order
    years = [hit.payload["fiscal_year"] for hit in found.hits]
    assert years == sorted(years, reverse=order == "newest")
    assert years[0] == best(years)


def test_a_stated_order_wins(engine: SearchEngine) -> None:
    named = engine.search(SearchRequest(query="最新の自動運転の事業", sort="name", limit=None)).hits
    plain = engine.search(SearchRequest(query="自動運転の事業", sort="name", limit=None)).hits
    assert [hit.key for hit in named] == [hit.key for hit in plain]


@pytest.mark.parametrize("query", ["最新技術", "最近接"])
def test_parts_of_other_words_are_no_order(engine: SearchEngine, query: str) -> None:
    assert understood(engine, query).order == ""


@pytest.mark.parametrize(
    ("query", "years", "label"),
    [
        ("去年のMaaS", "2025", "2025年度"),
        ("昨年度のMaaS", "2025", "2025年度"),
        ("ここ3年のMaaS", "2024..2026", "2024..2026年度"),
        ("the last three years MaaS", "2024..2026", "2024..2026年度"),
        ("MaaS last year", "2025", "2025年度"),
        ("MaaS March 2020", "2019", "2019年度"),
        ("平成最後の年のMaaS", "2018", "2018年度"),
    ],
)
def test_the_year_that_is_taken_is_said(
    then: SearchEngine, query: str, years: str, label: str
) -> None:
    found = understood(then, query)
    assert [str(span) for span in found.conditions.years] == [years]
    assert label in dict(found.expanded).values()
    (span,) = (span for span in found.spans if span.kind == "year")
    assert span.chosen[0].label == years
    assert found.text == ""


def test_the_latest_year_is_the_last_of_the_projects(then: SearchEngine) -> None:
    newest = then.search(SearchRequest(query="事業", sort="year", limit=1)).hits[0]
    (years,) = conditions(then, "最新年度の事業").years
    assert str(years) == str(newest.payload["fiscal_year"])


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("村でドローン", ("village",)),
        ("町でスマートシティ", ("town",)),
        ("市におけるMaaS", ("city", "core-city", "designated-city")),
        ("drones in villages", ("village",)),
        ("autonomous buses in small towns", ("town",)),
    ],
)
def test_where_it_is_done_asks_for_no_local_governments(
    engine: SearchEngine, query: str, kinds: tuple[str, ...]
) -> None:
    found = conditions(engine, query)
    assert found.keys["applicant_kind"] == kinds
    assert found.keys["type"] == ()


@pytest.mark.parametrize(
    ("query", "kinds"),
    [("ドローンを使う町", ("town",)), ("towns with drones", ("town",)), ("ドローンを使うまち", ())],
)
def test_a_kind_that_is_asked_for_is_the_only_one(
    engine: SearchEngine, query: str, kinds: tuple[str, ...]
) -> None:
    found = conditions(engine, query)
    assert found.keys["applicant_kind"] == kinds
    assert found.keys["type"] == ("municipality",)
    assert found.preferred_kinds == ("town",)


@pytest.mark.parametrize(
    ("query", "having"),
    [
        ("スマートシティの協議会がある町", "council"),
        ("コンソーシアムを設立した自治体", "council"),
        ("シンポジウムを開いた市", "event"),
        ("スマートシティの協議会", ""),
        ("協議会 町", ""),
    ],
)
def test_what_local_governments_have(engine: SearchEngine, query: str, having: str) -> None:
    assert conditions(engine, query).having == having


def test_those_who_have_a_council_are_its_bodies(engine: SearchEngine) -> None:
    found = engine.search(SearchRequest("スマートシティの協議会がある町", limit=None))
    assert {"113263", "304069"} <= {hit.key for hit in found.hits}
    assert {hit.kind for hit in found.hits} == {"municipality"}


@pytest.mark.parametrize("query", ["来年度も応募できる？", "スマートシティの2023年度の公募"])
def test_a_year_beside_a_fact_of_programmes_shuts_none_out(
    engine: SearchEngine, query: str
) -> None:
    found = engine.search(SearchRequest(query))
    assert found.total
    assert {hit.kind for hit in found.hits} == {"programme"}
    assert found.interpretation.conditions.years == ()
