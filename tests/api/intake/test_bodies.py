"""Cells name local governments as queries do; what is not clear is never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.intake.bodies import Bodies, Named, Organisation, Unclear
from search.text.folding import fold

NAMES = ("大阪府", "河内長野市", "北海道", "岩⾒沢市", "更別村", "府中市", "美郷町", "滝沢村",
         "吹田", "茅ケ崎市", "株式会社みらい", "○○協議会", "架空町")  # fmt: skip


def codes(bodies: Bodies, text: str, *prefectures: str) -> list[str]:
    """Return the codes of a cell in which everything is clear."""
    parts = bodies.read(text, frozenset(prefectures))
    assert all(isinstance(part, Named) for part in parts), parts
    return [part.code for part in parts if isinstance(part, Named)]


def unclear(bodies: Bodies, text: str, *prefectures: str) -> Unclear:
    (part,) = bodies.read(text, frozenset(prefectures))
    assert isinstance(part, Unclear)
    return part


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("大阪府、河内長野市", ["270008", "272167"]),
        ("大阪府河内長野市", ["272167"]),
        ("大阪府 河内長野市", ["272167"]),
        ("北海道、岩見沢市、更別村", ["010006", "012106", "016390"]),
        ("栃木県", ["090000"]),
        ("岩⾒沢市", ["012106"]),
        ("⻑野市", ["202011"]),
        ("茅ケ崎市", ["142077"]),
        ("茅が崎市", ["142077"]),
        ("龍ヶ崎市・つくば市", ["082082", "082201"]),
        ("つくば市及び土浦市", ["082201", "082031"]),
        ("札幌市（代表）、石狩市", ["011002", "012351"]),
        ("岩見沢市\n更別村", ["012106", "016390"]),
        ("豊能郡豊能町", ["273210"]),
        ("美郷町（島根県）", ["324485"]),
        ("浜松市中央区", ["221384"]),
        ("檜原村", ["133078"]),
        ("桧原村", ["133078"]),
        ("吹田", ["272051"]),
        ("", []),
        ("　\n", []),
    ],
)
def test_names_are_read_as_the_search_reads_them(
    bodies: Bodies, text: str, wanted: list[str]
) -> None:
    assert codes(bodies, text) == wanted


def test_what_is_printed_is_kept(bodies: Bodies) -> None:
    parts = bodies.read("大阪府河内長野市、岩⾒沢市")
    assert [part.printed for part in parts] == ["大阪府河内長野市", "岩⾒沢市"]


@pytest.mark.parametrize(
    ("text", "prefecture", "wanted"),
    [("府中市", "130001", "132063"), ("府中市", "340006", "342084"), ("美郷町", "450006", "454311"),
     ("中央区", "130001", "131024"), ("堺", "270008", "271403")],
)  # fmt: skip
def test_the_prefecture_decides(bodies: Bodies, text: str, prefecture: str, wanted: str) -> None:
    assert codes(bodies, text, prefecture) == [wanted]


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("美郷町", ("054348", "324485", "454311")),
        ("府中市", ("132063", "342084")),
        ("大阪", ("270008", "271004")),
        ("滝沢村", ("032166",)),
        ("岩手県滝沢村", ("032166",)),
        ("浜松市中区", ("221384",)),
        ("大阪府\n河内長野市", ("270008", "272167")),
        ("静岡県（静岡県未来技術協議会）", ("220001",)),
        ("東北", ()),
        ("吹田町", ()),
        ("さいたま市ほか", ()),
        ("=HYPERLINK()", ()),
    ],
)
def test_what_is_not_clear_is_told_with_its_candidates(
    bodies: Bodies, text: str, candidates: tuple[str, ...]
) -> None:
    assert unclear(bodies, text).candidates == candidates


def test_a_former_name_tells_its_successor_and_its_end(bodies: Bodies) -> None:
    assert unclear(bodies, "滝沢村").message == (
        "a former name, until 2014-01-01; now 岩手県滝沢市 032166"
    )


def test_a_name_in_another_prefecture_is_in_doubt(bodies: Bodies) -> None:
    part = unclear(bodies, "河内長野市", "130001")
    assert part.message == "it does not lie in 東京都, which the row states"
    assert part.candidates == ("272167",)


@pytest.mark.parametrize(
    "text",
    ["株式会社福山コンサルタント", "三木市スマートシティ推進協議会", "MONET Technologies, Inc.",
     "一般社団法人Ａ・Ｂ", "けいはんなコンソーシアム", "㈱ﾐﾗｲ"],
)  # fmt: skip
def test_a_company_or_a_council_is_no_local_government(bodies: Bodies, text: str) -> None:
    parts = bodies.read(text)
    assert parts
    assert not any(isinstance(part, Named) for part in parts)
    assert any(isinstance(part, Organisation) for part in parts)


def test_local_governments_beside_a_company(bodies: Bodies) -> None:
    first, second = bodies.read("東京都、MONET株式会社")
    assert first == Named("130001", "東京都")
    assert second == Organisation("MONET株式会社")


def solid(text: str) -> str:
    return re.sub(r"[\s、，,・/／;；()（）及びと]", "", fold(text))


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5), st.sampled_from(["、", ",", "，"]))
def test_no_name_is_lost(bodies: Bodies, names: Sequence[str], mark: str) -> None:
    parts = bodies.read(mark.join(names))
    assert "".join(solid(part.printed) for part in parts) == solid("".join(names))
    assert len(parts) == len(names)


@given(st.text(max_size=60))
def test_any_text_is_read_and_no_character_is_lost(bodies: Bodies, text: str) -> None:
    parts = bodies.read(text)
    shown = "".join(part.printed for part in parts)
    lost = set(solid(text)) - set(solid(shown))
    assert not lost
