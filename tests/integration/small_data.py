"""A small but valid copy of the project's own data, and ways to spoil one thing in it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

from graph.mapping import TABLES
from graph.tables import Ref, Table

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
TSUNAGU = Path(sys.executable).with_name("tsunagu")

Rows = list[dict[str, str]]

KEPT_PROJECTS = 12
"""Projects of the small copy: the first ones, with whatever they refer to."""


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
    tables["payments"] = []
    for table in TABLES:
        if table.name != "municipalities":
            _drop_dangling(table, tables)
    wanted = _named_places(tables)
    places = {row["code"]: row for row in tables["municipalities"]}
    for code in tuple(wanted):
        wanted |= {places[code][name] for name in ("prefecture", "parent")}
    tables["municipalities"] = [
        row
        for row in tables["municipalities"]
        if row["code"] in wanted or row["kind"] == "prefecture"
    ]
    target.mkdir(parents=True)
    for table in TABLES:
        write_rows(target / f"{table.name}.csv", table.header, tables[table.name])
    return target


def _drop_dangling(table: Table, tables: dict[str, Rows]) -> None:
    """Drop the rows that name a project or a description that is not kept."""
    for column in table.columns:
        if isinstance(column.value, Ref) and column.value.tables[0] in {
            "projects",
            "project_descriptions",
        }:
            known = {row["key"] for row in tables[column.value.tables[0]]} | {""}
            tables[table.name] = [
                row for row in tables[table.name] if row[column.name] in known
            ]


def _named_places(tables: dict[str, Rows]) -> set[str]:
    return {
        row[column.name]
        for table in TABLES
        if table.name != "municipalities"
        for column in table.columns
        if isinstance(column.value, Ref) and column.value.tables == ("municipalities",)
        for row in tables[table.name]
        if row[column.name]
    }


def environment() -> dict[str, str]:
    """Return the environment of a started command: no settings of ours, no colours, plain width."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TSUNAGU_")}
    return {**kept, "COLUMNS": "200", "NO_COLOR": "1", "PYTHONUTF8": "1"}


def tsunagu(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the real command line."""
    return subprocess.run(
        [TSUNAGU, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(),
        timeout=120,
        check=False,
    )


def tree(root: Path) -> dict[str, bytes]:
    """Return every file and link below a folder with its bytes or target."""
    found: dict[str, bytes] = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink():
            found[name] = os.readlink(path).encode()
        elif path.is_file():
            found[name] = path.read_bytes()
    return found
