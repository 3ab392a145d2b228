"""Queries as people type them, judged from the tables before anything was run."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from people.judging import Judge, Verdict, read_cases
from starlette.testclient import TestClient

from search.engine import SearchEngine

FLOOR = 0.95
FAMILY_FLOOR = 0.8
"""Of the families; one of six is a single query."""
DATA = Path(__file__).resolve().parents[3] / "data"


@pytest.fixture(scope="module")
def verdicts(engine: SearchEngine) -> list[Verdict]:
    judge = Judge(engine, DATA)
    return [judge.verdict(case) for case in read_cases("queries")]


def test_nearly_all_are_answered_right(verdicts: list[Verdict]) -> None:
    right = [not verdict.faults for verdict in verdicts]
    assert sum(right) / len(right) >= FLOOR


def test_every_family_is_answered(verdicts: list[Verdict]) -> None:
    families = defaultdict(list)
    for verdict in verdicts:
        families[verdict.case["family"]].append(not verdict.faults)
    low = {f: right for f, right in families.items() if sum(right) / len(right) < FAMILY_FLOOR}
    assert not low


def test_the_judge_refuses_a_wrong_answer(engine: SearchEngine) -> None:
    judge = Judge(engine, DATA)
    case = {"q": "スマート農業", "family": "", "expect": {"top": 5, "only": ["mirai-2018-121002"]}}
    assert judge.verdict(case).faults


@pytest.mark.parametrize(
    "case",
    [case for case in read_cases("misspellings") if case.get("want")],
    ids=lambda case: case["q"],
)
def test_a_misspelling_is_offered_right(client: TestClient, case: dict[str, str]) -> None:
    found = client.get("/api/search", params={"q": case["q"]}).json()
    offered = " ".join(offer["to"] for offer in found["did_you_mean"])
    assert case["want"].casefold() in offered.casefold()


@pytest.mark.parametrize(
    "case",
    [case for case in read_cases("completions") if case["got"] or case["verdict"] != "right"],
    ids=lambda case: case["prefix"],
)
def test_what_people_begin_to_type_is_completed(engine: SearchEngine, case: dict[str, str]) -> None:
    assert engine.suggest(case["prefix"], 5)
