"""The municipality register: counts, codes, names and places, read from the CSV alone."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter

import pytest
from paths import DATA, SHARED

Row = dict[str, str]

SHARED_FACTS = SHARED / "facts"
EARTH_RADIUS_M = 6_371_008.8
OSAKA_CITY = "271004"
MUNICIPAL_KINDS = {"designated-city", "core-city", "city", "special-ward", "town", "village"}
# The bounding box of Japan's land (国土地理院, 日本の東西南北端点), widened to full degrees.
BOUNDS = {"latitude": (20, 46), "longitude": (122, 154)}


def read(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def register() -> dict[str, Row]:
    rows = read("municipalities.csv")
    by_code = {row["code"]: row for row in rows}
    assert len(by_code) == len(rows), "a code stands twice"
    return by_code


def check_digit(code: str) -> int:
    """JIS X 0402 by its other wording: a sum under 11 is taken from 11 as it is."""
    total = sum(int(digit) * (6 - place) for place, digit in enumerate(code[:5]))
    return (11 - total if total < 11 else 11 - total % 11) % 10


def distance_km(first: Row, second: Row) -> float:
    latitudes = [math.radians(float(row["latitude"])) for row in (first, second)]
    longitudes = [math.radians(float(row["longitude"])) for row in (first, second)]
    haversine = (
        math.sin((latitudes[1] - latitudes[0]) / 2) ** 2
        + math.prod(map(math.cos, latitudes)) * math.sin((longitudes[1] - longitudes[0]) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(haversine)) / 1000


def test_counts_are_those_of_japan_in_november_2026(register: dict[str, Row]) -> None:
    kinds = Counter(row["kind"] for row in register.values())
    assert kinds == {
        "prefecture": 47,
        "designated-city": 20,
        "core-city": 62,
        "city": 710,
        "special-ward": 23,
        "town": 743,
        "village": 183,
        "ward": 171,
    }
    assert sum(kinds[kind] for kind in MUNICIPAL_KINDS) == 1741


def test_file_is_sorted_utf8_with_lf_and_one_line_per_row(register: dict[str, Row]) -> None:
    content = (DATA / "municipalities.csv").read_bytes()
    assert b"\r" not in content
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == len(register) + 1
    assert list(register) == sorted(register)


def test_every_code_has_its_check_digit(register: dict[str, Row]) -> None:
    codes = [*register, *(row["code"] for row in read("retired_codes.csv"))]
    assert [code for code in codes if not re.fullmatch(r"\d{6}", code)] == []
    assert [code for code in codes if int(code[5]) != check_digit(code)] == []


def test_corporate_numbers_hold_the_code_and_their_check_digit(register: dict[str, Row]) -> None:
    for code, row in register.items():
        number = row["corporate_number"]
        if row["kind"] == "ward":
            assert number == ""
            continue
        assert number[1:] == f"000020{code}"
        # The check digit and the weighted digits (2 for every other one) add up to 0 modulo 9.
        weighted = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(number))
        assert weighted % 9 == 0
        assert number[0] != "0"


def test_prefecture_and_parent_exist_and_agree_with_the_code(register: dict[str, Row]) -> None:
    for code, row in register.items():
        if row["kind"] == "prefecture":
            assert row["prefecture"] == ""
            assert code[2:5] == "000"
        else:
            assert register[row["prefecture"]]["kind"] == "prefecture"
            assert code[:2] == row["prefecture"][:2]
        if row["kind"] == "ward":
            parent = register[row["parent"]]
            assert parent["kind"] == "designated-city"
            assert row["full_name"] == parent["full_name"] + row["name"]
        else:
            assert row["parent"] == ""
    cities_with_wards = {row["parent"] for row in register.values() if row["kind"] == "ward"}
    designated = {c for c, row in register.items() if row["kind"] == "designated-city"}
    assert cities_with_wards == designated


def test_full_names_are_unique_and_begin_with_the_prefecture(register: dict[str, Row]) -> None:
    names = Counter(row["full_name"] for row in register.values())
    assert [name for name, count in names.items() if count > 1] == []
    for row in register.values():
        if row["kind"] in MUNICIPAL_KINDS:
            assert row["full_name"] == register[row["prefecture"]]["name"] + row["name"]


def test_kana_is_hiragana_and_romaji_is_capitalised_ascii(register: dict[str, Row]) -> None:
    for row in register.values():
        assert re.fullmatch(r"[ぁ-ん]+", row["kana"]), row
        assert re.fullmatch(r"[A-Z][a-z]+", row["romaji"]), row
        assert not re.search(r"ou|uu", row["romaji"]) or row["romaji"] in {
            "Katsuura", "Kotoura", "Koumi", "Matsuura", "Nachikatsuura", "Setouchi",
            "Takinoue", "Toyoura", "Wanouchi", "Yamanouchi",
        }, row  # fmt: skip


def test_suffix_follows_the_last_character_and_its_reading(register: dict[str, Row]) -> None:
    by_ending = {
        ("市", "し"): "-shi", ("区", "く"): "-ku", ("町", "まち"): "-machi",
        ("町", "ちょう"): "-cho", ("村", "むら"): "-mura", ("村", "そん"): "-son",
        ("県", "けん"): "-ken", ("府", "ふ"): "-fu", ("都", "と"): "-to",
    }  # fmt: skip
    for row in register.values():
        fitting = {
            suffix
            for (kanji, kana), suffix in by_ending.items()
            if row["name"].endswith(kanji) and row["kana"].endswith(kana)
        }
        assert row["romaji_suffix"] in (fitting or {""}), row
    assert [row["name"] for row in register.values() if not row["romaji_suffix"]] == ["北海道"]


@pytest.mark.parametrize(
    ("code", "romaji", "suffix"),
    [
        ("130001", "Tokyo", "-to"),
        ("270008", "Osaka", "-fu"),
        ("010006", "Hokkaido", ""),
        ("271004", "Osaka", "-shi"),
        ("281000", "Kobe", "-shi"),
        ("272299", "Shijonawate", "-shi"),
        ("272167", "Kawachinagano", "-shi"),
        ("422096", "Tsushima", "-shi"),
        ("293431", "Sango", "-cho"),
        ("162019", "Toyama", "-shi"),
        ("151009", "Niigata", "-shi"),
        ("122181", "Katsuura", "-shi"),
        ("282090", "Toyooka", "-shi"),
        ("272205", "Minoo", "-shi"),
        ("133817", "Miyake", "-mura"),
        ("313840", "Hiezu", "-son"),
        ("016390", "Sarabetsu", "-mura"),
        ("221384", "Chuo", "-ku"),
        ("285862", "Shinonsen", "-cho"),
        ("032131", "Ninohe", "-shi"),
        ("312011", "Tottori", "-shi"),
    ],
)
def test_romaji_of_known_places(
    register: dict[str, Row], code: str, romaji: str, suffix: str
) -> None:
    assert (register[code]["romaji"], register[code]["romaji_suffix"]) == (romaji, suffix)


def test_towns_and_villages_have_a_district_but_for_the_islands_of_tokyo(
    register: dict[str, Row],
) -> None:
    without = []
    for row in register.values():
        assert bool(row["district"]) == bool(row["district_kana"])
        if row["district"]:
            assert row["kind"] in {"town", "village"}
            assert re.fullmatch(r"[^郡]+郡", row["district"]), row
            assert re.fullmatch(r"[ぁ-ん]+ぐん", row["district_kana"]), row
        elif row["kind"] in {"town", "village"}:
            without.append(row["name"])
    assert without == [
        "大島町", "利島村", "新島村", "神津島村", "三宅村", "御蔵島村", "八丈町", "青ヶ島村",
        "小笠原村",
    ]  # fmt: skip
    assert register["013030"]["district"] == "石狩郡"
    assert register["284815"]["district"] == "赤穂郡"


def test_every_place_lies_in_japan_and_says_where_its_point_comes_from(
    register: dict[str, Row],
) -> None:
    for row in register.values():
        for column, (low, high) in BOUNDS.items():
            assert low < float(row[column]) < high, row
        assert row["coordinate_source"]


def test_prefectures_stand_near_a_municipality_of_their_own(register: dict[str, Row]) -> None:
    for code, row in register.items():
        if row["kind"] == "prefecture":
            own = (other for other in register.values() if other["prefecture"] == code)
            assert min(distance_km(row, other) for other in own) < 6, row["name"]


@pytest.mark.parametrize(
    ("code", "name", "kilometres"),
    [
        ("272299", "四條畷市", 14),
        ("293431", "三郷町", 21),
        ("273210", "豊能町", 25),
        ("272167", "河内長野市", 27),
        ("281000", "神戸市", 28),
        ("292125", "宇陀市", 45),
    ],
)
def test_distance_from_osaka(
    register: dict[str, Row], code: str, name: str, kilometres: int
) -> None:
    assert register[code]["name"] == name
    assert round(distance_km(register[OSAKA_CITY], register[code])) == kilometres


@pytest.mark.parametrize(
    ("name", "full_names"),
    [
        ("美郷町", {"秋田県美郷町", "島根県美郷町", "宮崎県美郷町"}),
        ("府中市", {"東京都府中市", "広島県府中市"}),
        ("伊達市", {"北海道伊達市", "福島県伊達市"}),
        (
            "中央区",
            {
                "北海道札幌市中央区", "埼玉県さいたま市中央区", "千葉県千葉市中央区",
                "東京都中央区", "神奈川県相模原市中央区", "新潟県新潟市中央区",
                "静岡県浜松市中央区", "大阪府大阪市中央区", "兵庫県神戸市中央区",
                "福岡県福岡市中央区", "熊本県熊本市中央区",
            },
        ),
    ],
)  # fmt: skip
def test_shared_names(register: dict[str, Row], name: str, full_names: set[str]) -> None:
    assert {row["full_name"] for row in register.values() if row["name"] == name} == full_names


def test_wards_of_hamamatsu_are_those_of_2024(register: dict[str, Row]) -> None:
    wards = {row["code"]: row["name"] for row in register.values() if row["parent"] == "221309"}
    assert wards == {"221384": "中央区", "221392": "浜名区", "221406": "天竜区"}


def test_retired_codes_point_to_codes_in_use(register: dict[str, Row]) -> None:
    rows = read("retired_codes.csv")
    assert len({(row["code"], row["replaced_by"]) for row in rows}) == len(rows)
    for row in rows:
        assert row["code"] not in register
        assert row["replaced_by"] in register
        assert re.fullmatch(r"20[12]\d-[01]\d-[0-3]\d", row["date"])
        assert row["source"]
    split = {row["replaced_by"] for row in rows if row["code"] == "221350"}
    assert split == {"221384", "221392"}


def test_regions_have_members_that_exist(register: dict[str, Row]) -> None:
    regions = {row["key"]: row for row in read("regions.csv")}
    members = read("region_prefectures.csv")
    assert {row["region"] for row in members} == set(regions)
    assert all(register[row["prefecture"]]["kind"] == "prefecture" for row in members)
    assert len({(row["region"], row["prefecture"]) for row in members}) == len(members)
    assert all(row["source"] and row["locator"] for row in [*regions.values(), *members])


def test_the_eight_regions_divide_japan_without_overlap(register: dict[str, Row]) -> None:
    eight = {row["key"] for row in read("regions.csv") if row["kind"] == "eight-region"}
    parts = [r["prefecture"] for r in read("region_prefectures.csv") if r["region"] in eight]
    prefectures = sorted(c for c, row in register.items() if row["kind"] == "prefecture")
    assert len(eight) == 8
    assert sorted(parts) == prefectures


def test_register_agrees_with_the_shared_transcript(register: dict[str, Row]) -> None:
    path = SHARED_FACTS / "seed_register.tsv"
    if not path.is_file():
        pytest.skip("the shared facts are not beside this checkout")
    with path.open(encoding="utf-8", newline="") as stream:
        bodies = list(csv.DictReader(stream, delimiter="\t"))
    assert len(bodies) == 47
    for body in bodies:
        row = register[body["lgcode6"]]
        assert row["corporate_number"] == body["corporate_number"]
        assert row["estat_uri"] == body["estat_sac"]
        assert row["kana"] == body["kana"]
        assert row["full_name"] == body["pref"] + body["city"]
        if body["lat"]:
            assert float(row["latitude"]) == pytest.approx(float(body["lat"]), abs=1e-8)
            assert float(row["longitude"]) == pytest.approx(float(body["lng"]), abs=1e-8)


def test_payees_that_are_municipalities_have_their_corporate_number(
    register: dict[str, Row],
) -> None:
    path = SHARED_FACTS / "rs_recipients.csv"
    if not path.is_file():
        pytest.skip("the shared facts are not beside this checkout")
    names = {row["corporate_number"]: row["name"] for row in register.values()}
    with path.open(encoding="utf-8", newline="") as stream:
        payees = [
            (row["corporate_number"], row["recipient"])
            for row in csv.DictReader(stream)
            if row["corporate_number"][1:7] == "000020"
        ]
    assert payees
    assert [names[number] for number, _ in payees] == [name for _, name in payees]
