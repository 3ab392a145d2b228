"""What a query is taken to mean: places, technologies, years, programmes, exclusion, alternatives.

Expected readings come from DESIGN section 6 and the register, not from the program.
"""

from __future__ import annotations

import pytest

from search.engine import SearchEngine
from search.interpretation import Conditions, Interpretation
from search.results import SearchRequest

OSAKA, OSAKA_CITY = "270008", "271004"
CHUO_WARDS = {
    "011011", "111058", "121011", "131024", "141526", "151033", "221384", "271284", "281107",
    "401331", "431010",
}  # fmt: skip


def understood(engine: SearchEngine, query: str, **more: object) -> Interpretation:
    request = SearchRequest(query=query, limit=0, **more)  # type: ignore[arg-type]
    return engine.search(request).interpretation


def conditions(engine: SearchEngine, query: str) -> Conditions:
    return understood(engine, query).conditions


def places(engine: SearchEngine, query: str) -> set[tuple[str, str]]:
    return {(place.code, place.relation) for place in conditions(engine, query).places}


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("四條畷", {"272299"}),
        ("四条畷市", {"272299"}),
        ("しじょうなわて", {"272299"}),
        ("シジョウナワテ市", {"272299"}),
        ("ｼｼﾞｮｳﾅﾜﾃ", {"272299"}),
        ("Shijonawate", {"272299"}),
        ("Shijōnawate-shi", {"272299"}),
        ("Shijonawate City", {"272299"}),
        ("shijounawate", {"272299"}),
        ("⼤阪府四條畷市", {"272299"}),
        ("大阪市", {OSAKA_CITY}),
        ("大阪府", {OSAKA}),
        ("大阪", {OSAKA}),
        ("おおさか", {OSAKA}),
        ("Osaka", {OSAKA}),
        ("Ōsaka", {OSAKA}),
        ("Oosaka", {OSAKA}),
        ("Osaka Prefecture", {OSAKA}),
        ("Osaka City", {OSAKA_CITY}),
        ("長野", {"200000"}),
        ("長野県", {"200000"}),
        ("長野市", {"202011"}),
        ("河内長野", {"272167"}),
        ("Kawachinagano", {"272167"}),
        ("Kawachi Nagano", {"272167"}),
        ("Kawachi-Nagano", {"272167"}),
        ("美郷町", {"054348", "324485", "454311"}),
        ("島根県美郷町", {"324485"}),
        ("府中市", {"132063", "342084"}),
        ("伊達市", {"012335", "072133"}),
        ("中央区", CHUO_WARDS),
        ("北海道", {"010006"}),
        ("ほっかいどう", {"010006"}),
        ("Hokkaidō", {"010006"}),
        ("青ヶ島村", {"134023"}),
        ("青ケ島", {"134023"}),
        ("龍ケ崎", {"082082"}),
        ("竜ヶ崎市", {"082082"}),
        ("嬉野", {"412091"}),
        ("嬉野の自動運転", {"412091"}),
        ("小松で自動運転", {"172031"}),
        ("宇都宮 AI", {"092011"}),
        ("高砂 AI", {"282162"}),
        ("四万十 自動運転", {"392103", "394122"}),
        ("堺", {"271403"}),
        ("堺のAI", {"271403"}),
    ],
)
def test_places_in_every_script(engine: SearchEngine, query: str, codes: set[str]) -> None:
    assert places(engine, query) == {(code, "in") for code in codes}


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("大阪付近", {OSAKA_CITY}),
        ("大阪の近く", {OSAKA_CITY}),
        ("大阪周辺", {OSAKA_CITY}),
        ("大阪近郊", {OSAKA_CITY}),
        ("おおさか ちかく", {OSAKA_CITY}),
        ("near Osaka", {OSAKA_CITY}),
        ("around Ōsaka", {OSAKA_CITY}),
        ("close to Osaka City", {OSAKA_CITY}),
        ("大阪府の近く", {OSAKA}),
        ("大阪市の近く", {OSAKA_CITY}),
        ("長野の近く", {"202011"}),
        ("愛知の近く", {"230006"}),
        ("嬉野付近", {"412091"}),
        ("津の近く", {"242012"}),
        ("堺 周辺", {"271403"}),
    ],
)
def test_near_takes_the_city_of_a_bare_name(
    engine: SearchEngine, query: str, codes: set[str]
) -> None:
    assert places(engine, query) == {(code, "near") for code in codes}


@pytest.mark.parametrize(
    ("query", "radius"),
    [
        ("near Osaka", 50),
        ("大阪から30km以内", 30),
        ("大阪から３０ｋｍ以内", 30),
        ("大阪から 20 キロ圏内", 20),
        ("半径10km 大阪", 10),
        ("within 25 km of Osaka", 25),
        ("within 25.5 kilometres of Osaka", 25.5),
        ("大阪から500m以内", 0.5),
        ("大阪市北区の近く", 30),
    ],
)
def test_the_radius(engine: SearchEngine, query: str, radius: float) -> None:
    (place,) = conditions(engine, query).places
    assert (place.relation, place.radius_km) == ("near", radius)


@pytest.mark.parametrize(
    ("query", "region", "prefectures"),
    [
        ("関西", "kansai", 6),
        ("Kansai", "kansai", 6),
        ("近畿", "kinki", 7),
        ("Kyushu", "kyushu", 7),
        ("九州", "kyushu", 7),
        ("九州・沖縄", "kyushu-okinawa", 8),
        ("東北", "tohoku", 6),
        ("Tōhoku", "tohoku", 6),
        ("とうほく", "tohoku", 6),
    ],
)
def test_regions(engine: SearchEngine, query: str, region: str, prefectures: int) -> None:
    (place,) = conditions(engine, query).places
    assert (place.kind, place.code, place.relation) == ("region", region, "in")
    assert len(engine.gazetteer.regions[region].prefectures) == prefectures


def test_a_town_that_a_region_hides_is_one_click_away(engine: SearchEngine) -> None:
    (span,) = understood(engine, "東北").spans
    assert {c.key for c in span.candidates} == {"tohoku", "024082"}
    other = understood(engine, "東北", choices={span.id: "024082"}).conditions
    assert [place.code for place in other.places] == ["024082"]


def test_a_blank_separates_names(engine: SearchEngine) -> None:
    """東京 府中 is Tokyo and Fuchu, and never the former 東京府."""
    found = understood(engine, "東京 府中")
    assert [span.text for span in found.spans] == ["東京", "府中"]
    assert {c.key for c in found.spans[1].chosen} == {"132063", "342084", "343021"}


@pytest.mark.parametrize(
    "query", ["国立の研究機関", "清水建設", "中間報告", "さくら咲く", "そうだ", "RAIN", "本部長"]
)
def test_ordinary_words_are_no_places(engine: SearchEngine, query: str) -> None:
    assert conditions(engine, query).places == ()


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
    ],
)
def test_years(engine: SearchEngine, query: str, years: str) -> None:
    found = understood(engine, f"{query} ドローン")
    assert [str(span) for span in found.conditions.years] == [years]
    assert found.conditions.technologies == (("drone",),)
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
    ],
)
def test_programmes_by_their_names(engine: SearchEngine, query: str, key: str) -> None:
    found = conditions(engine, query)
    assert found.programmes == (key,)
    assert found.technologies == ()


@pytest.mark.parametrize(
    ("query", "key"),
    [("国土交通省", "mlit"), ("内閣府", "cao"), ("総務省", "soumu"), ("経済産業省", "meti"),
     ("Cabinet Office", "cao"), ("Ministry of Economy, Trade and Industry", "meti")],
)  # fmt: skip
def test_ministries(engine: SearchEngine, query: str, key: str) -> None:
    assert conditions(engine, query).ministries == (key,)


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
    ],
)
def test_exclusion(
    engine: SearchEngine, query: str, excluded: set[str], technologies: tuple[tuple[str, ...], ...]
) -> None:
    found = conditions(engine, query)
    assert {candidate.key for candidate in found.excluded} == excluded
    assert found.technologies == technologies
    assert found.places == ()
    assert found.years == ()
    assert found.ministries == ()


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
    assert conditions(engine, query).technologies == groups


def test_kinds(engine: SearchEngine) -> None:
    assert conditions(engine, "ドローンの事業").types == ("project",)
    assert conditions(engine, "drone projects").types == ("project",)
    assert conditions(engine, "ドローンの自治体").types == ("municipality",)
    assert conditions(engine, "制度").types == ("programme",)


def test_dropping_a_span_makes_it_text(engine: SearchEngine) -> None:
    first = understood(engine, "自動運転 大阪")
    span = next(span for span in first.spans if span.kind == "place")
    second = understood(engine, "自動運転 大阪", drop=(span.id,))
    assert second.conditions.places == ()
    assert second.conditions.technologies == (("automated-driving",),)
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


def test_ids_of_spans_do_not_depend_on_what_follows(engine: SearchEngine) -> None:
    short, long = understood(engine, "大阪 AI"), understood(engine, "大阪 AI ドローン R4")
    assert [s.id for s in short.spans] == [s.id for s in long.spans[:2]]
