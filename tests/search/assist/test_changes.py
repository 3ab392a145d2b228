"""Changes of an empty search, as values: parameters put into a request, phrases as words."""

from __future__ import annotations

import pytest

from search.assist.changes import applied
from search.model.facets import ByFacet
from search.model.interpretation import Candidate, Conditions, Interpretation, Span, TextCondition
from search.model.request import SearchRequest
from search.query.fields.phrases import as_words


def _phrase(query: str, shown: str, text: str, *, excluded: bool = False) -> Interpretation:
    start = query.index(shown)
    named = (Candidate("text", text, text),)
    end = start + len(shown)
    span = Span(f"s{start}-{end}", start, end, shown, "text", named, named, excluded)
    required = () if excluded else (TextCondition(text, phrase=True),)
    return Interpretation(query, Conditions(required=required), (span,))


@pytest.mark.parametrize(
    ("query", "shown", "text", "words"),
    [
        ('"自動 運転" AI', '"自動 運転"', "自動 運転", "(text:自動 text:運転) AI"),
        ('AI text:"ドローン"', 'text:"ドローン"', "ドローン", "AI text:ドローン"),
        ('"a(b) c"', '"a(b) c"', "a(b) c", '(text:"a(b)" text:c)'),
        ('"AND OR"', '"AND OR"', "AND OR", "(text:AND text:OR)"),
    ],
)
def test_a_phrase_becomes_its_words(query: str, shown: str, text: str, words: str) -> None:
    assert as_words(_phrase(query, shown, text)) == words


def test_an_excluded_phrase_stays() -> None:
    assert as_words(_phrase('AI -"自動 運転"', '-"自動 運転"', "自動 運転", excluded=True)) is None


def test_a_query_without_phrase_has_no_other() -> None:
    assert as_words(Interpretation("ドローン", Conditions())) is None


def test_parameters_take_the_place_of_what_was_asked() -> None:
    request = SearchRequest("ドローン", ByFacet(municipality=("014036",)), choices={"s0-4": "x"})
    changed = applied(
        request,
        {
            "q": ("text:ドローン",), "municipality": (), "near": ("014036",), "radius_km": ("110",),
            "fiscal_year": ("2019..2022", "2030.."), "drop": ("s0-4",), "as": (),
        },
    )  # fmt: skip
    assert changed == SearchRequest(
        "text:ドローン",
        ByFacet(fiscal_year=("2019..2022", "2030..")),
        near="014036",
        radius_km=110.0,
        drop=("s0-4",),
    )


def test_no_value_leaves_a_parameter_out() -> None:
    request = SearchRequest("ドローン", near="泊村", radius_km=5.0, drop=("s0-4",))
    changed = applied(request, {"q": (), "near": (), "radius_km": (), "drop": ()})
    assert changed == SearchRequest()
