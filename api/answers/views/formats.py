"""Rows of a view in JSON, JSON-LD and GeoJSON, and as cells of a table.

A variable and its label (``?project``, ``?projectLabel``) are one value. In JSON it is an object of
``iri``, ``type`` and ``key`` (null where the IRI is not of an entity of ours) and ``label``; in a
file and in the properties of GeoJSON it is ``project`` (the key), ``project_label`` and
``project_iri``. JSON-LD is the same JSON with a context: each row is a node, each column the
property that the view names for it; what has none is left to readers of JSON.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson

from graph.sparql.views import View, ViewColumn
from ontology.namespaces import PREFIXES, Iris

Term = Mapping[str, str]
"""A term of ``application/sparql-results+json``."""
Row = Mapping[str, Any]
"""Values by the name of their column."""

_XSD = PREFIXES["xsd"]
_POINT = re.compile(
    r"POINT *\( *(-?[0-9.]+(?:[eE][+-]?[0-9]+)?) +(-?[0-9.]+(?:[eE][+-]?[0-9]+)?) *\)"
)
_DIGITS = 7
"""Decimals of a coordinate: a centimetre; RFC 7946, 11.2 finds six enough."""
_SAFE_INTEGER = 2**53
"""Whole numbers from here on are not exact in JSON as most programs read it (RFC 8259, 6)."""
LABEL_LANGUAGE = "label_language"
"""Member of a thing that says the language of its label; for JSON-LD only."""


def read_rows(view: View, iris: Iris, content: bytes) -> list[Row]:
    """Return the rows of a result.

    Args:
        view: whose result.
        iris: tells our entities from other IRIs.
        content: ``application/sparql-results+json``.
    """
    solutions = orjson.loads(content)["results"]["bindings"]
    return [
        {column.name: _value(column, solution, iris) for column in view.columns}
        for solution in solutions
    ]


def _value(column: ViewColumn, solution: Mapping[str, Term], iris: Iris) -> Any:
    term = solution.get(column.variable)
    if term is None:
        return None
    if column.kind == "geometry":
        return geometry(term["value"])
    if term["type"] == "uri":
        return _thing(term["value"], solution.get(f"{column.variable}Label"), iris)
    return plain(term)


def _thing(iri: str, label: Term | None, iris: Iris) -> dict[str, Any]:
    kind, key = iris.split(iri) or (None, None)
    return {
        "iri": iri,
        "type": kind,
        "key": key,
        "label": label["value"] if label else key or _compact(iri),
        LABEL_LANGUAGE: label.get("xml:lang") if label else None,
    }


def _compact(iri: str) -> str:
    """Return an IRI with one of our prefixes where it has one."""
    for prefix, namespace in PREFIXES.items():
        name = iri.removeprefix(namespace)
        if name != iri and re.fullmatch(r"[\w-]+", name):
            return f"{prefix}:{name}"
    return iri


def plain(term: Term) -> Any:
    """Return a literal as JSON has it: numbers, truth values and years as such, else its text."""
    text, datatype = term["value"], term.get("datatype", "").removeprefix(_XSD)
    try:
        if datatype in {"integer", "gYear"}:
            number = int(text)
            return number if abs(number) < _SAFE_INTEGER else text
        if datatype in {"decimal", "double", "float"}:
            value = float(text)
            return value if abs(value) < float("inf") else text
    except ValueError:
        return text
    if datatype == "boolean" and text in {"true", "false"}:
        return text == "true"
    return text


def geometry(wkt: str) -> dict[str, Any] | None:
    """Return the points of a text in WKT, longitude first, as GeoJSON; None when there is none."""
    found = {
        (round(float(longitude), _DIGITS), round(float(latitude), _DIGITS))
        for longitude, latitude in _POINT.findall(wkt)
    }
    points = [list(point) for point in sorted(found)]
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "MultiPoint", "coordinates": points}


def json_items(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return rows as the items of JSON."""
    return [
        {
            name: {k: v for k, v in value.items() if k != LABEL_LANGUAGE}
            if is_thing(value)
            else value
            for name, value in row.items()
        }
        for row in rows
    ]


def linked_items(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return rows as the items of JSON-LD: labels have their language."""
    items = json_items(rows)
    for item, row in zip(items, rows, strict=True):
        for name, value in row.items():
            if is_thing(value) and value[LABEL_LANGUAGE]:
                tagged = {"@value": value["label"], "@language": value[LABEL_LANGUAGE]}
                item[name]["label"] = tagged
    return items


def is_thing(value: Any) -> bool:
    """Tell whether a value is a thing, and no literal or place."""
    return isinstance(value, dict) and "iri" in value


def context(view: View) -> dict[str, Any]:
    """Return the context that makes a view's JSON into JSON-LD."""
    found: dict[str, Any] = {"items": "@graph", "iri": "@id", "label": expand("rdfs:label")}
    for column in view.columns:
        if column.term:
            term: dict[str, str] = {"@id": expand(column.term)}
            if column.kind == "year":
                term["@type"] = f"{_XSD}gYear"
            found[column.name] = term
    return found


def expand(name: str) -> str:
    """Return the IRI of a prefixed name."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def flat(view: View, row: Row) -> dict[str, Any]:
    """Return a row as the cells of a table: a thing is its key, its label and its IRI."""
    cells: dict[str, Any] = {}
    for column in view.columns:
        value = row[column.name]
        if column.kind in {"thing", "any"}:
            thing = value if is_thing(value) else {}
            if column.kind == "any":
                cells[column.name] = thing.get("iri") if thing else value
                cells[f"{column.name}_label"] = thing.get("label")
            else:
                cells[column.name] = thing.get("key")
                cells[f"{column.name}_label"] = thing.get("label")
                cells[f"{column.name}_iri"] = thing.get("iri")
        else:
            cells[column.name] = value
    return cells


def to_wkt(shape: Mapping[str, Any]) -> str:
    """Return a point or several of GeoJSON as WKT."""
    if shape["type"] == "Point":
        return "POINT ({} {})".format(*shape["coordinates"])
    return "MULTIPOINT ({})".format(", ".join("({} {})".format(*p) for p in shape["coordinates"]))


def to_geojson(view: View, rows: Sequence[Row], names: Collection[str]) -> bytes:
    """Return rows as a FeatureCollection (RFC 7946), one feature a row.

    Args:
        view: whose rows.
        rows: all that it is to have.
        names: keys of its properties; its places are no property.
    """
    place = next(column.name for column in view.columns if column.variable == view.geometry)
    features = []
    for row in rows:
        cells = flat(view, row)
        properties = {name: cells[name] for name in names if name != place}
        features.append({"type": "Feature", "geometry": cells[place], "properties": properties})
    return orjson.dumps({"type": "FeatureCollection", "features": features})
