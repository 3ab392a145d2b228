"""Adds rows to the tables of a data folder: all of them, or none.

What is guaranteed: no file is ever half written, each is the old or the new one as a whole. The
new files are written aside, flushed, and checked with the whole folder
(``graph.build.check_data``) before the first of them is moved; one rename of the folder beside
(``.import-new`` to ``.import-ready``) decides that they will be. A fault while they are moved puts
the old ones back. A process that is killed in between leaves ``.import-ready``, from which the next
import first finishes the moving (or, from ``.import-undo``, the putting back); until then a build
may find the tables at odds, say so, and leave the old release.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from api.intake.additions import Cells
from api.intake.sheets.faults import ListError
from graph.build import check_data
from graph.ingest.checking import Rows
from graph.ingest.own.rdf import own_files
from graph.mapping.tables import BY_NAME, TABLES

_NEW, _READY, _UNDO = ".import-new", ".import-ready", ".import-undo"

Rank = tuple[int, int]
"""Where a row stands among those of its table."""


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Keep other imports away from a data folder, and finish one that was killed.

    Raises:
        ListError: another import is running.
        OSError: there is no such folder.
    """
    descriptor = os.open(data, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ListError(f"{data.name}/: another import is running") from error
        recover(data)
        yield
    finally:
        os.close(descriptor)


def recover(data: Path) -> None:
    """Finish, or take back, what a killed import left in a data folder."""
    if (data / _READY).is_dir():
        _move(data, data / _READY / "new")
        shutil.rmtree(data / _READY)
    if (data / _UNDO).is_dir():
        _move(data, data / _UNDO / "old")
        shutil.rmtree(data / _UNDO)
    if (data / _NEW).is_dir():
        shutil.rmtree(data / _NEW)


def write(data: Path, rows: Rows, added: Mapping[str, Sequence[Cells]]) -> None:
    """Add rows to the tables.

    Args:
        data: the data folder, which ``alone`` keeps.
        rows: its tables.
        added: the new rows by table.

    Raises:
        DataError: the tables would not be valid; nothing is changed.
        OSError: a file cannot be written; nothing is changed.
    """
    ready = data / _READY
    try:
        _prepare(data, data / _NEW, _contents(data, rows, added))
        (data / _NEW).rename(ready)
        _flush(data)
    except BaseException:
        shutil.rmtree(data / _NEW, ignore_errors=True)
        raise
    try:
        _move(data, ready / "new")
    except OSError:
        ready.rename(data / _UNDO)
        recover(data)
        raise
    shutil.rmtree(ready)


def _prepare(data: Path, folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write the new files aside, keep the old ones beside them, and check the folder to come."""
    for name in ("new", "old", "whole"):
        (folder / name).mkdir(parents=True)
    for name, content in contents.items():
        (folder / "new" / name).write_bytes(content)
        shutil.copymode(data / name, folder / "new" / name)
        shutil.copy2(data / name, folder / "old" / name)
    for table in TABLES:
        name = f"{table.name}.csv"
        place = folder / "new" if name in contents else data
        (folder / "whole" / name).symlink_to((place / name).resolve())
    for path in own_files(data):
        own = folder / "whole" / path.relative_to(data)
        own.parent.mkdir(exist_ok=True)
        own.symlink_to(path.resolve())
    check_data(folder / "whole")
    shutil.rmtree(folder / "whole")
    for path in (*folder.rglob("*"), folder):
        _flush(path)


def _move(data: Path, folder: Path) -> None:
    """Move every file of a folder into the data folder, each in one step.

    Where the folder is gone, that was done before, and a kill came while it was cleared away.
    """
    for path in sorted(folder.glob("*.csv")):
        path.replace(data / path.name)
    _flush(data)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _contents(data: Path, rows: Rows, added: Mapping[str, Sequence[Cells]]) -> dict[str, bytes]:
    """Return the new content of each file: lines that are there stay as they are, byte by byte.

    Projects follow the order of their programmes and years; every other table follows the order of
    the projects.
    """
    programmes = {row.key: number for number, row in enumerate(rows["programmes"])}

    def of_project(cells: Mapping[str, str]) -> Rank:
        return programmes[cells["programme"]], int(cells["fiscal_year"])

    there = [row.cells for row in rows["projects"]]
    new = added.get("projects", ())
    order = [cells["key"] for cells in _merged(there, new, of_project)]
    places = {key: number for number, key in enumerate(order)}

    def of_other(cells: Mapping[str, str]) -> Rank:
        return places.get(cells["project"], len(places)), 0

    return {
        f"{table}.csv": _content(
            data / f"{table}.csv",
            [row.cells for row in rows[table]],
            cells,
            of_project if table == "projects" else of_other,
        )
        for table, cells in added.items()
    }


def _merged(
    there: Sequence[Cells], new: Sequence[Cells], rank: Callable[[Cells], Rank]
) -> list[Cells]:
    return [(*there, *new)[number] for number in _order(there, new, rank)]


def _order(
    there: Sequence[Cells], new: Sequence[Cells], rank: Callable[[Cells], Rank]
) -> list[int]:
    """Return the order of old and new rows, as numbers: each new one behind its last equal."""
    ranks = [rank(cells) for cells in there]
    order = list(range(len(there)))
    for number, cells in enumerate(new, start=len(there)):
        here = rank(cells)
        ranks.append(here)
        before = [place for place, other in enumerate(order) if ranks[other] <= here]
        order.insert(before[-1] + 1 if before else 0, number)
    return order


def _content(
    path: Path, there: Sequence[Cells], new: Sequence[Cells], rank: Callable[[Cells], Rank]
) -> bytes:
    header, *lines = path.read_bytes().splitlines(keepends=True)
    end = "\r\n" if header.endswith(b"\r\n") else "\n"
    lines = [line if line.endswith(b"\n") else line + end.encode() for line in lines]
    for cells in new:
        stream = io.StringIO(newline="")
        names = BY_NAME[path.stem].header
        csv.writer(stream, lineterminator=end).writerow(cells[name] for name in names)
        lines.append(stream.getvalue().encode())
    if not header.endswith(b"\n"):
        header += end.encode()
    return header + b"".join(lines[number] for number in _order(there, new, rank))
