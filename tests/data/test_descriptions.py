"""The tables as others read them: their Data Package, and their metadata for CSV on the Web."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from csvw import TableGroup
from frictionless import Package
from paths import DATA
from small_data import read_rows, set_cell, small_data

from graph.mapping.tables import BY_NAME, TABLES
from ontology.namespaces import KEPT, Iris

SCRIPT = DATA / "scripts" / "describe_columns.py"
PACKAGE = json.loads((DATA / "datapackage.json").read_text("utf-8"))
GROUP = json.loads((DATA / "csvw.json").read_text("utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """A small copy of the tables with their descriptions, to be spoilt."""
    folder = small_data(tmp_path / "data")
    for path in DATA.glob("*.json"):
        shutil.copy(path, folder)
    return folder


def problems(data: Path) -> list[tuple[Any, ...]]:
    """Return type, row and field of what is wrong with the tables for ``frictionless``."""
    report = Package(str(data / "datapackage.json")).validate()
    return [tuple(one) for one in report.flatten(["type", "rowNumber", "fieldName"])]


def test_both_descriptions_are_up_to_date() -> None:
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_a_description_out_of_date_is_told(spoilt: Path) -> None:
    set_cell(spoilt, "sources", 2, "licence", "CC-BY-4.0")
    arguments = [sys.executable, SCRIPT, "--check", "--data", spoilt]
    done = subprocess.run(arguments, capture_output=True, check=False)
    assert done.returncode == 1
    assert "datapackage.json is out of date" in done.stdout.decode()


def test_every_column_of_every_table_is_described_in_its_order() -> None:
    fields = {
        resource["path"]: tuple(field["name"] for field in resource["schema"]["fields"])
        for resource in PACKAGE["resources"]
    }
    described = {
        table["url"]: tuple(
            column["name"]
            for column in table["tableSchema"]["columns"]
            if not column.get("virtual")
        )
        for table in GROUP["tables"]
    }
    assert fields == described == {f"{table.name}.csv": table.header for table in TABLES}


def test_the_data_package_is_valid_with_every_table_key_and_reference() -> None:
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "rowNumber", "note"])[:5]
    assert report.stats["tasks"] == len(TABLES)


def test_every_row_is_read_by_its_description_for_the_web() -> None:
    group = TableGroup.from_file(DATA / "csvw.json")
    read = {table.local_name: sum(1 for _ in table) for table in group.tables}
    assert read == {f"{table.name}.csv": len(rows(table.name)) for table in TABLES}
    assert group.check_referential_integrity()


@pytest.mark.parametrize(
    ("table", "column", "value", "kind"),
    [
        ("project_applicants", "project", "mirai-2018-nowhere", "foreign-key"),
        ("project_applicants", "position", "second", "type-error"),
        ("project_titles", "kind", "unheard-of", "constraint-error"),
        ("project_titles", "title", "", "constraint-error"),
        ("projects", "key", "with space", "constraint-error"),
        ("project_statuses", "as_of", "March 2023", "constraint-error"),
        ("sources", "url", "no address", "type-error"),
    ],
)
def test_what_is_wrong_in_a_table_is_found(
    spoilt: Path, table: str, column: str, value: str, kind: str
) -> None:
    set_cell(spoilt, table, 2, column, value)
    found = {(one[0], one[1]) for one in problems(spoilt)}
    assert (kind, 2) in found


def test_a_key_that_stands_twice_is_found(spoilt: Path) -> None:
    first = read_rows(spoilt / "projects.csv")[0]["key"]
    set_cell(spoilt, "projects", 3, "key", first)
    assert ("primary-key", 3, None) in problems(spoilt)


def test_a_dangling_reference_is_found_on_the_web_too(spoilt: Path) -> None:
    set_cell(spoilt, "project_applicants", 2, "project", "mirai-2018-nowhere")
    group = TableGroup.from_file(spoilt / "csvw.json")
    with pytest.raises(ValueError, match="mirai-2018-nowhere"):
        group.check_referential_integrity()


def test_the_address_of_a_row_is_its_iri_in_the_graph() -> None:
    iris = Iris()
    for described in GROUP["tables"]:
        table = BY_NAME[described["url"].removesuffix(".csv")]
        template = described["tableSchema"]["aboutUrl"]
        for row in rows(table.name):
            made = template.format(**{name: quote(row[name], safe=KEPT) for name in table.key})
            key = ".".join(row[name] for name in table.key)
            assert made == str(iris.entity(table.kind, key))


def test_a_property_is_that_of_the_graph() -> None:
    for described in GROUP["tables"]:
        table = BY_NAME[described["url"].removesuffix(".csv")]
        made = {c["name"]: c.get("propertyUrl") for c in described["tableSchema"]["columns"]}
        for column in table.columns:
            assert made[column.name] == (str(column.property) if column.property else None)


def test_licences_are_those_of_the_sources() -> None:
    found = {r["name"]: {one["name"] for one in r["licenses"]} for r in PACKAGE["resources"]}
    assert found["municipalities"] == {"CC0-1.0", "CC-BY-4.0"}
    assert found["projects"] == {"CC0-1.0"}
    told = {r["name"]: r["description"] for r in PACKAGE["resources"]}
    assert "none stated: facts only" in told["projects"]
