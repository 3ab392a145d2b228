"""Kills the writing of an import before every step on the disk, as ``release_steps`` does a build.

``python import_steps.py BEFORE FOLDER`` adds the same rows to copies of a data folder,
``FOLDER/0``, ``FOLDER/1`` and so on; the first is killed before the first step, the next before the
second, until one gets by with all its steps. Steps that only lay out the folder that is checked are
passed by.
The steps are printed as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from release_steps import Stopper, killed_before

from api.intake.writing import alone, write
from graph.build import check_data

ADDED = {
    "projects": [
        {
            "key": "mirai-2030-041009", "programme": "mirai", "fiscal_year": "2030",
            "selection_kind": "selected", "confidence": "high",
        }
    ],
    "project_titles": [
        {"project": "mirai-2030-041009", "position": "1", "title": "空の道", "kind": "official"}
    ],
    "project_applicants": [
        {"project": "mirai-2030-041009", "position": "1", "body": "041009", "as_printed": "仙台市"}
    ],
}  # fmt: skip
"""Rows of one new project; none of its tables is valid without the others."""
ASIDE = "/.import-new/whole"


def rows_to_add() -> dict[str, list[dict[str, str]]]:
    """Return the rows with every column."""
    from graph.mapping.tables import BY_NAME  # noqa: PLC0415 - beside its use

    source = {"source": "mirai-fy2022", "locator": "p.3"}
    return {
        table: [dict.fromkeys(BY_NAME[table].header, "") | cells | source for cells in rows]
        for table, rows in ADDED.items()
    }


def add(data: Path) -> None:
    """Add the rows as the command does."""
    with alone(data):
        write(data, check_data(data).rows, rows_to_add())


class ImportStopper(Stopper):
    """A stopper that passes by the folder that is only checked."""

    def __call__(self, event: str, values: tuple[Any, ...]) -> None:
        if any(isinstance(value, str | os.PathLike) and ASIDE in str(value) for value in values):
            return
        super().__call__(event, values)


def main(before: Path, folder: Path) -> None:
    check_data(before)  # what is read once is read before the first fork
    steps: list[str] = []
    for number in count():
        data = Path(shutil.copytree(before, folder / str(number)))
        step = killed_before(number, partial(add, data), "the import", stopper=ImportStopper)
        if not step:
            break
        steps.append(step.replace(f"{data}/", ""))
    sys.stdout.write(json.dumps(steps))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
