"""Places: which reading of a name counts, where its centre is, and how far "near" reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ontology.geography import NEAR_RADIUS_KM, NEAR_WARD_RADIUS_KM, distances_km
from search.model.corpus import Place, Region
from search.model.interpretation import PlaceCondition
from search.names.entries import Entry
from search.numbers.figures import FigureRange

_LARGE_CITIES = frozenset({"designated-city", "core-city"})
"""Cities of 500,000 and of 200,000 by order of the Cabinet (地方自治法 252条の19 and 252条の22)."""


class Gazetteer:
    """The places of the register and the regions.

    Args:
        places: every local government.
        regions: groups of prefectures.
    """

    def __init__(self, places: Sequence[Place], regions: Sequence[Region]) -> None:
        self.places: Mapping[str, Place] = {place.code: place for place in places}
        self.regions: Mapping[str, Region] = {region.key: region for region in regions}
        self.index = {place.code: number for number, place in enumerate(places)}
        self._latitudes = np.array([place.latitude for place in places])
        self._longitudes = np.array([place.longitude for place in places])
        self._codes = [place.code for place in places]
        parts = {place.code: {place.code} for place in places}
        for place in places:
            for code in filter(None, (place.prefecture, place.parent)):
                parts.setdefault(code, set()).add(place.code)
        self._parts = {code: frozenset(inside) for code, inside in parts.items()}
        self.municipalities_of: dict[str, list[str]] = {}
        for place in places:
            if place.kind not in {"prefecture", "ward"}:
                self.municipalities_of.setdefault(place.prefecture, []).append(place.code)

    def distances_km(self, latitude: float, longitude: float) -> NDArray[np.float64]:
        """Return the distance of every place from a point, in kilometres.

        Args:
            latitude: of the point in degrees.
            longitude: of the point in degrees.
        """
        return distances_km(latitude, longitude, self._latitudes, self._longitudes)

    def counting(self, figures: Sequence[FigureRange]) -> set[str]:
        """Return the codes of the places that have all of some figures."""
        return {
            place.code
            for place in self.places.values()
            if all(place.figures.get(figure.measure) in figure for figure in figures)
        }

    def prefecture_at(self, latitude: float, longitude: float) -> str:
        """Return the prefecture of the municipal office nearest to a point."""
        nearest = int(np.argmin(self.distances_km(latitude, longitude)))
        return self.places[self._codes[nearest]].prefecture

    def choose(self, entries: Iterable[Entry], *, near: bool) -> tuple[Entry, ...]:
        """Return the readings of a name that count (the rule of docs/design.md, section 6.3).

        A bare name shared by a prefecture and its city is the city's point with ``near``, else
        the prefecture. A prefecture wins over a region of the same name, a region over a bare
        town (東北 is not 東北町). Of municipalities that are written alike a bare name means the
        cities of ``_LARGE_CITIES`` where there is one (神戸 is 神戸市, not 神戸町). Otherwise towns
        of the same name are all of them.
        """
        places = [entry for entry in entries if entry.kind == "place"]
        regions = [entry for entry in entries if entry.kind == "region"]
        whole = [entry for entry in places if not entry.bare]
        if whole:
            return tuple(whole)
        prefectures = [e for e in places if self.places[e.key].kind == "prefecture"]
        if prefectures and near:
            cities = self._capital_readings(places, prefectures)
            return cities or tuple(prefectures)
        if prefectures:
            return tuple(prefectures)
        return tuple(regions or self._without_smaller(places))

    def _without_smaller(self, places: Sequence[Entry]) -> tuple[Entry, ...]:
        """Leave out bare readings that are written like a large city's."""
        known = {self.places[e.key].name[:-1] for e in places if self.is_large(e)}
        return tuple(
            entry
            for entry in places
            if self.is_large(entry) or self.places[entry.key].name[:-1] not in known
        )

    def is_large(self, entry: Entry) -> bool:
        """Tell whether a reading is a prefecture or one of ``_LARGE_CITIES``."""
        place = self.places.get(entry.key)
        return place is not None and place.kind in {"prefecture", *_LARGE_CITIES}

    def contains(self, outer: Entry, inner: Entry) -> bool:
        """Tell whether a place lies in another, or in a region, and is not that place itself.

        Args:
            outer: a region, a prefecture or a city with wards.
            inner: a place.
        """
        if inner.kind != "place" or inner.key == outer.key:
            return False
        place = self.places[inner.key]
        if outer.kind == "region":
            return place.prefecture in self.regions[outer.key].prefectures
        return outer.key in {place.prefecture, place.parent}

    def _capital_readings(
        self, places: Iterable[Entry], prefectures: Iterable[Entry]
    ) -> tuple[Entry, ...]:
        """Return the places of a name that lie in the prefectures of the same name."""
        inside = {entry.key for entry in prefectures}
        return tuple(
            entry
            for entry in places
            if entry.key not in inside
            and self.places[entry.key].prefecture in inside
            and self.places[entry.key].kind != "ward"
        )

    def condition(
        self, entry: Entry, *, near: bool, radius_km: float | None, span: str = ""
    ) -> PlaceCondition:
        """Return the condition of a reading.

        Args:
            entry: a place or a region.
            near: whether it is to be near it rather than in it; a region has no "near".
            radius_km: a given distance in kilometres, or None for the usual one.
            span: id of the span it comes from.
        """
        if entry.kind == "region":
            region = self.regions[entry.key]
            name = region.labels[0]
            return PlaceCondition(name, "region", region.key, None, None, None, "in", span)
        place = self.places[entry.key]
        usual = NEAR_WARD_RADIUS_KM if place.kind == "ward" else NEAR_RADIUS_KM
        return PlaceCondition(
            name=place.name,
            kind=place.kind,
            code=place.code,
            latitude=place.latitude,
            longitude=place.longitude,
            radius_km=(radius_km or usual) if near else None,
            relation="near" if near else "in",
            span=span,
        )

    def inside(self, condition: PlaceCondition) -> frozenset[str]:
        """Return the codes of all places within an ``in`` condition's area, itself included."""
        if condition.kind == "region":
            prefectures = self.regions[condition.code].prefectures
            return frozenset[str]().union(*(self._parts.get(code, ()) for code in prefectures))
        return self._parts[condition.code]
