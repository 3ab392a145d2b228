"""Romaji: the spellings of one name agree, and two names of the register do not."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest
from paths import DATA

from search.text.folding import fold
from search.text.romaji import (
    hiragana_to_romaji,
    romaji_key,
    romaji_key_with_offsets,
    romaji_label_keys,
)

REGISTER = DATA / "municipalities.csv"


def register() -> list[dict[str, str]]:
    if not REGISTER.exists():
        pytest.skip("data/municipalities.csv has not been built")
    with REGISTER.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    "spellings",
    [
        ("Osaka", "Oosaka", "Ōsaka", "Ohsaka", "OSAKA"),
        ("Shijonawate", "Shijōnawate", "Sijounawate", "Shijounawate", "Sizyônawate"),
        ("Kobe", "Koube", "Kōbe"),
        ("Namba", "Nanba"),
        ("Kyushu", "Kyuusyuu", "Kyūshū"),
        ("Sanda", "Sannda"),
        ("Shin-Osaka", "shin osaka", "Shinosaka"),
        ("Kawachinagano", "kawachi nagano", "Kawatinagano"),
        ("Tennoji", "Tennōji", "Ten'nōji"),
        ("Gunma", "Gumma"),
        ("Fukuoka", "Hukuoka"),
        ("Tsu", "Tu"),
        ("matcha", "maccha", "mattya"),
        ("jido", "jidou", "zidou", "jidō"),
    ],
)
def test_spellings_agree(spellings: tuple[str, ...]) -> None:
    assert len({romaji_key(fold(spelling)) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("ohara", "oara"), ("Iide", "Ide"), ("onna", "ona"), ("hyogo", "hogo")]
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert romaji_key(fold(one)) != romaji_key(fold(other))


def test_a_label_has_a_key_with_its_seams_and_a_solid_one() -> None:
    keys = romaji_label_keys(fold("Sanyo-Onoda"))
    assert romaji_key("sanyo onoda") in keys
    assert romaji_key("sanyoonoda") in keys


def test_words_are_known_in_a_key_without_blanks() -> None:
    text = "projects near shin-oosaka"
    key = romaji_key_with_offsets(text)
    assert key.text == "projectsnearshinosaka"
    start = key.text.index("osaka")
    assert key.is_whole(start, start + 5)
    assert key.is_whole(start - 4, start + 5)
    assert not key.is_whole(start + 1, start + 5)
    assert not key.is_whole(start, start + 4)
    assert text[slice(*key.original_span(start, start + 5))] == "oosaka"


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [
        ("おおさか", "osaka"),
        ("こうべ", "kobe"),
        ("にいがた", "niigata"),
        ("じどう うんてん", "jido unten"),
        ("どろーん", "doron"),
        ("しんばし", "shinbashi"),
        ("まっちゃ", "matcha"),
        ("さっぽろ", "sapporo"),
        ("しんいち", "shin'ichi"),
        ("ほんや", "hon'ya"),
        ("きょうと", "kyoto"),
        ("ちょうふ", "chofu"),
        ("ふぁいる", "fairu"),
        ("5g", "5g"),
        ("", ""),
    ],
)
def test_readings_are_romanised(kana: str, romaji: str) -> None:
    assert hiragana_to_romaji(kana) == romaji


def test_readings_of_the_register_meet_its_printed_romaji() -> None:
    apart = [
        row["name"]
        for row in register()
        if not any(
            romaji_key(hiragana_to_romaji(row["kana"])).startswith(key)
            for key in romaji_label_keys(fold(row["romaji"]))
        )
    ]
    assert apart == []


def test_keys_join_no_two_printed_names_of_the_register() -> None:
    by_key: dict[str, set[str]] = defaultdict(set)
    for row in register():
        by_key[romaji_key(fold(row["romaji"]))].add(row["romaji"])
    # 箕面 is みのお and 美濃 is みの: only the length of a vowel, which romaji often leaves out.
    assert [names for names in by_key.values() if len(names) > 1] == [{"Minoo", "Mino"}]
