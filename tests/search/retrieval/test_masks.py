"""Masks of clauses against the plain words of what each clause means."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from search.index.columns import Column
from search.model.clauses import And, Filled, Has, Not, Or, Reached, Scoring, Sharing
from search.model.scores import Best, Either, Flat, Largest, Only, Share, Total
from search.retrieval.embedded.answers import Answers
from search.retrieval.embedded.arrays import Arrays
from search.retrieval.embedded.links import Links
from search.retrieval.retrieving import Counted

NAMES = "abcd"
Row = dict[str, list[str]]

_ROW = st.fixed_dictionaries(
    {
        "type": st.sampled_from([["project"], ["thing"]]),
        "x": st.lists(st.sampled_from(NAMES), max_size=3, unique=True),
        "link": st.lists(st.sampled_from("0123456789"), max_size=2, unique=True),
    }
)
_NAMES = st.frozensets(st.sampled_from([*NAMES, "z"]), max_size=3)
_LEAVES = st.builds(Has, st.just("x"), _NAMES) | st.builds(Filled, st.sampled_from(["x", "link"]))


def _further(clauses: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(clauses, max_size=3).map(tuple)
    values = st.builds(Flat, clauses, st.sampled_from([0.0, 0.5, 1.0]))
    values |= st.builds(Only, st.just(Best("x", {"a": 1.0, "b": 0.5})), clauses)
    values |= st.builds(Either, clauses, values, values)
    shared = st.builds(Share, values, st.just(0.5), clauses, st.sampled_from([1.0, 9.0]))
    joined = st.lists(shared, min_size=1, max_size=3).map(tuple)
    return (
        st.builds(And, several)
        | st.builds(Or, several)
        | st.builds(Not, clauses)
        | st.builds(Reached, st.just("thing"), clauses)
        | st.builds(Sharing, st.just("x"), clauses)
        | st.builds(Scoring, st.builds(Largest, joined) | st.builds(Total, joined))
    )


_CLAUSES = st.recursive(_LEAVES, _further, max_leaves=8)


def meets(clause: object, rows: list[Row], number: int) -> bool:  # noqa: PLR0911 - a case each
    """Tell whether a row meets a clause, by what the clause is said to mean."""
    row = rows[number]
    match clause:
        case Has(column, names):
            return bool(names & set(row[column]))
        case Filled(column):
            return bool(row[column])
        case And(clauses):
            return all(meets(one, rows, number) for one in clauses)
        case Or(clauses):
            return any(meets(one, rows, number) for one in clauses)
        case Not(one):
            return not meets(one, rows, number)
        case Reached(_, among):
            leading = [n for n in range(len(rows)) if meets(among, rows, n)]
            return any(str(number) in rows[n]["link"] for n in leading)
        case Sharing(column, among):
            others = [n for n in range(len(rows)) if meets(among, rows, n)]
            return any(set(row[column]) & set(rows[n][column]) for n in others)
        case Scoring(value):
            return scores(value, rows, number) > 0
    raise TypeError(clause)


def scores(value: object, rows: list[Row], number: int) -> float:
    """Return a value of a row, by what the value is said to be."""
    match value:
        case Best(column, weights):
            return max((weights.get(name, 0.0) for name in rows[number][column]), default=0.0)
        case Flat(clause, constant):
            return constant if meets(clause, rows, number) else 0.0
        case Only(inner, clause):
            return scores(inner, rows, number) if meets(clause, rows, number) else 0.0
        case Either(clause, inner, otherwise):
            return scores(inner if meets(clause, rows, number) else otherwise, rows, number)
        case Share(inner, share, clause, below):
            whole = scores(inner, rows, number)
            return whole * share if meets(clause, rows, number) and whole < below else whole
        case Largest(values) | Total(values):
            join = max if isinstance(value, Largest) else sum
            return join(scores(one, rows, number) for one in values)
    raise TypeError(value)


def arrays(rows: list[Row]) -> Arrays:
    """Return rows as the embedded engine has them; nothing leads to what is not there."""
    columns = {name: Column.of([row[name] for row in rows]) for name in ("type", "x", "link")}
    known = [int(name) if int(name) < len(rows) else -1 for name in columns["link"].names]
    nothing: Any = None
    return Arrays(
        size=len(rows),
        columns=columns,
        links={"thing": Links(columns["link"], np.array(known, dtype=np.int64))},
        documents=nothing,
        index=nothing,
        distance=nothing,
        word=nothing,
        of_kinds=columns["type"].mask,
        by_kind=lambda best: columns["type"].best(best.weights),
    )


@settings(derandomize=True, max_examples=100)
@given(st.lists(_ROW, min_size=1, max_size=10), st.lists(_CLAUSES, min_size=1, max_size=3))
def test_masks_totals_and_counts_are_what_clauses_mean(rows: list[Row], clauses: list[Any]) -> None:
    answers = Answers(arrays(rows))
    for clause in [*clauses, *clauses]:  # what was asked before is remembered
        met = [meets(clause, rows, number) for number in range(len(rows))]
        assert answers.meeting(clause).tolist() == met
        assert answers.totals([clause]) == [sum(met)]
        (counts,) = answers.counts([Counted("x", clause)])
        names = Column.of([row["x"] for row in rows]).names
        having = [row["x"] for row, there in zip(rows, met, strict=True) if there]
        assert counts.tolist() == [sum(name in values for values in having) for name in names]
