"""Neutral values become one language when they are sent."""

from __future__ import annotations

from api.wording.language import Texts, localise, pick


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
