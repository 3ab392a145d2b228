"""The examples of the SPARQL form that no other service could answer, or that are about places."""

from __future__ import annotations

import csv
import io
import math

import pytest
from paths import ROOT
from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import SDO, SH
from starlette.testclient import TestClient

from api.release.releases import Release
from graph.description.examples import EXAMPLES_FILE, examples

FORMS = {
    SH.select: SH.SPARQLSelectExecutable,
    SH.ask: SH.SPARQLAskExecutable,
    SH.construct: SH.SPARQLConstructExecutable,
}
FOLDER = ROOT / "graph" / "description" / "example_queries"
OWN = sorted(FOLDER.glob("*.rq"))


def _rows(client: TestClient, number: int) -> list[dict[str, str]]:
    query = examples()[number].under("https://w3id.org/tsunagu/")
    response = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text)))


def test_they_are_published_in_the_release_and_each_runs(
    client: TestClient, release: Release
) -> None:
    served = client.get("/sparql/examples", headers={"accept": "text/turtle"})
    graph = Graph().parse(served.content, format="turtle", publicID="http://x.jp/sparql/examples")
    written = Graph().parse(release.folder / EXAMPLES_FILE, publicID="http://x.jp/sparql/examples")
    assert isomorphic(graph, written)
    found = set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert len(found) == len(examples())
    for example in found:
        assert len(set(graph.objects(example, RDFS.comment))) == 2
        assert graph.value(example, SDO.target) == URIRef("http://x.jp/sparql")
        ((property_, query),) = [
            (name, text) for name in FORMS if (text := graph.value(example, name)) is not None
        ]
        assert (example, RDF.type, FORMS[property_]) in graph
        answer = client.post("/sparql", data={"query": str(query)})
        assert answer.status_code == 200, (example, answer.text)
        results = answer.headers["content-type"].startswith("application/sparql-results+json")
        assert results == (property_ != SH.construct)


def test_they_come_first() -> None:
    shown = [example.title("en") for example in examples()[: len(OWN)]]
    assert len(OWN) == 4
    assert all(
        f"# title-en: {title}\n" in path.read_text("utf-8")
        for path, title in zip(OWN, shown, strict=True)
    )


def test_the_search_has_the_order_and_distances_of_the_search(client: TestClient) -> None:
    items = client.get("/api/search", params={"q": "自動運転 projects near Osaka"}).json()["items"]
    rows = _rows(client, 0)
    assert len(rows) >= 5
    assert [row["project"] for row in rows] == [item["iri"] for item in items][: len(rows)]
    assert [float(row["km"]) for row in rows] == [item["distance_km"] for item in items][
        : len(rows)
    ]


@pytest.mark.parametrize("text", ["ドローン", "キャッシュレス", "MaaS"])
def test_several_searches_are_each_the_search(client: TestClient, text: str) -> None:
    items = client.get("/api/search", params={"q": text, "limit": 3}).json()["items"]
    found = [row["project"] for row in _rows(client, 1) if row["text"] == text]
    assert found == [item["iri"] for item in items]


def test_the_nearest_are_those_of_the_register(client: TestClient) -> None:
    with (FOLDER.parents[2] / "data" / "municipalities.csv").open(encoding="utf-8") as stream:
        places = {row["code"]: row for row in csv.DictReader(stream)}
    here = places["272051"]

    def radians(row: dict[str, str]) -> tuple[float, float]:
        return math.radians(float(row["latitude"])), math.radians(float(row["longitude"]))

    def angle(code: str) -> float:
        (lat1, lon1), (lat2, lon2) = radians(here), radians(places[code])
        sine = math.sin((lat1 - lat2) / 2) ** 2
        return sine + math.cos(lat1) * math.cos(lat2) * math.sin((lon1 - lon2) / 2) ** 2

    towns = [
        code
        for code, row in places.items()
        if row["kind"] not in {"prefecture", "ward"} and row["latitude"] and code != "272051"
    ]
    rows = _rows(client, 2)
    assert [row["town"][-6:] for row in rows] == sorted(towns, key=angle)[:10]
    metres = [float(row["metres"]) for row in rows]
    assert metres == sorted(metres)


def test_the_box_holds_the_three_cities_of_the_island(client: TestClient) -> None:
    assert {row["name"] for row in _rows(client, 3)} == {"洲本市", "南あわじ市", "淡路市"}
