"""Shapes as literals: each format says the same, and what is none is an error."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.errors import ShapelyError

from graph.sparql.geometry.literals import GEOJSON, GML, WKT, Shape, read, written
from graph.sparql.geometry.systems import system
from ontology.spatial_functions import CRS84, EPSG_CODES, SYSTEM_PREFIX

TOKYO = shapely.Point(139.6917, 35.6895)
POLYGON = (
    "POLYGON ((139 35, 140 35, 140 36, 139 36, 139 35), (139.2 35.2, 139.4 35.2, 139.4 35.4,"
    " 139.2 35.2))"
)
SHAPES = (
    "POINT (139 35)",
    "POINT Z (139 35 12)",
    "LINESTRING (139 35, 140 36, 141 36)",
    POLYGON,
    "MULTIPOINT ((139 35), (140 36))",
    "MULTILINESTRING ((139 35, 140 36), (141 36, 142 37))",
    "MULTIPOLYGON (((139 35, 140 35, 140 36, 139 35)), ((141 35, 142 35, 142 36, 141 35)))",
    "GEOMETRYCOLLECTION (POINT (139 35), LINESTRING (139 35, 140 36))",
)


def epsg(code: int) -> str:
    return f"{SYSTEM_PREFIX}EPSG/0/{code}"


@pytest.mark.parametrize("text", SHAPES)
@pytest.mark.parametrize("datatype", [WKT, GEOJSON, GML])
def test_a_shape_comes_back_from_each_format(text: str, datatype: str) -> None:
    shape = Shape(shapely.from_wkt(text), datatype=datatype)
    back = read(written(shape), datatype)
    assert shapely.equals_exact(back.geometry, shape.geometry, 1e-12)
    assert back.geometry.has_z == shape.geometry.has_z
    assert back.system.iri == CRS84


@pytest.mark.parametrize("code", EPSG_CODES)
@pytest.mark.parametrize("datatype", [WKT, GML])
def test_a_place_comes_back_from_each_system(code: int, datatype: str) -> None:
    there = system(epsg(code))
    text = written(Shape(there.of_degrees(TOKYO), there, datatype))
    back = read(text, datatype)
    assert back.system.iri == epsg(code)
    assert back.degrees.distance(TOKYO) < 1e-6  # a tenth of a metre


@pytest.mark.parametrize(
    ("code", "text"),
    [(4326, "35.6895 139.6917"), (6668, "35.6895 139.6917"), (6677, "-34450 -12820")],
)
def test_the_axes_stand_in_the_order_of_epsg(code: int, text: str) -> None:
    shape = read(f"<{epsg(code)}> POINT({text})", WKT)
    assert shape.degrees.distance(TOKYO) < 2e-3


def test_a_literal_that_names_no_system_is_longitude_and_latitude() -> None:
    assert read(" Point( 139.6917\n 35.6895 ) ", WKT).geometry == TOKYO
    assert read("", WKT).geometry.is_empty
    assert read("", GML).geometry.is_empty


@pytest.mark.parametrize(
    ("space", "inside"),
    [
        ("http://www.opengis.net/gml/3.2", "><pos>139 35</pos>"),
        ("http://www.opengis.net/gml", "><coordinates>139,35</coordinates>"),
        ("http://www.opengis.net/gml", f' srsName="{epsg(4326)}"><pos>35 139</pos>'),
    ],
)
def test_points_of_gml_as_others_write_them(space: str, inside: str) -> None:
    text = f'<Point xmlns="{space}"{inside}</Point>'
    assert read(text, GML).geometry == shapely.Point(139, 35)


def test_an_envelope_of_gml_is_its_box() -> None:
    text = (
        '<g:Envelope xmlns:g="http://www.opengis.net/gml"><g:lowerCorner>1 2</g:lowerCorner>'
        "<g:upperCorner>3 4</g:upperCorner></g:Envelope>"
    )
    assert read(text, GML).geometry.equals(shapely.box(1, 2, 3, 4))


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("POINT(1)", WKT),
        ("POINT(1 2", WKT),
        (f"<{SYSTEM_PREFIX}EPSG/0/9999> POINT(1 2)", WKT),
        ("<http://example.org/> POINT(1 2)", WKT),
        ('{"type":"Point"}', GEOJSON),
        ("[", GEOJSON),
        ("<Circle/>", GML),
        ("<a", GML),
        ("POINT(1 2)", "http://www.w3.org/2001/XMLSchema#string"),
    ],
)
def test_what_is_no_shape_is_an_error(text: str, datatype: str) -> None:
    with pytest.raises((ValueError, SyntaxError, ShapelyError)):
        read(text, datatype)


def test_entities_of_xml_are_not_expanded() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "1 2">]><Point><pos>&b;</pos></Point>'
    with pytest.raises(ValueError, match="Entit"):
        read(bomb, GML)


@given(st.text(max_size=60), st.sampled_from([WKT, GEOJSON, GML]))
def test_any_text_is_a_shape_or_an_error(text: str, datatype: str) -> None:
    try:
        shape = read(text, datatype)
    except (ValueError, SyntaxError, ShapelyError):
        return
    assert isinstance(written(shape), str)
