"""SPARQL 1.1 Query as it comes out at ``/sparql``: the cases of ``evaluation/``.

Evaluation is the engine's. What is shown here is that nothing is lost between a client and it: each
case of SELECT and ASK is asked for in four formats, each of CONSTRUCT and DESCRIBE in all formats
of graphs, and the three ways of the protocol take turns. What is expected was written from the
specification, not from an answer of ours.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from conformance_http import WAYS, Answer, Server
from conformance_manifests import EVALUATION, Case, cases
from conformance_results import CSV, READERS
from conformance_terms import Row, Table, as_csv, by_value, same, same_bag, table
from rdflib import Dataset, Graph, Literal
from rdflib.compare import isomorphic
from rdflib.term import Node

pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
    pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated"),
]
"""rdflib's own parsers of JSON-LD, TriG and N-Quads still use them."""

NUMBERS = {
    "aggregates": (31, 28),
    "bind": (11, 10),
    "construct": (17, 11),
    "dataset": (28, 23),
    "exists": (5, 5),
    "expressions": (79, 109),
    "functions": (51, 61),
    "grouping": (6, 6),
    "modifiers": (30, 39),
    "negation": (13, 11),
    "optional": (28, 28),
    "paths": (26, 24),
    "projection": (8, 7),
    "service": (12, 0),
    "subqueries": (14, 14),
    "terms": (39, 40),
    "values": (12, 10),
}
"""Cases of each manifest, and how many of the W3C they stand for."""
DEVIATIONS = 6
"""Cases that the engine is known not to pass; each says why."""
GRAPH_MEDIA = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}
"""Formats of graphs, and rdflib's names for them."""
ALL = [case for path in EVALUATION for case in cases(path)]


def _parameters() -> list[object]:
    return [
        pytest.param(
            case,
            number,
            id=str(case),
            marks=[pytest.mark.xfail(reason=case.entry["deviation"])]
            if "deviation" in case.entry
            else [],
        )
        for number, case in enumerate(ALL)
    ]


def test_the_number_of_cases() -> None:
    own = Counter(case.manifest for case in ALL)
    theirs = Counter({path.stem: 0 for path in EVALUATION})
    for case in ALL:
        theirs[case.manifest] += len(case.w3c)
    assert {name: (own[name], theirs[name]) for name in own} == NUMBERS
    assert sum("deviation" in case.entry for case in ALL) == DEVIATIONS


def test_no_case_stands_twice() -> None:
    names = Counter(str(case) for case in ALL)
    theirs = Counter((case.manifest, name) for case in ALL for name in case.w3c)
    assert {name for name, number in (names + theirs).items() if number > 1} == set()


@pytest.mark.parametrize(("case", "turn"), _parameters())
def test_evaluation(server: Server, case: Case, turn: int) -> None:
    if "status" in case.entry:
        for way in WAYS:
            answer = server.ask(way, case.query, "*/*", case.dataset)
            assert answer.status == case.entry["status"], answer.body
            assert answer.media == "application/problem+json"
    elif "graph" in case.entry or "contains" in case.entry:
        for number, media in enumerate(GRAPH_MEDIA):
            _check_graph(case, _asked(server, case, turn + number, media))
    else:
        for number, media in enumerate(READERS):
            _check_result(case, _asked(server, case, turn + number, media))


def _asked(server: Server, case: Case, turn: int, media: str) -> Answer:
    answer = server.ask(WAYS[turn % len(WAYS)], case.query, media, case.dataset)
    assert answer.status == 200, answer.body.decode()
    assert answer.media == media
    return answer


def _check_result(case: Case, answer: Answer) -> None:
    found = READERS[answer.media](answer.body)
    if "boolean" in case.entry:
        assert found is case.entry["boolean"]
        return
    expected = table(case.entry.get("rows") or case.entry["at_least"], case.prefixes)
    assert isinstance(found, Table)
    if "variables_in_any_order" in case.entry:
        assert set(found.variables) == set(expected.variables)
        found = _arranged(found, expected.variables)
    assert found.variables == expected.variables
    key = as_csv if answer.media == CSV else by_value
    if "at_least" in case.entry:
        keys = {tuple(map(key, row)) for row in found.rows}
        assert {tuple(map(key, row)) for row in expected.rows} <= keys
        return
    compare = same if case.entry.get("ordered") else same_bag
    assert compare(expected.rows, found.rows, key), _shown(found.rows)


def _arranged(found: Table, variables: tuple[str, ...]) -> Table:
    places = [found.variables.index(name) for name in variables]
    return Table(variables, tuple(tuple(row[place] for place in places) for row in found.rows))


def _shown(rows: tuple[Row, ...]) -> str:
    return "\n".join("  ".join(map(str, row)) for row in rows)


def _check_graph(case: Case, answer: Answer) -> None:
    found = Graph()
    format_ = GRAPH_MEDIA[answer.media]
    if format_ in {"trig", "nquads"}:
        dataset = Dataset(default_union=True)
        dataset.parse(data=answer.body, format=format_)
        for statement in dataset.triples((None, None, None)):
            found.add(statement)
    else:
        found.parse(data=answer.body, format=format_, publicID="http://conformance.example/")
    text = case.entry.get("graph", case.entry.get("contains"))
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in case.prefixes.items())
    expected = Graph().parse(data=prefixes + text, format="turtle")
    if "contains" in case.entry:
        assert set(expected) <= set(found)
    else:
        assert isomorphic(_by_value(found), _by_value(expected)), found.serialize(format="turtle")


def _by_value(graph: Graph) -> Graph:
    """Return a graph whose numbers and language tags are spelt in one way."""
    found = Graph()
    for subject, predicate, object_ in graph:
        found.add((subject, predicate, _one_spelling(object_)))
    return found


def _one_spelling(node: Node) -> Node:
    if isinstance(node, Literal) and node.language:
        return Literal(str(node), lang=node.language.lower())
    if isinstance(node, Literal) and isinstance(node.value, float):
        return Literal(node.value, datatype=node.datatype)
    return node


def test_every_manifest_is_read() -> None:
    folder = Path(__file__).parent / "evaluation"
    assert {path.stem for path in folder.iterdir()} == set(NUMBERS)
