"""Facets over the project's own data: each count is what choosing the value gives, or adds."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from examples import SEARCHES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine import SearchEngine
from search.model.facets import BY_NAME, LISTED, ByFacet, Facet
from search.model.request import SearchRequest
from search.model.result import FacetValue, SearchResult

_PROPERTY = settings(
    derandomize=True,
    max_examples=SEARCHES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_CHECKED = 4
"""Values of one facet whose counts one example asks for."""

_KINDS = ("project", "municipality", "council", "programme", "technology", "ministry",
          "challenge", "event")  # fmt: skip
_WHERE = ("大阪の", "near Osaka ", "北海道以外 ", "関西の", "東京都港区の", "in 静岡県 ", "")
_WHAT = ("自動運転", "AI、5G ", "AI 5G ", "ドローン以外 ", "移動手段 ", "買い物 ",
         "まちづくり協議会 ", "H30", "R2以降", "総務省", "高齢者", "")  # fmt: skip
_WHICH = ("", " 自治体", " の町", " 協議会", " 制度", " projects")
_PLAIN = st.tuples(*map(st.sampled_from, (_WHERE, _WHAT, _WHICH))).map("".join)
_FIELDED = st.lists(
    st.sampled_from(
        ["technology:ドローン", "-technology:AI", "(programme:mirai OR ministry:soumu)",
         "prefecture:北海道", "-prefecture:大阪府", "year:2020..2022", "near:大阪市", "region:関西",
         "-region:関西", "applicant_kind:town", "-status:finishing", "type:municipality",
         "-type:event", '"実証"', "-text:温泉", "(technology:ai OR near:札幌市)", "住民"]
    ),
    min_size=1, max_size=3, unique=True,
).map(" ".join)  # fmt: skip
_WORDS = st.sampled_from(
    ["買い物", "移動手段", "実証実験", "住民", "ドローンで荷物を運ぶ", "xyzzyx"]
)
_QUERIES = st.one_of(st.just(""), _PLAIN, _FIELDED, _WORDS)


_FILTERS: Mapping[str, tuple[str, ...]] = {
    "type": _KINDS,
    "technology": ("automated-driving", "drone", "ai", "robot", "iot"),
    "challenge": ("ageing-population", "disaster-prevention"),
    "programme": ("mirai", "road-av-support", "maas-mlit"),
    "ministry": ("cao", "soumu", "mlit"),
    "fiscal_year": ("2018", "2020..2022", "2021.."),
    "region": ("kansai", "tohoku"),
    "prefecture": ("270008", "010006", "220001", "130001"),
    "municipality": ("271004", "011002", "221007", "131041", "270008"),
    "applicant_kind": ("town", "village", "prefecture", "designated-city"),
    "status": ("supported", "finishing", "ended"),
}


@st.composite
def _requests(draw: st.DrawFn) -> SearchRequest:
    """Return a query with up to three filters, so that most find something."""
    names = draw(st.lists(st.sampled_from(list(_FILTERS)), max_size=3, unique=True))
    filters = {
        name: tuple(
            draw(st.lists(st.sampled_from(_FILTERS[name]), min_size=1, max_size=2, unique=True))
        )
        for name in names
    }
    near = draw(st.sampled_from(["", "", "", "271004", "34.9756,138.3828", "131041"]))
    return SearchRequest(draw(_QUERIES), ByFacet(filters), near=near, limit=0)


def _choosing(request: SearchRequest, facet: str, keys: Iterable[str]) -> SearchRequest:
    """Return the request with values of a facet as its filter."""
    return replace(request, filters=request.filters | {facet: tuple(keys)})


def _beside(found: SearchResult, facet: Facet) -> tuple[str, ...]:
    """Return the values of a facet to which a further one is an alternative."""
    conditions = found.interpretation.conditions
    if facet.name == conditions.area:
        return tuple(place.code for place in conditions.places)
    several = facet.is_grouped and len(conditions.groups[facet.name]) > 1
    return () if several else conditions.chosen(facet)


def _after(
    engine: SearchEngine, request: SearchRequest, found: SearchResult, facet: Facet, key: str
) -> int:
    """Return what the count of a value has to be: how many a search for it finds, or adds."""
    asked = _beside(found, facet)
    alone = _total(engine, _choosing(request, facet.name, [key]))
    if not asked or key in asked:
        return alone
    return _total(engine, _choosing(request, facet.name, [*asked, key])) - found.total


def _sample(values: Sequence[FacetValue], draw: random.Random) -> list[FacetValue]:
    """Return the most frequent value and some others."""
    return [*values[:1], *draw.sample(values[1:], min(_CHECKED - 1, len(values[1:])))]


def _wrong(engine: SearchEngine, request: SearchRequest, draw: random.Random) -> list[Any]:
    found = engine.search(request)
    facets = found.facets
    assert list(facets) == [facet.name for facet in LISTED]
    assert found.total == _total(engine, request)
    return [
        (facet, value.key, value.total, total)
        for facet, values in facets.items()
        for value in _sample(values, draw)
        if (total := _after(engine, request, found, BY_NAME[facet], value.key)) != value.total
    ]


def _total(engine: SearchEngine, request: SearchRequest) -> int:
    """Return how many a search finds, without what else it does with them."""
    return int(engine.meeting(request).sum())


@_PROPERTY
@given(request=_requests(), seed=st.integers(0, 1000))
def test_a_count_is_what_choosing_the_value_gives(
    engine: SearchEngine, request: SearchRequest, seed: int
) -> None:
    assert _wrong(engine, request, random.Random(seed)) == []  # noqa: S311


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest("買い物", limit=0),
        SearchRequest("移動手段", ByFacet(type=("municipality",)), limit=0),
        SearchRequest("", ByFacet(municipality=("270008",)), near="271004", limit=0),
        SearchRequest("", ByFacet(municipality=("221007", "270008"), type=("project",)), limit=0),
        SearchRequest("大阪の自動運転 自治体", limit=0),
        SearchRequest("関西の町 ドローン", ByFacet(region=("tohoku",)), limit=0),
        SearchRequest("type:municipality -technology:AI near:大阪市", limit=0),
    ],
    ids=lambda request: request.query or "filters",
)
def test_the_count_holds_too_where(engine: SearchEngine, request_: SearchRequest) -> None:
    """Words alone go on filtering beside a filter; a prefecture can be what applies."""
    assert any(
        value.total for values in engine.search(request_).facets.values() for value in values
    )
    assert _wrong(engine, request_, random.Random(7)) == []  # noqa: S311


@_PROPERTY
@given(request=_requests())
def test_what_is_chosen_stands_in_its_facet_once(
    engine: SearchEngine, request: SearchRequest
) -> None:
    found = engine.search(request)
    stated = found.interpretation.conditions
    for facet, values in found.facets.items():
        keys = [value.key for value in values]
        assert len(keys) == len(set(keys))
        beside = _beside(found, BY_NAME[facet])
        assert beside or all(value.total or value.selected for value in values)
        asked = request.filters[facet]
        if asked and facet != "fiscal_year":
            assert {value.key for value in values if value.selected} == set(asked)
    kinds = request.filters["type"]
    if len(kinds) == 1 and stated.keys["type"] == kinds:
        (only,) = [value for value in found.facets["type"] if value.selected]
        assert only.total == found.total


@_PROPERTY
@given(request=_requests(), size=st.sampled_from([1, 7, 40]))
def test_the_total_is_the_number_of_hits_over_all_pages(
    engine: SearchEngine, request: SearchRequest, size: int
) -> None:
    whole = engine.search(replace(request, limit=None))
    things = [(hit.kind, hit.key) for hit in whole.hits]
    assert len(things) == len(set(things)) == whole.total == engine.search(request).total
    paged: list[tuple[str, str]] = []
    for offset in range(0, min(whole.total, 4 * size), size):
        page = engine.search(replace(request, limit=size, offset=offset))
        paged += [(hit.kind, hit.key) for hit in page.hits]
    assert paged == things[: len(paged)]
    assert len(paged) == min(whole.total, 4 * size)
