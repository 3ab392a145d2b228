"""OpenRefine itself reconciles a sheet of 200 names with the service, and extends it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from conformance_http import Server
from conformance_openrefine import OpenRefine, openrefine
from written_names import Written, sheet, table

Json = dict[str, Any]
NAME, PREFECTURE = "名称", "都道府県"
BODY = {"id": "local-government", "name": "自治体"}


@pytest.fixture(scope="module")
def refine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRefine]:
    with openrefine(tmp_path_factory.mktemp("openrefine")) as refine:
        yield refine


def _matched(cell: Json | None, pool: Json) -> str:
    """Return the code of what a cell is matched with, or an empty text."""
    recon = pool["recons"][str(cell["r"])] if cell and "r" in cell else {}
    match = recon.get("m") if recon.get("j") == "matched" else None
    return str(match["id"]).rpartition("/")[2] if match else ""


def _wrong(rows: list[Json], given: list[Written]) -> list[tuple[Written, str]]:
    found = [_matched(row["cells"][0], row["pool"]) for row in rows]
    return [
        (written, code) for written, code in zip(given, found, strict=True) if code != written.code
    ]


@pytest.mark.slow
def test_openrefine_reconciles_a_sheet_and_extends_it(refine: OpenRefine, real: Server) -> None:
    service = f"{real.base}/reconcile"
    manifest = json.loads(real.raw("GET", "/reconcile").body)
    given = sheet()
    assert len(given) == 200
    refine.open_sheet([[NAME, PREFECTURE], *([one.name, one.prefecture] for one in given)])
    types = refine.guessed_types(NAME, service)
    assert types[0]["id"] in {"municipality", "local-government"}
    prefecture = {"id": "prefecture", "name": "都道府県"}
    refine.reconcile(NAME, service, manifest, BODY, {PREFECTURE: prefecture})
    assert _wrong(refine.rows(), given) == []
    wanted = [{"id": "population", "name": "人口"}, {"id": "project_count", "name": "件数"}]
    refine.extend(NAME, service, manifest, wanted, after=1)
    _check_columns(refine.rows(), given)


def _check_columns(rows: list[Json], given: list[Written]) -> None:
    """Compare the new columns with the tables that the service is made from."""
    latest: dict[str, tuple[str, int | None]] = {"": ("", None)}
    for row in table("census_observations"):
        if row["as_of"] > latest.get(row["body"], ("", 0))[0]:
            latest[row["body"]] = row["as_of"], int(row["population"])
    applied = {row["body"] for row in table("project_applicants")}
    numbers = []
    for row, written in zip(rows, given, strict=True):
        people, projects = (_number(row, column) for column in (2, 3))
        assert people == latest.get(written.code, ("", None))[1], written  # wards have none
        assert projects is not None if written.code else projects is None, written
        if written.code in applied:
            assert projects, written
        numbers.append(projects)
    assert any(numbers)


def _number(row: Json, column: int) -> int | None:
    cells = row["cells"]
    cell = cells[column] if column < len(cells) else None
    value = cell["v"] if cell else None
    assert value is None or isinstance(value, (int, float))
    return None if value is None else int(value)
