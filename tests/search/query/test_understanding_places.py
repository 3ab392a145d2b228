"""Places in a query: in every script, near and in, containers, names that several bear.

Expected readings come from docs/design.md, section 6 and the register, not from the program.
"""

from __future__ import annotations

import pytest
from understanding import KAWACHINAGANO, OSAKA, OSAKA_CITY, conditions, places, understood

from search.engine import SearchEngine

CHUO_WARDS = {
    "011011", "111058", "121011", "131024", "141526", "151033", "221384", "271284", "281107",
    "401331", "431010",
}  # fmt: skip


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
        ("うれしの市", {"412091"}),
        ("かわちながの市", {KAWACHINAGANO}),
        ("kawachi nagano shi", {KAWACHINAGANO}),
        ("Shin-Hidaka", {"016101"}),
        ("kobe drone", {"281000"}),
        ("大分", {"440001"}),
        ("大分の自動運転", {"440001"}),
        ("大分市", {"442011"}),
        ("三郷", {"112372", "293431"}),
        ("奈良の三郷", {"293431"}),
        ("埼玉県 三郷", {"112372"}),
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
        ("within 500 m of Osaka", 0.5),
        ("Osaka から50km以内", 50),
        ("within 1.5km from Osaka", 1.5),
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
        ("近畿地方", "kinki", 7),
        ("Kansai region", "kansai", 6),
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
    assert len(engine.regions[region].prefectures) == prefectures


def test_a_town_that_a_region_hides_is_one_click_away(engine: SearchEngine) -> None:
    (span,) = understood(engine, "東北").spans
    assert {c.key for c in span.candidates} == {"tohoku", "024082"}
    other = understood(engine, "東北", choices={span.id: "024082"}).conditions
    assert [place.code for place in other.places] == ["024082"]


def test_a_blank_separates_names(engine: SearchEngine) -> None:
    """広島 府中 is Hiroshima and Fuchu, and 大阪 府中 too, never 大阪府."""
    (span,) = understood(engine, "広島 府中").spans
    assert {c.key for c in span.chosen} == {"342084", "343021"}
    assert {c.key for c in span.candidates} == {"132063", "342084", "343021"}
    found = understood(engine, "大阪 府中")
    assert [span.text for span in found.spans] == ["大阪", "府中"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("大阪府 河内長野市", {KAWACHINAGANO}),
        ("⼤阪府　河内⻑野市", {KAWACHINAGANO}),
        ("大阪府の河内長野市", {KAWACHINAGANO}),
        ("大阪府、河内長野市", {OSAKA, KAWACHINAGANO}),
        ("大阪府や河内長野市", {OSAKA, KAWACHINAGANO}),
        ("大阪府または河内長野市", {OSAKA, KAWACHINAGANO}),
        ("大阪府 AI 河内長野市", {OSAKA, KAWACHINAGANO}),
        ("奈良県 和歌山県", {"290009", "300004"}),
        ("北海道、岩見沢市、更別村", {"010006", "012106", "016390"}),
        ("秋田県 美郷町", {"054348"}),
        ("秋田 美郷町", {"054348"}),
        ("美郷町（島根県）", {"324485"}),
        ("大阪府 大阪市 北区", {"271276"}),
        ("東京 府中", {"132063"}),
        ("関西 大阪", {OSAKA}),
        ("Nara Uda", {"292125"}),
        ("Uda, Nara", {"292125"}),
        ("Nara, Wakayama", {"290009", "300004"}),
        ("大阪府豊能郡豊能町", {"273210"}),
        ("大阪府 豊能郡豊能町", {"273210"}),
        ("とよのぐんとよのちょう", {"273210"}),
        ("秋田県仙北郡美郷町", {"054348"}),
        ("大阪府豊能郡", {"273210", "273228"}),
    ],
)
def test_a_container_says_where_a_place_is(
    engine: SearchEngine, query: str, codes: set[str]
) -> None:
    assert places(engine, query) == {(code, "in") for code in codes}


def test_a_container_and_its_place_are_one_span(engine: SearchEngine) -> None:
    (span,) = understood(engine, "秋田県 美郷町").spans
    assert (span.text, len(span.candidates)) == ("秋田県 美郷町", 3)
    other = understood(engine, "秋田県 美郷町", choices={span.id: "324485"}).conditions
    assert [place.code for place in other.places] == ["324485"]
    assert understood(engine, "秋田県 美郷町", drop=(span.id,)).conditions.places == ()


def test_what_is_excluded_stays_in_its_container(engine: SearchEngine) -> None:
    found = conditions(engine, "大阪府の河内長野市以外の事業")
    assert [place.code for place in found.places] == [OSAKA]
    assert [candidate.key for candidate in found.excluded] == [KAWACHINAGANO]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("神戸の近く", {"281000"}),
        ("川崎の近く", {"141305"}),
        ("府中の近く", {"132063", "342084", "343021"}),
        ("三郷の近く", {"112372", "293431"}),
        ("神戸町の近く", {"213811"}),
    ],
)
def test_a_large_city_wins_over_smaller_ones_of_its_bare_name(
    engine: SearchEngine, query: str, codes: set[str]
) -> None:
    assert places(engine, query) == {(code, "near") for code in codes}


def test_a_town_that_a_large_city_hides_is_one_click_away(engine: SearchEngine) -> None:
    (span,) = understood(engine, "神戸の近く").spans
    assert {c.key for c in span.candidates} == {"281000", "213811"}


@pytest.mark.parametrize(
    "query",
    [
        "国立の研究機関",
        "清水建設",
        "中間報告",
        "さくら咲く",
        "そうだ",
        "RAIN",
        "本部長",
        "大分前から自動運転",
        "大分進んだ",
        "date of drones",
        "mine drone",
    ],
)
def test_ordinary_words_are_no_places(engine: SearchEngine, query: str) -> None:
    assert conditions(engine, query).places == ()
