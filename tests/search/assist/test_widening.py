"""A search that finds nothing says what emptied it and what would find something, and is right."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pytest
from examples import SEARCHES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from search.engine import SearchEngine
from search.model.facets import BY_NAME, ByFacet
from search.model.request import SearchRequest
from search.model.result import SearchResult
from search.numbers.years import YearRange, parse_years

_PROPERTY = settings(
    derandomize=True,
    max_examples=SEARCHES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
EXPECTED = [
    (SearchRequest("自動運転 函館市から5km以内"), "radius"),
    (SearchRequest("ドローン", near="泊村", radius_km=1.0), "radius"),
    (SearchRequest('"運行 バス 自動運転"'), "words"),
    (SearchRequest("VR/AR R7 九州"), "years"),
    (SearchRequest("自動運転 泊村"), "near"),
    (SearchRequest("", ByFacet(technology=("blockchain",), prefecture=("470007",))), "near"),
    (SearchRequest("自動運転 泊村"), "area"),
    (SearchRequest("municipality:泊村 technology:drone"), "area"),
    (SearchRequest("", ByFacet(technology=("drone",), municipality=("271004",))), "area"),
    (SearchRequest("ブロックチェーン 沖縄"), "broader-technology"),
    (SearchRequest("AI ブロックチェーン キャッシュレス 北海道"), "any-technology"),
    (SearchRequest("type:event technology:ブロックチェーン"), "type"),
    (SearchRequest("総務省 ブロックチェーン"), "ministry"),
    (SearchRequest("ブロックチェーン", ByFacet(ministry=("mic",))), "ministry"),
    (SearchRequest("総務省", ByFacet(technology=("blockchain",))), "ministry"),
    (SearchRequest("ブロックチェーン", ByFacet(status=("ended",))), "status"),
    (SearchRequest("ブロックチェーン", ByFacet(applicant_kind=("village",))), "applicant_kind"),
]
"""Empty searches, and a kind of change that each must be offered."""
_VALUES: dict[str, tuple[str, ...]] = {
    "type": ("project", "municipality", "programme", "technology", "council", "event"),
    "technology": ("drone", "blockchain", "5g", "vr-ar", "cashless", "robot", "fintech"),
    "challenge": ("ageing-population", "tourism", "disaster-prevention"),
    "programme": ("mirai", "road-av-support"),
    "ministry": ("mic", "cao", "mlit"),
    "prefecture": ("470007", "020001", "270008"),
    "municipality": ("014036", "271004", "011002"),
    "region": ("shikoku", "kyushu", "tohoku"),
    "applicant_kind": ("village", "town", "city", "prefecture"),
    "status": ("ended", "finishing", "supported"),
    "fiscal_year": ("2018", "2024..", "2030..2031"),
}
_QUERIES = (
    "", "泊村", "那覇市の近く", "四国", "美郷町", "青森県から20km以内", "大阪市から1km以内 H30",
    "自治体", "協議会 R3", "総務省", "未来技術社会実装事業", "ブロックチェーン 大阪",
    "ドローン以外", "AI 5G 離島", "xyzzyq", "type:event", "municipality:泊村",
    'technology:AI "自動運転バス"', "(year:2018 OR status:ended) -technology:AI",
)  # fmt: skip


@st.composite
def _requests(draw: st.DrawFn) -> SearchRequest:
    names = draw(st.lists(st.sampled_from(sorted(_VALUES)), min_size=1, max_size=4, unique=True))
    chosen: dict[str, tuple[str, ...]] = {}
    for name in names:
        values = st.lists(st.sampled_from(_VALUES[name]), min_size=1, max_size=2, unique=True)
        chosen[name] = tuple(draw(values))
    near = draw(st.sampled_from(["", "", "那覇市", "43.06,141.35"]))
    query = draw(st.sampled_from(_QUERIES))
    radius = 5.0 if near else None
    return SearchRequest(query, ByFacet(chosen), near=near, radius_km=radius, limit=1)


def widened(request: SearchRequest, parameters: Mapping[str, tuple[str, ...]]) -> SearchRequest:
    """Return a request with parameters as a client would put them in."""
    filters: dict[str, tuple[str, ...]] = {}
    changes: dict[str, Any] = {}
    for name, values in parameters.items():
        if name == "radius_km":
            changes[name] = float(values[0])
        elif name in BY_NAME:
            filters[name] = values
        elif name in {"q", "near"}:
            changes["query" if name == "q" else name] = values[0] if values else ""
        elif name == "as":
            assert not values
            changes["choices"] = {}
        else:
            changes[name] = values
    return replace(request, filters=request.filters | filters, **changes)


def _years(texts: Iterable[str]) -> list[YearRange]:
    spans = [parse_years(text) for text in texts]
    assert None not in spans
    return [span for span in spans if span]


def _check(engine: SearchEngine, request: SearchRequest, result: SearchResult) -> None:
    """Assert that each change finds what it says, and that no smaller radius or range does."""
    for widening in result.widenings:
        changed = widened(request, widening.parameters)
        assert engine.search(changed).total == widening.total > 0, widening
        if widening.kind in {"radius", "near"} and changed.radius_km != 10:
            nearer = replace(changed, radius_km=float(changed.radius_km or 0) - 10)
            assert engine.search(nearer).total == 0, widening
        if widening.kind == "years":
            _check_years(engine, result, changed)


def _check_years(engine: SearchEngine, result: SearchResult, changed: SearchRequest) -> None:
    """Assert that none of the years asked for finds anything when extended by fewer years."""
    before = result.interpretation.conditions.years
    after = _years(changed.filters["fiscal_year"])
    more = [_extension(old, new) for old, new in zip(before, after, strict=True)]
    for span in before:
        fewer = max(more) - 1
        first = span.first - fewer if span.first else None
        last = span.last + fewer if span.last else None
        years = {"fiscal_year": (str(YearRange(first, last)),)}
        tried = replace(changed, filters=changed.filters | years)
        assert engine.search(tried).total == 0, (result.interpretation.query, tried)


def _extension(old: YearRange, new: YearRange) -> int:
    return max((old.first or 0) - (new.first or 0), (new.last or 0) - (old.last or 0))


@pytest.mark.parametrize(("request_", "kind"), EXPECTED)
def test_the_nearest_change(engine: SearchEngine, request_: SearchRequest, kind: str) -> None:
    result = engine.search(request_)
    assert result.total == 0
    assert kind in [widening.kind for widening in result.widenings]
    _check(engine, request_, result)


def test_the_order_is_the_documented_one(engine: SearchEngine) -> None:
    found = engine.search(SearchRequest("自動運転 泊村 type:project"))
    kinds = [widening.kind for widening in found.widenings]
    assert kinds == ["near", "area", "broader-technology", "type"]


def test_a_range_keeps_the_other_years(engine: SearchEngine) -> None:
    request = SearchRequest("ドローン", ByFacet(fiscal_year=("2030..2031", "2035..")))
    (widening,) = [w for w in engine.search(request).widenings if w.kind == "years"]
    first, second = widening.parameters["fiscal_year"]
    assert first.endswith("..2031")
    assert second == "2035.."


def test_what_finds_something_is_not_widened(engine: SearchEngine) -> None:
    found = engine.search(SearchRequest(query="自動運転 大阪"))
    assert (found.widenings, found.emptied) == ((), ())


@_PROPERTY
@given(request_=_requests())
def test_counts_are_those_of_the_changed_search(
    engine: SearchEngine, request_: SearchRequest
) -> None:
    result = engine.search(request_)
    assert bool(result.widenings) <= (result.total == 0)
    _check(engine, request_, result)


@dataclass(frozen=True)
class _Asked:
    """Conditions by the names of their facets: filters, and pieces of a query."""

    filters: Mapping[str, str]
    pieces: Mapping[str, str]

    def without(self, *names: str) -> SearchRequest:
        """Return the request without some conditions."""
        query = " ".join(text for name, text in self.pieces.items() if name not in names)
        kept = {name: value for name, value in self.filters.items() if name not in names}
        near = kept.pop("place", "")
        filters = ByFacet({name: (value,) for name, value in kept.items()})
        return SearchRequest(query, filters, near=near, limit=1)


_FILTERS = _VALUES | {"place": ("那覇市", "43.06,141.35")}
_PIECES = (
    {},
    {"text": "xyzzyq"},
    {"required": '"自動運転バス"', "excluded": "-technology:AI"},
    {"expression": "(year:2018 OR status:ended)", "excluded": "-region:関西"},
    {"required": '"そんなことばはない"', "expression": "(type:event OR text:ドローン)"},
)


@st.composite
def _asked(draw: st.DrawFn) -> _Asked:
    names = draw(st.lists(st.sampled_from(sorted(_FILTERS)), max_size=4, unique=True))
    filters = {name: draw(st.sampled_from(_FILTERS[name])) for name in names}
    return _Asked(filters, draw(st.sampled_from(_PIECES)))


@_PROPERTY
@given(asked=_asked())
def test_what_emptied_a_result_is_all_of_it_and_exact(engine: SearchEngine, asked: _Asked) -> None:
    result = engine.search(asked.without())
    if result.total:
        assert result.emptied == ()
        return
    names = [*asked.filters, *asked.pieces]
    expected: dict[frozenset[str], int] = {}
    for number in range(1, len(names) + 1):
        for some in combinations(names, number):
            total = engine.search(asked.without(*some)).total
            if total:
                expected[frozenset(some)] = total
        if expected:
            break
    assert {frozenset(item.conditions): item.count for item in result.emptied} == expected
    counts = [item.count for item in result.emptied]
    assert counts == sorted(counts)


@pytest.mark.parametrize(("years", "together"), [((), 2), (("2030",), 3)], ids=["two", "three"])
def test_several_conditions_may_be_the_cause_together(
    engine: SearchEngine, years: tuple[str, ...], together: int
) -> None:
    filters = ByFacet(technology=("blockchain",), status=("ended",), fiscal_year=years)
    found = engine.search(SearchRequest("四国", filters))
    assert found.emptied
    assert {len(item.conditions) for item in found.emptied} == {together}


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "自動運転 函館市から5km以内"},
        {"q": "VR/AR R7 九州", "limit": "5", "offset": "40"},
        {"q": "自動運転 泊村", "lang": "en"},
        {"q": '"運行 バス 自動運転"', "type": ["project", "municipality"]},
        {"technology": "drone", "municipality": "271004"},
        {"q": "総務省 ブロックチェーン"},
        {"q": "AI ブロックチェーン キャッシュレス 北海道", "status": ["supported", "finishing"]},
        {"q": "四国", "technology": "blockchain", "status": "ended", "fiscal_year": "2030"},
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_api_says_how_and_how_many(
    client: TestClient, parameters: dict[str, Any], lang: str
) -> None:
    asked = {"lang": lang, **parameters}
    found = client.get("/api/search", params=asked).json()
    assert found["total"] == 0
    for widening in found["widenings"]:
        assert widening["label"].strip()
        changed = {**asked, **widening["parameters"], "offset": "0"}
        for again in (
            client.get("/api/search", params=changed),
            client.get(widening["href"]),
        ):
            assert again.status_code == 200, again.text
            assert again.json()["total"] == widening["total"] > 0
    assert all(cause["label"] and cause["count"] for cause in found["emptied_by"])
    assert found["widenings"] or found["emptied_by"]


def test_a_widening_names_what_is_put_in(client: TestClient) -> None:
    found = client.get("/api/search", params={"q": "自動運転 泊村"}).json()
    labels = {widening["kind"]: widening["label"] for widening in found["widenings"]}
    assert "泊村" in labels["near"]
    assert "km以内" in labels["near"]
    assert "北海道" in labels["area"]


def test_a_page_leaves_out_several_conditions_at_once(client: TestClient) -> None:
    asked = {"q": "四国", "technology": "blockchain", "status": "ended", "fiscal_year": "2030"}
    causes = client.get("/api/search", params=asked).json()["emptied_by"]
    shown = client.get("/", params=asked).text
    links = re.findall(r'href="([^"]*)">[^<]*の条件を外す（', shown)
    ways = [html.unescape(link).replace("/?", "/api/search?", 1) for link in links]
    assert all(len(cause["conditions"]) == 3 for cause in causes)
    assert [client.get(way).json()["total"] for way in ways] == [c["count"] for c in causes]
    assert ways
