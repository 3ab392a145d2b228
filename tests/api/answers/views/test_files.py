"""Rows of views as files: cells of things and places, words for people, keys for programs."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from api.answers.exports.tables import table_file
from api.answers.views.columns import view_exports
from api.answers.views.files import asked_columns, table
from api.answers.views.formats import Row
from graph.sparql.views import views

NEAR = views()["projects-near"]
COUNTS = views()["event-attendance"]
THING = {"iri": "https://w3id.org/tsunagu/id/project/k", "type": "project", "key": "k"}
ROW: Row = {
    "project": {**THING, "label": "=1+1", "label_language": "ja"},
    "programme": None,
    "fiscal_year": 2020,
    "distance_km": 12.345,
    "places": {"type": "MultiPoint", "coordinates": [[135.5, 34.7], [136.0, 35.0]]},
}


def cells(columns: str, lang: str = "ja") -> dict[str, object]:
    asked = asked_columns(NEAR, columns)
    (row,) = table(NEAR, [ROW], asked, lang)
    return dict(zip(asked.names, row, strict=True))


def test_a_thing_is_three_cells_and_places_are_one() -> None:
    found = cells("keys")
    assert list(found) == list(view_exports()["projects-near"].names)
    assert (found["project"], found["project_label"]) == ("k", "=1+1")
    assert found["project_iri"] == THING["iri"]
    assert (found["programme"], found["programme_label"]) == (None, None)
    assert (found["fiscal_year"], found["distance_km"]) == (2020, 12.345)
    assert found["places"] == "MULTIPOINT ((135.5 34.7), (136.0 35.0))"


def test_people_are_given_fewer_decimals() -> None:
    assert cells("distance_km") == {"distance_km": 12.3}


def test_no_cell_is_a_formula() -> None:
    asked = asked_columns(NEAR, "keys,project_label")
    content = table_file(table(NEAR, [ROW], asked, "ja"), asked, "csv", "ja")
    assert content == b"\xef\xbb\xbfproject_label\r\n'=1+1\r\n"


@pytest.mark.parametrize(
    ("columns", "said"), [("keys,is_total", [True]), ("is_total", ["はい"])], ids=["keys", "words"]
)
def test_truth_is_a_word_for_people(columns: str, said: list[object]) -> None:
    row: Row = {column.name: None for column in COUNTS.columns} | {"is_total": True}
    assert table(COUNTS, [row], asked_columns(COUNTS, columns), "ja") == [said]


def test_every_column_is_headed_and_told_in_its_language() -> None:
    for export in view_exports().values():
        assert len(set(export.names)) == len(export.names)
        for column in export.columns:
            for said in (column.headings, column.meanings):
                assert all(said.values())
                assert said["ja"] != said["en"]


def test_a_file_is_named_after_the_view_in_the_language(client: TestClient) -> None:
    for format_ in ("csv", "xlsx"):
        asked = {"near": "271004", "format": format_, "lang": "en"}
        response = client.get("/api/views/projects-near", params=asked)
        named = response.headers["content-disposition"]
        assert f'filename="tsunagu-projects-near.{format_}"' in named
        assert f"filename*=UTF-8''Tsunagu%20Projects%20near%20a%20place.{format_}" in named


def test_a_workbook_names_the_sources_of_its_rows(client: TestClient) -> None:
    """Those that its rows name, and those of the projects that they name."""
    asked = {"near": "271004", "radius_km": "20", "format": "xlsx"}
    book = load_workbook(io.BytesIO(client.get("/api/views/projects-near", params=asked).content))
    sources = {row[0] for row in book.worksheets[2].iter_rows(min_row=2, values_only=True)}
    rows = client.get("/api/views/projects-near", params={**asked, "format": "json"}).json()
    for item in rows["items"]:
        thing = client.get(f"/api/projects/{item['project']['key']}").json()
        assert sources & {source["id"] for source in thing["sources"]}
    counted = client.get("/api/views/programme-counts?programme=mirai&format=xlsx").content
    named = client.get("/api/views/programme-counts?programme=mirai").json()["items"]
    last = load_workbook(io.BytesIO(counted)).worksheets[2]
    told = {row[0] for row in last.iter_rows(min_row=2, values_only=True)}
    assert {item["source"]["key"] for item in named} <= told


def test_links_to_the_next_page_carry_only_what_was_sent(client: TestClient) -> None:
    page = client.get("/api/views/programme-counts?limit=2").json()
    assert "columns" not in page["links"]["next"]
