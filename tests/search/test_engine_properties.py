"""Properties of search that hold for any text: no failure, honest spans, one equivalent query."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from examples import SEARCHES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from search.engine import SearchEngine
from search.model.interpretation import Interpretation
from search.model.request import SearchRequest
from search.query.fields.faults import FieldSyntaxError
from search.query.fields.syntax import is_fielded

_PROPERTY = settings(
    derandomize=True,
    max_examples=SEARCHES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_WORDS = st.sampled_from(
    [
        "自動運転", "⾃動運転", "ドローン", "ﾄﾞﾛｰﾝ", "大阪", "⼤阪", "府中", "東京", "中央区",
        "near", "Osaka", "Ōsaka", "in", "without", "以外", "の", "近く", "付近", "から", "50km",
        "以内", "R4", "令和", "2020", "..", "〜", "-", "H30", "or", "、", "や", "projects",
        "自治体", "制度", "国交省", "(", ")", "'", "*", "?", "~", "^", ":", "/", "AND", "NOT",
        "AI", "5G", "VR/AR", "ー", "ヽ", "゛", "が", "ｶﾞ", "レベル4", "半径", "北海道", "堺",
        "technology:", "technology:ドローン", "year:2020..", "-near:", "OR", "text:",
        "-region:関西",
        '"', "\\", "\u200b", "\u3000", "\x00", "\u0301", "\n",
    ]
)  # fmt: skip
_TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(min_codepoint=0x3000, max_codepoint=0x9FFF), max_size=40),
    st.lists(_WORDS, max_size=9).map("".join),
    st.lists(_WORDS, max_size=9).map(" ".join),
)

EQUIVALENT = [
    {"q": "自動運転 projects near Osaka"},
    {"q": "大阪の自動運転"},
    {"q": "AI、5G 関西"},
    {"q": "AI 5G"},
    {"q": "ドローン 北海道 R2以降"},
    {"q": "自動運転以外", "programme": "mirai"},
    {"q": "AI except near Osaka"},
    {"q": "R4以外のドローン"},
    {"q": "関西以外の自動運転"},
    {"q": "国土交通省以外のMaaS"},
    {"q": "市以外のドローン"},
    {"q": "政令市を除くスマートシティ"},
    {"q": "政令市のスマートシティ"},
    {"q": "支援中のドローン"},
    {"q": "支援満了以外のドローン"},
    {"q": "大阪、京都を除くスマートシティ"},
    {"q": "ドローン -北海道"},
    {"q": "令和3・4年度の自動運転"},
    {"q": "未来技術社会実装事業以外の自動運転"},
    {"q": "静岡市の近くのAI"},
    {"q": "中央区の近く 自動運転"},
    {"q": "近畿 or near Nagoya"},
    {"near": "34.9756,138.3828", "radius_km": "120"},
    {"near": "131041", "technology": ["automated-driving", "drone"]},
    {"prefecture": ["270008", "280003"], "fiscal_year": "2018..2020"},
    {"municipality": "271004"},
    {"municipality": "270008"},
    {"municipality": "221007", "prefecture": "220001"},
    {"q": "大阪", "municipality": "272167"},
    {"q": "near Osaka", "prefecture": "290009"},
    {"ministry": "cao", "technology": "ai"},
    {"challenge": "ageing-population"},
    {"programme": ["mirai", "road-av-support"], "fiscal_year": ["2020", "2022.."]},
    {"region": "kansai"},
    {"region": ["kyushu", "tohoku"], "technology": "drone"},
    {"q": "自動運転", "region": "kansai"},
    {"q": "near Osaka", "region": "shikoku", "radius_km": "150"},
    {"applicant_kind": "town"},
    {"applicant_kind": ["prefecture", "village"], "programme": "mirai"},
    {"q": "関西の町 AI", "applicant_kind": "city"},
    {"status": "finishing"},
    {"status": ["supported", "ended"], "q": "自動運転"},
    {"status": "supported", "region": "kansai", "applicant_kind": "city"},
    {"q": "technology:ドローン"},
    {"q": "technology:(ロボット OR ドローン) year:2020.."},
    {"q": "technology:AI -technology:IoT"},
    {"q": "technology:AI -prefecture:北海道 -year:H30"},
    {"q": "region:関西 status:finishing"},
    {"q": "applicant_kind:town OR applicant_kind:village"},
    {"q": "near:大阪市 radius_km:30 technology:自動運転"},
    {"q": "-near:大阪市 technology:自動運転"},
    {"q": "municipality:河内長野市"},
    {"q": "-region:関西 -programme:mirai technology:AI"},
    {},
]


def _understood(engine: SearchEngine, text: str, *drop: str) -> Interpretation | None:
    """Return how a text is understood, or None when it is field syntax with an error."""
    try:
        return engine.search(SearchRequest(query=text, drop=drop, limit=1)).interpretation
    except FieldSyntaxError:
        return None


@_PROPERTY
@given(text=_TEXTS)
def test_any_text_is_answered(client: TestClient, text: str) -> None:
    response = client.get("/api/search", params={"q": text, "limit": 3})
    found = response.json()
    if response.status_code == 400:
        assert is_fielded(text)
        assert found["type"].endswith("query-syntax")
        assert 0 <= found["position"] <= len(text)
    else:
        assert response.status_code == 200
        assert found["total"] >= len(found["items"])


@_PROPERTY
@given(text=_TEXTS)
def test_spans_are_the_querys_own_characters(engine: SearchEngine, text: str) -> None:
    found = _understood(engine, text)
    if found is None:
        assert is_fielded(text)
        return
    assert found.query == text
    end = 0
    for span in found.spans:
        assert end <= span.start < span.end <= len(text)
        assert span.text == text[span.start : span.end]
        assert span.id == f"s{span.start}-{span.end}"
        assert span.chosen
        assert set(span.chosen) <= set(span.candidates)
        end = span.end


@_PROPERTY
@given(text=st.lists(_WORDS, min_size=1, max_size=6).map(" ".join))
def test_dropping_every_span_leaves_text_only(engine: SearchEngine, text: str) -> None:
    """Every span can be undone; what shows up then is undone again, until none is left."""
    drop: set[str] = set()
    for _ in range(20):
        found = _understood(engine, text, *drop)
        if found is None:
            assert not drop
            return
        if not found.spans:
            return
        assert not drop & {span.id for span in found.spans}
        drop |= {span.id for span in found.spans}
    pytest.fail(f"spans keep appearing in {text!r}")


_INDEPENDENT = (
    ("自動運転", "ドローン", "MaaS", "スマートシティ", "高齢化"),
    ("大阪", "北海道", "関西", "大阪以外", "-北海道"),
    ("令和4年度", "2021〜23年度", "令和3年度を除く"),
    ("未来技術社会実装事業", "国土交通省"),
    ("支援満了", "終わった", "政令市", "中核市", "市以外"),
    ("事業", "最新の"),
)
"""Conditions of different kinds, by kind."""
_CONDITIONS = tuple(
    condition
    for group in _INDEPENDENT[:-1]
    for condition in group
    if not condition.startswith("-") and not condition.endswith(("以外", "除く"))
)
"""Conditions that can be denied."""
_DENIALS = ("以外", "を除く", "じゃないところ", "なしの", "は除いて")


def _found(engine: SearchEngine, query: str) -> set[tuple[str, str]]:
    hits = engine.search(SearchRequest(query=query, limit=None)).hits
    return {(hit.kind, hit.key) for hit in hits}


@_PROPERTY
@given(condition=st.sampled_from(_CONDITIONS), denial=st.sampled_from(_DENIALS),
       other=st.sampled_from(("事業", "自治体", "AI 事業", "協議会")))  # fmt: skip
def test_a_condition_and_its_denial_share_no_result(
    engine: SearchEngine, condition: str, denial: str, other: str
) -> None:
    assert not _found(engine, f"{condition} {other}") & _found(
        engine, f"{condition}{denial} {other}"
    )


@_PROPERTY
@given(condition=st.sampled_from(_CONDITIONS), other=st.sampled_from(("事業", "自治体", "AI 事業")))
def test_a_hyphen_denies_as_a_word_does(engine: SearchEngine, condition: str, other: str) -> None:
    assert _found(engine, f"{other} -{condition}") == _found(engine, f"{condition}以外 {other}")


@_PROPERTY
@given(
    chosen=st.tuples(*(st.sampled_from(("", *group)) for group in _INDEPENDENT)),
    turn=st.integers(1, 5),
)
def test_the_order_of_independent_conditions_does_not_matter(
    engine: SearchEngine, chosen: tuple[str, ...], turn: int
) -> None:
    said = [condition for condition in chosen if condition]
    turned = said[turn:] + said[:turn]
    assert _found(engine, " ".join(said)) == _found(engine, " ".join(turned))


@_PROPERTY
@given(name=st.sampled_from(["technology", "near", "municipality", "fiscal_year", "as", "drop",
                             "limit", "radius_km", "sort", "lang", "format"]),
       value=st.text(max_size=30))  # fmt: skip
def test_any_value_is_answered_or_refused(client: TestClient, name: str, value: str) -> None:
    response = client.get("/api/search", params={name: value, "q": "AI"})
    assert response.status_code in {200, 400}
    if response.status_code == 400:
        problem = response.json()
        assert set(problem) >= {"type", "title", "status", "detail"}
        named = {one.get("parameter") for one in (problem, *problem.get("errors", ()))}
        assert name in named  # the text has its label, for people


@pytest.mark.parametrize(
    "raw",
    ["%ED%A0%80", "a%ED%A0%80b", "%ED%BF%BF", "%FF%FE", "%C0%80", "%00", "%0A%0D", "%E2%80%AE",
     "%F4%90%80%80", "%", "%zz", "%E8%87", "%EF%BF%BF", "+%2B+", "%F0%9F%9A%81"],
)  # fmt: skip
def test_broken_and_strange_bytes(client: TestClient, raw: str) -> None:
    response = client.get(f"/api/search?q={raw}&limit=1")
    assert response.status_code in {200, 400}
    json.loads(response.content.decode("utf-8"))


def test_the_longest_query(client: TestClient) -> None:
    texts = (
        "あ",
        "自動運転 near Osaka ",
        "ー",
        "の",
        "゛",
        "R4〜",
        "(",
        "大阪から5",
        "a",
        "\u0301",
    )
    for text in (part * (1000 // len(part)) for part in texts):
        assert client.get("/api/search", params={"q": text}).status_code == 200
    response = client.get("/api/search", params={"q": "あ" * 1001})
    assert response.status_code == 414
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["parameter"] == "q"


def _keys(client: TestClient, parameters: dict[str, Any]) -> list[str]:
    found: list[str] = []
    while True:
        page = client.get(
            "/api/search", params={**parameters, "limit": 100, "offset": len(found)}
        ).json()
        found += [item["key"] for item in page["items"]]
        if not page["items"] or len(found) >= page["total"]:
            return found


@pytest.mark.parametrize("parameters", EQUIVALENT, ids=str)
def test_the_equivalent_query_gives_the_same_projects(
    client: TestClient, parameters: dict[str, Any]
) -> None:
    asked = {**parameters, "type": "project"}
    answer = client.get("/api/search", params=asked).json()
    query = answer["interpretation"]["sparql"]
    response = client.get("/sparql", params={"query": query, "format": "json"})
    assert response.status_code == 200, response.text
    rows = response.json()["results"]["bindings"]
    by_sparql = [row["project"]["value"].rpartition("/")[2] for row in rows]
    assert len(set(by_sparql)) == len(by_sparql)
    by_search = _keys(client, asked)
    assert by_search or parameters.get("municipality") == "221007"
    assert set(by_sparql) == set(by_search)


def test_sparql_distances_are_those_of_search(client: TestClient) -> None:
    parameters = {"q": "projects near Osaka", "radius_km": "300", "limit": "100"}
    answer = client.get("/api/search", params=parameters).json()
    exact = {
        item["key"]: reason["detail"]["distance_km"]
        for item in answer["items"]
        for reason in item["reasons"]
        if reason["kind"] == "near"
    }
    query = answer["interpretation"]["sparql"]
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    metres = {
        row["project"]["value"].rpartition("/")[2]: float(row["distance"]["value"]) for row in rows
    }
    assert len(exact) > 60
    for key, distance in exact.items():
        assert metres[key] / 1000 == pytest.approx(distance, rel=1e-6, abs=1e-9)


def test_hostile_text_never_reaches_the_query(client: TestClient) -> None:
    text = quote('"} DELETE WHERE {?s ?p ?o} # <http://x> \\u007d 自動運転')
    answer = client.get(f"/api/search?q={text}&type=project").json()
    assert "DELETE" not in answer["interpretation"]["sparql"]
    response = client.get("/sparql", params={"query": answer["interpretation"]["sparql"]})
    assert response.status_code == 200
