"""English words that Japanese texts are searched by."""

from __future__ import annotations

import pytest

from search.engine import SearchEngine
from search.model.interpretation import Use
from search.model.request import SearchRequest
from search.text.english import in_japanese


@pytest.mark.parametrize(
    ("word", "japanese"),
    [("airport", "空港"), ("airports", "空港"), ("buses", "バス"), ("hospitals", "病院"),
     ("shinkansen", "新幹線"), ("railway", "鉄道"), ("connecting", "結ぶ")],
)  # fmt: skip
def test_any_form_of_a_word_is_found(word: str, japanese: str) -> None:
    assert in_japanese(word)[0] == japanese


@pytest.mark.parametrize("word", ["", "空港", "qwerty", "airportzzz"])
def test_what_is_no_english_word_has_no_translation(word: str) -> None:
    assert in_japanese(word) == ()


def test_a_translated_word_finds_what_prints_it_in_japanese(engine: SearchEngine) -> None:
    plain = engine.search(SearchRequest("automated driving"))
    asked = engine.search(SearchRequest("automated driving airport", limit=None))
    assert asked.total == plain.total
    (word,) = [word for word in asked.interpretation.words if word.text == "airport"]
    assert word.use is Use.RANKS
    raised = {hit.key for hit in asked.hits if any(r.kind == "text" for r in hit.reasons)}
    assert (
        "mirai-2020-172031" in raised
    )  # between a station and 小松空港; it prints no English word
