"""The stories that search promises, over the project's own data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from ontology.geography import distance_km
from search.engine import SearchEngine
from search.model.facets import BY_NAME
from search.model.request import SearchRequest
from search.model.scores import UNITS

Parameter = str | int | list[str]
STORY = [
    ("mirai-2020-272299", 14),  # 四條畷市
    ("mirai-2020-293431", 21),  # 三郷町
    ("mirai-2018-270008", 27),  # 大阪府・河内長野市
    ("mirai-2018-281000", 28),  # 神戸市
    ("mirai-2022-292125", 45),  # 宇陀市
]
SPELLINGS = [
    "自動運転 projects near Osaka",
    "大阪の近くの自動運転",
    "ｼﾞﾄﾞｳｳﾝﾃﾝ 大阪 付近",
    "self-driving near Ōsaka",
    "⾃動運転 ⼤阪周辺",
    "じどううんてん おおさか ちかく",
    "jidouunten near oosaka",
    "jidō unten near ōsaka",
    "無人運転バス 大阪近郊",
    "レベル4 near Osaka City",
    "自動走行 大阪市の近く",
    "autonomous driving within 50 km of Osaka",
    "大阪から50km以内の自動運転",
    "大阪から５０ｋｍ以内 自動運転",
]
QUERIES = [
    {},
    {"q": "自動運転"},
    {"q": "自動運転 projects near Osaka"},
    {"q": "ドローン 自治体"},
    {"q": "ドローンや自動運転 R4"},
    {"q": "大阪の自動運転", "type": "project"},
    {"q": "大阪市", "programme": "smartcity-mlit"},
    {"q": "高齢者 移動"},
    {"q": "自動運転以外 関西"},
    {"q": "買い物"},
    {"q": "ドローン", "region": "kansai", "applicant_kind": "city"},
    {"status": "finishing", "type": "municipality"},
    {"q": "technology:ドローン (region:関西 OR year:2022..)"},
    {"technology": "ai", "fiscal_year": "2020..2022"},
    {"near": "271004", "type": "project", "radius_km": "100"},
]


def ask(client: TestClient, **parameters: Parameter) -> dict[str, Any]:
    response = client.get("/api/search", params=parameters)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def keys(found: Mapping[str, Any]) -> list[str]:
    return [item["key"] for item in found["items"]]


def everything(client: TestClient, **parameters: Parameter) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    while True:
        found = ask(client, **parameters, limit=100, offset=len(items))
        items += found["items"]
        if len(items) >= found["total"]:
            return items


@pytest.mark.parametrize("query", SPELLINGS)
def test_automated_driving_near_osaka(client: TestClient, query: str) -> None:
    found = ask(client, q=query, programme="mirai", type="project")
    assert [(i["key"], round(i["distance_km"])) for i in found["items"]] == STORY
    assert found["total"] == len(STORY)
    for item in found["items"]:
        assert {"technology", "near"} <= {reason["kind"] for reason in item["reasons"]}
        assert "automated-driving" in {t["key"] for t in item["technologies"]}


def test_from_the_prefectures_office_the_same_projects(client: TestClient) -> None:
    found = ask(client, q="自動走行 大阪府の近く", programme="mirai", type="project")
    assert set(keys(found)) == {key for key, _ in STORY}


def test_events_about_it_stand_beside_the_projects(client: TestClient) -> None:
    """What an event says of its content names technologies too, but counts less than printed."""
    found = ask(client, q="大阪の近くの自動運転", programme="mirai")
    by_kind = {value["key"]: value["count"] for value in found["facets"]["type"]}
    assert by_kind["project"] == len(STORY)
    events = [item for item in found["items"] if item["type"] == "event"]
    assert len(events) == by_kind["event"] == found["total"] - len(STORY)
    assert "mirai-exchange-2022-day2" in {item["key"] for item in events}
    (project,) = [item for item in found["items"] if item["key"] == STORY[0][0]]
    assert {item["distance_km"] for item in events} == {project["distance_km"]}  # 四條畷市
    assert all(item["score"] < project["score"] for item in events)


@pytest.mark.parametrize("query", SPELLINGS[:5])
def test_the_road_bureaus_support_stands_beside(client: TestClient, query: str) -> None:
    found = ask(client, q=query, type="project")
    mirai = [key for key in keys(found) if key.startswith("mirai-")]
    assert mirai == [key for key, _ in STORY]
    by_key = {item["key"]: item for item in found["items"]}
    for code, year in (("272299", 2020), ("293431", 2020), ("292125", 2022)):
        project, support = by_key[f"mirai-{year}-{code}"], by_key[f"road-av-support-{year}-{code}"]
        assert [other["key"] for other in project["linked"]] == [support["key"]]
        assert [other["key"] for other in support["linked"]] == [project["key"]]
        assert project["distance_km"] == support["distance_km"]
    assert by_key["mirai-2018-281000"]["linked"] == []


def test_a_prefecture_alone_is_its_whole_area(client: TestClient) -> None:
    """静岡県, 栃木県 … apply alone: 0 inside, else the nearest of their offices."""
    inside = ask(client, q="静岡市の近くのAI", programme="mirai")
    (shizuoka,) = [i for i in inside["items"] if i["key"] == "mirai-2019-220001"]
    assert shizuoka["distance_km"] == 0
    point = ask(client, near="34.9756,138.3828", technology="ai", programme="mirai")
    assert point["items"][0]["key"] == "mirai-2019-220001"
    assert point["items"][0]["distance_km"] == 0
    outside = ask(client, near="豊橋市", technology="ai", programme="mirai")
    (seen,) = [i for i in outside["items"] if i["key"] == "mirai-2019-220001"]
    assert 0 < seen["distance_km"] < 15  # 湖西市 is the next town


def test_a_joint_project_is_where_its_municipalities_are(client: TestClient) -> None:
    """大阪府・河内長野市 is 27 km from Osaka, although 大阪府 is one of the applicants."""
    found = ask(client, near="大阪市", programme="mirai", fiscal_year="2018")
    assert {i["key"]: round(i["distance_km"]) for i in found["items"]} == {
        "mirai-2018-270008": 27,
        "mirai-2018-281000": 28,
    }


def test_in_and_near_differ(client: TestClient) -> None:
    asked = {"programme": "mirai", "type": "project"}
    inside = set(keys(ask(client, q="自動運転 in Osaka", **asked)))
    assert inside == {"mirai-2020-272299", "mirai-2018-270008"}
    near = ask(client, q="自動運転 near Osaka", **asked)
    assert inside < set(keys(near))
    item = ask(client, q="大阪府の自動運転", programme="mirai")["items"][0]
    assert item["distance_km"] is None


def test_near_by_code_label_and_point_agree(client: TestClient, engine: SearchEngine) -> None:
    place = engine.places["271004"]
    wanted = {"technology": "automated-driving", "programme": "mirai", "type": "project"}
    by_code = ask(client, near="271004", **wanted)
    by_name = ask(client, near="大阪市", **wanted)
    by_point = ask(client, near=f"{place.latitude},{place.longitude}", **wanted)
    assert keys(by_code) == keys(by_name) == keys(by_point) == [key for key, _ in STORY]
    assert [i["distance_km"] for i in by_code["items"]] == [
        i["distance_km"] for i in by_point["items"]
    ]


def test_radius(client: TestClient) -> None:
    wanted = {"technology": "automated-driving", "programme": "mirai", "type": "project"}
    assert keys(ask(client, near="271004", radius_km=25, **wanted)) == [k for k, _ in STORY[:2]]
    assert keys(ask(client, q="near Osaka", radius_km=25, **wanted)) == [k for k, _ in STORY[:2]]
    assert len(keys(ask(client, near="271004", radius_km=60, **wanted))) >= len(STORY)


def test_exclusion_keeps_open_lists(client: TestClient) -> None:
    kept = everything(client, q="自動運転以外", programme="mirai", type="project")
    assert all("automated-driving" not in {t["key"] for t in i["technologies"]} for i in kept)
    assert any(item["technologies_open"] for item in kept)
    whole = everything(client, programme="mirai", type="project")
    printed = [i for i in whole if "automated-driving" in {t["key"] for t in i["technologies"]}]
    assert len(kept) + len(printed) == len(whole) == 50


def test_text_left_over_ranks_and_never_filters(client: TestClient) -> None:
    plain = ask(client, q="自動運転", type="project")
    for words in ("買い物", "xyzzy", "まちづくり 住民"):
        ranked = ask(client, q=f"自動運転 {words}", type="project")
        assert ranked["total"] == plain["total"]
        assert ranked["interpretation"]["text"] == words
    lifted = ask(client, q="自動運転 移動手段 全世代", type="project")
    assert lifted["items"][0]["key"] == "mirai-2022-292125"


def test_text_alone_filters(client: TestClient) -> None:
    assert ask(client, q="xyzzyx")["total"] == 0
    some = ask(client, q="移動手段")
    assert 0 < some["total"] < ask(client)["total"]
    assert "mirai-2022-292125" in keys(some)


def test_nothing_found_says_what_emptied_it(client: TestClient) -> None:
    found = ask(client, q="ブロックチェーン 沖縄県")
    assert found["total"] == 0
    offers = {offer["conditions"][0]: offer["count"] for offer in found["emptied_by"]}
    assert offers["technology"] == ask(client, q="沖縄県")["total"]
    assert offers["place"] == ask(client, q="ブロックチェーン")["total"]


def test_parameters_override_what_the_query_says(client: TestClient) -> None:
    found = ask(client, q="自動運転 R4", technology="drone", fiscal_year="2018")
    assert {t["key"] for t in found["interpretation"]["technologies"]} == {"drone"}
    assert found["interpretation"]["fiscal_years"] == ["2018"]


@pytest.mark.parametrize("parameters", QUERIES, ids=str)
def test_every_facet_value_counts_what_asking_for_it_gives(
    client: TestClient, parameters: dict[str, str]
) -> None:
    """Or adds; also the values that many have few of: the facets are whole, not cut."""
    found = ask(client, **parameters, limit=1)
    facets = found["facets"]
    assert set(facets) == {
        "type", "technology", "challenge", "programme", "ministry", "fiscal_year", "region",
        "prefecture", "municipality", "applicant_kind", "designation", "status",
    }  # fmt: skip
    wrong = []
    for name, values in facets.items():
        checked = values if name != "municipality" else values[:25] + values[-5:]
        asked = _asked(found["interpretation"], name)
        for value in checked:
            adds = bool(asked) and value["key"] not in asked
            chosen = {**parameters, name: [*asked, value["key"]] if adds else value["key"]}
            total = ask(client, **chosen, limit=1)["total"] - (found["total"] if adds else 0)
            if total != value["count"]:
                wrong.append((name, value["key"], value["count"], total))
    assert wrong == []


def _asked(interpretation: dict[str, Any], name: str) -> list[str]:
    """Return the values of a facet to which a further one would be an alternative."""
    asked = interpretation[BY_NAME[name].conditions]
    places = interpretation["places"]
    if places and all((one["relation"], one["kind"]) == ("in", name) for one in places):
        return [place["code"] for place in places]
    if len({one["group"] for one in asked if isinstance(one, dict) and "group" in one}) > 1:
        return []
    return [one if isinstance(one, str) else one["key"] for one in asked]


@pytest.mark.parametrize(
    ("query", "filters", "total_of"),
    [
        ("大阪府の自動運転", {"prefecture": "010006"}, "北海道の自動運転"),
        ("関西の自動運転", {"region": "kyushu"}, "九州の自動運転"),
        ("関西の自動運転", {"prefecture": "270008"}, "大阪府の自動運転"),
        ("自動運転 大阪府", {"municipality": "011002"}, ""),
    ],
)
def test_an_area_takes_the_place_of_one_of_its_level_and_narrows_any_other(
    client: TestClient, query: str, filters: dict[str, str], total_of: str
) -> None:
    wanted = ask(client, q=total_of, limit=1)["total"] if total_of else 0
    assert ask(client, q=query, **filters, limit=1)["total"] == wanted


@pytest.mark.parametrize("parameters", QUERIES, ids=str)
def test_pages_have_no_gaps_and_no_repeats(client: TestClient, parameters: dict[str, str]) -> None:
    whole = everything(client, **parameters)
    assert len({(item["type"], item["key"]) for item in whole}) == len(whole)
    found, paged = ask(client, **parameters, limit=37), []
    for _ in range(4):
        paged += found["items"]
        following = found["links"]["next"]
        if following is None:
            break
        found = client.get(following).json()
    assert paged == whole[: len(paged)]


def test_the_work_of_a_prefecture_around_a_city_is_not_said_to_be_in_it(
    client: TestClient,
) -> None:
    """大阪府 (270008) and 河内長野市 (272167) are bodies of projects; each counts as what it is."""
    items = everything(client, q="河内長野市内", type="project")
    said = {item["key"]: {r["kind"]: r["label"] for r in item["reasons"]} for item in items}
    bodies = {
        item["key"]: {body["code"] for body in (*item["applicants"], *item["areas_derived"])}
        for item in items
    }
    assert any("272167" in codes for codes in bodies.values())
    assert any("270008" in codes and "272167" not in codes for codes in bodies.values())
    for key, codes in bodies.items():
        if "272167" in codes:
            assert "in" in said[key]
            assert "around" not in said[key]
        else:
            assert "270008" in codes
            assert said[key]["around"] == "河内長野市を含む都道府県全域を対象とするプロジェクト"
            assert "in" not in said[key]


@pytest.mark.parametrize("parameters", QUERIES, ids=str)
def test_reasons_add_up_and_order_holds(client: TestClient, parameters: dict[str, str]) -> None:
    found = ask(client, **parameters, limit=100)
    assert found == ask(client, **parameters, limit=100)
    for item in found["items"]:
        weights = [reason["weight"] for reason in item["reasons"]]
        assert sum(weights) == item["score"]
        for reason in item["reasons"]:
            detail = reason["detail"]
            exact = detail["coefficient"] * detail["raw"]
            assert reason["weight"] == pytest.approx(exact, abs=0.5 / UNITS)
            assert reason["weight"] * UNITS == round(reason["weight"] * UNITS)
            assert reason["label"]
    near = any(item["distance_km"] is not None for item in found["items"])
    order = [((item["distance_km"] if near else 0), -item["score"]) for item in found["items"]]
    rounded = [(distance, round(score, 9)) for distance, score in order]
    assert rounded == sorted(rounded)


def test_distances_are_the_one_formula(client: TestClient, engine: SearchEngine) -> None:
    osaka = engine.places["271004"]
    items = everything(client, near="271004", type="project", radius_km=3000)
    assert len(items) > 150
    checked = 0
    for item in items:
        points = [engine.places[place["code"]] for place in item["locations"]]
        if any(point.kind == "prefecture" for point in points):
            continue
        wanted = min(
            distance_km(osaka.latitude, osaka.longitude, p.latitude, p.longitude) for p in points
        )
        exact = next(r for r in item["reasons"] if r["kind"] == "near")["detail"]["distance_km"]
        assert exact == pytest.approx(wanted, rel=1e-6)
        assert item["distance_km"] == pytest.approx(wanted, abs=1e-3)
        checked += 1
    assert checked > 150


@pytest.mark.parametrize("sort", ["distance", "year", "name"])
def test_sorts(client: TestClient, sort: str) -> None:
    items = ask(client, q="AI projects near Osaka", radius_km=500, sort=sort, limit=100)["items"]
    assert len(items) > 5
    values = {
        "distance": [item["distance_km"] for item in items],
        "year": [-item["fiscal_year"] for item in items],
        "name": [],
    }[sort]
    assert values == sorted(values)


def test_no_project_of_the_source_is_lost(client: TestClient) -> None:
    """Each of the 45 is found by its own technologies and place."""
    for item in everything(client, programme="mirai", type="project"):
        words = " ".join(t["label"] for t in item["technologies"])
        where = item["applicants"][-1]["name"]
        found = ask(client, q=f"{where}の{words}", programme="mirai", type="project")
        assert item["key"] in keys(found), (words, where)


def test_programmes_by_their_amounts(engine: SearchEngine) -> None:
    found = {hit.key for hit in engine.search(SearchRequest("予算1億円以上の事業")).hits}
    assert {"smartcity-mlit", "smartcity-soumu"} <= found
    assert "mirai" not in found  # of its amounts each is a share of a larger one


def test_projects_stand_before_what_is_about_them(engine: SearchEngine) -> None:
    kinds = [hit.kind for hit in engine.search(SearchRequest("ここ5年の自動運転", limit=None)).hits]
    last = len(kinds) - kinds[::-1].index("project")
    assert not {"programme", "council", "event"} & set(kinds[:last])


def test_the_name_of_a_station_raises_what_prints_it(engine: SearchEngine) -> None:
    (first, *_) = engine.search(SearchRequest("大宮駅のスマートシティ")).hits
    assert first.key == "smartcity-mlit-2020-111007"


@pytest.mark.parametrize(
    ("text", "keys", "former"),
    [
        ("府中市", {"132063", "342084"}, ""),
        ("ｽｲﾀｼ", {"272051"}, ""),
        ("篠山市", {"282219"}, "篠山市"),
        ("大阪で", set(), ""),
    ],
)
def test_a_whole_label_names_everything_that_has_or_had_it(
    engine: SearchEngine, text: str, keys: set[str], former: str
) -> None:
    found = engine.named(text)
    assert {entry.key for entry in found} == keys
    assert all(entry.former == former for entry in found)
