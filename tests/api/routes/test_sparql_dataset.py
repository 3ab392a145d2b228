"""The dataset that SPARQL queries see: a set of triples, with what follows from the vocabulary."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.release.releases import Release
from api.release.versions import numbers_of
from ontology.namespaces import PREFIXES

ENTAILED = "https://w3id.org/tsunagu/id/source/tsunagu-entailed"
DECLARED = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())


def count(client: TestClient, pattern: str) -> int:
    query = f"{DECLARED}SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_the_default_graph_is_a_set_and_void_counts_it(
    client: TestClient, release: Release
) -> None:
    numbers = numbers_of(release).statistics
    assert count(client, "?s ?p ?o") == numbers.triples
    assert count(client, "{ SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }") == numbers.triples
    assert count(client, "GRAPH ?g { ?s ?p ?o }") == numbers.quads


@pytest.mark.parametrize(
    ("alignment", "term"),
    [
        ("?x a schema:Project", "?x a tsn:Project"),
        (
            "?x a tsn:LocalGovernment",
            "?x a ?c . VALUES ?c { tsn:Prefecture tsn:Municipality tsn:Ward }",
        ),
        ("?x tsn:technology ?y . ?x dcterms:subject ?y", "?x tsn:technology ?y"),
        ("?x tsn:linkedWith ?y . ?y tsn:linkedWith ?x", "?x tsn:linkedWith ?y"),
    ],
)
def test_a_broader_term_finds_what_the_term_finds(
    client: TestClient, alignment: str, term: str
) -> None:
    assert count(client, alignment) >= count(client, term) > 0


@pytest.mark.parametrize(
    "pattern",
    [
        "?x a schema:Place",
        "?x a geo:Feature",
        "?x a org:Organization",
        "?x a tsn:Observation",
        "?x dcterms:identifier ?y",
        "?x schema:containedInPlace ?y",
        "tsn:Municipality rdfs:subClassOf schema:Place",
    ],
)
def test_alignments_answer(client: TestClient, pattern: str) -> None:
    assert count(client, pattern) > 0


def test_what_follows_stands_apart(client: TestClient) -> None:
    assert count(client, f"GRAPH <{ENTAILED}> {{ ?s ?p ?o }}") > 0
    others = f"GRAPH <{ENTAILED}> {{ ?s ?p ?o }} GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{ENTAILED}>)"
    assert count(client, others) == 0
    document = client.get("/data/project/mirai-2018-270008.trig").text
    assert "schema:Project" not in document
    assert ENTAILED in client.get("/sparql", headers={"Accept": "text/turtle"}).text


def test_each_graph_is_counted_alone(client: TestClient) -> None:
    query = "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }"
    answer = client.get("/sparql", params={"query": query})
    found = {
        row["g"]["value"]: int(row["n"]["value"]) for row in answer.json()["results"]["bindings"]
    }
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    answer = client.get("/sparql", params={"query": query})
    rows = answer.json()["results"]["bindings"]
    assert found == {row["g"]["value"]: int(row["n"]["value"]) for row in rows}


def test_a_function_that_there_is_not_is_an_error_of_its_row(client: TestClient) -> None:
    query = "SELECT (<http://e.jp/no>(1) AS ?x) (1 AS ?y) {}"
    answer = client.get("/sparql", params={"query": query})
    assert answer.json()["results"]["bindings"][0].keys() == {"y"}
    assert "<http://e.jp/no>" in answer.headers["warning"]
    assert "warning" not in client.get("/sparql", params={"query": "ASK {}"}).headers


@pytest.mark.parametrize(
    ("lang", "said"),
    [("ja", "2行目の5文字目: 接頭辞 no: は"), ("en", "line 2, column 5: the prefix no: is not")],
)
def test_a_mistake_is_named_in_the_language_of_the_request(
    client: TestClient, lang: str, said: str
) -> None:
    query = "SELECT * {\n ?s no:such ?o }"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept-Language": lang})
    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert (answer.json()["line"], answer.json()["column"]) == (2, 5)


def test_a_form_may_be_as_long_as_its_query(client: TestClient) -> None:
    query = f"ASK {{ FILTER('{'あ' * 200_000}' != '') }}"
    assert len(query.encode()) < 1_000_000
    assert client.post("/sparql", data={"query": query}).json()["boolean"] is True
    query = f"ASK {{ FILTER('{'あ' * 400_000}' != '') }}"
    assert client.post("/sparql", data={"query": query}).status_code == 413
