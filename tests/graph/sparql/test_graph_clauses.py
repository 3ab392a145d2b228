"""GRAPH with a variable, by the standard: compared with rdflib, which takes graph by graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pyoxigraph
import pytest
from rdflib import Dataset

from graph.sparql.graph_clauses import TooManyGraphsError, with_graphs
from graph.sparql.guard import RefusedQuery

DATA = """
PREFIX : <http://x/>
:g1 { :a :p 1 ; :q 5 }
:g2 { :a :p 1 . :b :p 2 ; :r 6 }
:g3 { :c :q 7 }
"""
PREFIX = "PREFIX : <http://x/>\n"
Rows = Counter[frozenset[tuple[str, str]]]

BODIES = [
    "{ SELECT (COUNT(*) AS ?n) { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) { ?s :p ?o }",
    "{ SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 1 }",
    "{ SELECT DISTINCT ?p { ?s ?p ?o } }",
    "{ SELECT ?s (MAX(?o) AS ?m) { ?s ?p ?o } GROUP BY ?s } ?s :p ?x",
    "VALUES ?s { :a :b }",
    "VALUES ?s { :a :b } FILTER(?s = :a)",
    "VALUES (?s ?k) { (:a 1) (:b 2) } ?s :p ?o",
    "?s :p ?o OPTIONAL { VALUES ?k { 1 2 } }",
    "?s :p ?o MINUS { ?a :q ?z }",
    "?s :p ?o MINUS { ?s :q ?z }",
    "?s :p ?o MINUS { VALUES ?s { :a } }",
    "_:one :p ?o MINUS { ?a :r _:other }",
    "?s :p ?o FILTER EXISTS { ?s :q ?z }",
    "?s :p ?o FILTER NOT EXISTS { ?a :q ?z }",
    "{ ?s :q ?z } UNION { VALUES ?z { 0 } }",
    "BIND(1 AS ?x)",
    "",
]


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(DATA, format=pyoxigraph.RdfFormat.TRIG)
    return store


@pytest.fixture(scope="module")
def answer(store: pyoxigraph.Store) -> Callable[[str], Rows]:
    """Answers a query as a worker does."""

    def names(query: str) -> list[str]:
        return [row[0].value for row in store.query(query)]  # type: ignore[union-attr, index, misc]

    def rows(query: str) -> Rows:
        found = store.query(with_graphs(query, names))
        assert isinstance(found, pyoxigraph.QuerySolutions)
        variables = [variable.value for variable in found.variables]
        return Counter(
            frozenset((n, str(t.value)) for n, t in zip(variables, row, strict=True) if t)  # type: ignore[union-attr]
            for row in found
        )

    return rows


def theirs(query: str) -> Rows:
    """Return what rdflib answers."""
    dataset = Dataset()
    dataset.parse(data=DATA, format="trig")
    return Counter(
        frozenset((str(name), str(term)) for name, term in row.items())
        for row in dataset.query(query).bindings
    )


@pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning:rdflib")
@pytest.mark.parametrize("body", BODIES)
def test_a_variable_graph_is_one_graph_after_another(
    body: str, answer: Callable[[str], Rows]
) -> None:
    query = f"{PREFIX}SELECT * {{ GRAPH ?g {{ {body} }} }}"
    assert answer(query) == theirs(query)


def test_a_count_of_each_graph(answer: Callable[[str], Rows]) -> None:
    query = f"{PREFIX}SELECT ?g ?n {{ GRAPH ?g {{ SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} }} }}"
    found = [
        frozenset({("g", f"http://x/g{g}"), ("n", n)}) for g, n in ((1, "2"), (2, "3"), (3, "1"))
    ]
    assert answer(query) == Counter(found)


@pytest.mark.parametrize(
    "clauses",
    ["FROM NAMED :g2", "FROM :g1 FROM NAMED <http://x/g2> WHERE", "from named :g2 # FROM :g1\n"],
)
def test_only_graphs_of_the_dataset_count(clauses: str, answer: Callable[[str], Rows]) -> None:
    query = (
        f"{PREFIX}SELECT * {clauses} {{ GRAPH ?g {{ SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} }} }}"
    )
    assert answer(query) == Counter([frozenset({("g", "http://x/g2"), ("n", "3")})])


@pytest.mark.parametrize(
    "body",
    [
        "VALUES ?s { 1 }",
        "BIND(1 AS ?s)",
        "{ SELECT (COUNT(*) AS ?n) { ?s ?p ?o } }",
        "OPTIONAL { ?s ?p ?o }",
    ],
)
def test_a_graph_that_is_not_there_has_no_solution(
    body: str, answer: Callable[[str], Rows]
) -> None:
    assert answer(f"{PREFIX}SELECT * {{ GRAPH :none {{ {body} }} }}") == Counter()
    assert answer(f"{PREFIX}SELECT * {{ GRAPH :g1 {{ {body} }} }}")


def test_graphs_within_graphs(answer: Callable[[str], Rows]) -> None:
    query = (
        f"{PREFIX}SELECT ?g ?h ?n {{ GRAPH ?g {{ ?s :r ?o"
        " GRAPH ?h { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } MINUS { ?a :none ?b } } }"
    )
    assert {dict(row)["g"] for row in answer(query)} == {"http://x/g2"}
    assert answer(query).total() == 3


def test_what_would_grow_too_large_is_refused_by_name() -> None:
    inner = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    query = f"SELECT * {{ GRAPH ?source {{ GRAPH ?h {{ {inner} }} MINUS {{ ?a ?b ?c }} }} }}"
    with pytest.raises(TooManyGraphsError, match=r"GRAPH \?source .* 100 graphs"):
        with_graphs(query, lambda _: [f"e:{n}" for n in range(100)])


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { GRAPH ?g { ?s ?p ?o BIND(1 AS ?x) FILTER(?o > 1) } }",
        "SELECT * { ?s ?p 'GRAPH ?g { SELECT }' } # GRAPH ?g { MINUS {} }",
        "SELECT ?graph { ?graph ?p ?minus }",
        "SELECT * { GRAPH ?g { SELECT ",
        "GRAPH",
    ],
)
def test_what_is_right_or_broken_stays_as_it_is(query: str) -> None:
    assert with_graphs(query, lambda _: ["e:g"]) == query


@pytest.mark.parametrize("name", ["?x", "<http://x/>", "SILENT ?x"])
def test_no_service_clause_comes_of_it(name: str) -> None:
    query = f"SELECT * {{ SERVICE {name} GRAPH ?g {{ MINUS {{}} }} }}"
    with pytest.raises(RefusedQuery):
        with_graphs(query, lambda _: ["e:g"])
