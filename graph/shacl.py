"""Validates the built graph against the SHACL shapes; a violation names its CSV cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyshacl
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from graph.building import Builder
from graph.checking import Rows
from graph.problems import Problem
from graph.reading import Row


def shacl_problems(data: Graph, shapes: Graph, rows: Rows, builder: Builder) -> list[Problem]:
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
    return [_problem(report, result, places) for result in _results(report)]


def _results(report: Graph) -> Iterator[Node]:
    yield from report.subjects(RDF.type, SH.ValidationResult)


def _problem(report: Graph, result: Node, places: dict[URIRef, Row]) -> Problem:
    focus = report.value(result, SH.focusNode)
    path = report.value(result, SH.resultPath)
    message = str(report.value(result, SH.resultMessage) or "breaks a shape")
    value = report.value(result, SH.value)
    detail = f"{message} (found {value})" if value is not None else message
    row = places.get(focus) if isinstance(focus, URIRef) else None
    if row is None:
        return Problem("ontology", 0, str(path or ""), f"{focus}: {detail}")
    return row.problem(_column(row, path), detail)


def _column(row: Row, path: Node | None) -> str:
    """Return the columns that a property comes from, or the property where it is derived."""
    named: Iterable[str] = [c.name for c in row.table.columns if c.property == path]
    return "/".join(named) or str(path or "")
