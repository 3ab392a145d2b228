"""New columns: values with their types, entities with their names, settings."""

from __future__ import annotations

import csv

from paths import DATA
from reconciliation import extended
from starlette.testclient import TestClient

SUITA, SHIJONAWATE, OSAKA = (f"municipality/{code}" for code in ("272051", "272299", "270008"))
PROJECT = "project/mirai-2020-272299"


def test_facts_of_a_local_government(client: TestClient) -> None:
    wanted = ("prefecture", "code", "code_without_check_digit", "full_name", "kana", "body_kind",
              "population", "population_as_of", "aged_65_percent", "corporate_number", "telephone",
              "url", "iri", "name_en", "email")  # fmt: skip
    row = extended(client, [SUITA], *wanted)[SUITA]
    assert row == {
        "prefecture": [{"id": OSAKA, "name": "大阪府"}],
        "code": [{"str": "272051"}],
        "code_without_check_digit": [{"str": "27205"}],
        "full_name": [{"str": "大阪府吹田市"}],
        "kana": [{"str": "すいたし"}],
        "body_kind": [{"str": "中核市"}],
        "population": [{"int": 394503}],
        "population_as_of": [{"date": "2025-10-01T00:00:00Z"}],
        "aged_65_percent": [{"float": 23.8}],
        "corporate_number": [{"str": "6000020272051"}],
        "telephone": [{"str": "06-6384-1231"}],
        "url": [{"str": "https://www.city.suita.osaka.jp/"}],
        "iri": [{"str": "https://w3id.org/tsunagu/id/municipality/272051"}],
        "name_en": [{"str": "Suita City"}],
        "email": [],
    }


def test_projects_are_those_of_the_search(client: TestClient) -> None:
    wanted = ("project_count", "projects", "technologies", "programmes", "fiscal_years")
    row = extended(client, [SHIJONAWATE], *wanted)[SHIJONAWATE]
    asked = {"municipality": "272299", "type": "project", "sort": "year"}
    found = client.get("/api/search", params=asked).json()
    assert row["project_count"] == [{"int": found["total"]}]
    assert [one["id"] for one in row["projects"]] == [f"project/{x['key']}" for x in found["items"]]
    technologies = {f"technology/{t['key']}" for x in found["items"] for t in x["technologies"]}
    assert {one["id"] for one in row["technologies"]} == technologies
    assert {one["int"] for one in row["fiscal_years"]} == {x["fiscal_year"] for x in found["items"]}
    (prefecture,) = extended(client, [OSAKA], "project_count")[OSAKA]["project_count"]
    inside = client.get("/api/search", params={"prefecture": "270008", "type": "project"}).json()
    assert prefecture == {"int": inside["total"]}


def test_a_project_has_what_its_source_says(client: TestClient) -> None:
    with (DATA / "project_technologies.csv").open(encoding="utf-8", newline="") as stream:
        printed = {row["technology"] for row in csv.DictReader(stream)
                   if row["project"] == PROJECT.partition("/")[2]}  # fmt: skip
    wanted = ("applicants", "programmes", "technologies", "prefecture", "fiscal_years", "status")
    row = extended(client, [PROJECT], *wanted)[PROJECT]
    assert row["applicants"] == [{"id": SHIJONAWATE, "name": "大阪府四條畷市"}]
    assert {one["id"] for one in row["technologies"]} == {f"technology/{key}" for key in printed}
    assert row["programmes"][0]["id"] == "programme/mirai"
    assert row["prefecture"] == [{"id": OSAKA, "name": "大阪府"}]
    assert row["fiscal_years"] == [{"int": 2020}]
    assert row["status"] == [{"str": "支援中"}]


def test_settings_bound_count_and_translate(client: TestClient) -> None:
    few = {"id": "technologies", "settings": {"limit": "1", "lang": "en"}}
    count = {"id": "technologies", "settings": {"count": True}}
    (one,) = extended(client, [PROJECT], few)[PROJECT]["technologies"]
    assert one["name"].isascii()
    ((number,),) = (extended(client, [PROJECT], count)[PROJECT]["technologies"],)
    assert number["int"] > 1


def test_what_there_is_not_has_no_values(client: TestClient) -> None:
    rows = extended(client, ["municipality/999999", "x", "technology/ai"], "population")
    assert rows == {"municipality/999999": {"population": []}, "x": {"population": []},
                    "technology/ai": {"population": []}}  # fmt: skip


def test_names_are_in_the_language_that_is_asked_for(client: TestClient) -> None:
    (one,) = extended(client, [SUITA], "prefecture", lang="en")[SUITA]["prefecture"]
    assert one["name"] == "Osaka Prefecture (大阪府)"
