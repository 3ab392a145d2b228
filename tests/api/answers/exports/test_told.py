"""What files say of their columns: the answer, the sheets, and the descriptions for others."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from croissants import loaded
from csvw import TableGroup
from frictionless import Package
from openpyxl import load_workbook
from starlette.testclient import TestClient

from api.answers.relations.files import PEER_COLUMNS, SHORTLIST_COLUMNS
from api.answers.views.columns import view_exports
from api.wording.columns import EXPORTS

ASKED = {
    "search": ("/api/search", {"q": "ドローン", "programme": "mirai"}),
    "similar": ("/api/projects/mirai-2020-272299/similar", {}),
    "peers": ("/api/municipalities/271004/peers", {"technology": "drone"}),
    "shortlist": ("/api/municipalities/271004/shortlist", {"shortlist": "272124,282103"}),
    "municipalities-by-technology": (
        "/api/views/municipalities-by-technology",
        {"technology": "drone"},
    ),
    "projects-near": ("/api/views/projects-near", {"near": "271004", "radius_km": "20"}),
}
"""A request of each export, of views of two."""
ALL = {**EXPORTS, **view_exports()}


def content(client: TestClient, export: str, **parameters: str) -> bytes:
    path, asked = ASKED[export]
    response = client.get(path, params={**asked, **parameters})
    assert response.status_code == 200, response.text
    return response.content


def rows(client: TestClient, export: str, **parameters: str) -> list[list[str]]:
    text = content(client, export, format="csv", **parameters).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_every_export_is_told_in_both_languages(client: TestClient) -> None:
    ja, en = (
        client.get("/api/exports", params={"lang": lang}).json()["items"] for lang in ("ja", "en")
    )
    assert [one["name"] for one in ja] == list(ALL)
    assert set(ASKED) >= set(EXPORTS)
    for one, other in zip(ja, en, strict=True):
        assert client.get(f"/api/exports/{one['name']}", params={"lang": "ja"}).json() == one
        for told, said in zip(one["columns"], other["columns"], strict=True):
            assert told["meaning"] != said["meaning"]
            assert told["heading"] != said["heading"]
            assert (told["name"], told["type"]) == (said["name"], said["type"])


@pytest.mark.parametrize("export", ASKED)
def test_a_file_has_the_columns_that_are_told(client: TestClient, export: str) -> None:
    told = client.get(f"/api/exports/{export}", params={"lang": "ja"}).json()["columns"]
    assert rows(client, export, columns="keys")[0] == [one["name"] for one in told]
    assert rows(client, export, lang="ja")[0] == [one["heading"] for one in told]


def test_the_columns_of_relations_are_those_that_are_told() -> None:
    assert tuple(PEER_COLUMNS) == EXPORTS["peers"].names
    assert tuple(SHORTLIST_COLUMNS) == EXPORTS["shortlist"].names


@pytest.mark.parametrize("export", ASKED)
def test_columns_are_chosen_in_every_export(client: TestClient, export: str) -> None:
    first, *_, last = ALL[export].names
    head, *some = rows(client, export, columns=f"keys, {last},{first}")
    assert head == [last, first]
    every = rows(client, export, columns="keys")
    places = [every[0].index(name) for name in head]
    assert some == [[row[place] for place in places] for row in every[1:]]
    book = load_workbook(io.BytesIO(content(client, export, format="xlsx", columns=first)))
    assert book.worksheets[0].max_column == 1


@pytest.mark.parametrize(
    ("export", "columns"), [("search", "key,label"), ("projects-near", "project,distance_km")]
)
def test_columns_are_chosen_in_geojson(client: TestClient, export: str, columns: str) -> None:
    found = json.loads(content(client, export, format="geojson", columns=columns))["features"]
    assert found
    assert [set(one["properties"]) for one in found] == [set(columns.split(","))] * len(found)


@pytest.mark.parametrize("export", ASKED)
def test_a_column_that_is_not_there_is_refused_with_those_that_are(
    client: TestClient, export: str
) -> None:
    path, asked = ASKED[export]
    parameters = {
        **asked,
        "format": "csv",
        "columns": f"{ALL[export].names[0]},labell",
        "lang": "en",
    }
    response = client.get(path, params=parameters)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    (error,) = response.json()["errors"]
    assert error["parameter"] == "columns"
    assert "'labell'" in error["message"]
    assert ", ".join(ALL[export].names) in error["message"]


@pytest.mark.parametrize("export", ASKED)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_workbook_says_what_its_columns_are_and_where_its_rows_are_from(
    client: TestClient, export: str, lang: str
) -> None:
    book = load_workbook(io.BytesIO(content(client, export, format="xlsx", lang=lang)))
    data, columns, sources = (list(one.iter_rows(values_only=True)) for one in book.worksheets)
    told = client.get(f"/api/exports/{export}", params={"lang": lang}).json()["columns"]
    assert book.sheetnames[1:] == (["列の説明", "出典"] if lang == "ja" else ["Columns", "Sources"])
    assert [row[0] for row in columns[1:]] == list(data[0])
    assert [row[1] for row in columns[1:]] == [one["name"] for one in told]
    assert [row[4] for row in columns[1:]] == [one["meaning"] for one in told]
    assert len(sources) > 1
    for key, title, publisher, *_ in sources[1:]:
        assert key
        assert title
        assert publisher
    assert len({row[0] for row in sources}) == len(sources)


@pytest.fixture
def described(client: TestClient, tmp_path: Path) -> Path:
    """A result as a file, with its descriptions beside it."""
    (tmp_path / "search.csv").write_bytes(content(client, "search", format="csv", columns="keys"))
    for format_ in ("datapackage", "csvw", "croissant"):
        told = client.get("/api/exports/search", params={"format": format_}).text
        assert "/api/search?format=csv&columns=keys" in told
        named = told.replace("/api/search?format=csv&columns=keys", "search.csv")
        (tmp_path / f"{format_}.json").write_text(named, "utf-8")
    return tmp_path


def test_other_programs_read_a_result_by_each_description(
    client: TestClient, described: Path
) -> None:
    expected = rows(client, "search", columns="keys")[1:]
    package: Any = json.loads((described / "datapackage.json").read_text("utf-8"))
    package["resources"][0]["encoding"] = "utf-8-sig"
    report = Package(package, basepath=str(described)).validate()
    assert report.valid, report.flatten(["fieldName", "note"])[:5]
    (table,) = TableGroup.from_file(described / "csvw.json").tables
    assert [row["key"] for row in table] == [row[1] for row in expected]
    read = loaded(described / "croissant.json", "search")
    assert len(read) == len(expected)
    assert read[0]["search/key"] == expected[0][1].encode()


def test_an_export_that_is_not_there_is_told(client: TestClient) -> None:
    response = client.get("/api/exports/nosuch", params={"lang": "en"})
    assert response.status_code == 404
    assert "search, similar, peers, shortlist" in response.json()["detail"]
