"""Validates the built graph against the SHACL shapes; a violation names its CSV cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyshacl
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from graph.ingest.checking import Rows
from graph.ingest.problems import Problem
from graph.ingest.quads import QuadBuilder
from graph.ingest.reading import Row


def shacl_problems(data: Graph, shapes: Graph, rows: Rows, builder: QuadBuilder) -> list[Problem]:
    """Return a problem for every violation.

    Args:
        data: the union of all named graphs.
        shapes: the shapes graph.
        rows: rows by table name, to name the cell that a violation comes from.
        builder: the builder that made ``data`` from the rows.
    """
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    if conforms or not isinstance(report, Graph):
        return []
    places = {builder.resource(row): row for table in rows.values() for row in table}
    own, derived = [], []
    for result in _results(report):
        focus = report.value(result, SH.focusNode)
        row = places.get(focus) if isinstance(focus, URIRef) else None
        if row is not None:
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


def _problem(report: Graph, result: Node, row: Row | None, derived: Node | None = None) -> Problem:
    path = report.value(result, SH.resultPath)
    message = str(report.value(result, SH.resultMessage) or "breaks a shape")
    value = report.value(result, SH.value)
    detail = f"{message} (found {value})" if value is not None else message
    if row is None:
        return Problem("ontology", 0, str(path or ""), f"{derived}: {detail}")
    return row.problem(_column(row, path), detail)


def _column(row: Row, path: Node | None) -> str:
    """Return the columns that a property comes from, or the property where it is derived."""
    named: Iterable[str] = [c.name for c in row.table.columns if c.property == path]
    return "/".join(named) or str(path or "")
