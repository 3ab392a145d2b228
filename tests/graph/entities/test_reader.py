"""The graph read back as models says what the tables say."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest
from paths import DATA

from graph.entities.models import Project
from graph.entities.reader import EntityReader
from graph.store.store import Store
from ontology.namespaces import Iris


def rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def reader(graph_store: Store) -> EntityReader:
    return EntityReader(graph_store, Iris())


@pytest.fixture(scope="module")
def projects(reader: EntityReader) -> dict[str, Project]:
    return {project.key: project for project in reader.projects}


def _grouped(table: str, column: str) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in sorted(rows(table), key=lambda row: int(row.get("position") or 0)):
        found[row["project"]].append(row[column])
    return found


def test_every_project_as_its_rows_say(projects: dict[str, Project]) -> None:
    applicants = _grouped("project_applicants", "body")
    technologies = _grouped("project_technologies", "technology")
    derived = _grouped("project_technologies_derived", "technology")
    challenges = _grouped("project_challenges", "challenge")
    table = rows("projects")
    assert len(table) == len(projects) == 365
    for row in table:
        project = projects[row["key"]]
        assert project.programme.key == row["programme"]
        assert project.fiscal_year == int(row["fiscal_year"])
        assert [p.body.key for p in project.applicants if p.body] == applicants[row["key"]]
        assert [m.concept.key for m in project.technologies] == technologies[row["key"]]
        assert sorted(m.concept.key for m in project.technologies_derived) == sorted(
            derived[row["key"]]
        )
        assert sorted(m.concept.key for m in project.challenges) == sorted(challenges[row["key"]])
        opened = {"true": True, "false": False, "": None}
        assert project.technologies_open is opened[row["technologies_open"]]
        assert project.road_av_support is opened[row["road_av_support"]]
        assert all(m.rule for m in (*project.technologies_derived, *project.challenges))
        assert not any(m.rule for m in project.technologies)


def test_one_project_is_as_among_all(reader: EntityReader, projects: dict[str, Project]) -> None:
    for key in sorted(projects)[::9]:
        one, other = reader.project(key), projects[key]
        assert one is not None
        assert one.labels == other.labels
        assert [p.printed for p in one.applicants] == [p.printed for p in other.applicants]
        assert one.technologies == other.technologies
        assert {link.key for link in one.linked} == {link.key for link in other.linked}
        assert set(one.sources) == set(other.sources)


def test_every_body_as_its_row_says(reader: EntityReader) -> None:
    table = rows("municipalities")
    assert len(table) == len(reader.bodies) == 1959
    for row in table:
        body = reader.bodies[row["code"]]
        assert (body.labels["ja"], body.full_name) == (row["name"], row["full_name"])
        assert (body.reading, body.kind, body.parent) == (row["kana"], row["kind"], row["parent"])
        assert body.latitude == pytest.approx(float(row["latitude"]))
        assert body.longitude == pytest.approx(float(row["longitude"]))
        assert body.prefecture == (row["prefecture"] or row["code"])


def test_designations_say_something_of_the_whole(reader: EntityReader) -> None:
    """Fukuyama has islands and is none; Matsue is depopulated in part, which counts."""
    assert "remote-island" in reader.designations["422096"]
    assert "remote-island" not in reader.designations.get("342076", ())
    assert "depopulated" in reader.designations["322016"]
    for row in rows("designations"):
        if row["extent"] == "whole":
            assert row["designation"] in reader.designations[row["body"]]


def test_successors(reader: EntityReader) -> None:
    for row in rows("retired_codes"):
        assert row["replaced_by"] in {named.key for named in reader.successors(row["code"])}
    assert reader.successors("271004") == ()


def test_what_is_not_there(reader: EntityReader) -> None:
    assert reader.project("nope") is None
    assert reader.projects_of("event", "x") == []


def test_every_statement_has_its_source(projects: dict[str, Project]) -> None:
    known = {row["key"] for row in rows("sources")}
    for project in projects.values():
        assert project.sources
        assert {source.key for source in project.sources} <= known
        assert all(source.locator for source in project.sources)


def test_linked_projects_are_one_effort_with_the_key_of_what_is_supported(
    reader: EntityReader,
) -> None:
    links = rows("project_links")
    assert links
    for row in links:
        ends = {row["project"], row["linked"]}
        assert {reader.efforts[key] for key in ends} == {row["project"]}
    assert len(reader.efforts) == len({row[end] for row in links for end in ("project", "linked")})
