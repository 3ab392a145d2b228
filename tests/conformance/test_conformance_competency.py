"""Each competency question has one answer: in four formats, by the three ways of the protocol."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from conformance_http import WAYS, Server
from conformance_results import CSV, JSON, READERS, TSV, XML
from conformance_terms import Table, Term, by_spelling, same
from paths import TESTS

FOLDER = TESTS / "competency"
QUESTIONS = sorted(FOLDER.glob("*.rq"))
AT_LEAST = 25


def _expected(question: Path) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    with question.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return tuple(header), [tuple(row) for row in rows]


def test_the_number_of_questions() -> None:
    assert len(QUESTIONS) >= AT_LEAST


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_has_one_answer(real: Server, question: Path) -> None:
    variables, expected = _expected(question)
    query = question.read_text(encoding="utf-8")
    tables: dict[str, Table] = {}
    for media, reader in READERS.items():
        bodies = set()
        for way in WAYS:
            answer = real.ask(way, query, media)
            assert answer.status == 200
            assert answer.media == media
            bodies.add(answer.body)
        assert len(bodies) == 1
        found = reader(bodies.pop())
        assert isinstance(found, Table)
        assert found.variables == variables
        assert [tuple(_text(one) for one in row) for row in found.rows] == expected, media
        tables[media] = found
    assert expected
    for media in (XML, TSV):
        assert same(tables[JSON].rows, tables[media].rows, by_spelling), media
    assert len(tables[CSV].rows) == len(expected)


def _text(one: Term | None) -> str:
    return one.value if one else ""
