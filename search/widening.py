"""When nothing is found: the nearest change of one condition that finds something.

Each change is one that a parameter of the search can say, so that it is one click away, and its
count is that of the search with that parameter. What no parameter can say (a name in the query to
be left out) is told by ``SearchResult.emptied``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.interpretation import Conditions
from search.places import MAX_RADIUS_KM, Gazetteer
from search.results import SearchRequest, Widening
from search.years import YearRange

RADIUS_STEP_KM = 10.0
"""Radii are rounded up to so many kilometres: people think in round ones."""
MAX_TRIED = 20
"""Most changes that are tried; each costs a selection."""

Change = tuple[str, SearchRequest, Mapping[str, tuple[str, ...]]]
"""What is changed, the changed request, and its parameters (no value: left out)."""
_PARAMETERS = {
    "types": "type", "technologies": "technology", "challenges": "challenge",
    "programmes": "programme", "ministries": "ministry", "prefectures": "prefecture",
    "municipalities": "municipality", "regions": "region", "applicant_kinds": "applicant_kind",
    "statuses": "status",
}  # fmt: skip


class Widener:
    """Finds what could be asked in an empty search's stead.

    Args:
        gazetteer: the places.
        above: gives what a concept or a place is directly part of.
        total: gives the number of results of a request.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        above: Callable[[str], Iterable[str]],
        total: Callable[[SearchRequest], int],
    ) -> None:
        self._gazetteer = gazetteer
        self._above = above
        self._total = total

    def widenings(
        self,
        request: SearchRequest,
        conditions: Conditions,
        distances: NDArray[np.float64],
        options: Mapping[str, Mapping[str, int]],
    ) -> tuple[Widening, ...]:
        """Return changes that find something: the smallest of each sort, in a fixed order.

        The order is that of how much of the question they leave: a larger radius, other years, a
        larger area, a broader concept, any of several concepts, another kind, a filter left out.

        Args:
            request: what was asked.
            conditions: how it was understood.
            distances: kilometres to what would be found anywhere.
            options: for ``fiscal_year`` and ``type`` the totals that their values would have.
        """
        found: dict[str, Widening] = {}
        for number, (kind, other, parameters) in enumerate(
            self._changes(request, conditions, distances, options)
        ):
            if number >= MAX_TRIED:
                break
            if kind not in found and (total := self._total(other)):
                found[kind] = Widening(kind, parameters, total)
        return tuple(found.values())

    def _changes(
        self,
        request: SearchRequest,
        conditions: Conditions,
        distances: NDArray[np.float64],
        options: Mapping[str, Mapping[str, int]],
    ) -> Iterator[Change]:
        yield from _radius(request, conditions, distances)
        yield from _years(request, conditions, options["fiscal_year"])
        yield from self._areas(request, conditions)
        for name in ("technologies", "challenges"):
            yield from self._concepts(request, name, getattr(conditions, name))
        if conditions.types:
            totals = sorted(options["type"].items(), key=lambda item: (-item[1], item[0]))
            for kind, _ in totals[:1]:
                yield _changed("type", request, types=(kind,))
        for name in ("statuses", "applicant_kinds", "programmes", "ministries"):
            if getattr(request, name):
                yield _changed(_PARAMETERS[name], request, **{name: ()})

    def _areas(self, request: SearchRequest, conditions: Conditions) -> Iterator[Change]:
        """Yield larger areas, up to the region: what holds all that was asked for."""
        inside = [p for p in conditions.places if p.relation == "in" and p.kind != "region"]
        asked = [*conditions.municipalities, *conditions.prefectures, *(p.code for p in inside)]
        if not asked or any(place.relation == "near" for place in conditions.places):
            return
        cleared: dict[str, Any] = {
            name: () for name in ("municipalities", "prefectures") if getattr(request, name)
        }
        above = [key for level in self._levels(asked) for key in level]
        places = self._gazetteer.places
        prefectures = [k for k in above if k in places and places[k].kind == "prefecture"]
        regions = [key for key in above if key in self._gazetteer.regions]
        for name, keys in (("prefectures", prefectures), ("regions", regions)):
            if keys and not set(keys) <= set(asked):
                yield _changed("area", request, **cleared | {name: tuple(dict.fromkeys(keys))})

    def _levels(self, keys: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """Yield what is directly above some keys, then what is above that, to the top."""
        level = tuple(dict.fromkeys(keys))
        while level:
            level = tuple(dict.fromkeys(above for key in level for above in self._above(key)))
            if level:
                yield level

    def _concepts(
        self, request: SearchRequest, name: str, groups: tuple[tuple[str, ...], ...]
    ) -> Iterator[Change]:
        kind = _PARAMETERS[name]
        if len(groups) == 1:
            for level in self._levels(groups[0]):
                yield _changed(f"broader-{kind}", request, **{name: level})
        elif groups:
            every = tuple(dict.fromkeys(key for group in groups for key in group))
            yield _changed(f"any-{kind}", request, **{name: every})


def _radius(
    request: SearchRequest, conditions: Conditions, distances: NDArray[np.float64]
) -> Iterator[Change]:
    near = [place for place in conditions.places if place.relation == "near"]
    nearest = float(distances.min(initial=math.inf))
    if near and math.isfinite(nearest):
        radius = math.ceil(max(nearest, 1e-9) / RADIUS_STEP_KM) * RADIUS_STEP_KM
        if radius <= MAX_RADIUS_KM:
            other = replace(request, radius_km=radius)
            yield "radius", other, {"radius_km": (f"{radius:g}",)}


def _years(
    request: SearchRequest, conditions: Conditions, totals: Mapping[str, int]
) -> Iterator[Change]:
    """Yield the range that reaches to the nearest year in which there is something."""
    gaps = []
    for name in totals if conditions.years else ():
        year = int(name)
        for span in conditions.years:
            first, last = span.first or year, span.last or year
            gap = max(first - year, year - last, 0)
            gaps.append((gap, YearRange(min(first, year), max(last, year))))
    if gaps:
        _, wanted = min(gaps, key=lambda item: (item[0], str(item[1])))
        yield "years", replace(request, years=(wanted,)), {"fiscal_year": (str(wanted),)}


def _changed(kind: str, request: SearchRequest, **values: tuple[str, ...]) -> Change:
    parameters = {_PARAMETERS[name]: keys for name, keys in values.items()}
    changes: dict[str, Any] = dict(values)
    return kind, replace(request, **changes), parameters
