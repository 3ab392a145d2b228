"""Folding: the look-alikes of the source, the names of the register, and what must stay apart."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest
from paths import ROOT, SHARED

from search.text.folding import fold, fold_with_offsets, unify
from search.text.tables import NAME_FORMS, OLD_FORMS, RADICAL_CHOICES, RADICALS

REGISTER = ROOT / "data" / "municipalities.csv"
SOURCE = SHARED / "source" / "000_12b87d8d8ef5cff1.txt"

SOURCE_RADICALS = dict(
    zip(
        "⺠⻑⼀⼈⼊⼒⼗⼝⼟⼠⼤⼦⼩⼭⼯⼼⼾⼿⽀⽅⽇⽉⽊⽕"
        "⽗⽟⽣⽤⽥⽬⽯⾃⾏⾒⾔⾛⾜⾞⾦⾩⾮⾯⾰⾺⾼⿃⿅",
        "民長一人入力十口土士大子小山工心戸手支方日月木火"
        "父玉生用田目石自行見言走足車金阜非面革馬高鳥鹿",
        strict=True,
    )
)

SAME = [
    ("ｼﾞﾄﾞｳｳﾝﾃﾝ", "じどううんてん"),
    ("⾃動運転", "自動運転"),
    ("⼤阪周辺", "大阪周辺"),
    ("神⼾市", "神戸市"),
    ("神戶市", "神戸市"),
    ("⻑野", "長野"),
    ("ドローン", "どろーん"),
    ("ドロ－ン", "どろーん"),
    ("ドロ−ン", "どろーん"),
    ("ド ロ ー ン", "どろーん"),
    ("⾃ 治 体", "自治体"),
    ("⾃\n治\u3000体", "自治体"),
    ("自動 運転", "自動運転"),
    ("５Ｇ", "5g"),
    ("VR\u200b/\ufeffAR", "vr/ar"),
    ("soft\u00adhyphen", "softhyphen"),
    ("葛\U000e0100城市", "葛城市"),
    ("Ōsaka", "osaka"),
    ("O\u0304saka", "osaka"),
    ("Ôsaka", "osaka"),
    ("Ten’nōji", "ten'noji"),
    ("カ\u3099", "が"),
    ("ハ゜", "ぱ"),
    ("ヴァ", "ゔぁ"),
    ("佐々木", "佐佐木"),
    ("複々々線", "複複複線"),
    ("いすゞ", "いすず"),
    ("づゝ", "づつ"),
    ("2020ー2022", "2020-2022"),
    ("2020–2022", "2020-2022"),
    ("2020〜2022", "2020~2022"),
    ("東京—大阪", "東京-大阪"),
    ("㈱①㍻", "(株)1平成"),
    ("a\t b \r\n c", "a b c"),
    ("  trimmed ", "trimmed"),
    ("Straße", "strasse"),
    ("\ud83d", "\ufffd"),
    ("", ""),
]

AGREE = [
    ("四條畷市", "四条畷市"),
    ("龍ケ崎市", "竜ヶ崎市", "龍ヶ崎市"),
    ("茅ヶ崎市", "茅ケ崎市", "茅が崎市"),
    ("霞ヶ浦", "霞が浦", "霞ケ浦"),
    ("三ヶ月", "三か月", "三カ月", "三ヵ月", "三箇月"),
    ("６ヶ所", "6か所", "6カ所"),
    ("澤", "沢"),
    ("渡邊", "渡邉", "渡辺"),
    ("齋藤", "斎藤"),
    ("齊藤", "斉藤"),
    ("國", "国"),
    ("廣", "広"),
    ("濱", "濵", "浜"),
    ("山﨑", "山崎"),
    ("髙", "高"),
    ("櫻", "桜"),
    ("穗", "穂"),
    ("檜原村", "桧原村"),
    ("塩竈市", "塩釜市"),
    ("飛驒市", "飛騨市"),
    ("ﾄﾞﾛｰﾝ", "ドローン", "どろーん"),
]

APART = [
    ("鹿嶋市", "鹿島市"),
    ("在宅ケア", "在宅があ"),
    ("斎藤", "斉藤"),
    ("大阪", "大坂"),
    ("ハート", "ハト"),
    ("ば", "は"),
    ("受け入れ", "受が入れ"),
    ("a b", "ab"),
]


def register() -> list[dict[str, str]]:
    if not REGISTER.exists():
        pytest.skip("data/municipalities.csv has not been built")
    with REGISTER.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("text", "expected"), SAME)
def test_folds_to(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize("spellings", AGREE)
def test_spellings_agree(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(("radical", "ideograph"), sorted(SOURCE_RADICALS.items()))
def test_radical_of_the_source_becomes_its_japanese_ideograph(radical: str, ideograph: str) -> None:
    assert unify(radical) == ideograph
    assert fold(radical) == ideograph


def test_the_pinned_radicals_are_those_of_the_source() -> None:
    assert len(SOURCE_RADICALS) == 47
    if not SOURCE.exists():
        pytest.skip("the source document is not beside the project")
    text = SOURCE.read_text(encoding="utf-8")
    assert {c for c in text if "\u2e80" <= c <= "\u2fdf"} == set(SOURCE_RADICALS)
    assert not [c for c in fold(text) if "\u2e80" <= c <= "\u2fdf"]


def test_no_radical_is_left_that_has_a_unified_form() -> None:
    blocks = [*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)]
    left = [chr(c) for c in blocks if 0x2E80 <= ord(fold(chr(c))) <= 0x2FDF]
    assert left == ["⺀", "\u2e9a"]  # REPEAT has no unified form; U+2E9A is unassigned


def test_tables_do_not_chain() -> None:
    kanji = OLD_FORMS | NAME_FORMS
    assert not set(kanji) & set(kanji.values())
    assert not OLD_FORMS.keys() & NAME_FORMS.keys()
    assert not [old for old, new in (kanji | RADICALS | RADICAL_CHOICES).items() if old == new]


def test_full_names_of_the_register_stay_apart() -> None:
    rows = register()
    by_fold: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        by_fold[fold(row["full_name"])].add(row["code"])
    assert len(rows) > 1_788  # 47 prefectures and 1,741 municipalities at least
    assert {key: codes for key, codes in by_fold.items() if len(codes) > 1} == {}


def test_folding_joins_no_two_different_names_of_the_register() -> None:
    by_fold: dict[str, set[str]] = defaultdict(set)
    for row in register():
        by_fold[fold(row["name"])].add(row["name"])
    # No exception is needed: 鹿嶋市 and 鹿島市, the only pair, stay apart because 嶋 is kept.
    assert [names for names in by_fold.values() if len(names) > 1] == []


def test_prefix_of_a_name_folds_to_a_prefix_of_its_fold() -> None:
    breaking = {
        row["name"][:size]
        for row in register()
        for size in range(1, len(row["name"]))
        if not fold(row["name"]).startswith(fold(row["name"][:size]))
    }
    # A large ケ is the ヶ of a place name only when an ideograph follows it (在宅ケア).
    assert {prefix for prefix in breaking if not prefix.endswith("ケ")} == set()


def test_gaps_tell_where_blanks_were_taken_out() -> None:
    assert fold_with_offsets("東京 府中 ai").gaps == (2,)
    assert fold_with_offsets("東\u200b京府中").gaps == ()


def test_a_span_covers_the_marks_that_vanished() -> None:
    text = "x O\u0304saka y"
    folded = fold_with_offsets(text)
    start = folded.text.index("osaka")
    assert text[slice(*folded.original_span(start, start + 1))] == "O\u0304"
    text = "ﾋﾞｯｸﾞﾃﾞｰﾀ"
    folded = fold_with_offsets(text)
    assert text[slice(*folded.original_span(2, 3))] == "ｸﾞ"
    assert folded.original_span(2, 2) == (3, 3)
    assert fold_with_offsets("").original_span(0, 0) == (0, 0)


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (2, 1), (0, 9)])
def test_a_range_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is not within"):
        fold_with_offsets("abc").original_span(start, end)


@pytest.mark.parametrize(
    "unit",
    ["\u0301\u0323", "か\u3099\u309a", " ", "ー-", "漢 ", "漢々", "かゝ", "\u202e", "ー", "々"],
)
def test_long_hostile_runs_do_not_grow_the_text(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert len(fold(text)) <= len(text)
