"""Times ``tsunagu validate`` on many rows: the project's own projects, each many times over.

    make rows ROWS=1000000

It prints what the command said, its CPU and wall time, and the most memory that it had.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from real import ROOT
from service import TSUNAGU
from small_data import Rows, read_rows, write_rows

_KEYS = {"projects.csv": ("key",), "project_descriptions.csv": ("key", "project")}
"""Columns that tell rows apart; in the other tables of projects that is ``project``."""


def write_tables(data: Path, folder: Path, rows: int) -> None:
    """Write tables with about so many rows, all of them valid.

    Args:
        data: folder of the project's own tables.
        folder: where the tables are written; it is not there yet.
        rows: how many rows all tables have together.
    """
    shutil.copytree(data, folder)
    tables = {file: read_rows(file) for file in folder.rglob("*.csv")}
    ours = {file: table for file, table in tables.items() if file.name.startswith("project")}
    copies = max(0, rows - sum(map(len, tables.values()))) // sum(map(len, ours.values()))
    for file, table in ours.items():
        more = _copies(table, _KEYS.get(file.name, ("project",)), copies)
        write_rows(file, tuple(table[0]), table + more)


def _copies(table: Rows, keys: tuple[str, ...], copies: int) -> Rows:
    return [
        {**row, **{key: f"{row[key]}-{number}" for key in keys}}
        for number in range(1, copies + 1)
        for row in table
        if all(row[key] for key in keys)  # a description may be of a municipality
    ]


def main() -> None:
    """Write the rows, validate them and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rows", type=int)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tsunagu-rows-") as place:
        folder = Path(place) / "data"
        write_tables(ROOT / "data", folder, given.rows)
        started = time.perf_counter()
        subprocess.run([str(TSUNAGU), "validate", "--data", str(folder)], check=True)
        wall = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    print(f"{wall:,.0f} s, {cpu:,.0f} s of CPU, {used.ru_maxrss / 1e6:.1f} GB at most")


if __name__ == "__main__":
    main()
