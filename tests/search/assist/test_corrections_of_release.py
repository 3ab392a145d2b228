"""Did you mean, over the real release: slips of many kinds, and what is no slip."""

from __future__ import annotations

import pytest

from search.engine import SearchEngine
from search.model.request import SearchRequest
from search.text.folding import fold


def offered(engine: SearchEngine, query: str) -> list[tuple[str, int]]:
    result = engine.search(SearchRequest(query=query, limit=1))
    return [(fold(offer.correction.query), offer.total) for offer in result.offers]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("スマートシテイ 大坂", "スマートシティ 大阪"),
        ("自動運点 大坂", "自動運転 大阪"),
        ("自動運点の大坂府", "自動運転の大阪府"),
        ("ドローソ 北毎道", "ドローン 北海道"),
        ("遠隔医寮 千菓県", "遠隔医療 千葉県"),
        ("メタバーズ 嬉野氏", "メタバース 嬉野市"),
        ("キャシュレス 前僑市", "キャッシュレス 前橋市"),
        ("blokchain Hokaido", "blockchain Hokkaido"),
        ("autonomus driving Osakka", "autonomous driving Osaka"),
        ("ドローソ 前僑市 メタバーズ", "ドローン 前橋市 メタバース"),
        ("ブロックチェン 埼王県", "ブロックチェーン 埼玉県"),
        ("人口知能 丘庫県", "人工知能 兵庫県"),
        ("埼王県の自動運点", "埼玉県の自動運転"),
        ("ドロン配送 烏取県", "ドローン配送 鳥取県"),
        ("teremedicine Hokaido", "telemedicine Hokkaido"),
        ("買い物弱社 奈艮県", "買物弱者 奈良県"),
        ("ドローソ、前僑市", "ドローン、前橋市"),
        ("路者協調 愛暖県", "路車協調 愛媛県"),
        ("cahsless Nagoay", "cashless Nagoya"),
        ("遠隔意料 沖織県", "遠隔医療 沖縄県"),
    ],
)
def test_several_slips_are_corrected_together_first(
    engine: SearchEngine, query: str, meant: str
) -> None:
    [(first, _), *others] = offered(engine, query)
    assert first == fold(meant)
    assert others


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("時価胴運転", "自動運転"),
        ("自動雲転", "自動運転"),
        ("自同運転", "自動運転"),
        ("円隔医療", "遠隔医療"),
        ("遠隔意料", "遠隔医療"),
        ("人口知能", "人工知能"),
        ("路者協調", "路車協調"),
        ("前僑市", "前橋市"),
        ("埼王県", "埼玉県"),
        ("丘庫県", "兵庫県"),
        ("札晃市", "札幌市"),
        ("横兵市", "横浜市"),
        ("仙合市", "仙台市"),
        ("新鴻県", "新潟県"),
        ("茨木県", "茨城県"),
        ("岐早県", "岐阜県"),
        ("愛暖県", "愛媛県"),
        ("沖織県", "沖縄県"),
        ("北毎道", "北海道"),
        ("滋質県", "滋賀県"),
        ("奈艮県", "奈良県"),
        ("熊木県", "熊本県"),
        ("広鳥市", "広島市"),
        ("宇者宮市", "宇都宮市"),
        ("丘庫県の自動運転", "兵庫県の自動運転"),
        ("自動運転、埼王県", "自動運転、埼玉県"),
    ],
)
def test_kanji_converted_or_copied_wrongly(engine: SearchEngine, query: str, meant: str) -> None:
    assert fold(meant) in dict(offered(engine, query))


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("metavers Ureshino", "metaverse Ureshino"),
        ("autonomos driving", "autonomous driving"),
        ("digital twinn Tokyo", "digital twin Tokyo"),
        ("smart citty", "smart city"),
        ("teremedicine", "telemedicine"),
        ("blockchian", "blockchain"),
        ("artifical intelligence", "artificial intelligence"),
        ("cahsless", "cashless"),
        ("Kumamot", "Kumamoto"),
        ("robotics Fukuoaka", "robotics Fukuoka"),
        ("じどう運転 福岡", "自動運転 福岡"),
        ("自動うんてん", "自動運転"),
        ("えんかく医療", "遠隔医療"),
        ("えんかく医療 千葉", "遠隔医療 千葉"),
        ("遠隔いりょう", "遠隔医療"),
        ("人工ちのう", "人工知能"),
        ("買いものしえん", "買物支援"),
        ("かいもの支援", "買物支援"),
        ("顔にんしょう", "顔認証"),
        ("さい玉県", "埼玉県"),
    ],
)
def test_latin_slips_and_mixed_scripts(engine: SearchEngine, query: str, meant: str) -> None:
    assert fold(meant) in dict(offered(engine, query))


def test_what_nothing_meets_together_is_offered_with_its_number(engine: SearchEngine) -> None:
    [(query, total), *_] = offered(engine, "じどう運転 福岡")
    found = engine.search(SearchRequest(query=query))
    assert found.total == total
    assert total or found.relaxed


@pytest.mark.parametrize(
    "query",
    [
        "asdfghjkl", "qwerty zxcv", "xkcdq", "あかさたな", "ぬるぽ", "123456", "!!!", "カブトムシ",
        "任天堂", "楽天モバイル", "三菱UFJ銀行", "セブンイレブン", "日清食品 カップ麺",
        "ソニーグループ",
        "王子製紙", "吉野家", "資生堂", "花王", "アサヒ飲料", "KDDI", "NTTドコモ", "ソフトバンク",
        "株式会社山田商店", "マイナポイント", "ふるさと納税", "自動車税", "量子力学", "確定申告",
        "運転免許更新", "東京大学", "富士山", "田中太郎", "hello world", "bitcoin price",
    ],
)  # fmt: skip
def test_what_is_no_slip_is_left_alone(engine: SearchEngine, query: str) -> None:
    assert offered(engine, query) == []


@pytest.mark.parametrize(
    "query", ["観光しんこう", "さっぽろ市", "おおさか府", "すまーと農業", "Tukuba"]
)
def test_what_is_understood_is_not_corrected(engine: SearchEngine, query: str) -> None:
    assert offered(engine, query) == []
