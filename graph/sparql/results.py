"""Reads the beginning of a serialised result, for a page to show.

The formats that are read have one line for each row (TSV) or triple (N-Triples), so that a large
result is counted by its lines, and only the lines that are wanted are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph

from graph.sparql.workers.evaluator import QueryAnswer

RESULTS = "text/tab-separated-values"
GRAPHS = "application/n-triples"
"""Media types that are read."""
_PLAIN = frozenset(
    {
        "http://www.w3.org/2001/XMLSchema#string",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString",
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a result.

    Args:
        text: the IRI, the text of the literal, or the term as N-Triples writes it.
        is_iri: it is an IRI.
        is_literal: it is a literal.
        language: of the literal, or empty.
        datatype: IRI of the literal's datatype, or empty for a text.
    """

    text: str
    is_iri: bool = False
    is_literal: bool = False
    language: str = ""
    datatype: str = ""


Row = tuple[Term | None, ...]
"""Terms in the order of the columns; None where a variable is not bound."""


@dataclass(frozen=True, slots=True)
class ResultRows:
    """The beginning of a result of SELECT, CONSTRUCT or DESCRIBE.

    Args:
        columns: names of the variables that were read; none for triples.
        columns_total: how many variables there are.
        rows: the rows that were read, each with a term for a column, or with the three of a triple.
        total: how many rows there are.
        are_triples: the result is a graph.
    """

    columns: tuple[str, ...]
    columns_total: int
    rows: tuple[Row, ...]
    total: int
    are_triples: bool


def read_rows(answer: QueryAnswer, most_rows: int, most_columns: int) -> ResultRows | bool:
    """Return the beginning of a result, or what ASK says.

    Args:
        answer: the result as ``RESULTS`` or ``GRAPHS``, not compressed.
        most_rows: how many rows are read at most.
        most_columns: how many columns are read at most.
    """
    if answer.media_type == GRAPHS:
        head = _lines(answer.body, most_rows)
        triples = pyoxigraph.parse(head, format=pyoxigraph.RdfFormat.N_TRIPLES)
        rows = tuple(_row((one.subject, one.predicate, one.object)) for one in triples)
        return ResultRows((), 0, rows, answer.body.count(b"\n"), are_triples=True)
    head = _lines(answer.body, most_rows + 1)
    found = pyoxigraph.parse_query_results(head, pyoxigraph.QueryResultsFormat.TSV)
    if isinstance(found, pyoxigraph.QueryBoolean):
        return bool(found)
    assert isinstance(found, pyoxigraph.QuerySolutions)  # noqa: S101 - TSV has no other kind
    names = tuple(variable.value for variable in found.variables)
    shown = range(min(len(names), most_columns))
    read = tuple(_row([solution[number] for number in shown]) for solution in found)
    total = answer.body.count(b"\n") - 1
    return ResultRows(names[:most_columns], len(names), read, total, are_triples=False)


def _lines(body: bytes, number: int) -> bytes:
    """Return the first lines of a text."""
    end = -1
    for _ in range(number):
        end = body.find(b"\n", end + 1)
        if end < 0:
            return body
    return body[: end + 1]


def _row(terms: Sequence[object]) -> Row:
    return tuple(None if term is None else _term(term) for term in terms)


def _term(term: object) -> Term:
    if isinstance(term, pyoxigraph.NamedNode):
        return Term(term.value, is_iri=True)
    if isinstance(term, pyoxigraph.Literal):
        datatype = "" if term.datatype.value in _PLAIN else term.datatype.value
        return Term(term.value, is_literal=True, language=term.language or "", datatype=datatype)
    return Term(str(term))
