"""What is wrong with a query is named, with its place."""

from __future__ import annotations

import pyoxigraph
import pytest

from graph.sparql.faults import Fault, fault


def of(query: str) -> Fault:
    with pytest.raises((SyntaxError, RuntimeError)) as raised:
        pyoxigraph.Store().query(query)
    return fault(query, str(raised.value))


@pytest.mark.parametrize(
    ("query", "key", "place", "shown"),
    [
        ("SELECT * {\n ?s no:such ?o }", "prefix", (2, 5), {"name": "no:"}),
        ("PREFIX a: <x:>\nSELECT (b:f(1) AS ?x) {}", "prefix", (2, 9), {"name": "b:"}),
        (
            "\ufeffSELECT * { ?s ?p ?o }",
            "character",
            (1, 1),
            {"code": "U+FEFF", "name": "byte order mark"},
        ),
        (
            "SELECT * {\n ?s\u00a0?p ?o }",
            "character",
            (2, 4),
            {"code": "U+00A0", "name": "no-break space"},
        ),
        (
            "SELECT * {\u3000?s ?p ?o }",
            "character",
            (1, 11),
            {"code": "U+3000", "name": "ideographic space"},
        ),
        (
            "SELECT * { ?s ?p “x” }",
            "character",
            (1, 18),
            {"code": "U+201C", "name": "left double quotation mark"},
        ),
        (
            "SELECT ?s ?q (COUNT(*) AS ?n) { ?s ?p ?q } GROUP BY ?s",
            "ungrouped",
            (1, 11),
            {"name": "?q"},
        ),
        ("SELECT (1 AS ?s) { ?s ?p ?o }", "used-again", (1, 14), {"name": "?s"}),
        ("SELECT * { ?s ?p ?o . BIND(1 AS ?s) }", "used-again", (1, 33), {"name": "?s"}),
        ("SELECT (foo(1) AS ?x) {}", "word", (1, 9), {"name": "foo"}),
        ("SELECT * { ?s <a b> ?o }", "iri", (1, 15), {"name": "<a b>"}),
        ("SELECT * { ?s ?p 'x }", "string", (1, 18), {"near": "'x }"}),
        ("SELECT * {\n ?s ?p ?o", "bracket", (1, 10), {"name": "{"}),
        ("SELECT * { ?s ?p . }", "near", (1, 20), {"near": "}"}),
        ("SELECT", "place", (1, 7), {}),
    ],
)
def test_a_fault(query: str, key: str, place: tuple[int, int], shown: dict[str, str]) -> None:
    found = of(query)
    assert (found.key, (found.line, found.column), found.shown) == (key, place, shown)


def test_what_only_looks_wrong_is_not_named() -> None:
    assert of("SELECT * { ?s ?p 'no:such\u3000“' ?x }").key in {"near", "place"}
    assert fault("ASK {}", "something else").key == "evaluation"
