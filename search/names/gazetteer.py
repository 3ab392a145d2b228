"""Places: which reading of a name counts, where its centre is, and how far "near" reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ontology.geography import NEAR_RADIUS_KM, NEAR_WARD_RADIUS_KM, distances_km
from search.model.corpus import Corpus, Place, Region, Station
from search.model.interpretation import PlaceCondition
from search.names.entries import Entry
from search.numbers.figures import FigureRange

_LARGE_CITIES = frozenset({"designated-city", "core-city"})
"""Cities of 500,000 and of 200,000 by order of the Cabinet (地方自治法 252条の19 and 252条の22)."""


class Gazetteer:
    """The places of the register and the regions.

    Args:
        places: every local government.
        regions: groups of prefectures, and those that are only said.
        stations: railway stations.
        neighbours: codes of the municipalities beside each one.
    """

    def __init__(
        self,
        places: Sequence[Place],
        regions: Sequence[Region],
        stations: Iterable[Station] = (),
        neighbours: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ) -> None:
        self.places: Mapping[str, Place] = {place.code: place for place in places}
        self.regions: Mapping[str, Region] = {region.key: region for region in regions}
        self.stations: Mapping[str, Station] = {station.key: station for station in stations}
        self._neighbours = neighbours
        self._inside_regions: dict[str, frozenset[str]] = {}
        self._short_codes = {place.code[:5]: place.code for place in places}
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

    @classmethod
    def of(cls, corpus: Corpus) -> Gazetteer:
        """Return the places, regions and stations of a corpus."""
        return cls(corpus.places, corpus.regions, corpus.stations, corpus.neighbours)

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

    def words_of(self, entries: Iterable[Entry], typed: str) -> list[str]:
        """Return the words of a place that texts hold, where it has no list of its own.

        Args:
            entries: its readings: former names, stations, and regions that are sets of towns, have
                words.
            typed: what was typed.
        """
        former: list[str] = []
        said: list[str] = []
        for entry in entries:
            if entry.former:
                former.append(entry.former)
            if entry.kind == "station":
                said.append(f"{self.stations[entry.key].name}駅")
            if entry.kind == "region" and self.is_of_towns(region := self.regions[entry.key]):
                names = (label for label in region.labels if label in typed)
                said.append(min(names, default=region.labels[0]))
        return [*former, *said]

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
        of the same name are all of them. Of regions that are only said see ``_regions``; of
        stations of one name that with the most lines is meant.
        """
        entries = tuple(entries)
        stations = [self.stations[entry.key] for entry in entries if entry.kind == "station"]
        if stations:
            largest = max(station.lines for station in stations)
            return tuple(
                entry
                for entry in entries
                if entry.kind == "station" and self.stations[entry.key].lines == largest
            )
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
        return tuple(self._regions(regions, places, near=near) or self._without_smaller(places))

    def _regions(
        self, regions: Sequence[Entry], places: Sequence[Entry], *, near: bool
    ) -> list[Entry]:
        """Return the regions that count beside bare places of the same name.

        One that is only said loses to a large city (北九州), where it is one place itself (佐渡),
        and with "near", since a region has none; else it holds the place (伊豆, 庄内).
        """
        if not places:
            return list(regions)
        large = near or any(self.is_large(entry) for entry in places)
        found = [(entry, self.regions[entry.key]) for entry in regions]
        return [
            entry
            for entry, region in found
            if region.prefectures or not (large or len(region.members) == 1)
        ]

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
        if inner.key == outer.key or outer.kind == "station":
            return False
        around = self._area(outer)
        if inner.kind == "station":
            return self.stations[inner.key].municipality in around
        if inner.kind == "region":
            return outer.kind == "place" and self._area(inner) < around
        return inner.key in around

    def _area(self, entry: Entry) -> frozenset[str]:
        """Return the codes of all places in a place or a region, a place itself included."""
        if entry.kind != "region":
            return self._parts[entry.key]
        known = self._inside_regions.get(entry.key)
        if known is None:
            inside = (self._parts.get(code, ()) for code in self.regions[entry.key].places)
            known = self._inside_regions[entry.key] = frozenset[str]().union(*inside)
        return known

    def beside(self, entry: Entry) -> tuple[Entry, ...]:
        """Return the neighbours of a place: of a prefecture prefectures, else municipalities.

        A ward has those of its city, a region none, and so has a place with sea around it.
        """
        if entry.kind == "region":
            return ()
        code = self.held(entry).key
        code = self.places[code].parent or code
        found: Iterable[str] = self._neighbours.get(code, ())
        if self.places[code].kind == "prefecture":
            towns = self.municipalities_of.get(code, ())
            across = (beside for town in towns for beside in self._neighbours.get(town, ()))
            found = {self.places[other].prefecture for other in across} - {code}
        return tuple(Entry("place", other) for other in sorted(found))

    def is_of_towns(self, region: Region) -> bool:
        """Tell whether a region is made of more, or of other places, than whole prefectures."""
        return any(self.places[code].kind != "prefecture" for code in region.members)

    def prefectures_around(self, condition: PlaceCondition) -> frozenset[str]:
        """Return the codes of the prefectures that a place or a region lies in."""
        codes = self.inside(condition) if condition.kind == "area" else (condition.code,)
        return frozenset(self.places[code].prefecture for code in codes)

    def by_code(self, code: str) -> str:
        """Return the code of a place by it, or by its first five digits; else nothing."""
        return code if code in self.places else self._short_codes.get(code, "")

    def held(self, entry: Entry) -> Entry:
        """Return the place by which facts are held: of a station its municipality."""
        if entry.kind != "station":
            return entry
        return Entry("place", self.stations[entry.key].municipality)

    def station_label(self, key: str) -> str:
        """Return the name of a station with where it is: 大宮駅（さいたま市）."""
        station = self.stations[key]
        return f"{station.name}駅（{self.places[station.municipality].name}）"

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

        What is in a station is in its municipality: facts are held by municipality.

        Args:
            entry: a place, a region or a station.
            near: whether it is to be near it rather than in it; a region has no "near".
            radius_km: a given distance in kilometres, or None for the usual one.
            span: id of the span it comes from.
        """
        if entry.kind == "region":
            region = self.regions[entry.key]
            name = region.labels[0]
            kind = "area" if self.is_of_towns(region) else "region"
            return PlaceCondition(name, kind, region.key, None, None, None, "in", span)
        if entry.kind == "station":
            if not near:
                return self.condition(self.held(entry), near=False, radius_km=None, span=span)
            station = self.stations[entry.key]
            return PlaceCondition(
                name=f"{station.name}駅",
                kind="station",
                code=station.municipality,
                latitude=station.latitude,
                longitude=station.longitude,
                radius_km=radius_km or NEAR_RADIUS_KM,
                relation="near",
                span=span,
            )
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
        if condition.kind in {"region", "area"}:
            return self._area(Entry("region", condition.code))
        return self._parts[condition.code]
