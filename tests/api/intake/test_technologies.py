"""Printed technologies become the concepts whose labels they are, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.intake.technologies import Technologies
from ontology.thesaurus import load_thesaurus
from search.text.folding import fold

JOINED = "キャッシュレス・ブロックチェーン"
PLAIN = Technologies(load_thesaurus(), {})


def read(text: str, **chosen: str) -> tuple[list[tuple[str, str]], bool | None, list[str]]:
    folded = {fold(word): key for word, key in chosen.items()}
    technologies = Technologies(load_thesaurus(), folded) if chosen else PLAIN
    found = technologies.read(text)
    named = [(t.printed, t.concept) for t in found.technologies]
    return named, found.open, [unknown.printed for unknown in found.unknown]


@pytest.mark.parametrize(
    ("text", "wanted", "is_open"),
    [
        ("⾃動運転、ドローン等", [("⾃動運転", "automated-driving"), ("ドローン", "drone")], True),
        ("ＡＩ，ＩｏＴ", [("ＡＩ", "ai"), ("ＩｏＴ", "iot")], False),
        ("VR/AR", [("VR/AR", "vr-ar")], False),
        (JOINED, [(JOINED, "cashless"), (JOINED, "blockchain")], False),
        ("ﾄﾞﾛｰﾝ\n5G など", [("ﾄﾞﾛｰﾝ", "drone"), ("5G", "5g")], True),
        ("", [], None),
        ("－", [], None),
        ("なし", [], None),
    ],
)  # fmt: skip
def test_a_list_is_split_as_the_data_split_theirs(
    text: str,
    wanted: list[tuple[str, str]],
    is_open: bool | None,  # noqa: FBT001 - a value that is expected
) -> None:
    assert read(text) == (wanted, is_open, [])


def test_an_unknown_word_is_told_with_what_it_holds() -> None:
    found = Technologies(load_thesaurus(), {}).read("水上ドローン遊覧、謎技術")
    assert [unknown.printed for unknown in found.unknown] == ["水上ドローン遊覧", "謎技術"]
    assert [unknown.candidates for unknown in found.unknown] == [("drone",), ()]


def test_a_person_may_say_what_a_word_means_or_leave_it_out() -> None:
    text = "ドローン遊覧、謎技術"
    assert read(text, ドローン遊覧="drone", 謎技術="") == (
        [("ドローン遊覧", "drone")], False, [],
    )  # fmt: skip


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    named, is_open, unknown = read(text)
    assert all(printed for printed, _ in named)
    assert (is_open is None) == (not named and not unknown)
