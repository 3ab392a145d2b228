"""What a second reader of the sources found wrong or missing, as it must stand now."""

from __future__ import annotations

import csv

import pytest
from paths import DATA

from graph.entities.reader import EntityReader
from graph.store.store import Store
from ontology.namespaces import Iris

Row = dict[str, str]
SUKAGAWA = "自動運転を活用した翠ヶ丘公園の利便性、快適性の向上と賑わいの創出"


def rows(table: str, **wanted: str) -> list[Row]:
    """Return the rows of a table whose columns have some values."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [
            row
            for row in csv.DictReader(file)
            if all(row[column] == value for column, value in wanted.items())
        ]


def row(table: str, **wanted: str) -> Row:
    """Return the one row of a table whose columns have some values."""
    (found,) = rows(table, **wanted)
    return found


@pytest.fixture(scope="module")
def reader(graph_store: Store) -> EntityReader:
    return EntityReader(graph_store, Iris())


def test_the_remarks_of_both_events_stand() -> None:
    exchange = rows("event_feedback", event="mirai-exchange-2022")
    symposium = rows("event_feedback", event="mirai-mini-symposium-2023")
    assert [one["kind"] for one in exchange] == ["remark"] * 4 + ["summary"]
    assert [one["kind"] for one in symposium] == ["remark"] * 6
    assert len({one["question_ja"] for one in symposium}) == 2
    assert all(one["remark_ja"] and one["remark_en"] for one in (*exchange, *symposium))


def test_the_box_of_issues_is_the_programmes_challenges_with_the_words() -> None:
    found = {
        one["challenge"]: (one["rule"], one["evidence"], one["locator"])
        for one in rows("programme_challenges", programme="mirai")
    }
    assert found == {
        "ageing-population": ("issue-label", "少子高齢化", "p.1"),
        "population-decline": ("issue-label", "生産年齢人口の減少", "p.1"),
        "safety": ("issue-label", "安全安心な地域づくり", "p.1"),
        "declining-services": ("issue-label", "産業、生活サービスの衰退", "p.1"),
        "labour-shortage": ("issue-label", "担い手不足", "p.1"),
        "transport-poverty": ("issue-label", "交通弱者の増加", "p.1"),
    }


def test_sukagawa_is_selected_by_both_and_linked(reader: EntityReader) -> None:
    project = reader.project("mirai-2023-072079")
    assert project is not None
    assert project.labels["ja"] == SUKAGAWA
    linked = {one.text("note") for one in project.linked}
    assert linked == {"両方の選定を記事が書く"}
    support = row("projects", key="road-av-support-2023-072079")
    assert (support["selection_kind"], support["confidence"]) == ("selected", "high")
    assert row("council_projects", council="sukagawa")["project"] == project.key
    assert row("event_projects", event="sukagawa-council-1")["project"] == project.key


def test_a_later_status_takes_none_away(reader: EntityReader) -> None:
    five = {"052159", "162019", "212016", "220001", "342076"}
    inferred = rows("project_statuses", status="ended", as_of="2023-04")
    assert {one["project"][-6:] for one in inferred} == five
    assert {one["certainty"] for one in inferred} == {"inferred"}
    for one in inferred:
        assert row("project_statuses", project=one["project"], status="supported", as_of="2023-03")
        project = reader.project(one["project"])
        assert project is not None
        assert project.status is not None
        assert (project.status.key, project.status_as_of) == ("ended", "2023-04")
    assert row("programme_counts", programme="mirai", as_of="2023-04")["value"] == "31"


def test_what_the_chart_of_steps_does_not_say_is_not_said() -> None:
    steps = {one["key"]: one for one in rows("transition_steps")}
    assert {one["fiscal_year"] for key, one in steps.items() if key != "continuation-2025"} == {
        "2022"
    }
    assert "現責者等" in steps["council-continues"]["action_ja"]
    for key in ("reapplication", "council-continues", "council-ends"):
        assert "読み取れない" in steps[key]["note"]
    newer = steps["continuation-2025"]
    assert (newer["fiscal_year"], newer["source"]) == ("2025", "chisou-20250128-boshu")


def fits(base: int, percents: set[int]) -> bool:
    """Tell whether each percentage is a whole number of a base, rounded half up."""
    possible = {int(100 * count / base + 0.5) for count in range(base + 1)}
    return percents <= possible


def test_the_bases_of_the_survey() -> None:
    issues = {
        int(one["percent"]) for one in rows("survey_observations", chart="issues", kind="value")
    }
    bottleneck = [
        (int(one["value"]), int(one["percent"]))
        for one in rows("survey_observations", chart="bottleneck", kind="value")
    ]
    bases = [base for base in range(1, 121) if fits(base, issues)]
    assert bases[:3] == [36, 64, 72]
    assert not fits(35, issues)
    only = [
        base
        for base in range(1, 121)
        if all(int(100 * value / base + 0.5) == percent for value, percent in bottleneck)
    ]
    assert only == [36]
    assert "64や72" in row("survey_observations", key="mirai-survey-issues-base")["note"]


def test_the_75_are_not_counted_as_selections_are() -> None:
    assert row("programme_counts", measure="survey-projects")["unit"] == "sub-projects"
    base = row("survey_observations", key="mirai-survey-base-projects")
    assert (base["base"], base["base_unit"]) == ("75", "sub-projects")


@pytest.mark.parametrize(
    ("programme", "year", "value"),
    [
        ("new-maas-meti", "2024", "6"),
        ("maas-mlit", "2024", "11"),
        ("road-av-support", "2023", "1"),
        ("av-implementation-mlit", "2023", "62"),
        ("av-implementation-mlit", "2024", "99"),
        ("av-implementation-mlit", "2025", "67"),
        ("drone-delivery-mlit-env", "2018", "5"),
        ("av-early-commercialisation-digital", "2025", "13"),
    ],
)
def test_numbers_selected(programme: str, year: str, value: str) -> None:
    found = row("programme_counts", programme=programme, fiscal_year=year, measure="selected")
    assert found["value"] == value


def test_japanese_maas_of_2025_has_a_limit_for_each_class() -> None:
    found = rows("programme_terms", programme="maas-mlit", term="max-support", fiscal_year="2025")
    assert {one["note"][:3] for one in found} == {"区分A", "区分B", "区分C"}
    assert {one["amount_yen_max"] for one in found} == {"100000000"}


def test_the_package_is_not_said_to_succeed_the_smart_city_programme() -> None:
    found = row("programme_successions", successor="smartcity-soumu-regional-dx")
    assert found["basis"] == "derived"
    stated = row("programme_successions", successor="regional-dx-soumu-official")
    assert (stated["name"], stated["basis"]) == ("regional-digital-base-soumu-official", "stated")


def test_nothing_that_is_only_a_hint_is_taken() -> None:
    assert {one["confidence"] for one in rows("projects")} == {"high", "medium"}


def test_a_prefecture_that_a_list_names_twice_is_two_projects() -> None:
    keys = {one["key"] for one in rows("projects", programme="av-implementation-mlit")}
    for code in ("090000", "130001", "380008"):
        first = f"av-implementation-mlit-2025-{code}"
        assert {first, f"{first}-b"} <= keys
    yokosuka = row("project_applicants", project="av-implementation-mlit-2025-142018")
    assert (yokosuka["body"], yokosuka["as_printed"]) == ("142018", "川崎市横須賀市")


def test_the_events_say_what_they_presented() -> None:
    found = {(one["event"], one["project"]) for one in rows("event_projects")}
    assert ("mirai-exchange-2022-day1", "mirai-2020-272299") in found
    presented = {project for event, project in found if event == "mirai-mini-symposium-2023"}
    assert presented == {"mirai-2018-121002", "mirai-2018-270008", "mirai-2022-272167"}
