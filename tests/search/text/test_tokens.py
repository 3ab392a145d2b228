"""Tokens: units of every length, mixed words kept whole, positions in the text as it was given."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.text.dictionary import build_user_dictionary
from search.text.tokens import Token, Tokenizer

if TYPE_CHECKING:
    from pathlib import Path


_PIECES = ["自動運転", "三ヶ月", "人々", "VR/AR", "レベル4", "の", " ", "1,741", "𠮷"]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer()


@pytest.fixture(scope="module")
def with_names(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    folder = tmp_path_factory.mktemp("dictionary")
    path = folder / "user.dic"
    entries = [
        ("自動運転", "じどううんてん"),
        ("四條畷市", "しじょうなわてし"),
        ("運転", "うんてん"),
    ]
    # 運転 is one unit already; 四條畷市 may be, depending on the dictionary's edition.
    for kept_or_not in ("compiled", "taken as it was kept"):
        assert build_user_dictionary(entries, path, folder / "kept") in {1, 2}, kept_or_not
    return Tokenizer(path)


def surfaces(tokens: list[Token]) -> list[str]:
    return [token.surface for token in tokens]


def test_a_term_of_the_user_dictionary_is_found_whole_and_in_parts(with_names: Tokenizer) -> None:
    tokens = with_names.tokens("自動運転バス")
    assert [(t.surface, t.position, t.length) for t in tokens] == [
        ("自動運転", 0, 2),
        ("自動", 0, 1),
        ("運転", 1, 1),
        ("ばす", 2, 1),
    ]
    assert tokens[0].reading == "じどううんてん"


def test_long_middle_and_short_units_overlap(tokenizer: Tokenizer) -> None:
    found = surfaces(tokenizer.tokens("大阪府河内長野市で実施"))
    assert {"大阪府", "大阪", "河内長野市", "河内長野", "市", "実施"} <= set(found)
    assert "で" not in found


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("5Gの活用", "5g"),
        ("Ｒ４に採択", "r4"),
        ("FY2018", "fy2018"),
        ("MaaS", "maas"),
        ("1,741団体", "1741"),
        ("Society5.0", "society5.0"),
    ],
)
def test_mixed_words_are_kept_whole(tokenizer: Tokenizer, text: str, first: str) -> None:
    assert surfaces(tokenizer.tokens(text))[0] == first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VR/AR", ["vr/ar", "vr", "ar"]),
        ("COVID-19", ["covid-19", "covid", "19"]),
        ("レベル４", ["れべる4", "れべる", "4"]),
        ("レベル 4", ["れべる4", "れべる", "4"]),
    ],
)
def test_joined_words_are_followed_by_their_parts(
    tokenizer: Tokenizer, text: str, expected: list[str]
) -> None:
    assert surfaces(tokenizer.tokens(text)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("打合せ", "打ち合わせ"), ("附属", "付属"), ("projects", "project"), ("ドローン", "ﾄﾞﾛｰﾝ")],
)
def test_spellings_meet_in_the_normalised_form(tokenizer: Tokenizer, one: str, other: str) -> None:
    (first,), (second,) = tokenizer.tokens(one), tokenizer.tokens(other)
    assert first.normalized == second.normalized


def test_particles_symbols_and_grammar_words_are_left_out(tokenizer: Tokenizer) -> None:
    assert tokenizer.tokens("の、を！ している（ことです）。") == ()


def test_positions_are_those_of_the_text_as_given(tokenizer: Tokenizer) -> None:
    text = "ﾄﾞﾛｰﾝと ⾃ 治 体"
    cut = {token.surface: text[token.start : token.end] for token in tokenizer.tokens(text)}
    assert cut["どろーん"] == "ﾄﾞﾛｰﾝ"
    assert cut["自治体"] == "⾃ 治 体"


def test_readings(tokenizer: Tokenizer) -> None:
    assert tokenizer.readings("自動運転 5G") == "じどううんてん 5g"
    assert tokenizer.readings("自動運転", " ") == "じどう うんてん"


@pytest.mark.parametrize("text", ["大阪。" * 30_000, "漢" * 60_000, "𠮷" * 20_000])
def test_texts_beyond_sudachi_s_limit_are_cut(tokenizer: Tokenizer, text: str) -> None:
    tokens = tokenizer.tokens(text)
    assert tokens[-1].end >= len(text) - 1


@pytest.mark.parametrize("text", ["", "\ud800", "\u0301" * 1000, "👩\u200d🚀", "\x00", "ーーー"])
def test_any_text_is_accepted(tokenizer: Tokenizer, text: str) -> None:
    assert all(0 <= t.start < t.end <= len(text) for t in tokenizer.tokens(text))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(text=st.text(max_size=80) | st.lists(st.sampled_from(_PIECES)).map("".join))
def test_terms_alone_are_those_of_the_tokens(tokenizer: Tokenizer, text: str) -> None:
    expected = [term for token in tokenizer.tokens(text) for term in token.terms]
    assert tokenizer.terms(text) == expected


def test_threads_do_not_share_a_sudachi_tokenizer(tokenizer: Tokenizer) -> None:
    text = "地方公共団体における自動運転バスの実証実験 driving projects " * 20
    expected = tokenizer.tokens(text)
    with ThreadPoolExecutor(4) as pool:
        assert all(result == expected for result in pool.map(tokenizer.tokens, [text] * 40))


def test_a_missing_user_dictionary_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="absent"):
        Tokenizer(tmp_path / "absent.dic")
