"""Checks between rows, tables and thesauri, on the project's own data with one thing spoilt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from paths import DATA

from graph.ingest.checking import check
from graph.ingest.problems import DataError, Problem
from graph.ingest.reading import Row, read_tables
from graph.mapping.schema import Concept
from graph.mapping.tables import TABLES
from ontology.codelists import CodeLists, load_codelists
from ontology.concepts import Thesaurus
from ontology.thesaurus import load_thesaurus

OSAKA = "271004"
LARGE = (
    "census_observations",
    "former_names",
    "informal_region_members",
    "neighbours",
    "station_lines",
    "stations",
)
"""Tables to which nothing refers, and whose thousands of rows are no other than the rest."""


@pytest.fixture(scope="module")
def rows() -> Mapping[str, list[Row]]:
    found, problems = read_tables(DATA, TABLES)
    assert problems == []
    return found | {name: [] for name in LARGE}


@pytest.fixture(scope="module")
def thesaurus() -> Thesaurus:
    return load_thesaurus()


@pytest.fixture(scope="module")
def codes() -> CodeLists:
    return load_codelists()


class Spoiler:
    """The good rows, with cells changed; ``problems`` says what ``check`` says then."""

    def __init__(
        self, rows: Mapping[str, list[Row]], thesaurus: Thesaurus, codes: CodeLists
    ) -> None:
        self.rows = {name: list(table_rows) for name, table_rows in rows.items()}
        self._thesaurus = thesaurus
        self._codes = codes

    def change(self, table: str, index: int, *, sound: bool = True, **cells: str) -> Row:
        row = self.rows[table][index]
        unknown = cells.keys() - row.cells.keys()
        assert not unknown, unknown
        changed = replace(row, cells={**row.cells, **cells}, sound=sound)
        self.rows[table][index] = changed
        return changed

    def index(self, table: str, **cells: str) -> int:
        return next(
            n for n, row in enumerate(self.rows[table]) if cells.items() <= row.cells.items()
        )

    def problems(self) -> list[Problem]:
        return check(self.rows, self._thesaurus, self._codes)


@pytest.fixture
def spoiler(rows: Mapping[str, list[Row]], thesaurus: Thesaurus, codes: CodeLists) -> Spoiler:
    return Spoiler(rows, thesaurus, codes)


def places(problems: list[Problem]) -> list[tuple[str, int, str]]:
    return [(problem.file, problem.row, problem.column) for problem in problems]


def test_own_data_have_no_problem(spoiler: Spoiler) -> None:
    assert spoiler.problems() == []


def test_every_code_that_makes_a_class_or_a_link_is_mapped(codes: CodeLists) -> None:
    """A code that the list knows and the mapping does not would stop the build with a KeyError."""
    checked = 0
    for table in TABLES:
        schemes = {c.name: c.value.scheme for c in table.columns if isinstance(c.value, Concept)}
        mappings = [(link.by, link.property) for link in table.links]
        mappings.append((table.class_by, table.classes))
        for column, mapping in mappings:
            if column is not None:
                assert isinstance(mapping, Mapping)
                assert mapping.keys() == codes[schemes[column]].keys(), (table.name, column)
                checked += 1
    assert checked >= 4


@pytest.mark.parametrize(
    ("table", "column", "value", "wanted"),
    [
        ("project_applicants", "body", "999999", "not a key in municipalities.csv"),
        ("project_applicants", "project", "mirai-1999-x", "not a key in projects.csv"),
        ("projects", "source", "nowhere", "not a key in sources.csv"),
        ("event_programmes", "programme", "x", "programmes.csv or programme_groups.csv"),
        ("project_technologies", "technology", "warp-drive", "is not a technology; known are"),
        ("project_challenges", "challenge", "boredom", "is not a challenge; known are"),
        ("project_statuses", "status", "dead", "is not a status; known are"),
        ("municipalities", "kind", "kingdom", "is not a body-kind; known are"),
        ("project_links", "linked", "x", "not a key in projects.csv"),
    ],
)
def test_unknown_reference_is_named(
    spoiler: Spoiler, table: str, column: str, value: str, wanted: str
) -> None:
    row = spoiler.change(table, 3, **{column: value})
    found = [p for p in spoiler.problems() if p.column == column and p.row == row.number]
    assert places(found) == [(f"{table}.csv", row.number, column)]
    assert wanted in found[0].message
    assert repr(value) in found[0].message


def test_retired_code_is_no_reference(spoiler: Spoiler) -> None:
    retired = spoiler.rows["retired_codes"][0].cells["code"]
    row = spoiler.change("project_applicants", 0, body=retired)
    assert ("project_applicants.csv", row.number, "body") in places(spoiler.problems())


def test_key_that_stands_twice_names_both_rows(spoiler: Spoiler) -> None:
    first = spoiler.rows["councils"][0]
    again = replace(spoiler.rows["councils"][0], number=99)
    spoiler.rows["councils"].append(again)
    (problem,) = spoiler.problems()
    assert places([problem]) == [("councils.csv", 99, "key")]
    assert f"row {first.number}" in problem.message


def test_joint_key_that_stands_twice_names_its_columns(spoiler: Spoiler) -> None:
    position = spoiler.rows["project_applicants"][0].cells["position"]
    project = spoiler.rows["project_applicants"][0].cells["project"]
    row = spoiler.change("project_applicants", 1, position=position, project=project)
    assert ("project_applicants.csv", row.number, "project+position") in places(spoiler.problems())


def test_printed_technology_without_a_label_of_its_concept_is_named(spoiler: Spoiler) -> None:
    row = spoiler.change("project_technologies", 0, as_printed="ワープ航法")
    (problem,) = spoiler.problems()
    assert places([problem]) == [("project_technologies.csv", row.number, "as_printed")]
    assert "hidden label" in problem.message


def test_key_of_a_project_must_fit_programme_and_year(spoiler: Spoiler) -> None:
    row = spoiler.change("projects", 0, fiscal_year="2019")
    (problem,) = spoiler.problems()
    assert places([problem]) == [("projects.csv", row.number, "key")]
    assert "'mirai-2019-'" in problem.message


def test_background_description_may_not_name_a_project(spoiler: Spoiler) -> None:
    index = spoiler.index("project_descriptions", programme_tie="not-stated")
    key = spoiler.rows["projects"][0].key
    row = spoiler.change("project_descriptions", index, project=key)
    (problem,) = spoiler.problems()
    assert places([problem]) == [("project_descriptions.csv", row.number, "project")]


def test_a_description_of_the_same_effort_names_the_project(spoiler: Spoiler) -> None:
    index = spoiler.index("project_descriptions", programme_tie="same-effort")
    row = spoiler.change("project_descriptions", index, project="", body=OSAKA)
    (problem,) = spoiler.problems()
    assert places([problem]) == [("project_descriptions.csv", row.number, "project")]


def test_no_area_is_derived_where_a_place_is_printed(spoiler: Spoiler) -> None:
    row = spoiler.change("project_areas_derived", 0, project=spoiler.rows["projects"][0].key)
    problems = spoiler.problems()
    assert [("project_areas_derived.csv", row.number, c) for c in ("project", "evidence")] == (
        places(problems)
    )
    assert "has a printed place" in problems[0].message


def test_the_words_of_a_derived_area_must_stand_in_the_project(spoiler: Spoiler) -> None:
    row = spoiler.change("project_areas_derived", 0, evidence="佐渡")
    (problem,) = spoiler.problems()
    assert places([problem]) == [("project_areas_derived.csv", row.number, "evidence")]


def test_description_of_nothing_is_named(spoiler: Spoiler) -> None:
    row = spoiler.change("project_descriptions", 0, project="", body="")
    (problem,) = spoiler.problems()
    assert places([problem]) == [("project_descriptions.csv", row.number, "body")]


def test_project_of_nobody_and_nowhere_is_named(spoiler: Spoiler) -> None:
    project = spoiler.rows["projects"][0]
    for name in ("project_applicants", "project_areas"):
        spoiler.rows[name] = [
            row for row in spoiler.rows[name] if row.cells["project"] != project.key
        ]
    (problem,) = spoiler.problems()
    assert places([problem]) == [("projects.csv", project.number, "key")]


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("2022-10-28", "2022-10-27", False),
        ("2022-10", "2022-09-30", False),
        ("2023", "2022-12-31", False),
        ("2022-10-27", "2022-10-27", True),
        ("2022-10-27", "2022-10", True),
        ("2022", "2022-01", True),
        ("2022-10-27", "", True),
    ],
)
def test_end_before_start_is_named(spoiler: Spoiler, start: str, end: str, *, fits: bool) -> None:
    row = spoiler.change("events", 0, date_start=start, date_end=end)
    wanted = [] if fits else [("events.csv", row.number, "date_end")]
    assert places(spoiler.problems()) == wanted


@pytest.mark.parametrize(
    ("low", "high", "fits"), [("9", "10", True), ("10", "9", False), ("7", "7", True)]
)
def test_bounds_are_compared_as_numbers(
    spoiler: Spoiler, low: str, high: str, *, fits: bool
) -> None:
    row = spoiler.change("support_measures", 0, times_per_year_min=low, times_per_year_max=high)
    wanted = [] if fits else [("support_measures.csv", row.number, "times_per_year_max")]
    assert places(spoiler.problems()) == wanted


def test_every_problem_is_listed(spoiler: Spoiler) -> None:
    first = spoiler.change("project_applicants", 0, body="999999")
    second = spoiler.change("payments", 5, programme="x")
    third = spoiler.change("project_technologies", 2, technology="x")
    assert set(places(spoiler.problems())) == {
        ("project_applicants.csv", first.number, "body"),
        ("payments.csv", second.number, "programme"),
        ("project_technologies.csv", third.number, "technology"),
    }


def test_broken_row_still_lends_its_key(spoiler: Spoiler) -> None:
    """Osaka has many references; its own broken cell has been reported by the reader already."""
    index = spoiler.index("municipalities", code=OSAKA)
    spoiler.change("municipalities", index, latitude="x", sound=False)
    assert spoiler.problems() == []


@pytest.mark.parametrize("missing", ["municipalities", "projects", "sources", "project_areas"])
def test_table_that_could_not_be_read_is_not_reported_by_those_that_refer_to_it(
    spoiler: Spoiler, missing: str
) -> None:
    del spoiler.rows[missing]
    assert spoiler.problems() == []


def test_error_says_how_many_problems_there_are_and_sorts_them() -> None:
    problems = [Problem("b.csv", 2, "x", "m"), Problem("a.csv", 10, "", "m")]
    problems.append(Problem("a.csv", 9, "", "m"))
    error = DataError(problems)
    assert [(p.file, p.row) for p in error.problems] == [("a.csv", 9), ("a.csv", 10), ("b.csv", 2)]
    assert str(error) == "3 problem(s) in the data"
