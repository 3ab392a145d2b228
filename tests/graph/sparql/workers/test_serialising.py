"""A result in the first accepted format that can hold it; columns and cells as they should be."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import orjson
import pyoxigraph
import pytest

from graph.sparql.workers.serialising import NoFormatError, Result, Serialiser, TooLargeError
from graph.store.formats import GRAPH_FORMATS, RESULT_FORMATS

DATA = """PREFIX : <http://x/>
:a :p <http://x/i,j>, "x,y", "say \\"hi\\"\\nyou\\t!", "é"@ja, 1.5, "" ; <http://x/9> 1 ."""
TRIPLE_TERM = "CONSTRUCT { <e:a> <e:p> <<( <e:a> <e:q> 1 )>> } {}"
NO_NAME = "CONSTRUCT { ?s <http://x/9> ?o } { ?s <http://x/9> ?o }"
CONTROL = 'SELECT ("a\\u0001" AS ?x) {}'
GRAPHS, RESULTS = tuple(GRAPH_FORMATS), tuple(RESULT_FORMATS)


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(DATA, format=pyoxigraph.RdfFormat.TURTLE)
    return store


Writer = Callable[..., tuple[str, bytes]]


@pytest.fixture
def write(store: pyoxigraph.Store) -> Writer:
    def written(
        query: str,
        results: tuple[str, ...] = RESULTS,
        graphs: tuple[str, ...] = GRAPHS,
        limit: int = 100_000,
    ) -> tuple[str, bytes]:
        def ask() -> Result:
            return store.query(query)

        return Serialiser(limit, {"x": "http://x/"}, {}).written(ask, query, results, graphs)

    return written


def test_csv_quotes_iris_as_it_quotes_texts(write: Writer) -> None:
    query = "SELECT ?o { ?s <http://x/p> ?o }"
    _, body = write(query, ("text/csv",))
    head, *rows = csv.reader(io.StringIO(body.decode(), ""))
    assert head == ["o"]
    expected = ["", "1.5", "http://x/i,j", 'say "hi"\nyou\t!', "x,y", "é"]
    assert sorted(cell for row in rows for cell in row or [""]) == expected
    assert b'"http://x/i,j"\r\n' in body


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * { ?z ?p ?b . OPTIONAL { ?a ?c ?none } }", ["z", "p", "b", "a", "c", "none"]),
        ("SELECT DISTINCT * { ?s ?p ?o } LIMIT 1", ["s", "p", "o"]),
        ("SELECT ?z (COUNT(*) AS ?a) { ?z ?p ?b } GROUP BY ?z", ["z", "a"]),
        ("SELECT * { { SELECT ?y ?b { ?y ?hidden ?b } } }", ["y", "b"]),
        ("# SELECT ?a\nSELECT * { ?s ?p ?o FILTER('?a' != '*') }", ["s", "p", "o"]),
    ],
)
def test_columns_stand_as_they_appear(query: str, columns: list[str], write: Writer) -> None:
    _, body = write(query, ("application/sparql-results+json",))
    found = orjson.loads(body)
    assert found["head"]["vars"] == columns
    table = [
        [row.get(name, {}).get("value", "") for name in columns]
        for row in found["results"]["bindings"]
    ]
    _, body = write(query, ("text/csv",))
    head, *rows = csv.reader(io.StringIO(body.decode(), ""))
    assert (head, rows) == (columns, table)
    _, body = write(query, ("text/tab-separated-values",))
    assert body.split(b"\n")[0].decode() == "\t".join(f"?{name}" for name in columns)
    assert {line.count(b"\t") for line in body.split(b"\n")[:-1]} == {len(columns) - 1}
    _, body = write(query, ("application/sparql-results+xml",))
    places = [body.index(f'<variable name="{name}"/>'.encode()) for name in columns]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "accepted", "media"),
    [
        (TRIPLE_TERM, ("application/ld+json", "text/turtle"), "text/turtle"),
        (NO_NAME, ("application/rdf+xml", "application/n-triples"), "application/n-triples"),
        (CONTROL, ("application/sparql-results+xml", "text/csv"), "text/csv"),
    ],
)
def test_the_next_format_where_one_cannot_hold_it(
    query: str, accepted: tuple[str, ...], media: str, write: Writer
) -> None:
    assert write(query, accepted, accepted)[0] == media
    with pytest.raises(NoFormatError) as refused:
        write(query, accepted[:1], accepted[:1])
    assert accepted[0] not in refused.value.available
    assert media in refused.value.available


def test_a_result_past_its_limit(write: Writer) -> None:
    for media in RESULTS:
        with pytest.raises(TooLargeError):
            write("SELECT * { ?s ?p ?o }", (media,), limit=30)
