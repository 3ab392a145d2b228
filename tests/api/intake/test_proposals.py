"""What a row comes to: new, the same, completed, or in doubt; keys, links and years."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from made_lists import YEAR

from api.intake.additions import Aim
from api.intake.plan import Plan
from api.intake.proposals import Proposal, State
from api.intake.sheets.faults import ListError
from graph.ingest.checking import Rows
from graph.ingest.reading import Row
from graph.mapping.tables import BY_NAME

AIM = Aim("mirai", YEAR, "made-up-list", "一覧", "selected")
MakePlan = Callable[..., Plan]
"""Fixture ``plan_of``: a table, merged ranges, aim, rows, and the fields of ``Answers``."""
HEADER = ("自治体名", "事業名", "技術", "※")
NAMES_ONLY = ("自治体名",)


def only(plan: Plan) -> Proposal:
    (proposal,) = plan.proposals
    return proposal


def messages(plan: Plan) -> str:
    return " | ".join(doubt.message for doubt in plan.doubts)


def test_a_new_project_has_its_rows_in_every_table(plan_of: MakePlan) -> None:
    found = only(plan_of([HEADER, ("大阪府、河内長野市", "丘の移動", "AI、ドローン等", "")]))
    assert (found.state, found.key) == (State.new, "mirai-2030-270008")
    assert {table: len(rows) for table, rows in found.added.items()} == {
        "projects": 1, "project_titles": 1, "project_applicants": 2, "project_technologies": 2,
    }  # fmt: skip
    (project,) = found.added["projects"]
    assert (project["technologies_open"], project["road_av_support"]) == ("true", "")
    assert project["locator"] == "一覧 大阪府"
    for table, rows in found.added.items():
        for cells in rows:
            assert tuple(cells) == BY_NAME[table].header
            assert cells["source"] == "made-up-list"


def test_a_key_that_is_taken_gets_a_letter(plan_of: MakePlan) -> None:
    plan = plan_of(
        [
            HEADER,
            ("吹田市", "一つ目", "", ""),
            ("吹田市", "二つ目", "", ""),
            ("吹田市", "三つ目", "", ""),
        ]
    )
    assert [p.key for p in plan.proposals] == [
        "mirai-2030-272051", "mirai-2030-272051-b", "mirai-2030-272051-c",
    ]  # fmt: skip


def test_the_same_row_twice_is_a_doubt(plan_of: MakePlan) -> None:
    rows = [HEADER, ("吹田市", "一つ目", "", ""), ("吹田市", "一つ目", "", "")]
    plan = plan_of(rows)
    assert [p.state for p in plan.proposals] == [State.new, State.unclear]
    assert "row 2 is of the same applicant" in messages(plan)
    assert [p.key for p in plan_of(rows, resolve={3: ["new"]}).proposals][
        1
    ] == "mirai-2030-272051-b"
    assert len(plan_of(rows, skip=frozenset({3})).proposals) == 1


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("三木市スマートシティ推進協議会", "mirai-2030-miki"),
        ("MONET Technologies株式会社", "mirai-2030-monet"),
    ],
)
def test_a_company_or_council_has_a_slug(plan_of: MakePlan, name: str, key: str) -> None:
    found = only(plan_of([HEADER, (name, "題", "", "")]))
    assert found.key == key
    assert found.added["projects"][0]["bidder_as_printed"] == name
    assert "project_applicants" not in found.added


def test_a_slug_that_nobody_can_tell_is_asked_for(plan_of: MakePlan) -> None:
    rows = [HEADER, ("株式会社みらい", "題", "", "")]
    assert "--key 2=SLUG" in messages(plan_of(rows))
    assert only(plan_of(rows, slugs={2: "mirai-inc"})).key == "mirai-2030-mirai-inc"


def test_areas_of_a_bidder_are_those_that_are_printed_beside(plan_of: MakePlan) -> None:
    header = ("都道府県", "実施主体", "事業名", "対象地域")
    plan = plan_of(
        [
            header,
            ("京都府", "株式会社まち", "題", "精華町、嵐山周辺"),
            ("京都府", "株式会社むら", "題二", ""),
        ]
    )
    first, second = plan.proposals
    areas = [(cells["body"], cells["as_printed"]) for cells in first.added["project_areas"]]
    assert areas == [("263664", "精華町"), ("", "嵐山周辺")]
    assert [cells["body"] for cells in second.added["project_areas"]] == ["260002"]
    assert (first.key, second.key) == ("mirai-2030-seika", "mirai-2030-kyoto")


def test_a_project_that_is_there_stays_as_it_is(plan_of: MakePlan, register_rows: Rows) -> None:
    titles = {row.cells["project"]: row.cells["title"] for row in register_rows["project_titles"]}
    aim = replace(AIM, year=2018)
    rows = [HEADER, ("仙台市", titles["mirai-2018-041009"], "", "")]
    found = only(plan_of(rows, aim=aim))
    assert (found.state, found.key, found.added) == (State.same, "mirai-2018-041009", {})


def test_a_title_that_is_missing_is_added(plan_of: MakePlan, register_rows: Rows) -> None:
    titled = {row.cells["project"] for row in register_rows["project_titles"]}
    key = next(row.key for row in register_rows["projects"] if row.key not in titled)
    applicants = "、".join(
        row.cells["as_printed"]
        for row in register_rows["project_applicants"]
        if row.cells["project"] == key
    )
    rows = [HEADER, (applicants, "あとで分かった名", "", "")]
    found = only(plan_of(rows, aim=replace(AIM, year=2018)))
    assert (found.state, found.key) == (State.changed, key)
    assert list(found.added) == ["project_titles"]


def test_another_title_of_the_same_applicant_is_a_doubt(plan_of: MakePlan) -> None:
    aim = replace(AIM, year=2018)
    rows = [HEADER, ("仙台市", "まったく別の名", "", "")]
    plan = plan_of(rows, aim=aim)
    assert "the same first applicant and another title: mirai-2018-041009" in messages(plan)
    again = only(plan_of(rows, aim=aim, resolve={2: ["new"]}))
    assert again.key == "mirai-2018-041009-b"
    same = only(plan_of(rows, aim=aim, resolve={2: ["mirai-2018-041009"]}))
    assert (same.state, same.added["project_titles"][0]["kind"]) == (State.changed, "variant")


def test_other_applicants_and_technologies_are_doubts(
    plan_of: MakePlan, register_rows: Rows
) -> None:
    titles = {row.cells["project"]: row.cells["title"] for row in register_rows["project_titles"]}
    rows = [HEADER, ("仙台市、石巻市", titles["mirai-2018-041009"], "ブロックチェーン", "")]
    plan = plan_of(rows, aim=replace(AIM, year=2018))
    assert [doubt.column for doubt in plan.doubts] == ["A", "C"]
    assert "the data have other applicants: 041009" in messages(plan)
    assert "the data have other technologies" in messages(plan)


def test_the_same_title_under_another_applicant_is_a_doubt(
    plan_of: MakePlan, register_rows: Rows
) -> None:
    titles = {row.cells["project"]: row.cells["title"] for row in register_rows["project_titles"]}
    plan = plan_of(
        [HEADER, ("石巻市", titles["mirai-2018-041009"], "", "")], aim=replace(AIM, year=2018)
    )
    assert "the same title under another applicant" in messages(plan)


def with_project(rows: Rows, programme: str, year: int, code: str) -> Rows:
    """Return the tables with one more project."""
    key = f"{programme}-{year}-{code}"

    def row(table: str, **cells: str) -> Row:
        return Row(BY_NAME[table], 9999, dict.fromkeys(BY_NAME[table].header, "") | cells)

    return {
        **rows,
        "projects": [
            *rows["projects"],
            row("projects", key=key, programme=programme, fiscal_year=str(year)),
        ],
        "project_applicants": [
            *rows["project_applicants"],
            row("project_applicants", project=key, position="1", body=code),
        ],
    }


@pytest.mark.parametrize(
    ("there", "mine", "mark", "linked"),
    [
        ("road-av-support", "mirai", "※", ("mirai-2030-272051", "road-av-support-2030-272051")),
        ("road-av-support", "mirai", "", None),
        ("mirai", "road-av-support", "", ("mirai-2030-272051", "road-av-support-2030-272051")),
    ],
)
def test_the_road_bureaus_support_of_the_same_effort_is_linked(
    plan_of: MakePlan, register_rows: Rows,
    there: str, mine: str, mark: str, linked: tuple[str, str] | None,
) -> None:  # fmt: skip
    rows = with_project(register_rows, there, YEAR, "272051")
    table = [HEADER, ("吹田市", "丘の移動", "AI", mark), ("堺市", "港", "AI", "")]
    found = plan_of(table, aim=replace(AIM, programme=mine), rows=rows).proposals[0]
    links = [(cells["project"], cells["linked"]) for cells in found.added.get("project_links", ())]
    assert links == ([linked] if linked else [])
    support = found.added["projects"][0]["road_av_support"]
    assert support == ("true" if mark else "")


@pytest.mark.parametrize(
    ("text", "comes"),
    [
        ("R12", "new"), ("令和12年度", "new"), ("Ｒ１２", "new"), ("2030年度", "new"),
        ("FY2030", "new"), (2030, "new"), ("", "new"), ("来年", "doubt"),
        ("令和11年度", "of fiscal year 2029"),
        ("R11〜R13", "doubt"),
    ],
)  # fmt: skip
def test_years_in_every_form(plan_of: MakePlan, text: object, comes: str) -> None:
    plan = plan_of([("自治体名", "年度", "事業名"), ("吹田市", text, "題")])
    if comes == "new":
        assert only(plan).state is State.new
    elif comes == "doubt":
        assert "is not read as a fiscal year" in messages(plan)
    else:
        assert [rows.reason for rows in plan.skipped] == ["the header", comes]


def test_the_messy_answers_put_everything_right(plan_of: MakePlan) -> None:
    rows = [
        HEADER,
        ("美郷町、府中市", "題", "謎技術", ""),
        ("大阪府\n河内長野市", "題二", "", ""),
        ("みらい", "題三", "", ""),
    ]
    answers = {2: ["324485", "342084"], 3: ["270008", "272167"], 4: ["bidder"]}
    plan = plan_of(rows, resolve=answers, slugs={4: "mirai"}, technologies={"謎技術": ""})
    assert plan.doubts == ()
    printed = [[(n.code, n.printed) for n in p.entry.applicants] for p in plan.proposals]
    assert printed == [
        [("324485", "美郷町"), ("342084", "府中市")],
        [("270008", "大阪府"), ("272167", "河内長野市")],
        [],
    ]
    assert plan.proposals[2].entry.bidder == "みらい"


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ({"skip": frozenset({9})}, "--skip 9: the row is no project of the list"),
        ({"resolve": {1: ["new"]}}, "--resolve 1: the row is no project of the list"),
        ({"resolve": {2: ["999999"]}}, "no local government has this code"),
        ({"resolve": {2: ["yes"]}}, "an answer is a code of six digits"),
        ({"resolve": {2: ["mirai-2030-000000"]}}, "there is no such project of mirai in 2030"),
        ({"resolve": {2: ["272051"]}}, "1 codes for 0 doubts"),
        ({"slugs": {2: "x"}}, "the row has an applicant"),
        ({"technologies": {"ai": "magic"}}, "'magic' is no concept of the thesaurus"),
    ],
)
def test_an_answer_that_fits_nothing_is_refused(
    plan_of: MakePlan, answers: dict[str, Any], wanted: str
) -> None:
    with pytest.raises(ListError, match=wanted):
        plan_of([HEADER, ("吹田市", "題", "AI", "")], **answers)


@pytest.mark.parametrize(
    ("aim", "wanted"),
    [
        (replace(AIM, programme="moonshot"), "no such key in programmes.csv; there are: mirai"),
        (replace(AIM, source="none"), r"no such key in sources.csv. Add a row for the list: none,"),
        (replace(AIM, selection_kind="chosen"), "there is no such kind; there are: .*selected"),
    ],
)
def test_a_key_that_is_not_there_is_refused(plan_of: MakePlan, aim: Aim, wanted: str) -> None:
    with pytest.raises(ListError, match=wanted):
        plan_of([NAMES_ONLY, ("吹田市",)], aim=aim)


@pytest.mark.parametrize("nothing", ["", "－", "―", "ー"])
def test_an_applicant_that_is_not_printed_is_asked_for(plan_of: MakePlan, nothing: str) -> None:
    plan = plan_of([("都道府県", "市区町村", "事業名"), ("栃木県", nothing, "県の題")])
    (doubt,) = plan.doubts
    assert (doubt.column, doubt.candidates) == ("B", ("090000",))
    assert "no applicant is printed; answer with --resolve 2=090000" in doubt.message


def test_an_area_alone_is_no_applicant(plan_of: MakePlan) -> None:
    rows = [HEADER, ("日立地域", "日立のMaaS", "", "")]
    (doubt,) = plan_of(rows).doubts
    assert (
        "answer with --resolve 2=CODE, 2=bidder (a company or council) or 2=area" in doubt.message
    )
    found = only(plan_of(rows, resolve={2: ["area"]}, slugs={2: "hitachi"}))
    assert found.key == "mirai-2030-hitachi"
    assert [cells["as_printed"] for cells in found.added["project_areas"]] == ["日立地域"]
    assert "project_applicants" not in found.added


def test_a_project_that_a_person_names_needs_no_applicant(plan_of: MakePlan) -> None:
    rows = [HEADER, ("仙台のまち", "新しい呼び名", "", "")]
    answers = {2: ["mirai-2018-041009"]}
    found = only(plan_of(rows, aim=replace(AIM, year=2018), resolve=answers))
    assert (found.state, list(found.added)) == (State.changed, ["project_titles"])
    assert found.notes == ("the data have other applicants: 041009",)
