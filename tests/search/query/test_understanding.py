"""What a query is taken to mean: years, programmes, ministries, exclusion, alternatives, spans.

Expected readings come from docs/design.md, section 6 and the register, not from the program.
"""

from __future__ import annotations

import pytest
from understanding import OSAKA, OSAKA_CITY, conditions, understood

from search.engine import SearchEngine
from search.model.request import SearchRequest


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ("R4", "2022"),
        ("r4", "2022"),
        ("Ｒ４", "2022"),
        ("R04", "2022"),
        ("R1", "2019"),
        ("令和4年度", "2022"),
        ("令和四年度", "2022"),
        ("令和元年度", "2019"),
        ("２０２２年度", "2022"),
        ("2022年", "2022"),
        ("2022", "2022"),
        ("H30", "2018"),
        ("平成30年度", "2018"),
        ("FY2018", "2018"),
        ("fy 2018", "2018"),
        ("Reiwa 4", "2022"),
        ("令和2年以降", "2020.."),
        ("R2以降", "2020.."),
        ("since 2021", "2021.."),
        ("after 2021", "2022.."),
        ("before 2020", "..2019"),
        ("until 2020", "..2020"),
        ("2020年まで", "..2020"),
        ("2020..2022", "2020..2022"),
        ("R2〜R4", "2020..2022"),
        ("R2～R4", "2020..2022"),
        ("H30から令和2年度", "2018..2020"),
        ("from 2019 to 2021", "2019..2021"),
        ("between 2019 and 2021", "2019..2021"),
        ("2020年度以前", "..2020"),
        ("平成30年から令和2年まで", "2018..2020"),
        ("2022 年", "2022"),
        ("2022年4月", "2022"),
        ("2022年3月", "2021"),
        ("2022年4月以降", "2022.."),
        ("令和5年3月まで", "..2022"),
        ("2022年4月1日〜2023年3月31日", "2022"),
    ],
)
def test_years(engine: SearchEngine, query: str, years: str) -> None:
    found = understood(engine, f"{query} ドローン")
    assert [str(span) for span in found.conditions.years] == [years]
    assert found.conditions.groups["technology"] == (("drone",),)
    assert found.text == ""


@pytest.mark.parametrize("query", ["R2、R3", "R2またはR3", "2020 2021", "2020 and 2021"])
def test_several_years_are_alternatives(engine: SearchEngine, query: str) -> None:
    assert [str(span) for span in conditions(engine, query).years] == ["2020", "2021"]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("未来技術社会実装事業", "mirai"),
        ("近未来技術等社会実装事業", "mirai"),  # its name until 2018
        ("スマートシティ実装化支援事業", "smartcity-mlit"),
        ("スマートシティモデル事業", "smartcity-mlit"),
        ("データ利活用型スマートシティ推進事業", "smartcity-soumu"),
        ("地域課題解決のためのスマートシティ推進事業", "smartcity-soumu"),
        ("地域新MaaS創出推進事業", "new-maas-meti"),
        ("地域新ＭａａＳ創出推進事業", "new-maas-meti"),
        ("日本版MaaS推進・支援事業", "maas-mlit"),
        ("自動運転サービス導入支援事業", "road-av-support"),
        ("new-maas-meti", "new-maas-meti"),
        ("smartcity-soumu", "smartcity-soumu"),
    ],
)
def test_programmes_by_their_names(engine: SearchEngine, query: str, key: str) -> None:
    found = conditions(engine, query)
    assert found.keys["programme"] == (key,)
    assert found.groups["technology"] == ()
    assert found.keys["ministry"] == ()


@pytest.mark.parametrize(
    ("query", "key"),
    [("国土交通省", "mlit"), ("内閣府", "cao"), ("総務省", "soumu"), ("経済産業省", "meti"),
     ("Cabinet Office", "cao"), ("Ministry of Economy, Trade and Industry", "meti"),
     ("国交省", "mlit"), ("経産省の事業", "meti"), ("METI projects", "meti"), ("MLIT", "mlit"),
     ("MIC", "soumu"), ("CAO", "cao"), ("道路局", "mlit-road"), ("国交省道路局", "mlit-road"),
     ("国土交通省道路局", "mlit-road")],
)  # fmt: skip
def test_ministries(engine: SearchEngine, query: str, key: str) -> None:
    assert conditions(engine, query).keys["ministry"] == (key,)


@pytest.mark.parametrize(
    ("query", "excluded", "technologies"),
    [
        ("自動運転以外", {"automated-driving"}, ()),
        ("自動運転を除くAI", {"automated-driving"}, (("ai",),)),
        ("AI without drones", {"drone"}, (("ai",),)),
        ("AIではなくドローン", {"ai"}, (("drone",),)),
        ("大阪以外の自動運転", {OSAKA}, (("automated-driving",),)),
        ("automated driving not in Osaka", {OSAKA}, (("automated-driving",),)),
        ("R4以外のドローン", {"2022"}, (("drone",),)),
        ("国土交通省以外", {"mlit"}, ()),
        ("関西以外のAI", {"kansai"}, (("ai",),)),
        ("drones not in the Kansai region", {"kansai"}, (("drone",),)),
        ("AI without any drones", {"drone"}, (("ai",),)),
    ],
)
def test_exclusion(
    engine: SearchEngine, query: str, excluded: set[str], technologies: tuple[tuple[str, ...], ...]
) -> None:
    found = conditions(engine, query)
    assert {candidate.key for candidate in found.excluded} == excluded
    assert found.groups["technology"] == technologies
    assert found.places == ()
    assert found.years == ()
    assert found.keys["ministry"] == ()


@pytest.mark.parametrize("query", ["AI except near Osaka", "大阪付近以外のAI"])
def test_what_is_near_a_place_can_be_excluded(engine: SearchEngine, query: str) -> None:
    found = conditions(engine, query)
    assert found.places == ()
    assert [(p.code, p.relation) for p in found.excluded_places] == [(OSAKA_CITY, "near")]
    kept = {hit.key for hit in engine.search(SearchRequest(query=query, limit=None)).hits}
    near = {hit.key for hit in engine.search(SearchRequest(query="AI near Osaka", limit=None)).hits}
    whole = {hit.key for hit in engine.search(SearchRequest(query="AI", limit=None)).hits}
    assert near
    assert kept == whole - near


@pytest.mark.parametrize(
    ("query", "groups"),
    [
        ("AI 5G", (("ai",), ("5g",))),
        ("AIと5G", (("ai",), ("5g",))),
        ("AI and 5G", (("ai",), ("5g",))),
        ("AI or 5G", (("ai", "5g"),)),
        ("AI OR 5G", (("ai", "5g"),)),
        ("AIや5G", (("ai", "5g"),)),
        ("AIまたは5G", (("ai", "5g"),)),
        ("AI、5G", (("ai", "5g"),)),
        ("AI、5G、ドローン", (("ai", "5g", "drone"),)),
        ("AI 5Gやドローン", (("ai",), ("5g", "drone"))),
    ],
)
def test_technologies_join(
    engine: SearchEngine, query: str, groups: tuple[tuple[str, ...], ...]
) -> None:
    assert conditions(engine, query).groups["technology"] == groups


def test_dropping_a_span_makes_it_text(engine: SearchEngine) -> None:
    first = understood(engine, "自動運転 大阪")
    span = next(span for span in first.spans if span.kind == "place")
    second = understood(engine, "自動運転 大阪", drop=(span.id,))
    assert second.conditions.places == ()
    assert second.conditions.groups["technology"] == (("automated-driving",),)
    assert second.text == "大阪"


def test_choosing_another_reading(engine: SearchEngine) -> None:
    (span,) = understood(engine, "美郷町").spans
    assert len(span.candidates) == 3
    second = understood(engine, "美郷町", choices={span.id: "324485"})
    assert [place.code for place in second.conditions.places] == ["324485"]
    (city,) = understood(engine, "大阪").spans
    third = understood(engine, "大阪", choices={city.id: OSAKA_CITY})
    assert [place.code for place in third.conditions.places] == [OSAKA_CITY]


def test_what_was_expanded_is_said(engine: SearchEngine) -> None:
    expanded = dict(understood(engine, "UAV near Ōsaka").expanded)
    assert expanded == {"UAV": "ドローン", "Ōsaka": "大阪府大阪市"}
    assert dict(understood(engine, "2022年 AI").expanded) == {"2022年": "2022年度"}
    assert dict(understood(engine, "2022年3月").expanded) == {"2022年3月": "2021年度"}
    assert understood(engine, "2022年度").expanded == ()


def test_ids_of_spans_do_not_depend_on_what_follows(engine: SearchEngine) -> None:
    short, long = understood(engine, "大阪 AI"), understood(engine, "大阪 AI ドローン R4")
    assert [s.id for s in short.spans] == [s.id for s in long.spans[:2]]
