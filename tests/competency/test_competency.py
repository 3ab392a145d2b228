"""The competency questions of ``tests/competency``: each query gives the answer written beside it.

The answers were checked by hand against the source document and the published facts; a difference
means that data, mapping or query changed, and the answer is to be checked again before it follows.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from paths import TESTS
from rdflib.plugins.sparql import prepareQuery

from ontology.namespaces import PREFIXES

if TYPE_CHECKING:
    from graph.store.store import Store

FOLDER = TESTS / "competency"
QUESTIONS = sorted(FOLDER.glob("*.rq"))
AT_LEAST = 25
HEADINGS = ("# title-ja: ", "# title-en: ", "# why: ")

each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)


def _answer(question: Path) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the variables and the rows of the answer beside a question."""
    with question.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, [tuple(row) for row in rows]


def test_there_are_enough_questions_and_each_has_an_answer() -> None:
    assert len(QUESTIONS) >= AT_LEAST
    answers = {path.stem for path in FOLDER.glob("*.csv")}
    assert answers == {path.stem for path in QUESTIONS}


def test_the_numbers_run_on() -> None:
    numbers = [int(path.stem.partition("-")[0]) for path in QUESTIONS]
    assert numbers == list(range(1, len(QUESTIONS) + 1))


def test_the_index_names_every_question_with_its_titles() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    for question in QUESTIONS:
        lines = question.read_text(encoding="utf-8").splitlines()
        ja, en, why = (line.partition(": ")[2] for line in lines[: len(HEADINGS)])
        row = f"| [{question.stem[:2]}]({question.name}) | {en} | {ja} | {why} |"
        assert row in index, question.name


@each_question
def test_a_question_begins_with_its_titles(question: Path) -> None:
    lines = question.read_text(encoding="utf-8").splitlines()
    for line, heading in zip(lines, HEADINGS, strict=False):
        assert line.startswith(heading)
        assert line.removeprefix(heading).strip()


@each_question
def test_a_question_runs_at_any_endpoint(question: Path) -> None:
    """It is SPARQL 1.1 for a second parser, declares its own prefixes, and orders its rows."""
    text = question.read_text(encoding="utf-8")
    declared = dict(re.findall(r"^PREFIX (\w+): <(.+)>$", text, re.MULTILINE))
    assert declared.items() <= PREFIXES.items()
    variables = [str(variable) for variable in prepareQuery(text).algebra["PV"]]
    assert variables == _answer(question)[0]
    assert re.search(r"^ORDER BY ", text, re.MULTILINE)


@each_question
def test_a_question_is_answered(question: Path, graph_store: Store) -> None:
    header, expected = _answer(question)
    solutions = graph_store.select(question.read_text(encoding="utf-8"))
    rows = [tuple(str(solution.get(name, "")) for name in header) for solution in solutions]
    assert expected, "an answer without rows proves nothing"
    assert rows == expected
