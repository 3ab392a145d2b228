"""Distance on the earth against figures that do not come from the program."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.geography import (
    EARTH_RADIUS_KM,
    distance_km,
    multipolygon_of,
    wkt_multipolygon,
    wkt_point,
)
from search.model.corpus import Place
from search.names.gazetteer import Gazetteer

_LATITUDES, _LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)


def test_a_degree_of_the_meridian() -> None:
    assert distance_km(0, 0, 1, 0) == pytest.approx(np.pi * EARTH_RADIUS_KM / 180)
    assert distance_km(0, 0, 0, 180) == pytest.approx(np.pi * EARTH_RADIUS_KM)


def test_tokyo_to_osaka() -> None:
    """396 km between the city halls on the ellipsoid; a sphere is good to half a per cent."""
    assert distance_km(35.6895, 139.6917, 34.6937, 135.5023) == pytest.approx(396.4, rel=5e-3)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(_LATITUDES, _LONGITUDES, _LATITUDES, _LONGITUDES)
def test_it_is_a_metric_and_search_has_the_same(
    lat1: float, lon1: float, lat2: float, lon2: float
) -> None:
    there = distance_km(lat1, lon1, lat2, lon2)
    assert 0 <= there <= np.pi * EARTH_RADIUS_KM + 1e-6
    assert there == pytest.approx(distance_km(lat2, lon2, lat1, lon1), abs=1e-9)
    assert distance_km(lat1, lon1, lat1, lon1) == 0
    place = Place("1", "city", "x", "x", "x", "x", "", "x", lat2, lon2, "1", "")
    assert Gazetteer([place], []).distances_km(lat1, lon1)[0] == pytest.approx(there, abs=1e-6)


def test_longitude_comes_first_in_crs84() -> None:
    assert wkt_point(34.5, 135.5).endswith("CRS84> POINT(135.5 34.5)")


def test_polygons_are_read_as_they_were_written() -> None:
    outline = [(135.0, 34.0), (136.0, 34.0), (136.0, 35.0), (135.0, 34.0)]
    hole = [(135.5, 34.1), (135.6, 34.1), (135.6, 34.2), (135.5, 34.1)]
    polygons = [[outline, hole], [outline]]
    written = wkt_multipolygon([np.array(ring) for ring in rings] for rings in polygons)
    assert multipolygon_of(written) == polygons
    with pytest.raises(ValueError, match="no multipolygon"):
        multipolygon_of(wkt_point(34.5, 135.5))
