"""The lists that the data were made from, written out as a ministry prints them, add nothing."""

from __future__ import annotations

from collections import defaultdict

import pytest
from made_lists import workbook
from paths import DATA
from small_data import read_rows

from api.intake.additions import Aim
from api.intake.bodies import Bodies
from api.intake.plan import Answers, make_plan
from api.intake.proposals import State
from api.intake.sheets.reading import read_list
from api.intake.sheets.sheet import Sheet
from graph.build import check_data
from graph.ingest.checking import Rows

PROGRAMME = "mirai"


@pytest.fixture(scope="module")
def own_rows() -> Rows:
    return check_data(DATA).rows


@pytest.fixture(scope="module")
def own_bodies(own_rows: Rows) -> Bodies:
    return Bodies(own_rows)


@pytest.fixture(scope="module")
def own_list(tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    """All projects of the programme as one list, with what is printed of each."""
    printed: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for table, column in (
        ("applicants", "as_printed"),
        ("technologies", "as_printed"),
        ("titles", "title"),
    ):
        for row in read_rows(DATA / f"project_{table}.csv"):
            if row[column] not in printed[table, row["project"]]:
                printed[table, row["project"]].append(row[column])
    table: list[tuple[object, ...]] = [
        ("No.", "提案者", "タイトル", "主な活用技術", "選定年度", "※")
    ]
    for row in read_rows(DATA / "projects.csv"):
        if row["programme"] == PROGRAMME:
            key, year = row["key"], int(row["fiscal_year"])
            technologies = "、".join(printed["technologies", key])
            table.append(
                (
                    row["listed_number"] or None,
                    "、".join(printed["applicants", key]),
                    next(iter(printed["titles", key]), None),
                    technologies + ("等" if row["technologies_open"] == "true" else ""),
                    f"H{year - 1988}" if year < 2019 else f"令和{year - 2018}年度",
                    "※" if row["road_av_support"] == "true" else None,
                )
            )
    return read_list(workbook(tmp_path_factory.mktemp("own") / "list.xlsx", table))


@pytest.mark.parametrize("year", range(2018, 2023))
def test_the_document_of_45_projects_adds_nothing(
    own_rows: Rows, own_bodies: Bodies, own_list: Sheet, year: int
) -> None:
    aim = Aim(PROGRAMME, year, "mirai-fy2022", "p.3", "selected")
    plan = make_plan(own_list, own_rows, own_bodies, aim, Answers())
    wanted = {
        row.key
        for row in own_rows["projects"]
        if (row.cells["programme"], row.cells["fiscal_year"]) == (PROGRAMME, str(year))
    }
    assert {proposal.key for proposal in plan.proposals} == wanted
    assert {proposal.state for proposal in plan.proposals} == {State.same}
