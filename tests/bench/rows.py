"""Times ``tsunagu validate`` on many rows: the project's own projects, each many times over.

    make rows ROWS=1000000

It prints what the command said, its CPU and wall time, and the most memory that it had.
"""

from __future__ import annotations

import argparse
import csv
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from real import ROOT
from service import TSUNAGU

_KEYS = {"projects.csv": ("key",), "project_descriptions.csv": ("key", "project")}
"""Columns that tell rows apart; in the other tables of projects that is ``project``."""

Row = dict[str, str]


def write_rows(data: Path, folder: Path, rows: int) -> None:
    """Write tables with about so many rows, all of them valid.

    Args:
        data: folder of the project's own tables.
        folder: where the tables are written; it is not there yet.
        rows: how many rows all tables have together.
    """
    shutil.copytree(data, folder)
    files = sorted(folder.rglob("*.csv"))
    ours = [file for file in files if file.name.startswith("project")]
    counts = {file: sum(1 for _ in _rows(file)) for file in files}
    of_projects = sum(counts[file] for file in ours)
    copies = max(0, (rows - sum(counts.values())) // of_projects)
    for file in ours:
        _multiply(file, _KEYS.get(file.name, ("project",)), copies)


def _rows(file: Path) -> Iterator[Row]:
    with file.open(newline="", encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


def _multiply(file: Path, keys: tuple[str, ...], copies: int) -> None:
    rows = list(_rows(file))
    with file.open("a", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        for number in range(1, copies + 1):
            writer.writerows(
                {**row, **{key: f"{row[key]}-{number}" for key in keys}}
                for row in rows
                if all(row[key] for key in keys)  # a description may be of a municipality
            )


def main() -> None:
    """Write the rows, validate them and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rows", type=int)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tsunagu-rows-") as place:
        folder = Path(place) / "data"
        write_rows(ROOT / "data", folder, given.rows)
        started = time.perf_counter()
        subprocess.run([str(TSUNAGU), "validate", "--data", str(folder)], check=True)
        wall = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    print(f"{wall:,.0f} s, {cpu:,.0f} s of CPU, {used.ru_maxrss / 1e6:.1f} GB at most")


if __name__ == "__main__":
    main()
