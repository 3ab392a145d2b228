"""The judged queries: their form, their keys, their split, and that the rules still make them."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections import Counter
from math import log2
from types import ModuleType
from typing import Any

import pytest
from paths import TESTS
from scripts import load_script

FOLDER = TESTS / "relevance"
LINES = (FOLDER / "queries.jsonl").read_text("utf-8").splitlines()
QUERIES: list[dict[str, Any]] = [json.loads(line) for line in LINES]
REQUIRED = {"id", "family", "q", "relevant", "first", "split", "reason"}
OPTIONAL = {"params", "order", "expect_suggestion"}
PARAMETERS = {"type", "programme", "prefecture", "fiscal_year", "near", "radius_km"}
FAMILIES = Counter(query["family"] for query in QUERIES)
NEAR = [query for query in QUERIES if "order" in query]


@pytest.fixture(scope="module")
def judge() -> ModuleType:
    return load_script(FOLDER / "judge.py")


@pytest.fixture(scope="module")
def corpus(judge: ModuleType) -> Any:  # noqa: ANN401 (a class of a module that is loaded by path)
    return judge.Corpus()


def test_there_are_enough_queries_and_families() -> None:
    assert len(QUERIES) >= 150
    assert len(FAMILIES) >= 12
    assert min(FAMILIES.values()) >= 10


def test_the_readme_counts_what_is_there() -> None:
    text = (FOLDER / "README.md").read_text("utf-8")
    assert f"for {len(QUERIES)} queries in {len(FAMILIES)} families" in text
    rows = dict(re.findall(r"^\| ([a-z-]+) \| (\d+) \|", text, re.MULTILINE))
    assert {name: int(count) for name, count in rows.items()} == FAMILIES


def test_ids_and_queries_are_unique() -> None:
    assert len({query["id"] for query in QUERIES}) == len(QUERIES)
    asked = Counter((query["q"], json.dumps(query.get("params"))) for query in QUERIES)
    assert [key for key, count in asked.items() if count > 1] == []


def test_form() -> None:
    assert [(query["id"], fault) for query in QUERIES for fault in faults(query)] == []


def faults(query: dict[str, Any]) -> list[str]:
    """Return what is wrong with a line."""
    params, relevant = query.get("params", {}), query["relevant"]
    checks = {
        "fields": REQUIRED <= query.keys() <= REQUIRED | OPTIONAL,
        "asks nothing": query["q"] or params,
        "parameters": params.keys() <= PARAMETERS
        and all(values and isinstance(values, list) for values in params.values()),
        "grades": set(relevant.values()) <= {1, 2, 3},
        "reason": len(query["reason"]) >= 20,
        "either hits or a suggestion": bool(relevant) != bool(query.get("expect_suggestion")),
        "first": bool(query["first"]) == bool(relevant) and set(query["first"]) <= relevant.keys(),
    }
    return [name for name, holds in checks.items() if not holds]


def test_faults_are_noticed() -> None:
    broken = QUERIES[0] | {"q": "", "reason": "x", "relevant": {"project/a": 4}, "first": ["y"]}
    assert faults(broken) == ["asks nothing", "grades", "reason", "first"]


def test_every_key_is_in_the_data(corpus: Any) -> None:  # noqa: ANN401
    references = {reference for query in QUERIES for reference in query["relevant"]}
    assert [reference for reference in sorted(references) if not corpus.exists(reference)] == []


def test_a_key_that_is_not_in_the_data_is_noticed(corpus: Any) -> None:  # noqa: ANN401
    wrong = ["project/nowhere", "municipality/999999", "technology/education", "ministry/x", "y/z"]
    assert [reference for reference in wrong if corpus.exists(reference)] == []


@pytest.mark.parametrize("query", NEAR, ids=lambda query: query["id"])
def test_order_by_distance_does_not_fight_the_grades(query: dict[str, Any]) -> None:
    groups = query["order"]
    grades = [sorted(map(query["relevant"].__getitem__, group)) for group in groups]
    worst_within_ties = [grade for group in grades for grade in group]
    if len(worst_within_ties) < 10:
        listed = {ref for group in groups for ref in group}
        worst_within_ties += sorted(g for ref, g in query["relevant"].items() if ref not in listed)
    best = sorted(query["relevant"].values(), reverse=True)
    assert gain(worst_within_ties) / gain(best) >= 0.95
    assert set(groups[0]) <= set(query["first"])


def gain(grades: list[int]) -> float:
    """Return the discounted cumulative gain of the first ten grades."""
    return sum((2**grade - 1) / log2(rank + 2) for rank, grade in enumerate(grades[:10]))


def test_about_a_third_of_each_family_is_held_out_by_the_hash_of_the_id() -> None:
    for query in QUERIES:
        digest = hashlib.sha256(f"tsunagu-relevance-2565:{query['id']}".encode()).hexdigest()
        assert query["split"] == ("tuning" if int(digest, 16) % 3 else "held-out"), query["id"]
    held = Counter(query["family"] for query in QUERIES if query["split"] == "held-out")
    assert 0.28 <= held.total() / len(QUERIES) <= 0.39
    assert [f for f, count in FAMILIES.items() if not 0.2 <= held[f] / count <= 0.5] == []


def test_the_file_is_what_the_rules_make(judge: ModuleType, corpus: Any) -> None:  # noqa: ANN401
    assert [line.rstrip("\n") for line in judge.lines(corpus)] == LINES


def test_the_judge_never_asks_the_search() -> None:
    nodes = [
        node
        for script in ("judge.py", "facts.py")
        for node in ast.walk(ast.parse((FOLDER / script).read_text("utf-8")))
    ]
    imported = {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
    imported |= {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}
    assert "ontology.thesaurus" in imported
    assert {name.partition(".")[0] for name in imported} & {"search", "graph", "api"} == set()


def test_look_alikes_are_still_look_alikes() -> None:
    """An editor that normalises would quietly empty this family of its point."""
    text = "".join(query["q"] for query in QUERIES if query["family"] == "look-alikes")
    assert set("⾃⼤⻑⼾⾺⿃⿅⽥ﾄﾞ５Ｇ\u2212\u3000") <= set(text)
