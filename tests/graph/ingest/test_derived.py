"""What follows from rows: languages, years as intervals, payees, data cubes, points of offices."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Literal
from rdflib.namespace import QB, RDFS

from api.release.releases import DATASET, Releases
from graph.ingest.quads import literal
from graph.mapping.schema import Cell
from graph.store.store import Store

PREFIXES = f"PREFIX qb: <{QB}> PREFIX rdfs: <{RDFS}>\n"


@pytest.fixture(scope="module")
def store(small_out: Path) -> Store:
    """The graph of the small copy as strangers query it."""
    return Store(Releases(small_out).current().folder / DATASET)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("内閣府", "ja"),
        ("p. 12 表3", "ja"),
        ("ｶﾅとカナ", "ja"),
        ("Car Watch", None),
        ("p. 12", None),
    ],
)
def test_text_is_japanese_where_it_has_kana_or_kanji(text: str, language: str | None) -> None:
    assert literal(Cell.TEXT, text) == Literal(text, lang=language)


def test_no_japanese_is_without_a_language(store: Store) -> None:
    """But keys and what a program reads."""
    found = store.select(
        """SELECT DISTINCT ?p { ?s ?p ?o
        FILTER(isLiteral(?o) && LANG(?o) = "" && DATATYPE(?o) = xsd:string)
        FILTER(REGEX(?o, "[\\u3040-\\u30ff\\u4e00-\\u9fff]")) }"""
    )
    assert found == []


def test_a_fiscal_year_is_an_interval_from_april_to_march(store: Store) -> None:
    years = store.select(
        "SELECT ?y ?from ?to ?name { ?y a tsn:FiscalYear ; schema:startDate ?from ;"
        ' schema:endDate ?to ; rdfs:label ?name FILTER(LANG(?name) = "en") }'
    )
    assert years
    for row in years:
        year = int(str(row["y"]).rpartition("/")[2])
        assert (str(row["from"]), str(row["to"])) == (f"{year}-04-01", f"{year + 1}-03-31")
        assert str(row["name"]) == f"FY{year}"


def test_what_is_of_a_fiscal_year_leads_to_its_interval(store: Store) -> None:
    stray = store.select(
        """SELECT ?x { ?x tsn:fiscalYear ?year FILTER NOT EXISTS {
        ?x dcterms:temporal ?y FILTER(STRENDS(STR(?y), CONCAT("/", STR(?year)))) } }"""
    )
    assert stray == []
    assert store.select("SELECT ?x { ?x dcterms:temporal ?y ; a tsn:Project } LIMIT 1")


def test_a_payment_leads_to_the_payee_that_has_the_number(graph_store: Store) -> None:
    assert graph_store.select("SELECT ?x { ?x a tsn:Payment ; tsn:corporateNumber ?n }") == []
    paid = graph_store.select(
        """SELECT ?payee ?n ?printed ?name {
        ?x a tsn:Payment ; tsn:payee ?payee ; rdfs:label ?printed .
        ?payee a tsn:Payee ; tsn:corporateNumber ?n ; rdfs:label ?name }"""
    )
    assert paid
    for row in paid:
        assert str(row["payee"]).endswith(f"/id/payee/{row['n']}")
        assert row["printed"] == row["name"]
        links = graph_store.select(f"SELECT ?o {{ <{row['payee']}> rdfs:seeAlso ?o }}")
        hosts = {str(link["o"]).split("/")[2] for link in links}
        assert hosts == {"www.houjin-bangou.nta.go.jp", "info.gbiz.go.jp"}
        assert all(str(link["o"]).endswith(str(row["n"])) for link in links)


def test_a_body_or_council_that_was_paid_is_the_payee(graph_store: Store) -> None:
    for prop in ("tsn:body", "tsn:council"):
        rows = graph_store.select(
            f"SELECT ?x ?who ?payee {{ ?x a tsn:Payment ; {prop} ?who ; tsn:payee ?payee }}"
        )
        assert all(row["who"] == row["payee"] for row in rows)


def test_no_two_bodies_share_a_corporate_number(graph_store: Store) -> None:
    shared = graph_store.select(
        "SELECT ?n { ?x tsn:corporateNumber ?n } GROUP BY ?n HAVING(COUNT(DISTINCT ?x) > 1)"
    )
    assert shared == []


def test_the_point_of_a_local_government_is_said_to_be_its_office(store: Store) -> None:
    rows = store.select("SELECT ?type { ?x a tsn:Municipality ; geo:hasGeometry ?g . ?g a ?type }")
    assert "OfficePoint" in {str(row["type"]).rpartition("#")[2] for row in rows}


INTEGRITY = {
    "IC-1 each observation is of one data set": """
        SELECT ?x { ?x a qb:Observation OPTIONAL { ?x qb:dataSet ?set } }
        GROUP BY ?x HAVING(COUNT(DISTINCT ?set) != 1)""",
    "IC-2 each data set has one structure": """
        SELECT ?set { ?set a qb:DataSet OPTIONAL { ?set qb:structure ?dsd } }
        GROUP BY ?set HAVING(COUNT(DISTINCT ?dsd) != 1)""",
    "IC-3 each structure has a measure": """
        SELECT ?dsd { ?dsd a qb:DataStructureDefinition
        FILTER NOT EXISTS { ?dsd qb:component/qb:measure ?m } }""",
    "IC-4 each dimension has a range": """
        SELECT ?dim { ?c qb:dimension ?dim
        FILTER NOT EXISTS { ?dim a qb:DimensionProperty ; rdfs:range ?range } }""",
    "IC-11 each observation has every dimension": """
        SELECT ?x { ?x qb:dataSet/qb:structure/qb:component/qb:dimension ?dim
        FILTER NOT EXISTS { ?x ?dim ?value } }""",
    "IC-12 no two observations are of the same": """
        SELECT ?one { ?one qb:dataSet ?set ; tsn:body ?body ; tsn:asOf ?day .
        ?other qb:dataSet ?set ; tsn:body ?body ; tsn:asOf ?day FILTER(?one != ?other) }""",
    "IC-14 each observation has every measure": """
        SELECT ?x { ?x qb:dataSet/qb:structure/qb:component/qb:measure ?measure
        FILTER NOT EXISTS { ?x ?measure ?value } }""",
}
"""Integrity conditions of the RDF Data Cube Vocabulary (section 11), as what breaks them."""


@pytest.mark.parametrize("condition", INTEGRITY)
def test_the_data_cubes_are_well_formed(store: Store, condition: str) -> None:
    assert store.select(PREFIXES + INTEGRITY[condition]) == []


def test_the_data_cubes_hold_censuses_and_areas(store: Store) -> None:
    (row,) = store.select(
        PREFIXES
        + """SELECT (COUNT(DISTINCT ?x) AS ?n) (COUNT(DISTINCT ?set) AS ?sets)
        { ?x a qb:Observation ; qb:dataSet ?set }"""
    )
    assert int(row["n"]) > 0
    assert int(row["sets"]) == 2
