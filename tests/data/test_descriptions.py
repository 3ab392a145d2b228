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
from croissants import loaded
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


def small_copy(folder: Path) -> Path:
    """Write a small copy of the tables with their descriptions, to be spoilt."""
    data = small_data(folder / "data")
    for path in DATA.glob("*.json"):
        shutil.copy(path, data)
    return data


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    return small_copy(tmp_path)


FAULTS = (
    ("project_applicants", 2, "project", "mirai-2018-nowhere", "foreign-key"),
    ("project_applicants", 3, "position", "second", "type-error"),
    ("project_titles", 2, "kind", "unheard-of", "constraint-error"),
    ("project_titles", 3, "title", "", "constraint-error"),
    ("projects", 2, "key", "with space", "constraint-error"),
    ("project_statuses", 2, "as_of", "March 2023", "constraint-error"),
    ("sources", 2, "url", "no address", "type-error"),
)
"""Table, row, column, the wrong value, and what ``frictionless`` calls it."""
TWICE = 5
"""Row of the projects whose key becomes that of the row before."""


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[Any, ...]]:
    """Table, type, row and field of what ``frictionless`` finds in tables that have all faults."""
    data = small_copy(tmp_path_factory.mktemp("faults"))
    for table, row, column, value, _ in FAULTS:
        set_cell(data, table, row, column, value)
    key = read_rows(data / "projects.csv")[TWICE - 3]["key"]
    set_cell(data, "projects", TWICE, "key", key)
    report = Package(str(data / "datapackage.json")).validate()
    return {
        (task.name, *found)
        for task in report.tasks
        for found in task.flatten(["type", "rowNumber", "fieldName"])
    }


def test_the_descriptions_are_up_to_date() -> None:
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


@pytest.mark.parametrize("name", ["projects", "sources"])
def test_every_row_is_read_by_its_description_for_machine_learning(name: str) -> None:
    read = loaded(DATA / "croissant.json", name)
    assert len(read) == len(rows(name))
    assert set(read[0]) == {f"{name}/{column}" for column in BY_NAME[name].header}


def test_croissant_describes_every_column_and_reference() -> None:
    croissant = json.loads((DATA / "croissant.json").read_text("utf-8"))
    assert croissant["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    described = {
        one["name"]: tuple(field["source"]["extract"]["column"] for field in one["field"])
        for one in croissant["recordSet"]
    }
    assert described == {table.name: table.header for table in TABLES}
    references = {
        (*field["@id"].split("/"), *field["references"]["field"]["@id"].split("/"))
        for one in croissant["recordSet"]
        for field in one["field"]
        if "references" in field
    }
    assert references == {
        (table["name"], *one["fields"], where["resource"] or table["name"], *where["fields"])
        for table in PACKAGE["resources"]
        for one in table["schema"].get("foreignKeys", ())
        for where in [one["reference"]]
    }


def test_the_references_of_both_descriptions_are_the_same_and_so_hold_for_both() -> None:
    """That they hold in the whole data ``frictionless`` says above, in a tenth of the time."""
    package = {
        (table["name"], *one["fields"], where["resource"] or table["name"], *where["fields"])
        for table in PACKAGE["resources"]
        for one in table["schema"].get("foreignKeys", ())
        for where in [one["reference"]]
    }
    group = {
        (stem(table["url"]), *columns_of(one), stem(where["resource"]), *columns_of(where))
        for table in GROUP["tables"]
        for one in table["tableSchema"].get("foreignKeys", ())
        for where in [one["reference"]]
    }
    assert group
    assert group == package


def stem(name: str) -> str:
    return name.removesuffix(".csv")


def columns_of(reference: dict[str, Any]) -> tuple[str, ...]:
    names = reference["columnReference"]
    return (names,) if isinstance(names, str) else tuple(names)


@pytest.mark.parametrize(("table", "row", "column", "value", "kind"), FAULTS)
def test_what_is_wrong_in_a_table_is_found(
    problems: set[tuple[Any, ...]], table: str, row: int, column: str, value: str, kind: str
) -> None:
    fields = {found[3] for found in problems if found[:3] == (table, kind, row)}
    assert fields in ({column}, {None}), value


def test_a_key_that_stands_twice_is_found(problems: set[tuple[Any, ...]]) -> None:
    assert ("projects", "primary-key", TWICE, None) in problems


def test_nothing_else_is_found(problems: set[tuple[Any, ...]]) -> None:
    """Besides rows that refer to the two keys which are gone."""
    spoilt = {(table, row, kind) for table, row, _, _, kind in FAULTS}
    spoilt |= {("projects", TWICE, "primary-key")}
    found = {(table, row, kind) for table, kind, row, _ in problems}
    assert {one for one in found ^ spoilt if one[2] != "foreign-key"} == set()


def test_a_dangling_reference_is_found_on_the_web_too(spoilt: Path) -> None:
    assert TableGroup.from_file(spoilt / "csvw.json").check_referential_integrity()
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
