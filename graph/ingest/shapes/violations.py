"""Validates statements against the SHACL shapes; a violation names its CSV cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

import pyshacl
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from graph.ingest.checking import Rows
from graph.ingest.own.statements import OwnStatements
from graph.ingest.problems import Problem, Problems
from graph.ingest.quads import QuadBuilder
from graph.ingest.reading import Row
from graph.ingest.shapes.parts import Part, Statements


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with a node.

    Args:
        focus: the node.
        path: its property; None for the node as a whole.
        value: the value; None where there is none, or too many.
        message: what is wrong and what would be right.
    """

    focus: Node | None
    path: Node | None
    value: Node | None
    message: str


def conforms(statements: Statements, shapes: Graph) -> bool:
    """Tell whether statements meet the shapes; the first violation ends the check."""
    return not any(statements.checked(partial(violations, shapes=shapes, first=True)))


def violations(part: Part, shapes: Graph, *, first: bool = False) -> list[Violation]:
    """Return the violations of a part; only some if the first is enough and it is the whole."""
    found, report, _ = pyshacl.validate(
        part.graph,
        shacl_graph=shapes,
        inference="none",
        abort_on_first=first and part.focus is None,
    )
    if found or not isinstance(report, Graph):
        return []
    read = (_violation(report, result) for result in _results(report))
    return [violation for violation in read if part.is_about(violation.focus)]


def _results(report: Graph) -> Iterator[Node]:
    yield from report.subjects(RDF.type, SH.ValidationResult)


def _violation(report: Graph, result: Node) -> Violation:
    value = report.value(result, SH.value)
    message = str(report.value(result, SH.resultMessage) or "breaks a shape")
    return Violation(
        report.value(result, SH.focusNode),
        report.value(result, SH.resultPath),
        value,
        f"{message} (found {value})" if value is not None else message,
    )


def shacl_problems(
    statements: Statements, shapes: Graph, rows: Rows, builder: QuadBuilder, said: OwnStatements
) -> Problems:
    """Return a problem for every violation.

    Args:
        statements: what must meet the shapes.
        shapes: the shapes graph.
        rows: rows by table name, to name the cell that a violation comes from.
        builder: the builder that made the statements from the rows.
        said: what the operator's own RDF says of entities, which is among the statements.
    """
    problems = Problems()
    places: dict[URIRef, Row] = {}
    faulty: set[tuple[str, int]] = set()
    derived: list[Violation] = []
    every = chain.from_iterable(statements.checked(partial(violations, shapes=shapes)))
    for violation in every:
        places = places or {builder.resource(row): row for table in rows.values() for row in table}
        focus = violation.focus
        row = places.get(focus) if isinstance(focus, URIRef) else None
        found = _in_own_rdf(violation, said, only=row is None)
        if found is None and row is not None:
            found = _problem(violation, row)
        if found is None:
            derived.append(violation)
        else:
            faulty.add((found.file, found.row))
            problems.append(found)
    for violation in derived:
        found = _problem(violation, _owner(statements, violation.focus, places))
        if (found.file, found.row) not in faulty:
            problems.append(found)
    return problems


def _owner(statements: Statements, node: Node | None, places: dict[URIRef, Row]) -> Row | None:
    """Return the row from which a resource without a row of its own, as a geometry, is derived.

    Several rows may share one: the first of them is named, whatever the order of the statements.
    """
    if node is None:
        return None
    subjects = statements.subjects_of(node)
    owners = (places[s] for s in subjects if isinstance(s, URIRef) and s in places)
    return min(owners, key=lambda row: (row.table.name, row.number), default=None)


def _in_own_rdf(violation: Violation, said: OwnStatements, *, only: bool) -> Problem | None:
    """Return a violation that the operator's own RDF makes, or None.

    Args:
        violation: it.
        said: what own RDF says.
        only: whether no row of a table is about the thing.
    """
    focus, path, detail = violation.focus, violation.path, violation.message
    found = said.problem(focus, path, violation.value, detail)
    return said.unknown(focus, path, detail) if found is None and only else found


def _problem(violation: Violation, row: Row | None) -> Problem:
    path, detail = violation.path, violation.message
    if row is None:
        return Problem("ontology", 0, str(path or ""), f"{violation.focus}: {detail}")
    return row.problem(_column(row, path), detail)


def _column(row: Row, path: Node | None) -> str:
    """Return the columns that a property comes from, or the property where it is derived."""
    named: Iterable[str] = [c.name for c in row.table.columns if c.property == path]
    return "/".join(named) or str(path or "")
