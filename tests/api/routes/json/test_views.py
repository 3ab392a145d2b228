"""``/api/views``: rows against facts that do not come from the graph; formats; attacks."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from examples import SEARCHES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paths import ROOT
from rdflib import Graph, Literal, URIRef
from starlette.testclient import TestClient

from api.answers.views.formats import expand
from graph.sparql.views import views
from ontology.geography import distance_km
from ontology.thesaurus import load_thesaurus

BASE = "https://w3id.org/tsunagu/"
NAMES = list(views())
OSAKA = "271004"
each_view = pytest.mark.parametrize("name", NAMES)

PARAMETERS = [
    (name, parameter.name) for name, view in views().items() for parameter in view.parameters
]

Json = dict[str, Any]


def _table(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _answers(number: str) -> list[dict[str, str]]:
    path = next((ROOT / "tests" / "competency").glob(f"{number}-*.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _key(iri: str) -> str:
    return iri.rpartition("/")[2]


def _narrower(technology: str) -> set[str]:
    """The concept and all narrower ones, from the thesaurus."""
    return {technology, *load_thesaurus().descendants(technology)}


def _get(client: TestClient, path: str, **parameters: str) -> Json:
    response = client.get(f"/api/views/{path}", params={"limit": "1000", **parameters})
    assert response.status_code == 200, response.text
    found: Json = response.json()
    assert found["total"] == len(found["items"]), "one page holds all rows of these"
    return found


@pytest.fixture(scope="module")
def listed(client: TestClient) -> Mapping[str, Json]:
    items = client.get("/api/views").json()["items"]
    return {item["name"]: item for item in items}


# The list


def test_the_list(client: TestClient) -> None:
    response = client.get("/api/views")
    answer = response.json()
    assert answer["total"] == len(answer["items"]) == len(NAMES) >= 12
    assert answer["links"] == {"next": None}
    for item in answer["items"]:
        assert item["title"]
        assert item["description"]
        assert item["sparql"].startswith("BASE <")
        assert {"json", "csv", "jsonld", "sparql-json"} <= set(item["formats"])
    english = client.get("/api/views?lang=en").json()["items"]
    assert all(item["title"].isascii() for item in english)
    assert client.get("/api/views?x=1").json()["errors"][0]["parameter"] == "x"


def test_the_list_describes_parameters(listed: Mapping[str, Json]) -> None:
    near, radius = listed["projects-near"]["parameters"][:2]
    assert (near["required"], near["kinds"], near["example"]) == (True, ["place"], OSAKA)
    assert (radius["default"], radius["minimum"], radius["maximum"]) == ("50", 0.001, 3000.0)
    assert radius["variables"] == ["radiusKm"]


# Every view, every format


@each_view
def test_the_example_has_the_same_rows_in_json_csv_and_sparql_json(
    client: TestClient, listed: Mapping[str, Json], name: str
) -> None:
    url = urlsplit(listed[name]["links"]["example"])
    example = dict(parse_qsl(url.query))
    answer = _get(client, name, **example)
    assert answer["total"] > 0
    content = client.get(url.path, params={**example, "format": "csv", "columns": "keys"}).content
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(table) == answer["total"]
    for row, item in zip(table, answer["items"], strict=True):
        _agree(row, item)
    raw = client.get(url.path, params={**example, "format": "sparql-json"}).json()
    assert len(raw["results"]["bindings"]) == answer["total"]
    for solution, item in zip(raw["results"]["bindings"], answer["items"], strict=True):
        for column in views()[name].columns:
            assert (column.variable in solution) == (item[column.name] is not None)


def _agree(row: Mapping[str, str], item: Json) -> None:
    for name, value in item.items():
        if value is None:
            assert row[name] == ""
        elif isinstance(value, dict) and "iri" in value:
            whole = f"{name}_iri" in row
            assert row[f"{name}_iri" if whole else name] == value["iri"]
            assert row[f"{name}_label"].removeprefix("'") == value["label"]
        elif isinstance(value, dict):
            assert row[name].startswith(value["type"].upper())
        elif isinstance(value, bool):
            assert row[name] == str(value).lower()
        else:
            assert row[name].removeprefix("'") == str(value).removeprefix("'")


@each_view
def test_the_query_that_is_told_gives_the_same_rows(
    client: TestClient, listed: Mapping[str, Json], name: str
) -> None:
    """What the engine substitutes and what stands in VALUES mean the same."""
    links = listed[name]["links"]
    query = client.get(links["query"])
    assert query.headers["content-type"].startswith("application/sparql-query")
    assert "# values" not in query.text
    asked = {"query": query.text, "format": "json"}
    by_values = client.post("/sparql", data=asked).json()["results"]["bindings"]
    example = dict(parse_qsl(urlsplit(links["example"]).query))
    path = f"/api/views/{name}"
    bound = client.get(path, params={**example, "format": "sparql-json"}).json()
    assert _bag(by_values, name) == _bag(bound["results"]["bindings"], name)
    assert client.get(path, params=example).json()["sparql"] == query.text


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS)
def test_each_parameter_selects(
    client: TestClient, listed: Mapping[str, Json], name: str, parameter: str
) -> None:
    """With its example a view has rows, bound and in VALUES the same, and no more than without."""
    given_ = {
        p["name"]: p["example"]
        for p in listed[name]["parameters"]
        if p["required"] or p["name"] == parameter
    }
    answer = _get(client, name, **given_)
    assert answer["total"] > 0
    assert parameter in answer["parameters"]
    raw = client.get(f"/api/views/{name}", params={**given_, "format": "sparql-json"}).json()
    asked = {"query": answer["sparql"], "format": "json"}
    by_values = client.post("/sparql", data=asked).json()["results"]["bindings"]
    assert _bag(by_values, name) == _bag(raw["results"]["bindings"], name)
    described = next(p for p in listed[name]["parameters"] if p["name"] == parameter)
    if not described["required"] and not described["default"]:
        del given_[parameter]
        assert _get(client, name, **given_)["total"] >= answer["total"]


def _bag(solutions: list[dict[str, dict[str, str]]], name: str) -> Counter[tuple[str, ...]]:
    """Rows in any order; a list of points may be in any order, too."""
    variables = [column.variable for column in views()[name].columns]
    return Counter(
        tuple(" ".join(sorted(row.get(v, {"value": ""})["value"].split(" "))) for v in variables)
        for row in solutions
    )


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@each_view
def test_json_ld_is_rdf(client: TestClient, listed: Mapping[str, Json], name: str) -> None:
    url = f"{listed[name]['links']['example']}"
    url += ("&" if "?" in url else "?") + "limit=20"
    response = client.get(url, headers={"accept": "application/ld+json"})
    assert response.headers["content-type"] == "application/ld+json"
    graph = Graph().parse(data=response.text, format="json-ld")
    column = next(c for c in views()[name].columns if c.term and c.kind == "thing")
    items = client.get(url).json()["items"]
    things = {item[column.name]["iri"] for item in items if item[column.name]}
    assert {str(o) for o in graph.objects(None, URIRef(expand(column.term)))} == things


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_json_ld_of_one_row(client: TestClient) -> None:
    url = "/api/views/projects-near?near=大阪市&limit=1&format=jsonld&lang=en"
    graph = Graph().parse(data=client.get(url).text, format="json-ld")
    row = next(graph.subjects(URIRef(expand("tsn:project"))))
    year = graph.value(row, URIRef(expand("tsn:fiscalYear")))
    assert isinstance(year, Literal)
    assert year.datatype == URIRef(expand("xsd:gYear"))
    programme = graph.value(row, URIRef(expand("tsn:programme")))
    label = graph.value(programme, URIRef(expand("rdfs:label")))
    assert isinstance(label, Literal)
    assert label.language == "en"


def test_geojson(client: TestClient, listed: Mapping[str, Json]) -> None:
    mapped = [name for name, item in listed.items() if "geojson" in item["formats"]]
    assert len(mapped) >= 4
    for name in mapped:
        url = listed[name]["links"]["example"]
        response = client.get(url, headers={"accept": "application/geo+json"})
        assert response.headers["content-type"] == "application/geo+json"
        found = response.json()
        assert set(found) == {"type", "features"}
        for feature in found["features"]:
            shape = feature["geometry"]
            several = shape["type"] == "MultiPoint"
            for longitude, latitude in shape["coordinates"] if several else [shape["coordinates"]]:
                assert 122 < longitude < 154
                assert 20 < latitude < 46


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/json;q=0.5, text/csv", "text/csv; charset=utf-8"),
        ("application/sparql-results+json", "application/sparql-results+json"),
    ],
)
def test_formats_by_accept(client: TestClient, accept: str, media: str) -> None:
    response = client.get("/api/views/programme-contacts", headers={"accept": accept})
    assert response.headers["content-type"] == media
    assert "accept" in response.headers["vary"].lower()


def test_a_format_that_a_view_has_not(client: TestClient) -> None:
    response = client.get("/api/views/payments?format=geojson")
    assert response.status_code == 400
    assert "json, csv, xlsx, jsonld, sparql-json" in response.json()["detail"]
    accept = {"accept": "application/geo+json"}
    refused = client.get("/api/views/payments", headers=accept)
    assert refused.status_code == 406
    assert "application/geo+json" not in refused.json()["available"]
    assert client.get("/api/views/payments?format=x").status_code == 400


def test_pages(client: TestClient) -> None:
    path = "/api/views/projects-by-technology?technology=自動運転&limit=20&lang=en"
    found, url = [], path
    while url:
        page = client.get(url).json()
        found += page["items"]
        assert page["limit"] == 20
        url = page["links"]["next"]
    assert len(found) == page["total"] == 103
    assert found == client.get(path.replace("limit=20", "limit=200")).json()["items"]
    assert client.get(f"{path}&offset=1000").json()["links"]["next"] is None


def test_files_are_whole_unless_a_limit_is_given(client: TestClient) -> None:
    path = "/api/views/technologies-by-prefecture"
    total = client.get(path).json()["total"]
    assert total > len(client.get(path).json()["items"]) == 100
    for format_, extra in (("csv", 1), ("sparql-json", 0)):
        sizes = []
        for cut in ("", "&limit=5&offset=3", f"&offset={total - 2}"):
            response = client.get(f"{path}?format={format_}{cut}")
            rows = (
                response.text.count("\r\n")
                if extra
                else len(response.json()["results"]["bindings"])
            )
            sizes.append(rows - extra)
        assert sizes == [total, 5, 2]


# Facts


def test_projects_by_technology(client: TestClient) -> None:
    wanted = _narrower("automated-driving")
    expected = {
        (row["project"], row["technology"], basis)
        for table, basis in (
            ("project_technologies", "printed"),
            ("project_technologies_derived", "derived"),
        )
        for row in _table(table)
        if row["technology"] in wanted
    }
    items = _get(client, "projects-by-technology", technology="自動走行")["items"]
    found = {(i["project"]["key"], i["concept"]["key"], i["basis"]) for i in items}
    assert found == expected
    assert [i["basis"] for i in items] == sorted((i["basis"] for i in items), reverse=True)


def test_printed_within_50_km_is_competency_question_14(client: TestClient) -> None:
    """A prefecture that applies alone is its whole area; the question measures from its office."""
    items = _get(client, "projects-near", near="大阪", technology="automated-driving")["items"]
    municipal = {
        row["project"] for row in _table("project_applicants") if row["body"][2:5] != "000"
    }
    printed = municipal & {row["project"] for row in _table("project_technologies")}
    found = [
        (i["project"]["iri"], str(round(i["distance_km"])))
        for i in items
        if i["project"]["key"] in printed
    ]
    wanted = [(row["project"], row["km"]) for row in _answers("14")]
    assert found == [one for one in wanted if one[0].rpartition("/")[2] in municipal]


@pytest.mark.parametrize(
    ("near", "radius"), [(OSAKA, "50"), ("270008", "30"), ("232068", "12.5"), ("131032", "400")]
)
def test_near_is_what_search_calls_near(client: TestClient, near: str, radius: str) -> None:
    items = _get(client, "projects-near", near=near, radius_km=radius)["items"]
    asked = {"near": near, "radius_km": radius, "type": "project", "sort": "distance"}
    hits: list[Json] = []
    while True:
        page = {**asked, "limit": "100", "offset": str(len(hits))}
        answer = client.get("/api/search", params=page).json()
        hits += answer["items"]
        if not answer["links"]["next"]:
            break
    expected = {hit["key"]: hit["distance_km"] for hit in hits}
    assert {i["project"]["key"] for i in items} == set(expected)
    for item in items:
        assert item["distance_km"] == pytest.approx(expected[item["project"]["key"]], abs=0.002)
    distances = [item["distance_km"] for item in items]
    assert distances == sorted(distances)


def test_distances_of_single_applicants(client: TestClient) -> None:
    places = {row["code"]: row for row in _table("municipalities")}
    applicants = defaultdict(list)
    for row in [*_table("project_applicants"), *_table("project_areas")]:
        applicants[row["project"]].append(row["body"])
    here = places[OSAKA]
    checked = 0
    for item in _get(client, "projects-near", near=OSAKA, radius_km="100")["items"]:
        bodies = applicants[item["project"]["key"]]
        if len(bodies) == 1 and bodies[0] and places[bodies[0]]["kind"] != "prefecture":
            there = places[bodies[0]]
            expected = distance_km(
                *(
                    float(place[name])
                    for place in (here, there)
                    for name in ("latitude", "longitude")
                )
            )
            assert item["distance_km"] == pytest.approx(expected, abs=0.001)
            checked += 1
    assert checked > 20


def test_projects_of_a_municipality(client: TestClient) -> None:
    expected = {
        (row["project"], role)
        for table, role in (
            ("project_applicants", "applicant"),
            ("project_areas", "area"),
            ("project_areas_derived", "area-derived"),
        )
        for row in _table(table)
        if row["body"] == "221309"
    }
    found = _get(client, "projects-of-municipality", municipality="浜松市")["items"]
    assert {(i["project"]["key"], i["role"]) for i in found} == expected
    assert len(found) == len(expected) > 0


def test_projects_by_year_and_programme(client: TestClient) -> None:
    projects = _table("projects")
    expected = Counter((row["programme"], int(row["fiscal_year"])) for row in projects)
    items = _get(client, "projects-by-year-and-programme")["items"]
    found = {(i["programme"]["key"], i["fiscal_year"]): i["projects"] for i in items}
    assert found == expected
    years = _get(client, "projects-by-year-and-programme", fiscal_year="R2..R3")
    assert years["parameters"]["fiscal_year"] == {"from": 2020, "to": 2021}
    count = sum(n for (_, year), n in expected.items() if year in {2020, 2021})
    assert sum(i["projects"] for i in years["items"]) == count


def test_counts_budgets_payments_and_attendance_are_the_rows_of_the_data(
    client: TestClient,
) -> None:
    counts = _get(client, "programme-counts", programme="mirai")["items"]
    assert Counter((i["measure"]["key"], i["count"]) for i in counts) == Counter(
        (row["measure"], int(row["value"]))
        for row in _table("programme_counts")
        if row["programme"] == "mirai"
    )
    funding = _get(client, "programme-funding")["items"]
    assert Counter((i["source"]["key"], i["printed"], i["amount_yen"]) for i in funding) == Counter(
        (
            row["source"],
            row["amount_as_printed"],
            int(row["amount_yen"]) if row["amount_yen"] else None,
        )
        for row in _table("programme_budgets")
    )
    payments = _table("payments")
    large = _get(client, "payments", at_least_yen="100000000")["items"]
    assert sorted(i["payment"]["key"] for i in large) == sorted(
        row["key"] for row in payments if int(row["amount_yen"]) >= 100_000_000
    )
    everything = _get(client, "payments")["items"]
    assert sum(i["amount_yen"] for i in everything) == sum(int(r["amount_yen"]) for r in payments)
    attendance = _get(client, "event-attendance")["items"]
    found = [(i["event"]["iri"], i["category"], str(i["count"])) for i in attendance]
    assert found == [(row["event"], row["category"], row["count"]) for row in _answers("21")]


def test_joint_applications_are_competency_question_17(client: TestClient) -> None:
    items = _get(client, "joint-applications")["items"]
    found = {(i["project"]["iri"], str(i["position"]), i["body"]["iri"]) for i in items}
    assert found == {(row["project"], row["position"], row["body"]) for row in _answers("17")}
    three = _get(client, "joint-applications", at_least="3")["items"]
    sizes = Counter(row["project"] for row in _table("project_applicants"))
    assert {i["project"]["key"] for i in three} == {key for key, n in sizes.items() if n >= 3}


def test_councils_are_competency_question_9(client: TestClient) -> None:
    items = _get(client, "councils-of-programme", programme="未来技術社会実装事業")["items"]
    found = {(i["council"]["iri"], (i["project"] or {"iri": ""})["iri"]) for i in items}
    assert found == {(row["council"], row["project"]) for row in _answers("09")}


def test_contacts_are_competency_question_23(client: TestClient) -> None:
    items = _get(client, "programme-contacts")["items"]
    found = {(i["programme"]["iri"], i["office"], i["email"] or "") for i in items}
    assert found == {(row["programme"], row["office"], row["email"]) for row in _answers("23")}
    mlit = _get(client, "programme-contacts", ministry="国土交通省")["items"]
    assert {i["programme"]["iri"] for i in mlit} == {
        row["programme"] for row in _answers("01") if row["office"]
    }


def test_statements_are_competency_question_29(client: TestClient) -> None:
    items = _get(client, "statements-with-sources", entity="project/mirai-2020-272299")["items"]
    expected = Counter((row["property"], row["value"], row["source"]) for row in _answers("29"))
    found = Counter((i["property"]["iri"], _text(i["value"]), i["source"]["iri"]) for i in items)
    computed = [key for key in found if key[2].endswith("/tsunagu-relations")]
    assert {prop.rpartition("#")[2] for prop, _, _ in computed} == {"similarTo"}
    follow = [key for key in found if key[2].endswith("/tsunagu-entailed")]
    assert "http://purl.org/dc/terms/subject" in {prop for prop, _, _ in follow}
    assert found == expected + Counter({key: found[key] for key in (*computed, *follow)})


def _text(value: object) -> str:
    if isinstance(value, dict):
        return str(value["iri"])
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_municipalities_by_technology(client: TestClient) -> None:
    wanted = _narrower("drone")
    kinds = {row["code"]: row["kind"] for row in _table("municipalities")}
    applied = defaultdict(set)
    for row in _table("project_applicants"):
        if kinds[row["body"]] not in {"prefecture", "ward"}:
            applied[row["project"]].add(row["body"])
    expected: dict[str, list[set[str]]] = defaultdict(lambda: [set(), set()])
    for column, table in enumerate(("project_technologies", "project_technologies_derived")):
        for row in _table(table):
            if row["technology"] in wanted:
                for body in applied[row["project"]]:
                    expected[body][column].add(row["project"])
    items = _get(client, "municipalities-by-technology", technology="ドローン")["items"]
    found = {i["municipality"]["key"]: (i["printed"], i["derived"]) for i in items}
    assert found == {
        body: (len(printed), len(derived)) for body, (printed, derived) in expected.items()
    }


def test_figures_of_municipalities(client: TestClient) -> None:
    latest = {row["body"]: row for row in _table("census_observations")}
    shares = {row["body"]: row["aged_65_percent"] for row in _table("census_observations")
              if row["aged_65_percent"]}  # fmt: skip
    areas = {row["body"]: row["area_km2"] for row in _table("area_observations")}
    offices = {row["body"]: row["telephone"] for row in _table("government_offices")}
    items = _get(client, "municipality-figures", prefecture="270008")["items"]
    assert len(items) == 43
    for item in items:
        code = item["municipality"]["key"]
        assert item["population"] == int(latest[code]["population"])
        assert item["population_as_of"] == latest[code]["as_of"]
        assert float(item["aged_percent"]) == float(shares[code])
        assert float(item["area_km2"]) == float(areas[code])
        assert item["telephone"] == offices[code]
        assert item["website"].startswith("http")


def test_technologies_by_prefecture(client: TestClient) -> None:
    prefectures = {
        row["code"]: row["prefecture"] or row["code"] for row in _table("municipalities")
    }
    places = defaultdict(set)
    for row in [*_table("project_applicants"), *_table("project_areas")]:
        if row["body"]:
            places[row["project"]].add(prefectures[row["body"]])
    expected = Counter(
        (place, row["technology"])
        for row in {
            (r["project"], r["technology"]): r for r in _table("project_technologies")
        }.values()
        for place in places[row["project"]]
    )
    items = _get(client, "technologies-by-prefecture")["items"]
    found = {
        (i["prefecture"]["key"], i["concept"]["key"]): i["printed"] for i in items if i["printed"]
    }
    assert found == expected


def test_narrower_concepts(client: TestClient) -> None:
    items = _get(client, "narrower-concepts", concept="robotics")["items"]
    assert {i["narrower"]["key"] for i in items} == _narrower("robotics") - {"robotics"}
    challenge = _get(client, "narrower-concepts", concept="population-change")
    assert challenge["parameters"]["concept"]["type"] == "challenge"
    assert all(i["printed"] == 0 for i in challenge["items"])
    projects = _answers("20")
    for item in items:
        printed = [r for r in projects if r["technology"] == item["narrower"]["iri"]]
        mirai = {row["project"] for row in printed}
        assert item["printed"] >= len(mirai)


def test_derived_technologies(client: TestClient) -> None:
    rows = _table("project_technologies_derived")
    items = _get(client, "derived-technologies")["items"]
    found = Counter((i["project"]["key"], i["concept"]["key"], i["evidence"]) for i in items)
    assert found == Counter((r["project"], r["technology"], r["evidence"]) for r in rows)


def test_records_of_a_source(client: TestClient) -> None:
    expected = sum(
        row.get("source") == "mirai-fy2022"
        for path in sorted((ROOT / "data").glob("*.csv"))
        for row in _table(path.stem)
    )
    found = _get(client, "records-of-source", source="mirai-fy2022")
    assert found["total"] == expected
    title = found["parameters"]["source"]["label"]
    assert title == next(r["title"] for r in _table("sources") if r["key"] == "mirai-fy2022")


# What a parameter may name


@pytest.mark.parametrize(
    "text",
    [
        "automated-driving", "自動運転", "ｼﾞﾄﾞｳｳﾝﾃﾝ", "self-driving",
        f"{BASE}id/technology/automated-driving",
    ],
)  # fmt: skip
def test_a_thing_goes_by_key_label_or_iri(client: TestClient, text: str) -> None:
    answer = _get(client, "municipalities-by-technology", technology=text)
    taken = answer["parameters"]["technology"]
    assert (taken["key"], taken["label"]) == ("automated-driving", "自動運転")
    assert taken["iri"] == f"{BASE}id/technology/automated-driving"


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("四條畷市", f"{BASE}id/municipality/272299"),
        ("municipality/272299", f"{BASE}id/municipality/272299"),
        ("272299", f"{BASE}id/municipality/272299"),
        ("mlit", f"{BASE}id/ministry/mlit"),
        ("mirai-2020-272299", f"{BASE}id/project/mirai-2020-272299"),
        ("source/mirai-fy2022", f"{BASE}id/source/mirai-fy2022"),
        (f"{BASE}id/budget/mirai-2023-budget-mirai-fy2022",
         f"{BASE}id/budget/mirai-2023-budget-mirai-fy2022"),
        ("https://example.org/nothing", "https://example.org/nothing"),
        ("https://example.org/日本?x=1&y=%20", "https://example.org/日本?x=1&y=%20"),
    ],
)  # fmt: skip
def test_an_entity_goes_by_anything(client: TestClient, text: str, iri: str) -> None:
    answer = _get(client, "statements-with-sources", entity=text)
    assert answer["parameters"]["entity"]["iri"] == iri
    assert bool(answer["total"]) == iri.startswith(BASE)


def test_the_whole_title_of_a_project_or_event_names_it(client: TestClient) -> None:
    event = next(row for row in _table("events") if row["key"] == "mirai-exchange-2022-day1")
    answer = _get(client, "event-attendance", event=event["name_ja"])
    assert answer["parameters"]["event"]["key"] == event["key"]


def test_an_ambiguous_label_lists_its_candidates(client: TestClient) -> None:
    response = client.get("/api/views/projects-near?near=府中市")
    assert response.status_code == 400
    problem = response.json()
    assert problem["type"].endswith("/ambiguous-name")
    assert problem["parameter"] == "near"
    assert [c["key"] for c in problem["candidates"]] == ["132063", "342084"]


@pytest.mark.parametrize(
    ("path", "slug", "words"),
    [
        ("projects-near", "bad-parameter", "this view needs it"),
        ("projects-near?near=", "bad-parameter", "this view needs it"),
        ("projects-near?near=033057", "retired-code", "no longer in use"),
        ("statements-with-sources?entity=municipality/033057", "retired-code", "no longer in use"),
        (f"projects-near?near={BASE}id/municipality/033057", "retired-code", "no longer in use"),
        ("projects-near?near=34.7,135.5", "unknown-name", "Near a place"),
        ("projects-near?near=大阪市&radius_km=0", "bad-parameter", "from 0.001 to 3000"),
        ("projects-near?near=大阪市&radius_km=1e9", "bad-parameter", "kilometres"),
        ("projects-near?near=大阪市&radius_km=NaN", "bad-parameter", "kilometres"),
        ("projects-near?near=大阪市&radius_km=３", "bad-parameter", "kilometres"),
        (
            "projects-near?near=大阪市&near=京都市",
            "repeated-parameter",
            "Near a place may be given only once",
        ),
        ("projects-near?near=大阪市&radius=3", "bad-parameter", "radius: is not a parameter"),
        ("payments?at_least_yen=1.5", "bad-parameter", "whole number"),
        ("payments?fiscal_year=2022..2020", "bad-parameter", "is not a year"),
        ("payments?fiscal_year=soon", "bad-parameter", "is not a year"),
        ("payments?programme=存在しない", "unknown-name", "nothing is called"),
        (f"payments?programme={BASE}id/technology/ai", "bad-parameter", "of the kind technology"),
        ("event-attendance?event=x", "unknown-name", "Event"),
        ("narrower-concepts?concept=mirai", "unknown-name", "concept"),
        (f"statements-with-sources?entity={BASE}id/project/x", "unknown-name", "entity"),
        ("payments?limit=1001", "bad-parameter", "Results per page"),
        ("payments?offset=-1", "bad-parameter", "Skip"),
        ("payments?lang=fr", "bad-parameter", "Language"),
        ("payments/query?x=1", "bad-parameter", "x: is not a parameter"),
    ],
)
def test_a_bad_request_is_told_what_would_be_right(
    client: TestClient, path: str, slug: str, words: str
) -> None:
    response = client.get(f"/api/views/{path}", headers={"Accept-Language": "en"})
    assert response.status_code == (410 if slug == "retired-code" else 400)
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"].endswith(f"/{slug}")
    assert words in problem["detail"]


def test_a_retired_code_lists_its_successors(client: TestClient) -> None:
    problem = client.get("/api/views/projects-of-municipality?municipality=033057").json()
    assert [c["key"] for c in problem["candidates"]] == ["032166"]


def test_an_unknown_view_is_told_which_there_are(client: TestClient) -> None:
    for path in ("/api/views/nothing", "/api/views/nothing/query"):
        response = client.get(path)
        assert response.status_code == 404
        assert "projects-near" in response.json()["detail"]


def test_empty_values_are_absent(client: TestClient) -> None:
    with_empty = client.get("/api/views/payments?programme=&fiscal_year=&format=&limit=").json()
    assert with_empty["total"] == len(_table("payments"))


def test_labels_follow_the_language(client: TestClient) -> None:
    url = "/api/views/projects-of-municipality?municipality=232068"
    assert client.get(f"{url}&lang=en").json()["items"][0]["body"]["label"] == "Kasugai City"
    header = {"accept-language": "en"}
    answer = client.get(url, headers=header).json()
    assert answer["items"][0]["body"]["label"] == "Kasugai City"
    assert client.get(url).json()["items"][0]["body"]["label"] == "春日井市"
    assert answer["parameters"]["municipality"]["label"] == "Kasugai City"


# Injection

ATTACKS = [
    "> } DROP ALL",
    "<urn:x> } UNION { ?project ?p ?o } #",
    f"{BASE}id/technology/ai> }} DROP ALL #",
    f"{BASE}id/project/x> ?p ?o }} #",
    "urn:x> <urn:y",
    'x" . ?s ?p ?o . "',
    "x\\u003E } DROP",
    "urn:x\\u003E } DROP",
    "x\n} INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "urn:x\n> }",
    "%3E%20%7D%20DROP",
    "'; DROP TABLE x; --",
    "\x00",
    "?project",
    "UNDEF",
    "# end",
    "{}",
    "file:///etc/passwd> }",
]


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS)
def test_no_value_becomes_part_of_a_query(
    client: TestClient, listed: Mapping[str, Json], name: str, parameter: str
) -> None:
    """It is refused with 400, or taken as an IRI of which nothing is said; never evaluated."""
    required = {p["name"]: p["example"] for p in listed[name]["parameters"] if p["required"]}
    for attack in ATTACKS:
        for path in (f"/api/views/{name}", f"/api/views/{name}/query"):
            response = client.get(path, params={**required, parameter: attack})
            if response.status_code == 200:
                assert parameter == "entity", attack
                assert path.endswith("/query") or response.json()["items"] == []
            else:
                assert response.status_code == 400, attack
                assert response.headers["content-type"] == "application/problem+json"


def test_an_odd_iri_stands_as_one_term_in_the_query_that_is_told(client: TestClient) -> None:
    odd = "https://example.org/a'b(c)#d;e=f?%3E%20%7D"
    url = f"/api/views/statements-with-sources/query?entity={quote(odd, safe='')}"
    query = client.get(url).text
    assert f"VALUES ?entity {{ <{odd}> }}" in query
    answer = client.post("/sparql", data={"query": query, "format": "json"})
    assert answer.json()["results"]["bindings"] == []


VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["大阪", "自動運転", "mirai", "2020..", "R4", "50", "-1", "1e5", "", "ja", "csv", "json"]
    ),
    st.text("<>{}\"'\\^`|?$#/:;.,()[]@&=+%*!~- \n\t\r0aあ", max_size=30),
    st.text(max_size=30).map(lambda text: f"{BASE}id/technology/{text}"),
)
OWN = sorted({name for _, name in PARAMETERS} | {"lang", "format", "limit", "offset", "q"})


@settings(
    max_examples=SEARCHES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    name=st.sampled_from(NAMES),
    pairs=st.lists(st.tuples(st.sampled_from(OWN), VALUES), max_size=4),
    door=st.sampled_from(["", "/query"]),
)
def test_whatever_is_sent_is_answered_or_refused(
    client: TestClient, name: str, pairs: list[tuple[str, str]], door: str
) -> None:
    own = [p.name for p in views()[name].parameters]
    known = [(key if key in {*own, "lang", "format", "limit", "offset"} else own[0], value)
             for key, value in pairs]  # fmt: skip
    sent = [(key, value.encode("utf-8", "replace").decode()) for key, value in known]
    response = client.get(f"/api/views/{name}{door}", params=sent)
    assert response.status_code in {200, 400, 414}
    if response.status_code == 400:
        assert json.loads(response.content)["detail"]
