"""Content negotiation by RFC 9110, section 12.5."""

from __future__ import annotations

import pytest

from api.http.negotiation import acceptable, language, prefers_html

TYPES = ["text/html", "text/turtle", "application/ld+json"]


@pytest.mark.parametrize(
    ("accept", "order"),
    [
        (None, TYPES),
        ("", TYPES),
        ("*/*", TYPES),
        ("text/*", TYPES[:2]),
        ("text/turtle", ["text/turtle"]),
        ("TEXT/Turtle", ["text/turtle"]),
        ("text/turtle;q=0.5, application/ld+json", ["application/ld+json", "text/turtle"]),
        ("text/*;q=0.5, text/html;q=0", ["text/turtle"]),
        ("*/*;q=0.1, text/turtle", ["text/turtle", "text/html", "application/ld+json"]),
        ("text/turtle; charset=utf-8; q=0.2, text/html;q=0.1", ["text/turtle", "text/html"]),
        ("text/turtle;q=0", []),
        ("image/png", []),
        ("garbage, text/turtle", ["text/turtle"]),
        ("text/turtle;q=9", ["text/turtle"]),
        ("text/n3", ["text/turtle"]),
        ("application/x-turtle;q=0.2, application/ld+json;q=0.1", TYPES[1:]),
        ("text/turtle;q=0.1, text/n3, application/ld+json;q=0.5", TYPES[1:]),
    ],
)
def test_accept(accept: str | None, order: list[str]) -> None:
    assert acceptable(accept, TYPES) == order


def test_a_browser_is_told_from_a_client() -> None:
    assert prefers_html("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert not prefers_html("*/*")
    assert not prefers_html(None)
    assert not prefers_html("application/json, text/html;q=0.5")
    assert not prefers_html("text/csv, text/html;q=0.5")
    assert not prefers_html("application/rdf+xml, text/html;q=0.1")
    assert prefers_html("application/rdf+xml;q=0.1, text/html")


@pytest.mark.parametrize(
    ("explicit", "header", "lang"),
    [
        (None, None, "ja"),
        ("en", "ja", "en"),
        (None, "en", "en"),
        (None, "en-US,en;q=0.9", "en"),
        (None, "ja, en;q=0.9", "ja"),
        (None, "en;q=0.2, ja-JP;q=0.8", "ja"),
        (None, "de, fr;q=0.5", "ja"),
        (None, "en;q=0", "ja"),
        (None, "*", "ja"),
        (None, ";;;", "ja"),
    ],
)
def test_language(explicit: str | None, header: str | None, lang: str) -> None:
    assert language(explicit, header) == lang
