"""A search that finds nothing says what would find something, and is right about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine import SearchEngine
from search.results import SearchRequest
from search.years import YearRange, parse_years

EXPECTED = [
    ("自動運転 札幌市から5km以内", "radius"),
    ("VR/AR R7 九州", "years"),
    ("自動運転 泊村", "area"),
    ("ブロックチェーン 沖縄", "broader-technology"),
    ("AI ブロックチェーン キャッシュレス 北海道", "any-technology"),
    ("type:event technology:ブロックチェーン", "type"),
]
_FIELDS = {
    "type": "types", "technology": "technologies", "challenge": "challenges",
    "programme": "programmes", "ministry": "ministries", "prefecture": "prefectures",
    "municipality": "municipalities", "region": "regions", "applicant_kind": "applicant_kinds",
    "status": "statuses", "fiscal_year": "years",
}  # fmt: skip


def widened(request: SearchRequest, parameters: dict[str, tuple[str, ...]]) -> SearchRequest:
    """Return a request with parameters as a client would put them in."""
    changes: dict[str, Any] = {}
    for name, values in parameters.items():
        if name == "radius_km":
            changes[name] = float(values[0])
        elif name == "fiscal_year":
            spans: list[YearRange] = [span for value in values if (span := parse_years(value))]
            changes["years"] = tuple(spans)
        else:
            changes[_FIELDS[name]] = values
    return replace(request, **changes)


@pytest.mark.parametrize(("query", "kind"), EXPECTED)
def test_the_nearest_change(engine: SearchEngine, query: str, kind: str) -> None:
    request = SearchRequest(query=query)
    result = engine.search(request)
    assert result.total == 0
    by_kind = {widening.kind: widening for widening in result.widenings}
    assert kind in by_kind
    for widening in by_kind.values():
        found = engine.search(widened(request, dict(widening.parameters)))
        assert found.total == widening.total > 0


def test_the_smallest_radius_is_offered(engine: SearchEngine) -> None:
    request = SearchRequest(query="自動運転 札幌市から5km以内")
    (radius,) = [w for w in engine.search(request).widenings if w.kind == "radius"]
    offered = float(radius.parameters["radius_km"][0])
    assert engine.search(replace(request, radius_km=offered - 10)).total == 0


def test_what_finds_something_is_not_widened(engine: SearchEngine) -> None:
    assert engine.search(SearchRequest(query="自動運転 大阪")).widenings == ()


@settings(
    derandomize=True,
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    technologies=st.lists(
        st.sampled_from(["drone", "blockchain", "5g", "vr-ar", "cashless", "robot"]), max_size=2
    ),
    place=st.sampled_from(["", "泊村", "那覇市の近く", "四国", "美郷町", "青森県から20km以内"]),
    year=st.sampled_from(["", "H30", "R3", "2024年度以降"]),
    kind=st.sampled_from(["", "自治体", "協議会", "制度"]),
    programme=st.sampled_from(["", "mirai", "road-av-support"]),
    status=st.sampled_from(["", "ended", "finishing"]),
)
def test_counts_are_those_of_the_changed_search(
    engine: SearchEngine,
    technologies: list[str],
    place: str,
    year: str,
    kind: str,
    programme: str,
    status: str,
) -> None:
    request = SearchRequest(
        query=f"{place} {year} {kind}",
        technologies=tuple(technologies),
        programmes=(programme,) if programme else (),
        statuses=(status,) if status else (),
        limit=1,
    )
    result = engine.search(request)
    assert bool(result.widenings) <= (result.total == 0)
    for widening in result.widenings:
        found = engine.search(widened(request, dict(widening.parameters)))
        assert found.total == widening.total > 0
