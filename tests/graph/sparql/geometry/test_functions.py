"""The functions of GeoSPARQL as the engine calls them: what they take is what they say."""

from __future__ import annotations

from typing import Any

import pyoxigraph
import pytest

from graph.sparql.geometry.functions import prepared
from ontology.namespaces import GEO, GEOF, UOM
from ontology.spatial_functions import FUNCTIONS, LEFT_OUT, SYSTEM_PREFIX

FURTHER = prepared()
PREFIXES = {"geof": str(GEOF), "geo": str(GEO), "uom": str(UOM)}
BOX = '"POLYGON ((135 34, 136 34, 136 35, 135 35, 135 34))"^^geo:wktLiteral'


def value(expression: str) -> Any:  # noqa: ANN401 - any term
    (row,) = pyoxigraph.Store().query(
        f"SELECT ({expression} AS ?value) {{}}",
        prefixes=PREFIXES,
        custom_functions=dict(FURTHER.functions),
    )
    return row["value"]


def of_group(expression: str, rows: str) -> Any:  # noqa: ANN401 - any term
    (row,) = pyoxigraph.Store().query(
        f"SELECT ({expression} AS ?value) {{ VALUES ?g {{ {rows} }} }}",
        prefixes=PREFIXES,
        custom_functions=dict(FURTHER.functions),
        custom_aggregate_functions=dict(FURTHER.aggregates),
    )
    return row["value"]


def test_what_is_described_is_there_and_nothing_else() -> None:
    there = {
        term.value.removeprefix(str(GEOF)) for term in (*FURTHER.functions, *FURTHER.aggregates)
    }
    assert there == set(FUNCTIONS)
    assert not there & set(LEFT_OUT)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"geof:geometryType({BOX})", "http://www.opengis.net/ont/sf#Polygon"),
        (f"geof:numGeometries({BOX})", "1"),
        (f"geof:minX({BOX})", "135"),
        (f"geof:maxY({BOX})", "35"),
        (f"geof:dimension({BOX})", "2"),
        (f"geof:is3D({BOX})", "false"),
        ('geof:maxZ("POINT Z (1 2 3)"^^geo:wktLiteral)', "3"),
        (f'geof:getSRID("<{SYSTEM_PREFIX}EPSG/0/6668> POINT (35 135)"^^geo:wktLiteral)',
         f"{SYSTEM_PREFIX}EPSG/0/6668"),
        (f'geof:transform("POINT (135 35)"^^geo:wktLiteral, <{SYSTEM_PREFIX}EPSG/0/6668>)',
         f"<{SYSTEM_PREFIX}EPSG/0/6668> POINT (35 135)"),
        ('geof:asGeoJSON("POINT (135 35)"^^geo:wktLiteral)',
         '{"type":"Point","coordinates":[135.0,35.0]}'),
        ('geof:geometryN("MULTIPOINT ((1 2), (3 4))"^^geo:wktLiteral, 2)',
         "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT (3 4)"),
        ('geof:union("POINT (1 2)"^^geo:wktLiteral, "POINT (3 4)"^^geo:wktLiteral)',
         "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> MULTIPOINT ((1 2), (3 4))"),
    ],
)  # fmt: skip
def test_values(expression: str, expected: str) -> None:
    assert value(expression).value == expected


def test_a_set_operation_writes_as_its_first_shape_is_written() -> None:
    json = """'{"type":"Point","coordinates":[135,35]}'^^geo:geoJSONLiteral"""
    found = value(f"geof:union({json}, {BOX})")
    assert found.datatype.value == str(GEO.geoJSONLiteral)


def test_a_group_is_put_together() -> None:
    rows = '"POINT (1 2)"^^geo:wktLiteral "POINT (3 4)"^^geo:wktLiteral'
    assert of_group("geof:aggUnion(?g)", rows).value.endswith("MULTIPOINT ((1 2), (3 4))")
    assert of_group("geof:aggBoundingBox(?g)", rows).value.endswith(
        "POLYGON ((1 2, 3 2, 3 4, 1 4, 1 2))"
    )
    assert of_group("geof:aggUnion(?g)", f'{rows} "no shape"') is None


@pytest.mark.parametrize(
    "expression",
    [
        f"geof:distance({BOX}, {BOX})",
        f"geof:distance({BOX}, {BOX}, uom:furlong)",
        f'geof:distance({BOX}, "POINT (1 2)", uom:metre)',
        f"geof:buffer({BOX}, 1.0e30, uom:metre)",
        f"geof:buffer({BOX}, 'x', uom:metre)",
        f"geof:geometryN({BOX}, 0)",
        f"geof:geometryN({BOX}, 1.5)",
        f"geof:minZ({BOX})",
        f"geof:relate({BOX}, {BOX}, 'TT')",
        f"geof:transform({BOX}, <{SYSTEM_PREFIX}EPSG/0/1>)",
        'geof:isEmpty("POINT (1"^^geo:wktLiteral)',
        "geof:isEmpty(<http://example.org/>)",
    ],
)
def test_a_mistake_is_an_error_of_the_expression(expression: str) -> None:
    assert value(expression) is None
