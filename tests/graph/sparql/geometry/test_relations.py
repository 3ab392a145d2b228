"""How shapes lie to each other, in the three families of relations."""

from __future__ import annotations

import pytest

from graph.sparql.geometry.literals import WKT, Shape, read
from graph.sparql.geometry.relations import relate, relation
from ontology.spatial_functions import SYSTEM_PREFIX

A = "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))"
INSIDE = "POLYGON ((1 1, 2 1, 2 2, 1 2, 1 1))"
AT_EDGE = "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))"
ACROSS = "POLYGON ((3 3, 6 3, 6 6, 3 6, 3 3))"
BESIDE = "POLYGON ((4 0, 6 0, 6 4, 4 4, 4 0))"
APART = "POLYGON ((7 7, 8 7, 8 8, 7 8, 7 7))"
LIES = {
    A: ("sfEquals", "ehEquals", "rcc8eq"),
    INSIDE: ("sfContains", "ehContains", "rcc8ntppi"),
    AT_EDGE: ("sfContains", "ehCovers", "rcc8tppi"),
    ACROSS: ("sfOverlaps", "ehOverlap", "rcc8po"),
    BESIDE: ("sfTouches", "ehMeet", "rcc8ec"),
    APART: ("sfDisjoint", "ehDisjoint", "rcc8dc"),
}
INVERSE = {
    "sfContains": "sfWithin",
    "ehContains": "ehInside",
    "ehCovers": "ehCoveredBy",
    "rcc8ntppi": "rcc8ntpp",
    "rcc8tppi": "rcc8tpp",
}
FAMILIES = {
    "eh": ("ehEquals", "ehDisjoint", "ehMeet", "ehOverlap", "ehCovers", "ehCoveredBy", "ehInside",
           "ehContains"),
    "rcc8": ("rcc8eq", "rcc8dc", "rcc8ec", "rcc8po", "rcc8tppi", "rcc8tpp", "rcc8ntpp",
             "rcc8ntppi"),
}  # fmt: skip


def shape(text: str) -> Shape:
    return read(text, WKT)


@pytest.mark.parametrize("other", LIES)
def test_two_areas_lie_in_one_way_of_each_family(other: str) -> None:
    expected = LIES[other]
    for name in expected:
        assert relation(name)(shape(A), shape(other))
        assert relation(INVERSE.get(name, name))(shape(other), shape(A))
    for family in FAMILIES.values():
        holding = [name for name in family if relation(name)(shape(A), shape(other))]
        assert holding == [name for name in expected if name in family]


def test_what_is_in_another_system_is_compared_in_that_of_the_first() -> None:
    there = f"<{SYSTEM_PREFIX}EPSG/0/4326> POLYGON ((34 135, 35 135, 35 136, 34 136, 34 135))"
    assert relation("sfContains")(shape(there), shape("POINT (135.5 34.5)"))
    assert not relation("sfContains")(shape(there), shape("POINT (34.5 135.5)"))


def test_a_pattern_of_the_nine_intersections() -> None:
    assert relate(shape(A), shape(INSIDE), "T*****FF*")
    assert not relate(shape(A), shape(APART), "T********")
    with pytest.raises(ValueError, match="TT"):
        relate(shape(A), shape(A), "TT")
