"""Texts of problems: both languages say the same, and none is missing."""

from __future__ import annotations

import ast
from string import Formatter

import pytest
from paths import ROOT

from api.http.problems import validation_problem
from api.wording.messages import messages

CALLS = {
    "ApiProblem": (2, "problem-"),
    "bad": (1, "problem-value-"),
    "wrong": (0, "problem-value-"),
}
"""Where the key of a text stands in a call, and how its text begins."""
TEXTS = {key: text for key, text in messages().items() if key.startswith(("problem-", "fault-"))}


def _named() -> set[str]:
    found = set()
    for path in sorted((ROOT / "api").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place, prefix = CALLS.get(node.func.id, (0, ""))
                argument = node.args[place] if prefix and len(node.args) > place else None
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    found.add(prefix + argument.value)
    return found


def test_every_problem_has_its_texts() -> None:
    named = _named()
    assert len(named) > 30
    assert named <= messages().keys()


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_fill_in_the_same(key: str) -> None:
    japanese, english = (
        {name for _, name, _, _ in Formatter().parse(TEXTS[key][lang]) if name}
        for lang in ("ja", "en")
    )
    assert japanese == english


def test_what_is_wrong_is_listed_parameter_by_parameter() -> None:
    problem = validation_problem(
        [
            {"type": "int_parsing", "loc": ("query", "limit"), "msg": "x"},
            {"type": "less_than_equal", "loc": ("query", "offset"), "msg": "x", "ctx": {"le": 9}},
        ]
    )
    assert problem.details["en"] == (
        "Results per page: must be a whole number. Skip: must be 9 or less."
    )
    assert problem.details["ja"] == (
        "1ページの表示件数: 整数を入力してください。"
        "先頭から飛ばす件数: 9以下の数を入力してください。"
    )
    assert [error["parameter"] for error in problem.extra["errors"]] == ["limit", "offset"]


def test_an_error_that_has_no_text_is_told_in_the_words_of_its_library() -> None:
    problem = validation_problem([{"type": "date_parsing", "loc": ("q",), "msg": "no date"}])
    assert set(problem.details.values()) == {"Words: no date.", "語句: no date。"}


def test_choices_are_listed_by_what_people_call_them() -> None:
    error = {"type": "literal_error", "loc": ("lang",), "ctx": {"expected": "'ja' or 'en'"}}
    details = validation_problem([error]).details
    assert details["ja"] == "言語: 次のいずれかを選択してください（日本語、英語）。"
    assert details["en"] == "Language: choose one of these: Japanese, English."


def test_a_choice_without_words_is_listed_as_it_is() -> None:
    error = {"type": "literal_error", "loc": ("x",), "ctx": {"expected": "'a', 'b' or 'c'"}}
    assert validation_problem([error]).details["en"] == "x: choose one of these: a, b, c."
