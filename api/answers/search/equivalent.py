"""The conditions of a search in the graph's own form, from which a SPARQL query is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from api.release.opened import OpenRelease
from graph.sparql.equivalent import CONCEPTS, PATHS, Near, Wanted
from search.model.facets import BY_NAME, BY_SPAN, FACETS, GROUPED, PLACE, Values
from search.model.interpretation import Conditions, Interpretation, PlaceCondition
from search.numbers.years import parse_years

_WITHOUT_PATH = frozenset(
    facet.name
    for facet in FACETS
    if facet.values not in {Values.KIND, Values.YEAR} and facet.name not in {*PATHS, *CONCEPTS}
)
"""Facets that the graph's query cannot say."""


def wanted(opened: OpenRelease, understood: Interpretation) -> Wanted:
    """Return search's conditions as the graph's own, for an equivalent SPARQL query."""
    conditions, filters = understood.conditions, understood.text_filters
    near, areas = _areas(opened, conditions.places)
    return Wanted(
        keys={_path(name, k): _keys(opened, name, k) for name, k in conditions.keys.items()},
        groups=conditions.groups,
        years=[(span.first, span.last) for span in conditions.years],
        areas=areas,
        near=near,
        unsaid=bool(
            conditions.required
            or conditions.expressions
            or conditions.figures
            or conditions.having
            or filters
            or _without_path(conditions)
        ),
        excluded=_excluded(opened, conditions),
        text="" if filters else understood.text,
    )


def _without_path(conditions: Conditions) -> bool:
    """Tell whether something is asked for, or excluded, that the graph's query cannot say."""
    excluded = {BY_SPAN[c.kind].name for c in conditions.excluded if c.kind in BY_SPAN}
    return not _WITHOUT_PATH.isdisjoint({*conditions.keys, *conditions.groups, *excluded})


def _path(facet: str, keys: Sequence[str]) -> str:
    """Return the name of the path to keys: what is depopulated in part counts, too."""
    return "designation_in_part" if facet == "designation" and "depopulated" in keys else facet


def _keys(opened: OpenRelease, facet: str, keys: Sequence[str]) -> Sequence[str]:
    """Return keys as the graph has them: those of regions are their prefectures."""
    if BY_NAME[facet].values is not Values.REGION:
        return keys
    regions = opened.search.regions
    return [code for key in keys for code in regions[key].places]


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
        elif place.kind in {"region", "area"}:
            areas += opened.search.regions[place.code].places
        else:
            areas.append(place.code)
    return near, areas


def _excluded(opened: OpenRelease, conditions: Conditions) -> Wanted | None:
    if not (conditions.excluded or conditions.excluded_places):
        return None
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for candidate in conditions.excluded:
        keys[candidate.kind].append(candidate.key)
    spans = [span for key in keys["year"] if (span := parse_years(key))]
    in_regions = _keys(opened, "region", keys.pop("region", []))
    keys["body_kind"] = keys.pop("applicant_kind", [])
    designations = keys.pop("designation", [])
    keys[_path("designation", designations)] = designations
    return Wanted(
        keys={**keys, "prefecture": [*keys[PLACE], *in_regions]},
        groups={name: [[key] for key in keys[name]] for name in GROUPED},
        types=keys["type"],
        years=[(span.first, span.last) for span in spans],
        near=_areas(opened, conditions.excluded_places)[0],
    )
