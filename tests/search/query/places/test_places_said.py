"""Places as people say them: regions, stations, neighbours, former names, what is pasted.

Members come from ``data/``; stations and their municipalities from the list of the ministry.
"""

from __future__ import annotations

import pytest
from understanding import conditions, places, understood

from ontology.geography import MAX_RADIUS_KM
from search.engine import SearchEngine
from search.model.request import SearchRequest, UnresolvedName

AREA = "in"
HOKKAIDO, TOHOKU = "010006", {"020001", "030007", "040002", "050008", "060003", "070009"}


@pytest.mark.parametrize(
    ("query", "inside", "outside"),
    [
        ("道東", "012076", "011002"),
        ("道央の自動運転", "011002", "012076"),
        ("道南", "012025", "011002"),
        ("道北", "012041", "011002"),
        ("北関東", "080004", "130001"),
        ("南関東", "130001", "080004"),
        ("北東北", "020001", "070009"),
        ("南東北", "070009", "020001"),
        ("南九州", "460001", "400009"),
        ("一都三県", "130001", "080004"),
        ("東日本", "200000", "230006"),
        ("西日本", "270008", "230006"),
        ("日本海側", "150002", "130001"),
        ("瀬戸内", "340006", "320005"),
        ("阪神", "282022", "282014"),
        ("京阪神", "270008", "290009"),
        ("伊豆", "222224", "221007"),
        ("会津", "072028", "072010"),
        ("信州", "200000", "190004"),
        ("湘南", "142034", "142018"),
        ("三浦半島", "142018", "142034"),
        ("紀伊", "300004", "270008"),
        ("中京圏", "230006", "220001"),
        ("富士山", "220001", "140007"),
        ("琵琶湖", "250007", "260002"),
        ("十勝地方", "012076", "011002"),
        ("十勝", "012076", "011002"),
        ("Seto Inland Sea", "340006", "320005"),
    ],
)
def test_a_region_holds_its_members(
    engine: SearchEngine, query: str, inside: str, outside: str
) -> None:
    (place,) = conditions(engine, query).places
    codes = engine._gazetteer.inside(place)
    assert inside in codes
    assert outside not in codes


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("南九州市", "462233"),
        ("北九州", "401005"),
        ("伊豆市", "222224"),
        ("庄内町", "064289"),
        ("佐渡", "152242"),
    ],
)
def test_a_place_that_is_written_wins_over_a_region(
    engine: SearchEngine, query: str, code: str
) -> None:
    assert places(engine, query) == {(code, AREA)}


def test_a_prefecture_before_its_region_says_where_it_is(engine: SearchEngine) -> None:
    (place,) = conditions(engine, "静岡県伊豆のMaaS").places
    assert place.name == "伊豆"


def test_the_work_of_a_whole_prefecture_is_around_its_regions(engine: SearchEngine) -> None:
    """阿寒・知床 has no municipality in the tables, only 北海道."""
    hits = engine.search(SearchRequest(query="道東 観光MaaS")).hits
    assert "maas-mlit-2019-akan-shiretoko" in [hit.key for hit in hits]


def test_a_region_can_be_left_out(engine: SearchEngine) -> None:
    found = engine.search(SearchRequest(query="道東以外の自治体", limit=None)).hits
    codes = {hit.key for hit in found}
    assert not codes & {"012076", "012068"}
    assert {"011002", "012025"} <= codes


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("つくば駅", {("082201", AREA)}),
        ("大宮駅のスマートシティ", {("111007", AREA)}),
        ("京都府の大宮駅", {("261009", AREA)}),
        ("名駅", {("231002", AREA)}),
        ("京都駅付近", {("261009", "near")}),
        ("Kyoto station", {("261009", AREA)}),
        ("near Kyoto station", {("261009", "near")}),
        ("おおさかえき", {("271004", AREA)}),
        ("新大阪駅", {("271004", AREA)}),
        ("和光市駅", {("112291", AREA)}),
    ],
)
def test_a_station_is_in_its_municipality(
    engine: SearchEngine, query: str, found: set[tuple[str, str]]
) -> None:
    assert places(engine, query) == found


def test_near_a_station_is_near_its_point(engine: SearchEngine) -> None:
    (place,) = conditions(engine, "京都駅から10km以内").places
    assert (place.name, place.kind, place.radius_km) == ("京都駅", "station", 10)
    assert place.latitude == pytest.approx(34.985, abs=0.01)


@pytest.mark.parametrize(
    "query",
    [
        "河内長野市の隣の自動運転", "河内長野市に隣接する市町村", "next to Kawachinagano",
        "neighbouring Kawachinagano", "河内長野のとなりの町",
    ],
)  # fmt: skip
def test_beside_a_place_are_its_neighbours(engine: SearchEngine, query: str) -> None:
    """By the boundaries: 堺, 富田林, 和泉, 大阪狭山, 千早赤阪, かつらぎ, 橋本, 五條 …"""
    codes = {code for code, _ in places(engine, query)}
    assert {"271403", "272141", "272191", "273830"} <= codes
    assert not codes & {"272167", "271004"}


def test_beside_a_prefecture_are_prefectures(engine: SearchEngine) -> None:
    found = {code for code, _ in places(engine, "大阪府の隣")}
    assert found == {"260002", "280003", "290009", "300004"}


@pytest.mark.parametrize(
    "query",
    ["仙台に一番近い自動運転", "nearest automated driving to Sendai", "仙台の最寄りの自動運転"],
)
def test_the_nearest_come_first_whatever_the_distance(engine: SearchEngine, query: str) -> None:
    (place,) = conditions(engine, query).places
    assert (place.code, place.radius_km) == ("041009", MAX_RADIUS_KM)
    hits = engine.search(SearchRequest(query=query)).hits
    distances = [hit.distance_km for hit in hits]
    assert hits
    assert distances == sorted(distances, key=lambda km: km or 0.0)


@pytest.mark.parametrize(
    ("query", "code", "former"),
    [
        ("東出雲町", "322016", "東出雲町"),
        ("旧東予市の自動運転", "382060", "東予市"),
        ("滝沢村", "032166", "滝沢村"),
        ("浜松市中区", "221384", "浜松市中区"),
        ("静岡県浜松市中区", "221384", "浜松市中区"),
        ("浦和市", "111007", "浦和市"),
    ],
)
def test_a_former_name_says_what_it_was(
    engine: SearchEngine, query: str, code: str, former: str
) -> None:
    (chosen,) = understood(engine, query).spans[0].chosen
    assert (chosen.key, chosen.former) == (code, former)
    assert chosen.until[:2] in {"19", "20"}


def test_a_former_name_of_two_places_is_both(engine: SearchEngine) -> None:
    assert places(engine, "春野町") == {("221309", AREA), ("392014", AREA)}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("271004", "271004"), ("27100", "271004"), ("２７１００４", "271004"),
        ("271004の自動運転", "271004"), ("自動運転 27216", "272167"),
        ("https://w3id.org/tsunagu/id/municipality/271004", "271004"),
        ("http://localhost:8000/doc/municipality/272167", "272167"),
    ],
)  # fmt: skip
def test_a_code_or_an_iri_is_the_place(engine: SearchEngine, query: str, code: str) -> None:
    assert places(engine, query) == {(code, AREA)}


@pytest.mark.parametrize("query", ["271004円", "27100人", "99999", "1271004"])
def test_another_number_is_no_code(engine: SearchEngine, query: str) -> None:
    assert places(engine, query) == set()


@pytest.mark.parametrize(
    "query",
    [
        "mirai-2018-270008",
        "https://w3id.org/tsunagu/id/project/mirai-2018-270008",
        "/doc/project/mirai-2018-270008",
    ],
)
def test_a_key_or_an_iri_of_a_project_names_it(engine: SearchEngine, query: str) -> None:
    assert engine.search(SearchRequest(query=query)).hits[0].key == "mirai-2018-270008"


def test_an_iri_of_a_concept_is_the_concept(engine: SearchEngine) -> None:
    asked = conditions(engine, "https://w3id.org/tsunagu/id/technology/drone")
    assert asked.groups["technology"] == (("drone",),)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("大阪府河内長野市三日市町1-2-3", "272167"),
        ("〒586-0024 大阪府河内長野市三日市町", "272167"),
        ("東出雲町", "322016"),
        ("27216", "272167"),
    ],
)
def test_parameters_take_addresses_former_names_and_codes(
    engine: SearchEngine, text: str, code: str
) -> None:
    assert engine.resolve("municipality", [text]) == (code,)
    assert engine.centre(text).code == code


def test_near_takes_a_station(engine: SearchEngine) -> None:
    assert engine.centre("大宮駅").kind == "station"


@pytest.mark.parametrize("text", ["自動運転", "大阪市の自動運転", "東京大学"])
def test_parameters_take_nothing_else(engine: SearchEngine, text: str) -> None:
    with pytest.raises(UnresolvedName):
        engine.resolve("municipality", [text])
