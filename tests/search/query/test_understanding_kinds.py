"""Kinds of things that a query asks for, and the words that are left of it.

Expected readings come from docs/design.md, section 6 and the register, not from the program.
"""

from __future__ import annotations

import pytest
from understanding import conditions, understood

from search.engine import SearchEngine

CITIES = {"city", "core-city", "designated-city"}


def test_kinds(engine: SearchEngine) -> None:
    assert conditions(engine, "ドローンの事業").keys["type"] == ("project",)
    assert conditions(engine, "drone projects").keys["type"] == ("project",)
    assert conditions(engine, "ドローンの自治体").keys["type"] == ("municipality",)
    assert conditions(engine, "制度").keys["type"] == ("programme",)


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("ドローンを使う町", {"town"}),
        ("ドローンを使うまち", {"town"}),
        ("奈良の町", {"town"}),
        ("towns in Nara", {"town"}),
        ("Which towns in Nara use automated driving?", {"town"}),
        ("villages using drones", {"village"}),
        ("5Gを使う市", CITIES),
        ("in which city are drones used", CITIES),
        ("どの市が自動運転をしていますか", CITIES),
        ("近畿地方の町", {"town"}),
        ("AIを導入した県", {"prefecture"}),
        ("都道府県", {"prefecture"}),
        ("prefectures using AI", {"prefecture"}),
        ("ドローンを使う町村", {"town", "village"}),
    ],
)
def test_words_for_kinds_of_local_government_rank(
    engine: SearchEngine, query: str, kinds: set[str]
) -> None:
    found = conditions(engine, query)
    assert found.keys["type"] == ("municipality",)
    assert set(found.preferred_kinds) == kinds


@pytest.mark.parametrize(
    "query",
    [
        "三郷町", "うれしの市", "まちづくり", "まちがい", "町内会", "市民", "市場", "都市",
        "県立病院", "村おこし", "町の事業", "県の制度", "city planning", "smart city",
        "smart cities", "compact city", "東京23区", "Osaka City",
        "city of Sakai", "Nara Prefecture", "うれしんの市",
    ],
)  # fmt: skip
def test_parts_of_other_words_are_no_kinds_of_local_government(
    engine: SearchEngine, query: str
) -> None:
    found = conditions(engine, query)
    assert found.preferred_kinds == ()
    assert "municipality" not in found.keys["type"]


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("自動運転事業", ("project",)),
        ("事業一覧", ("project",)),
        ("AI 実証プロジェクト", ("project",)),
        ("新規事業", ()),
        ("事業者", ()),
        ("AIの技術者", ()),
    ],
)
def test_words_for_kinds_stand_alone(
    engine: SearchEngine, query: str, kinds: tuple[str, ...]
) -> None:
    assert conditions(engine, query).keys["type"] == kinds


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ドローンを使う町", ""),
        ("自動運転に使える国の制度は?", ""),
        ("スマートシティの補助制度を知りたい", ""),
        ("四條畷市の自動運転の事業はいつ採択された?", ""),
        ("令和4年度に大阪で始まった事業を教えて", ""),
        ("5Gを活用しているのはどの自治体ですか", ""),
        ("命を守るデジタル防災の事業", "命を守る"),
        ("命を守るデジタル防災プロジェクト事業", "命を守るデジタル防災プロジェクト事業"),  # a title
        ("震災の記憶を伝える自動運転", "震災の記憶を伝える"),
        ("自動運転の支援センター", "支援センター"),
        ("はしご車 AI", "はしご車"),
        ("AI 町内会", "町内会"),
        ("はと", "はと"),
        ("かも", "かも"),
        ("手抜き工事 AI", "手抜き工事"),
        ("drones near the station", "station"),
    ],
)
def test_what_is_left_holds_words_of_content(engine: SearchEngine, query: str, text: str) -> None:
    assert understood(engine, query).text == text
