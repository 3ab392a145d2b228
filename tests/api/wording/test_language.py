"""Neutral values become one language when they are sent."""

from __future__ import annotations

import pytest

from api.wording.language import Texts, localise, pick
from api.wording.values import date_label


def test_labels_and_names_become_one() -> None:
    neutral = {
        "labels": {"ja": "市", "en": "City"},
        "inner": [{"names": {"ja": "名"}}, {"text": Texts(ja="あ", en="a")}],
        "count": 3,
    }
    assert localise(neutral, "en") == {
        "label": "City",
        "inner": [{"name": "名"}, {"text": "a"}],
        "count": 3,
    }
    assert localise(neutral, "ja")["label"] == "市"
    assert neutral["labels"] == {"ja": "市", "en": "City"}


def test_what_one_language_lacks_the_other_gives() -> None:
    assert pick({"en": "x"}, "ja") == "x"
    assert pick({"ja": "", "en": "x"}, "ja") in {"x", ""}
    assert pick({}, "ja") == ""


def test_a_list_called_names_stays() -> None:
    assert localise({"names": ["a"]}, "ja") == {"names": ["a"]}


@pytest.mark.parametrize(
    ("text", "japanese", "english"),
    [
        ("2023-03-21", "2023年3月21日", "21 March 2023"),
        ("2023-12", "2023年12月", "December 2023"),
        ("2023", "2023", "2023"),
        ("2023-13", "2023-13", "2023-13"),
    ],
)
def test_a_date_is_said_in_words(text: str, japanese: str, english: str) -> None:
    assert (date_label(text, "ja"), date_label(text, "en")) == (japanese, english)
