"""What ``/api/search`` says around its results: corrections, errors in a query, readings, words."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.wording.messages import messages
from search.engine import SearchEngine
from search.model.facets import FACETS, GROUPED, ByFacet
from search.model.interpretation import (
    Candidate,
    Conditions,
    Expression,
    PlaceCondition,
    TextCondition,
)
from search.numbers.figures import FigureRange
from search.numbers.years import YearRange

Parameter = str | int | list[str]
OFFER = {"from", "start", "end", "to", "kind", "key", "label", "q", "total"}


def search(client: TestClient, q: str, **parameters: Parameter) -> dict[str, Any]:
    response = client.get("/api/search", params={"q": q, **parameters})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


@pytest.mark.parametrize(
    ("typed", "meant", "kind"),
    [
        ("ドローソ", "ドローン", "technology"),
        ("かわちながのうし", "河内長野市", "municipality"),
        ("2022年度 自動運転者", "自動運転車", "technology"),
    ],
)
def test_a_correction_is_offered_with_what_it_would_find(
    client: TestClient, typed: str, meant: str, kind: str
) -> None:
    answer = search(client, typed)
    offer = answer["did_you_mean"][0]
    assert set(offer) == OFFER
    assert (offer["to"], offer["kind"]) == (meant, kind)
    assert typed[offer["start"] : offer["end"]] == offer["from"]
    assert offer["q"] == typed[: offer["start"]] + meant + typed[offer["end"] :]
    assert search(client, offer["q"])["total"] == offer["total"] > 0
    assert answer["query"] == typed, "it is never applied unasked"


def test_what_is_written_rightly_has_no_correction(client: TestClient) -> None:
    assert search(client, "自動運転 大阪府")["did_you_mean"] == []


@pytest.mark.parametrize(
    ("q", "position"),
    [
        ("colour:red type:project", 0),
        ("technology:ドローン OR", 16),
        ("ドローン technology:(AI", 16),
        ("ドローン technology:まほう", 16),
        ("🚁 technology:まほう", 13),
    ],
)
def test_an_error_in_a_query_points_at_its_character(
    client: TestClient, q: str, position: int
) -> None:
    response = client.get("/api/search", params={"q": q})
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"].endswith("/query-syntax")
    assert (problem["parameter"], problem["position"]) == ("q", position)
    assert f"{position + 1}文字目" in problem["detail"]
    english = client.get("/api/search", params={"q": q, "lang": "en"}).json()
    assert f"Character {position + 1}" in english["detail"]


def test_a_value_that_is_several_things_lists_them(client: TestClient) -> None:
    q = "municipality:府中市"
    problem = client.get("/api/search", params={"q": q}).json()
    keys = [candidate["key"] for candidate in problem["candidates"]]
    assert len(keys) > 1
    for key in keys:
        assert search(client, f"municipality:{key}")["interpretation"]["municipalities"]


def test_field_syntax_and_required_words_are_told(client: TestClient) -> None:
    plain = search(client, "ドローン")["interpretation"]
    assert (plain["field_syntax"], plain["required"]) == (False, [])
    fielded = search(client, 'text:離島 "買い物支援"')["interpretation"]
    assert fielded["field_syntax"]
    assert fielded["required"] == [
        {"text": "離島", "phrase": False},
        {"text": "買い物支援", "phrase": True},
    ]


@pytest.mark.parametrize(
    ("q", "kind", "ja", "en"),
    [
        ("applicant_kind:town", "applicant_kind", "町", "Town"),
        ("status:ended", "status", "支援終了", "Support ended"),
        ("near:大阪府大阪市 radius_km:20", "distance", "20 km", "20 km"),
        ("text:離島", "text", "離島", "離島"),
        ("type:council", "type", "協議会", "Council"),
    ],
)
def test_spans_have_words_in_both_languages(
    client: TestClient, engine: SearchEngine, q: str, kind: str, ja: str, en: str
) -> None:
    if kind in engine._codes:
        ja, en = (engine._codes[kind][q.split(":")[1]][lang] for lang in ("ja", "en"))
        assert ja != en
    for lang, label in (("ja", ja), ("en", en)):
        spans = search(client, q, lang=lang)["interpretation"]["spans"]
        (span,) = (span for span in spans if span["kind"] == kind)
        assert [chosen["label"] for chosen in span["chosen"]] == [label]


def test_the_title_of_a_project_is_a_span_with_its_label(client: TestClient) -> None:
    item = search(client, "", type="project", limit=1)["items"][0]
    (span,) = search(client, item["label"])["interpretation"]["spans"]
    assert span["kind"] == "project"
    assert item["key"] in {chosen["key"] for chosen in span["chosen"]}
    assert span["chosen"][0]["label"] == item["label"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_reason_is_in_words(client: TestClient, lang: str) -> None:
    for q in (
        "町 ドローン",
        "総務省の事業",
        "自動運転 projects near Osaka",
        "北海道のドローン",
        "関西の自治体 自動運転",
    ):
        answer = search(client, q, lang=lang, limit=5)
        assert answer["items"], q
        for item in answer["items"]:
            weights = [reason["weight"] for reason in item["reasons"]]
            assert sum(weights) == pytest.approx(item["score"])
            for reason in item["reasons"]:
                assert reason["label"].strip()
                assert "{" not in reason["label"]
    projects = [
        reason
        for item in search(client, "ドローン 自治体", lang=lang)["items"]
        for reason in item["reasons"]
        if reason["kind"] == "projects"
    ]
    assert projects
    for reason in projects:
        assert f"{reason['detail']['projects']:.0f}" in reason["label"]


def test_every_condition_that_search_can_name_has_words(engine: SearchEngine) -> None:
    place = PlaceCondition("大阪市", "city", "271004", 34.69, 135.50, 30.0, "near")
    words = TextCondition("離島", phrase=False)
    conditions = Conditions(
        keys=ByFacet({facet.name: ("x",) for facet in FACETS if not facet.is_grouped}),
        groups=ByFacet(dict.fromkeys(GROUPED, (("x",),))),
        years=(YearRange(2020, 2022),),
        places=(place,),
        excluded=(Candidate("technology", "ai", "AI"),),
        excluded_places=(place,),
        preferred_kinds=("town",),
        raised=ByFacet(challenge=(("x",),)),
        figures=(FigureRange("population", None, 50_000), FigureRange("budget", 10**8, None)),
        having="council",
        required=(words,),
        expressions=(Expression("not", (Conditions(required=(words,)),)),),
    )
    for part in fields(Conditions):
        assert getattr(conditions, part.name), f"{part.name}: state it here too"
    names = {*engine._compiler.clauses(conditions), "text"}
    assert len(names) > 12
    for name in names:
        assert messages()[f"condition-{name}"]


@pytest.mark.parametrize(
    ("query", "ja", "en"),
    [
        ("人口5万人以下の町", "人口50,000人以下", "Population 50,000 or less"),
        ("高齢化率40%以上", "65歳以上の割合40%以上", "Aged 65 and over 40% or more"),
        ("予算1億円以上の事業", "予算100,000,000円以上", "Budget 100,000,000 yen or more"),
        ("上限2000万円の制度", "上限額20,000,000円", "Maximum support 20,000,000 yen"),
    ],
)
def test_figures_are_in_words(client: TestClient, query: str, ja: str, en: str) -> None:
    for lang, said in (("ja", ja), ("en", en)):
        response = client.get("/api/search", params={"q": query, "lang": lang})
        assert response.status_code == 200
        figures = response.json()["interpretation"]["figures"]
        assert [figure["label"] for figure in figures] == [said]
