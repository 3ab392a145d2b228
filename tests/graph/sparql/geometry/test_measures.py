"""Distances, lengths, areas and buffers: on one sphere, that of the search."""

from __future__ import annotations

from math import pi, radians

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from graph.sparql.geometry import measures
from graph.sparql.geometry.literals import WKT as DATATYPE
from graph.sparql.geometry.literals import Shape, read
from graph.sparql.geometry.measures import KILOMETRE, METRE, RADIUS
from ontology.geography import distance_km
from ontology.spatial_functions import UNIT_NAMESPACE

places = st.tuples(st.floats(123, 149), st.floats(24, 46))


def shape(wkt: str) -> Shape:
    return read(wkt, DATATYPE)


@given(places, places)
def test_points_are_as_far_as_the_search_says(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    found = measures.distance(Shape(shapely.Point(one)), Shape(shapely.Point(other)), KILOMETRE)
    assert found == pytest.approx(distance_km(one[1], one[0], other[1], other[0]), rel=1e-14)


@given(places, places)
def test_a_line_is_as_long_as_its_ends_are_far(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    line = Shape(shapely.LineString([one, other]))
    far = measures.distance(Shape(shapely.Point(one)), Shape(shapely.Point(other)))
    assert measures.length(line) == pytest.approx(far, rel=1e-6, abs=1e-3)


@given(places, places, st.integers(1, 40))
def test_the_distance_to_a_line_is_that_to_its_nearest_point(
    one: tuple[float, float], other: tuple[float, float], steps: int
) -> None:
    line = shapely.LineString([one, (one[0] + 1, one[1] + 0.5)])
    far = measures.distance(Shape(shapely.Point(other)), Shape(line))
    some = line.interpolate(steps / 40, normalized=True)
    assert far <= measures.distance(Shape(shapely.Point(other)), Shape(some)) * 1.01 + 1


def test_what_touches_or_overlaps_is_at_no_distance() -> None:
    box = shape("POLYGON ((135 34, 136 34, 136 35, 135 35, 135 34))")
    assert measures.distance(box, shape("POINT (135.5 34.5)")) == 0
    assert measures.distance(box, shape("POINT (136 35)")) == 0
    apart = measures.distance(box, shape("POINT (136.1 34.5)"), KILOMETRE)
    assert apart == pytest.approx(distance_km(34.5, 136, 34.5, 136.1), rel=1e-3)


def test_units_of_length_and_of_angle() -> None:
    one, other = shape("POINT (135 34)"), shape("POINT (135 35)")
    assert measures.distance(one, other, f"{UNIT_NAMESPACE}degree") == pytest.approx(1)
    assert measures.distance(one, other, f"{UNIT_NAMESPACE}radian") == pytest.approx(radians(1))
    assert measures.distance(one, other, METRE) == pytest.approx(RADIUS * pi / 180)
    with pytest.raises(ValueError, match="furlong"):
        measures.distance(one, other, f"{UNIT_NAMESPACE}furlong")


def test_an_empty_shape_is_nowhere() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        measures.distance(shape(""), shape("POINT (135 34)"))


def test_an_eighth_of_the_sphere() -> None:
    eighth = shape("POLYGON ((0 0, 90 0, 0 90, 0 0))")
    assert measures.area(eighth) == pytest.approx(pi * RADIUS**2 / 2, rel=1e-6)
    assert measures.area(eighth, f"{UNIT_NAMESPACE}square_kilometre") == pytest.approx(
        measures.area(eighth) / 1e6
    )
    assert measures.perimeter(eighth) == pytest.approx(3 * pi / 2 * RADIUS, rel=1e-6)


def test_a_hole_takes_from_the_area_whichever_way_it_turns() -> None:
    whole = shape("POLYGON ((135 34, 136 34, 136 35, 135 35, 135 34))")
    hole = "(135.2 34.2, 135.4 34.2, 135.4 34.4, 135.2 34.4, 135.2 34.2)"
    turned = "(135.2 34.2, 135.2 34.4, 135.4 34.4, 135.4 34.2, 135.2 34.2)"
    less = [
        measures.area(shape(f"POLYGON ((135 34, 136 34, 136 35, 135 35, 135 34), {ring})"))
        for ring in (hole, turned)
    ]
    assert less[0] == pytest.approx(less[1])
    assert less[0] == pytest.approx(
        measures.area(whole) - measures.area(shape(f"POLYGON ({hole})"))
    )


@given(places, st.floats(10, 200_000))
def test_the_edge_of_a_buffer_lies_at_its_radius(place: tuple[float, float], radius: float) -> None:
    centre = Shape(shapely.Point(place))
    edge = shapely.get_coordinates(measures.buffer(centre, radius).geometry)
    for point in edge[::16]:
        far = measures.distance(centre, Shape(shapely.Point(point)))
        assert far == pytest.approx(radius, rel=1e-6)


@pytest.mark.parametrize("radius", [float("nan"), float("inf"), 2e7])
def test_a_buffer_around_the_earth_is_refused(radius: float) -> None:
    with pytest.raises(ValueError, match="too long"):
        measures.buffer(shape("POINT (135 34)"), radius)
