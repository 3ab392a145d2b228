"""Where next to nothing meets all conditions, what meets all but one follows, and says which."""

from __future__ import annotations

import pytest

from search.engine import SearchEngine
from search.model.request import SearchRequest
from search.model.result import SearchResult


def found(engine: SearchEngine, query: str, **more: int) -> SearchResult:
    return engine.search(SearchRequest(query=query, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        ("離島の遠隔医療", {("designation",), ("technology",)}),
        ("遠隔医療 大阪府", {("technology",), ("place",)}),
        ("メタバース 令和元年度", {("technology",), ("fiscal_year",)}),
    ],
)
def test_what_misses_one_condition_follows(
    engine: SearchEngine, query: str, missing: set[tuple[str, ...]]
) -> None:
    result = found(engine, query)
    assert result.relaxed
    assert {one.missing for one in result.relaxed} <= missing
    hits = {(hit.kind, hit.key) for hit in result.hits}
    assert hits.isdisjoint((one.hit.kind, one.hit.key) for one in result.relaxed)


@pytest.mark.parametrize(
    "query", ["自動運転 大阪", "自動運転", "zzqq", "technology:遠隔医療 AND 大阪府"]
)
def test_nothing_follows_what_is_enough_or_one_condition_or_field_syntax(
    engine: SearchEngine, query: str
) -> None:
    assert found(engine, query).relaxed == ()


def test_only_the_first_page_has_them(engine: SearchEngine) -> None:
    assert found(engine, "離島の遠隔医療", offset=20).relaxed == ()


def test_the_kind_that_is_asked_for_is_kept(engine: SearchEngine) -> None:
    kinds = {one.hit.kind for one in found(engine, "離島で遠隔医療をしている自治体").relaxed}
    assert kinds == {"municipality"}


def test_what_is_left_out_never_follows(engine: SearchEngine) -> None:
    query = "遠隔医療 大阪府"
    years = [one.hit.payload["fiscal_year"] for one in found(engine, query).relaxed]
    assert 2020 in years
    kept = [
        one.hit.payload["fiscal_year"] for one in found(engine, f"{query} 2020年度以外").relaxed
    ]
    assert kept
    assert 2020 not in kept


def test_a_challenge_alone_is_followed_by_related_ones(engine: SearchEngine) -> None:
    result = found(engine, "買物支援")
    projects = [hit for hit in result.hits if hit.kind == "project"]
    if len(projects) <= 2:
        assert {one.missing for one in result.relaxed} == {("challenge",)}


def test_a_challenge_beside_a_condition_shuts_nothing_out(engine: SearchEngine) -> None:
    with_it, without = found(engine, "高齢化 自動運転"), found(engine, "自動運転")
    assert with_it.total == without.total
    first = with_it.interpretation.conditions
    assert first.raised["challenge"]
    assert not first.groups["challenge"]


def test_of_several_challenges_any_will_do(engine: SearchEngine) -> None:
    both = found(engine, "観光 二次交通").total
    assert both >= max(found(engine, "観光").total, found(engine, "二次交通").total)


def test_the_nearest_stands_first_where_the_place_is_missed(engine: SearchEngine) -> None:
    away = [one for one in found(engine, "西条市 自動運転").relaxed if one.missing == ("place",)]
    assert away[0].hit.key == "new-maas-meti-2022-382108"  # 伊予市, in the same prefecture


def test_a_broader_technology_stands_in_for_the_one_that_is_asked_for(engine: SearchEngine) -> None:
    """Nothing delivers by drone in a village; what flies drones in depopulated places follows."""
    relaxed = found(engine, "過疎の村でドローン配送").relaxed
    missing = {one.hit.key: set(one.missing) for one in relaxed}
    assert missing["mirai-2020-324485"] == {"technology", "applicant_kind"}
    assert missing["mirai-2018-121002"] == {"designation", "applicant_kind"}
    assert list(missing).index("mirai-2020-324485") < list(missing).index("mirai-2018-121002")
