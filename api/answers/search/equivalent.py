"""The conditions of a search in the graph's own form, from which a SPARQL query is written."""

from __future__ import annotations

from collections.abc import Sequence

from api.release.opened import OpenRelease
from graph.sparql.equivalent import Near, Wanted
from search.model.interpretation import Conditions, Interpretation, PlaceCondition
from search.text.years import parse_years


def wanted(opened: OpenRelease, understood: Interpretation) -> Wanted:
    """Return search's conditions as the graph's own, for an equivalent SPARQL query."""
    conditions, filters = understood.conditions, understood.text_filters
    near, areas = _areas(opened, conditions.places)
    return Wanted(
        technologies=conditions.technologies,
        challenges=conditions.challenges,
        programmes=conditions.programmes,
        ministries=conditions.ministries,
        years=[(span.first, span.last) for span in conditions.years],
        located=conditions.prefectures,
        regions=[
            code for key in conditions.regions for code in opened.search.regions[key].prefectures
        ],
        bodies=conditions.municipalities,
        areas=areas,
        near=near,
        applicant_kinds=conditions.applicant_kinds,
        statuses=conditions.statuses,
        unsaid=bool(conditions.required or conditions.expressions or filters),
        excluded=_excluded(opened, conditions),
        text="" if filters else understood.text,
    )


def _areas(opened: OpenRelease, places: Sequence[PlaceCondition]) -> tuple[list[Near], list[str]]:
    """Return the circles and the areas of places."""
    near: list[Near] = []
    areas: list[str] = []
    for place in places:
        if place.relation == "near":
            latitude, longitude = place.latitude or 0.0, place.longitude or 0.0
            known = opened.search.places.get(place.code)
            prefecture = (
                known.prefecture if known else opened.search.prefecture_at(latitude, longitude)
            )
            near.append(Near(latitude, longitude, place.radius_km or 0.0, prefecture))
        elif place.kind == "region":
            areas += opened.search.regions[place.code].prefectures
        else:
            areas.append(place.code)
    return near, areas


def _excluded(opened: OpenRelease, conditions: Conditions) -> Wanted | None:
    if not (conditions.excluded or conditions.excluded_places):
        return None
    regions = opened.search.regions

    def keys(kind: str) -> list[str]:
        return [c.key for c in conditions.excluded if c.kind == kind]

    in_regions = [code for key in keys("region") for code in regions[key].prefectures]
    spans = [span for key in keys("year") if (span := parse_years(key))]
    return Wanted(
        technologies=[[key] for key in keys("technology")],
        challenges=[[key] for key in keys("challenge")],
        programmes=keys("programme"),
        ministries=keys("ministry"),
        types=keys("type"),
        years=[(span.first, span.last) for span in spans],
        located=[*keys("place"), *in_regions],
        near=_areas(opened, conditions.excluded_places)[0],
    )
