"""Where the results of a search are, as GeoJSON (RFC 7946)."""

from __future__ import annotations

from collections.abc import Mapping

from api.answers.labels import full_name, place_label
from api.answers.unknown import unknown
from api.contract.places import BoundariesAnswer, Circle, LocatedAnswer, PlaceFeature
from api.release.opened import OpenRelease
from ontology.geography import multipolygon_of
from search.model.interpretation import PlaceCondition
from search.model.result import LocatedResult


def located_answer(opened: OpenRelease, result: LocatedResult, lang: str) -> LocatedAnswer:
    """Return the GeoJSON of where results are (RFC 7946, with foreign members).

    Args:
        opened: the release that answered.
        result: the places with their counts.
        lang: language of labels.
    """
    near = [place for place in result.interpretation.conditions.places if place.relation == "near"]
    return {
        "type": "FeatureCollection",
        "total": result.total,
        "without_place": result.without_place,
        "circles": [_circle(opened, place, lang) for place in near],
        "features": _features(opened, result.counts, lang),
    }


def boundaries_answer(opened: OpenRelease, prefecture: str) -> BoundariesAnswer:
    """Return the GeoJSON of the simplified boundaries of what lies in a prefecture.

    Args:
        opened: the release that answers.
        prefecture: its code, or that of a local government in it.

    Raises:
        ApiProblem: no local government has the code.
    """
    place = opened.search.places.get(prefecture)
    if place is None:
        raise unknown(opened, "municipality", prefecture)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "MultiPolygon", "coordinates": multipolygon_of(wkt)},
                "properties": {"code": code},
            }
            for code, wkt in opened.reader.boundaries(place.prefecture).items()
        ],
    }


def _circle(opened: OpenRelease, place: PlaceCondition, lang: str) -> Circle:
    body = opened.search.places.get(place.code)
    known = body is not None and body.kind == place.kind
    return {
        "label": place_label(opened, place.code, lang) if known else place.name,
        "lat": place.latitude,
        "lon": place.longitude,
        "radius_km": place.radius_km,
    }


def _features(opened: OpenRelease, counts: Mapping[str, int], lang: str) -> list[PlaceFeature]:
    places = opened.search.places
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
            "properties": {
                "code": code,
                "kind": place.kind,
                "label": full_name(place, lang),
                "count": count,
            },
        }
        for code, count in counts.items()
        for place in [places[code]]
    ]
