"""Asks the queries of the GeoSPARQL Compliance Benchmark, with our functions and without them.

    python tests/conformance/geosparql_benchmark.py FOLDER

``FOLDER`` is a checkout of https://github.com/OpenLinkSoftware/GeoSPARQLBenchmark (Jovanovik,
Homburg and Spasić, "A GeoSPARQL Compliance Benchmark", ISPRS Int. J. Geo-Inf. 10, 2021), which is
not part of the project. Shapes are compared as shapes, numbers to one in a hundred.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pyoxigraph
import shapely
from defusedxml.ElementTree import parse
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from graph.sparql.extension_functions import NO_FUNCTIONS, Functions
from graph.sparql.geometry.functions import prepared
from graph.sparql.geometry.literals import read

RESULTS = "{http://www.w3.org/2005/sparql-results#}"
NEAR = 1e-3
"""Degrees by which two edges of one shape may differ."""
STRING = "http://www.w3.org/2001/XMLSchema#string"
Row = Mapping[str, tuple[str, str]]
"""Values by variable: a lexical form and a datatype, which is empty for an IRI."""


def expected(path: Path) -> list[Row]:
    """Return the rows of an answer of the benchmark."""

    def value(cell: Element) -> tuple[str, str]:
        text = "".join(cell.itertext())
        return text, "" if cell.tag.endswith("uri") else cell.get("datatype", STRING)

    rows = parse(path).getroot().iter(f"{RESULTS}result")
    return [{cell.get("name", ""): value(cell[0]) for cell in row} for row in rows]


def answered(store: pyoxigraph.Store, query: str, further: Functions) -> list[Row]:
    """Return the rows of our answer."""
    result: Any = store.query(
        query,
        custom_functions=dict(further.functions),
        custom_aggregate_functions=dict(further.aggregates),
    )
    names = [variable.value for variable in result.variables]
    return [
        {
            name: (term.value, term.datatype.value if isinstance(term, pyoxigraph.Literal) else "")
            for name, term in zip(names, row, strict=True)
            if term is not None
        }
        for row in result
    ]


def shape(text: str, datatype: str) -> BaseGeometry:
    """Return a shape of the benchmark, which writes some envelopes as ``BOX(x y, x y)``."""
    if text.startswith("BOX("):
        west, south, east, north = map(float, text[4:-1].replace(",", " ").split())
        return shapely.box(west, south, east, north)
    return read(text, datatype).degrees


def same(wanted: tuple[str, str], found: tuple[str, str]) -> bool:
    """Tell whether two values are one, as far as the benchmark can say."""
    (text, datatype), (other, other_type) = wanted, found
    if text == other:
        return True
    kind = datatype.rpartition("#")[2]
    if kind.endswith("Literal") and other_type:
        one, two = shape(text, datatype), read(other, other_type).degrees
        return bool(shapely.hausdorff_distance(one, two) < NEAR)
    if kind == "boolean":
        return {"1": "true", "0": "false"}.get(text, text) == other
    return kind == "double" and abs(float(text) - float(other)) <= 0.01 * abs(float(text))


def is_right(answer: Path, found: list[Row]) -> bool:
    """Tell whether an answer is that of the benchmark, row by row; some of its are no shapes."""
    wanted = expected(answer)
    try:
        return len(wanted) == len(found) and all(
            one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
            for one, other in zip(wanted, found, strict=True)
        )
    except (SyntaxError, ValueError, ShapelyError):
        return False


def main(folder: Path) -> None:
    """Print how many queries are answered right, and the requirements of those that are not."""
    data = folder / "src" / "main" / "resources"
    store = pyoxigraph.Store()
    store.load(path=data / "gsb_dataset" / "dataset.rdf", format=pyoxigraph.RdfFormat.RDF_XML)
    queries = sorted((data / "gsb_queries").glob("query-r*.rq"))
    for label, further in (("the engine alone", NO_FUNCTIONS), ("with our functions", prepared())):
        wrong: Counter[str] = Counter()
        for path in queries:
            answers = (data / "gsb_answers").glob(f"{path.stem}*.srx")
            try:
                found = answered(store, path.read_text("utf-8"), further)
            except (SyntaxError, RuntimeError):
                found = []
            right = any(is_right(answer, found) for answer in answers)
            wrong[path.stem.split("-")[1]] += not right
        left = ", ".join(f"{name} {count}" for name, count in wrong.items() if count)
        right_ones = len(queries) - wrong.total()
        sys.stdout.write(f"{label}: {right_ones} of {len(queries)}; not: {left or 'none'}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
