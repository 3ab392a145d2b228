"""The data to which the tests of this room import: the small copy, with the whole register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from made_lists import SOURCE, YEAR, Table, with_register, workbook

from api.intake.additions import Aim
from api.intake.bodies import Bodies
from api.intake.plan import Answers, Plan, make_plan
from api.intake.sheets.reading import read_list
from graph.build import check_data
from graph.ingest.checking import Rows

AIM = Aim("mirai", YEAR, SOURCE, "一覧", "selected")

MakePlan = Callable[..., Plan]


@pytest.fixture(scope="session")
def register_data(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small copy with the whole register; no test may change it."""
    return with_register(small, tmp_path_factory.mktemp("register") / "data")


@pytest.fixture(scope="session")
def register_rows(register_data: Path) -> Rows:
    return check_data(register_data).rows


@pytest.fixture(scope="session")
def bodies(register_rows: Rows) -> Bodies:
    return Bodies(register_rows)


@pytest.fixture
def plan_of(register_rows: Rows, bodies: Bodies, tmp_path: Path) -> MakePlan:
    """Give the plan of a table of cells, written to a workbook and read again."""

    def made(
        table: Table,
        merged: tuple[str, ...] = (),
        aim: Aim = AIM,
        rows: Rows | None = None,
        **answers: Mapping[Any, Any] | frozenset[int],
    ) -> Plan:
        sheet = read_list(workbook(tmp_path / "list.xlsx", table, merged))
        given = Answers(**answers)  # type: ignore[arg-type]
        return make_plan(sheet, rows or register_rows, bodies, aim, given)

    return made
