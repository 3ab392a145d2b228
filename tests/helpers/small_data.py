"""A small but valid copy of the project's own data, and ways to spoil one thing in it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import forked
from paths import DATA

from graph.mapping.schema import Ref, Table
from graph.mapping.tables import BY_NAME, TABLES
from ontology.kinds import OWN_SOURCE, THESAURUS_SOURCE

TSUNAGU = Path(sys.executable).with_name("tsunagu")

OWN_SOURCES = {OWN_SOURCE, THESAURUS_SOURCE, "geonames", "japanpost-postal-codes"}
"""Sources that the build itself cites, and those of single columns, which no row names."""

Rows = list[dict[str, str]]

KEPT_PROJECTS = 8
"""Projects of the small copy: the first ones, with whatever they refer to."""

EMPTIED = frozenset(
    {
        "council_bodies",
        "council_members",
        "council_programmes",
        "council_projects",
        "councils",
        "event_attendance",
        "event_programmes",
        "events",
        "former_names",
        "informal_region_members",
        "informal_regions",
        "neighbours",
        "payments",
        "programme_counts",
        "programme_terms",
        "railway_lines",
        "region_prefectures",
        "regions",
        "retired_codes",
        "station_lines",
        "stations",
        "survey_observations",
    }
)
"""Tables of which the small copy keeps the header only; no kept row refers to them."""


REGISTERS = frozenset(
    {
        "area_observations",
        "census_observations",
        "designations",
        "former_municipalities",
        "government_offices",
        "islands",
        "official_sites",
    }
)
"""Tables about every local government: of them the rows about a kept one are kept."""


def read_rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, header: tuple[str, ...], rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def small_data(target: Path) -> Path:
    """Write a copy of ``data/`` that holds few projects and the places that they name."""
    tables = {table.name: read_rows(DATA / f"{table.name}.csv") for table in TABLES}
    tables["projects"] = tables["projects"][:KEPT_PROJECTS]
    tables |= {name: [] for name in EMPTIED}
    for table in TABLES:
        if table.name not in {"municipalities", *REGISTERS}:
            _drop_dangling(table, tables)
    wanted = _named_places(tables)
    places = {row["code"]: row for row in tables["municipalities"]}
    for code in tuple(wanted):
        wanted |= {places[code][name] for name in ("prefecture", "parent")}
    tables["municipalities"] = [row for row in tables["municipalities"] if row["code"] in wanted]
    for name in REGISTERS:
        _keep_about(BY_NAME[name], tables, wanted)
    for table in TABLES:
        if table.name != "municipalities":
            _drop_dangling(table, tables)
    cited = {
        row.get(name, "").partition(":")[0]
        for rows in tables.values()
        for row in rows
        for name in ("source", "coordinate_source")
    } | OWN_SOURCES
    tables["sources"] = [row for row in tables["sources"] if row["key"] in cited]
    target.mkdir(parents=True)
    for table in TABLES:
        write_rows(target / f"{table.name}.csv", table.header, tables[table.name])
    return target


def _drop_dangling(table: Table, tables: dict[str, Rows]) -> None:
    """Drop the rows that refer to a row that is not kept."""
    for column in table.columns:
        if isinstance(column.value, Ref) and column.value.tables != ("municipalities",):
            known = {
                ".".join(row[name] for name in BY_NAME[other].key)
                for other in column.value.tables
                for row in tables[other]
            } | {""}
            tables[table.name] = [row for row in tables[table.name] if row[column.name] in known]


def _keep_about(table: Table, tables: dict[str, Rows], wanted: set[str]) -> None:
    """Keep the rows whose places are all among the wanted ones."""
    columns = [c.name for c in table.columns if c.value == Ref(("municipalities",))]
    tables[table.name] = [
        row
        for row in tables[table.name]
        if all(not row[name] or row[name] in wanted for name in columns)
    ]


def _named_places(tables: dict[str, Rows]) -> set[str]:
    return {
        row[column.name]
        for table in TABLES
        if table.name not in {"municipalities", *REGISTERS}
        for column in table.columns
        if isinstance(column.value, Ref) and column.value.tables == ("municipalities",)
        for row in tables[table.name]
        if row[column.name]
    }


def environment() -> dict[str, str]:
    """Return the environment of a started command: no settings of ours, no colours, plain width."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TSUNAGU_")}
    return {**kept, "COLUMNS": "200", "NO_COLOR": "1", "PYTHONUTF8": "1"}


def tsunagu(
    *arguments: str | Path, stdin: str = "", settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process; settings are variables of its environment."""
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as printed,
        tempfile.TemporaryFile() as said,
    ):
        given.write(stdin.encode())
        given.seek(0)
        process = forked.start(
            arguments,
            environment() | dict(settings or {}),
            stdin=given,
            stdout=printed,
            stderr=said,
        )
        try:
            process.wait(120)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        texts = []
        for file in (printed, said):
            file.seek(0)
            texts.append(file.read().decode().replace("\r\n", "\n"))
    return subprocess.CompletedProcess(("tsunagu", *arguments), process.wait(), *texts)


def tree(root: Path) -> dict[str, bytes]:
    """Return every file and link below a folder with its bytes or target."""
    found: dict[str, bytes] = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink():
            found[name] = str(path.readlink()).encode()
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def spoil(data: Path, table: str, old: str, new: str) -> int:
    """Replace the first occurrence of a text in a table; return the row in which it stood."""
    path = data / f"{table}.csv"
    text = path.read_text("utf-8")
    before, found, after = text.partition(old)
    assert found, f"{old!r} does not stand in {table}.csv"
    path.write_text(before + new + after, "utf-8", newline="")
    return before.count("\n") + 1


def set_cell(data: Path, table: str, row: int, column: str, value: str) -> None:
    """Set a cell; rows are counted as a spreadsheet does, the header is row 1."""
    path = data / f"{table}.csv"
    rows = read_rows(path)
    rows[row - 2][column] = value
    write_rows(path, BY_NAME[table].header, rows)
