"""The printed technologies by every kind of label, and parameters that take labels."""

from __future__ import annotations

import csv

import pytest
from paths import DATA

from search.engine import SearchEngine
from search.model.facets import ByFacet
from search.model.request import SearchRequest, UnresolvedName

_REGISTER = DATA / "municipalities.csv"

LABELS = {
    "ai": ["AI", "ＡＩ", "ai", "人工知能", "artificial intelligence", "えーあい"],
    "iot": ["IoT", "ＩｏＴ", "IOT", "モノのインターネット", "Internet of Things"],
    "5g": ["5G", "５Ｇ", "5g"],
    "cloud": ["クラウドコンピューティング", "ｸﾗｳﾄﾞｺﾝﾋﾟｭｰﾃｨﾝｸﾞ", "クラウド", "cloud computing"],
    "big-data": ["ビッグデータ", "ﾋﾞｯｸﾞﾃﾞｰﾀ", "びっぐでーた", "big data"],
    "automated-driving": [
        "自動運転", "⾃動運転", "じどううんてん", "ジドウウンテン", "ｼﾞﾄﾞｳｳﾝﾃﾝ", "jidounten",
        "jidouunten", "jidō unten", "自動走行", "無人運転バス", "レベル4", "レベル４",
        "automated driving", "autonomous driving", "self-driving", "Self driving",
    ],
    "drone": ["ドローン", "ﾄﾞﾛｰﾝ", "どろーん", "drone", "drones", "UAV", "無人航空機"],
    "robot": ["ロボット", "ﾛﾎﾞｯﾄ", "ろぼっと", "robot", "robots"],
    "cashless": ["キャッシュレス", "ｷｬｯｼｭﾚｽ", "ｷｬｯｽﾚｽ", "きゃっしゅれす", "cashless"],
    "blockchain": ["ブロックチェーン", "ﾌﾞﾛｯｸﾁｪｰﾝ", "ぶろっくちぇーん", "blockchain"],
    "vr-ar": ["VR/AR", "ＶＲ／ＡＲ", "VR", "AR", "仮想現実", "virtual reality"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("label", "key"), [(label, key) for key, labels in LABELS.items() for label in labels]
)
def test_every_label_of_a_printed_technology(engine: SearchEngine, label: str, key: str) -> None:
    found = engine.search(SearchRequest(query=label, limit=1)).interpretation
    assert found.conditions.groups["technology"] == ((key,),)
    assert found.text == ""
    by_filter = engine.search(
        SearchRequest(filters=ByFacet(technology=(label,)), limit=1)
    ).interpretation
    assert by_filter.conditions.groups["technology"] == ((key,),)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("smart cities", "smart-city"),
        ("digital twins", "digital-twin"),
        ("robots", "robot"),
        ("autonomous buses", "automated-driving"),
        ("driverless shuttles", "automated-driving"),
        ("self-driving taxis", "automated-driving"),
        ("electric buses", "ev"),
    ],
)
def test_plurals_of_english_labels(engine: SearchEngine, text: str, key: str) -> None:
    found = engine.search(SearchRequest(query=text, limit=1)).interpretation
    assert found.conditions.groups["technology"] == ((key,),)


@pytest.mark.parametrize("label", ["AIR", "RAIN", "5GHz帯", "robotics-x", "paid", "IoTs"])
def test_labels_within_other_words_do_not_count(engine: SearchEngine, label: str) -> None:
    found = engine.search(SearchRequest(query=label, limit=1)).interpretation
    assert not {"ai", "5g", "robot", "iot"} & {
        key for group in found.conditions.groups["technology"] for key in group
    }


def test_every_name_of_the_register_is_recognised(engine: SearchEngine) -> None:
    """Full name, name, name without suffix, kana and English name find the body itself."""
    with _REGISTER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1959
    by_code = {row["code"]: row["name"] for row in rows}
    lost = []
    for row in rows:
        names = {row["full_name"], row["name"], row["kana"]}
        if row["romaji_suffix"]:
            names.add(row["romaji"] + row["romaji_suffix"])
        if row["parent"]:
            names.add(by_code[row["parent"]] + row["name"])
        if row["kind"] != "ward" and len(row["name"]) > 2:
            names.add(row["name"] if row["name"] == "北海道" else row["name"][:-1])
        lost += [
            (row["code"], name)
            for name in names
            if row["code"] not in {entry.key for entry in engine._lexicon.lookup(name)}
        ]
    assert lost == []


@pytest.mark.parametrize("code", ["011002", "131130", "272167", "392103", "472018", "324485"])
def test_a_bare_name_alone_is_a_place(engine: SearchEngine, code: str) -> None:
    place = engine.places[code]
    found = engine.search(SearchRequest(query=place.name[:-1], limit=1)).interpretation
    assert code in {c.key for span in found.spans for c in span.candidates}


@pytest.mark.parametrize("parameter", ["technology", "programme", "municipality", "near"])
def test_a_filter_that_names_nothing(engine: SearchEngine, parameter: str) -> None:
    text = "no such thing"
    near = SearchRequest(near=text)
    request = near if parameter == "near" else SearchRequest(filters=ByFacet({parameter: (text,)}))
    with pytest.raises(UnresolvedName) as raised:
        engine.search(request)
    assert raised.value.candidates == ()


def test_a_filter_that_fits_several_lists_them(engine: SearchEngine) -> None:
    with pytest.raises(UnresolvedName) as raised:
        engine.search(SearchRequest(filters=ByFacet(municipality=("美郷町",))))
    assert dict(raised.value.candidates) == {
        "054348": "秋田県美郷町",
        "324485": "島根県美郷町",
        "454311": "宮崎県美郷町",
    }
