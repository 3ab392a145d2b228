"""What a server is sent: the query as it is, with a base, and graphs only where nobody chose."""

from __future__ import annotations

import pytest

from graph.sparql.remote.asking import chosen_graphs, has_dataset, sent_query
from graph.sparql.remote.probes import samples_of

UNION = "urn:x:all"


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("SELECT * FROM <http://e.jp/g> { ?s ?p ?o }", True),
        ("SELECT * from named <http://e.jp/g> { GRAPH ?g { ?s ?p ?o } }", True),
        ("CONSTRUCT { ?s ?p ?o } FROM <http://e.jp/g> WHERE { ?s ?p ?o }", True),
        ("SELECT * { ?s ?p 'FROM <http://e.jp/g>' } # FROM <x>", False),
        ("SELECT ?from { ?s <http://e.jp/FROM> ?from }", False),
    ],
)
def test_a_dataset_is_told_by_its_clause(text: str, has: bool) -> None:  # noqa: FBT001
    assert has_dataset(text) is has
    asked = chosen_graphs(text, (), (), UNION)
    assert asked == ([] if has else [("default-graph-uri", UNION)])


def test_graphs_of_the_client_go_before_all() -> None:
    text = "SELECT * { ?s ?p ?o }"
    assert chosen_graphs(text, ("a:a",), ("b:b", "c:c"), UNION) == [
        ("default-graph-uri", "a:a"),
        ("named-graph-uri", "b:b"),
        ("named-graph-uri", "c:c"),
    ]
    assert chosen_graphs(text, (), (), "") == []


def test_bindings_stand_where_the_query_has_places() -> None:
    text = "SELECT * {\n  # values ?a ?b\n  ?a ?p ?b\n}\n"
    sent = sent_query(text, "http://e.jp/", (("a", "<x:y>"),))
    assert sent == "BASE <http://e.jp/> SELECT * {\n  VALUES ?a { <x:y> }\n  ?a ?p ?b\n}\n"


def test_samples_are_statements_that_every_engine_keeps() -> None:
    lines = [
        '<x:s> <x:p> "1"^^<x:i> <x:g> .\n',
        '<x:s> <x:p> "a b"@ja <x:g> .\n',
        '<x:s> <x:p> "\\n" <x:g> .\n',
        "_:b <x:p> <x:o> <x:g> .\n",
        "<x:s> <x:p> <x:o> <x:g> .\n",
    ]
    assert samples_of(lines, 9) == (lines[1], lines[4])
    assert samples_of(lines, 1) == (lines[1],)
