"""The judged relations name what there is, and are as many as they should be."""

from __future__ import annotations

import csv

import pytest
from relation_sets import DATA, FOLDER, HALVED, NEVER_TUNED, Question, read_questions


def _column(table: str, column: str) -> set[str]:
    with (DATA / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


KNOWN = {
    "similar": _column("projects", "key"),
    "similar-read": _column("projects", "key"),
    "peers": _column("municipalities", "code"),
    "peers-fresh": _column("municipalities", "code"),
    "programmes": _column("programmes", "key"),
}
FEWEST = {"similar": 60, "similar-read": 15, "peers": 30, "peers-fresh": 60, "programmes": 15}
TAKING_PART = _column("project_applicants", "body") | _column("project_areas", "body")


@pytest.fixture(params=sorted(KNOWN))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def questions(name: str) -> list[Question]:
    return read_questions(name)


def test_there_are_enough(name: str, questions: list[Question]) -> None:
    assert len(questions) >= FEWEST[name]
    assert len({question.asked["id"] for question in questions}) == len(questions)


def test_every_thing_exists_and_is_not_itself(name: str, questions: list[Question]) -> None:
    asking = {
        "similar": "id",
        "similar-read": "id",
        "peers": "municipality",
        "peers-fresh": "municipality",
        "programmes": "programme",
    }[name]
    for question in questions:
        assert question.grades, question.asked["id"]
        assert set(question.grades) <= KNOWN[name] - {question.asked.get(asking)}
        assert set(question.grades.values()) <= {1, 2, 3}


def test_a_third_is_held_out_or_half_or_all(name: str, questions: list[Question]) -> None:
    share = sum(question.split == "held-out" for question in questions) / len(questions)
    if name in NEVER_TUNED:
        assert share == 1.0
    else:
        assert abs(share - (1 / 2 if name in HALVED else 1 / 3)) <= 0.15


def test_what_is_left_of_a_pool_is_known_and_not_graded() -> None:
    for question in read_questions("peers-fresh"):
        left = question.asked.get("pooled", [])
        assert len(set(left)) == len(left)
        assert set(left) <= KNOWN["peers-fresh"] - set(question.grades), question.asked["id"]
        assert not left or question.asked["rest"]


def test_most_who_ask_for_peers_take_part_in_nothing() -> None:
    outside = [q for q in read_questions("peers") if q.asked["municipality"] not in TAKING_PART]
    assert len(outside) >= 20


def test_every_judgement_has_a_reason() -> None:
    for path in FOLDER.glob("*.toml"):
        text = path.read_text("utf-8")
        assert '""' not in text.replace('"""', ""), path.name
