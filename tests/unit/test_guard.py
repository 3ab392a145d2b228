"""The guard of SPARQL: what counts as a keyword."""

from __future__ import annotations

import pytest

from graph.guard import RefusedQuery, check_query, keywords, unescape


def test_keywords_leave_out_what_is_not_bare() -> None:
    query = """PREFIX ex: <http://x/SERVICE#a> # SERVICE
    SELECT ?service $FROM WHERE { ?s ex:service "SERVICE"@service ; a 'FROM' . }"""
    assert keywords(query) == ["PREFIX", "SELECT", "WHERE", "A"]


@pytest.mark.parametrize(
    ("written", "seen"),
    [("\\u0053", "S"), ("\\U00000053", "S"), ("\\u3042", "あ"), ("\\\\u0053", "\\S"), ("x", "x")],
)
def test_escapes_are_undone_before_anything_else(written: str, seen: str) -> None:
    assert unescape(written) == seen


@pytest.mark.parametrize("escape", ["\\uD800", "\\UFFFFFFFF", "\\U00110000"])
def test_escapes_that_name_no_character(escape: str) -> None:
    with pytest.raises(RefusedQuery):
        check_query(f"ASK {{ }} # {escape}")


@pytest.mark.parametrize("length", [10_000, 200_000])
def test_long_queries_are_checked_in_linear_time(length: int) -> None:
    for text in ("<" * length, '"' * length, "'" * length, "a" * length, "a:" * length,
                 '"""' + 'a"' * length, "\\" * length, "<a" * length, "%" * length):  # fmt: skip
        check_query(text)


def test_a_keyword_after_an_open_string_is_still_seen() -> None:
    with pytest.raises(RefusedQuery):
        check_query('SELECT * { ?a ?b " \n SERVICE <http://x/> {} }')
    with pytest.raises(RefusedQuery):
        check_query("SELECT * { ?a < 3 SERVICE <http://x/> {} }")
