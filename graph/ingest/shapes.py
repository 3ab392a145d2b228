"""Validates the built graph against the SHACL shapes; a violation names its CSV cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyshacl
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from graph.ingest.checking import Rows
from graph.ingest.own.statements import OwnStatements
from graph.ingest.problems import Problem
from graph.ingest.quads import QuadBuilder
from graph.ingest.reading import Row


def shacl_problems(
    data: Graph, shapes: Graph, rows: Rows, builder: QuadBuilder, said: OwnStatements
) -> list[Problem]:
    """Return a problem for every violation.

    Args:
        data: the union of all named graphs; ``said`` is added to it.
        shapes: the shapes graph.
        rows: rows by table name, to name the cell that a violation comes from.
        builder: the builder that made ``data`` from the rows.
        said: what the operator's own RDF says of entities.
    """
    for triple in said:
        data.add(triple)
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    if conforms or not isinstance(report, Graph):
        return []
    places = {builder.resource(row): row for table in rows.values() for row in table}
    own, derived = [], []
    for result in _results(report):
        focus = report.value(result, SH.focusNode)
        row = places.get(focus) if isinstance(focus, URIRef) else None
        place = _in_own_rdf(report, result, said, only=row is None)
        if place is not None:
            own.append(place)
        elif row is not None:
            own.append(_problem(report, result, row))
        else:
            derived.append((_owner(data, focus, places), result, focus))
    faulty = {(problem.file, problem.row) for problem in own}
    for row, result, focus in derived:
        found = _problem(report, result, row, focus)
        if (found.file, found.row) not in faulty:
            own.append(found)
    return own


def _results(report: Graph) -> Iterator[Node]:
    yield from report.subjects(RDF.type, SH.ValidationResult)


def _owner(data: Graph, node: Node | None, places: dict[URIRef, Row]) -> Row | None:
    """Return the row from which a resource without a row of its own, as a geometry, is derived."""
    owners = (places[s] for s in data.subjects(None, node) if isinstance(s, URIRef) and s in places)
    return next(owners, None)


def _in_own_rdf(report: Graph, result: Node, said: OwnStatements, *, only: bool) -> Problem | None:
    """Return a violation that the operator's own RDF makes, or None.

    Args:
        report: the report of the validation.
        result: the violation.
        said: what own RDF says.
        only: whether no row of a table is about the thing.
    """
    focus, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
    value, detail = report.value(result, SH.value), _detail(report, result)
    found = said.problem(focus, path, value, detail)
    return said.unknown(focus, path, detail) if found is None and only else found


def _detail(report: Graph, result: Node) -> str:
    message = str(report.value(result, SH.resultMessage) or "breaks a shape")
    value = report.value(result, SH.value)
    return f"{message} (found {value})" if value is not None else message


def _problem(report: Graph, result: Node, row: Row | None, derived: Node | None = None) -> Problem:
    path = report.value(result, SH.resultPath)
    detail = _detail(report, result)
    if row is None:
        return Problem("ontology", 0, str(path or ""), f"{derived}: {detail}")
    return row.problem(_column(row, path), detail)


def _column(row: Row, path: Node | None) -> str:
    """Return the columns that a property comes from, or the property where it is derived."""
    named: Iterable[str] = [c.name for c in row.table.columns if c.property == path]
    return "/".join(named) or str(path or "")
