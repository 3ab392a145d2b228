"""Two graphs compared: what came, went and changed, whatever the order of their subjects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.description.differences.changes import (
    ADDED,
    CHANGED,
    COMPUTED,
    DATA,
    MOST_LISTED,
    REMOVED,
    Changes,
)
from graph.description.differences.comparison import compare
from ontology.namespaces import Iris

BASE = "http://t.jp/"
TSN, LABEL = "https://w3id.org/tsunagu/ns#", "http://www.w3.org/2000/01/rdf-schema#label"
DOCUMENT, RELATIONS = "source/document", "source/tsunagu-relations"
YEAR = "fiscalYear"


def line(subject: str, predicate: str, value: str, graph: str = DOCUMENT) -> bytes:
    """Return a line of N-Quads; what has a slash in front of it is a thing of the base."""
    prop = predicate if predicate.startswith("http") else TSN + predicate
    shown = f"<{BASE}id{value}>" if value.startswith("/") else f'"{value}"'
    return f"<{BASE}id/{subject}> <{prop}> {shown} <{BASE}id/{graph}> .\n".encode()


def compared(
    before: Iterable[bytes], after: Iterable[bytes], without: Iterable[str] = ()
) -> Changes:
    old, new = sorted(set(before)), sorted(set(after))
    return compare(lambda: old, lambda: new, Iris(BASE), frozenset(without))


def test_the_same_graphs_do_not_differ() -> None:
    lines = [line("project/p", YEAR, "2020"), line("project-title/p.1", "project", "/project/p")]
    found = compared(lines, lines)
    assert found.entities == ()
    assert not any(count for part in found.statements.values() for count in part.values())


def test_what_came_went_and_changed_is_told_by_kind_and_key() -> None:
    found = compared(
        [line("project/a", YEAR, "2020"), line("project/b", YEAR, "2020")],
        [line("project/b", YEAR, "2021"), line("project/c", YEAR, "2022")],
    )
    assert [(e.kind, e.key, e.change) for e in found.entities] == [
        ("project", "a", REMOVED), ("project", "b", CHANGED), ("project", "c", ADDED),
    ]  # fmt: skip
    (change,) = found.entities[1].properties
    assert (change.column, change.before, change.after) == ("fiscal_year", ("2020",), ("2021",))
    assert found.tables["projects"] == {ADDED: 1, REMOVED: 1, CHANGED: 1}
    assert found.statements[DATA] == {ADDED: 2, REMOVED: 2}


def test_a_row_belongs_to_the_thing_that_it_is_about_which_is_named() -> None:
    kept = [
        line("project/p", LABEL, "ある事業"),
        line("project-title/p.1", "project", "/project/p"),
    ]
    found = compared(
        [*kept, line("project-title/p.1", "confidence", "/confidence/low")],
        [*kept, line("project-title/p.1", "confidence", "/confidence/high")],
    )
    (entity,) = found.entities
    assert (entity.kind, entity.key, entity.labels) == ("project", "p", {"ja": "ある事業"})
    (change,) = entity.properties
    assert change.record == "project-title/p.1"
    assert (change.before, change.after) == (("confidence/low",), ("confidence/high",))


def test_a_new_row_about_a_thing_is_counted_with_it() -> None:
    kept = [line("project/p", YEAR, "2020")]
    found = compared(kept, [*kept, line("applicant/p.1", "project", "/project/p")])
    (entity,) = found.entities
    assert (entity.key, entity.change) == ("p", CHANGED)
    assert entity.records == {"project_applicants": {ADDED: 1}}


def test_what_is_computed_is_counted_apart_and_may_be_left_out() -> None:
    computed = line("project/p", "similarTo", "/project/q", RELATIONS)
    found = compared([], [computed])
    assert found.entities == ()
    assert found.statements[COMPUTED] == {ADDED: 1}
    assert found.statements[DATA] == {}
    assert compared([], [computed], {COMPUTED}).statements[COMPUTED] == {}


def test_another_source_for_the_same_value_is_no_other_value() -> None:
    found = compared(
        [line("project/p", YEAR, "2020")], [line("project/p", YEAR, "2020", "source/other")]
    )
    assert found.statements[DATA] == {ADDED: 1, REMOVED: 1}
    assert [entity.properties for entity in found.entities] == [()]


def test_more_than_is_listed_is_counted() -> None:
    found = compared([], (line(f"project/{n}", YEAR, "2020") for n in range(MOST_LISTED + 5)))
    assert len(found.entities) == MOST_LISTED
    assert found.truncated
    assert found.kinds["project"] == {ADDED: MOST_LISTED + 5}


def test_a_graph_is_read_line_by_line() -> None:
    held = 0

    def counted(title: str) -> Iterator[bytes]:
        nonlocal held
        for number in range(1000, 3000):
            held = number
            yield line(f"project/{number}", YEAR, title)
            assert number - held <= 1, "lines are asked for one after the other"

    found = compare(lambda: counted("1"), lambda: counted("1"), Iris(BASE))
    assert found.entities == ()
    assert held == 2999


KEYS = st.sampled_from(["a", "b", "a.1", "a-b", "ab"])
LINES = st.lists(st.builds(line, KEYS.map("project/".__add__), st.just(YEAR), KEYS), max_size=12)


@given(LINES, LINES)
def test_the_numbers_are_those_of_sets(before: list[bytes], after: list[bytes]) -> None:
    found = compared(before, after).statements[DATA]
    assert found[ADDED] == len(set(after) - set(before))
    assert found[REMOVED] == len(set(before) - set(after))


@pytest.mark.parametrize("order", [("x1", "x12"), ("x12", "x1")])
def test_blank_nodes_whose_names_begin_alike_are_told_apart(order: tuple[str, str]) -> None:
    old, new = (f'_:{name} <{TSN}a> "v" <{BASE}id/graph/own> .\n'.encode() for name in order)
    found = compared([old], [new])
    assert found.statements["own-rdf"] == {ADDED: 1, REMOVED: 1}
