"""Explicit filters: from what a parameter names to conditions that override the query's."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ontology.geography import NEAR_RADIUS_KM
from ontology.kinds import KINDS
from search.model.facets import FACETS, ByFacet, Facet, Values
from search.model.interpretation import Conditions, PlaceCondition
from search.model.request import SearchRequest, UnresolvedName
from search.names.entries import Entry
from search.names.gazetteer import Gazetteer
from search.names.lexicon import Lexicon
from search.numbers.years import YearRange, parse_years
from search.query.understanding import Understanding
from search.text.folding import fold

_POINT = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]+)?) *, *(-?[0-9]{1,3}(?:\.[0-9]+)?)")
_LONGEST_ADDRESS = 200
"""Characters of a text that is read as an address: more than twice those of the longest."""
_MAX_LATITUDE, _MAX_LONGITUDE = 90.0, 180.0


class FilterResolver:
    """Turns the filters of a request into conditions.

    Args:
        lexicon: the labels.
        gazetteer: the places.
        understanding: names the candidates of an ambiguous filter.
        codes: labels of coded values, by facet, key and language.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        gazetteer: Gazetteer,
        understanding: Understanding,
        codes: Mapping[str, Mapping[str, Mapping[str, str]]],
    ) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._understanding = understanding
        self._codes = codes

    def override(self, conditions: Conditions, request: SearchRequest) -> Conditions:
        """Return the query's conditions with those that the request states in their stead.

        An area that is stated takes the place of "in" an area of its level (a prefecture, a
        region); beside another place it narrows.

        Raises:
            UnresolvedName: a filter names nothing, or several things.
        """
        found, near = self.stated(request.filters), self._near(request)
        merged = replace(
            conditions,
            keys=conditions.keys | found.keys,
            groups=conditions.groups | found.groups,
            years=found.years or conditions.years,
            places=near or conditions.places,
        )
        if merged.area in found.keys:
            merged = replace(merged, places=())
        if request.radius_km and not near:
            widened = tuple(
                replace(place, radius_km=request.radius_km) if place.relation == "near" else place
                for place in merged.places
            )
            merged = replace(merged, places=widened)
        return merged

    def stated(self, filters: ByFacet[str]) -> Conditions:
        """Return the conditions that filters state.

        Args:
            filters: for a facet the texts that name its values.

        Raises:
            UnresolvedName: a text names nothing, or several things.
        """
        keys: dict[str, tuple[str, ...]] = {}
        groups: dict[str, tuple[tuple[str, ...], ...]] = {}
        years: tuple[YearRange, ...] = ()
        for facet in FACETS if filters else ():
            texts = filters[facet.name]
            if not texts:
                continue
            if facet.values is Values.YEAR:
                years = tuple(_years(facet, text) for text in texts)
            elif facet.is_grouped:
                groups[facet.name] = (self.resolve(facet, texts),)
            else:
                keys[facet.name] = self.resolve(facet, texts)
        return Conditions(keys=ByFacet(keys), groups=ByFacet(groups), years=years)

    def resolve(self, facet: Facet, texts: Iterable[str], parameter: str = "") -> tuple[str, ...]:
        """Return the keys of the values of a facet that texts name, each once.

        Args:
            facet: the facet.
            texts: keys or labels.
            parameter: what an error calls the parameter; the facet's name by default.

        Raises:
            UnresolvedName: a text names nothing, or several things.
        """
        called = parameter or facet.name
        return tuple(dict.fromkeys(self._value(facet, called, text) for text in texts))

    def _value(self, facet: Facet, called: str, text: str) -> str:
        match facet.values:
            case Values.KIND if text in KINDS:
                return text
            case Values.PREFECTURE:
                return self._body(called, text, {"prefecture"})
            case Values.MUNICIPALITY:
                return self._body(called, text, None)
            case Values.REGION:
                return self._region(called, text)
            case Values.CODE:
                return self._code(facet.name, called, text)
            case _:
                return self._key(called, facet.name, text)

    def _key(self, parameter: str, kind: str, text: str) -> str:
        if (kind, text) in self._lexicon.shown:
            return text
        entries = [entry for entry in self._lexicon.lookup(text) if entry.kind == kind]
        return self._single(parameter, text, entries)

    def _region(self, parameter: str, text: str) -> str:
        listed = {key for key, region in self._gazetteer.regions.items() if region.prefectures}
        if text in listed:
            return text
        named = self._lexicon.lookup(text)
        entries = [entry for entry in named if entry.kind == "region" and entry.key in listed]
        return self._single(parameter, text, entries)

    def _code(self, facet: str, parameter: str, text: str) -> str:
        """Return a coded value by its key or one of its labels."""
        codes = self._codes[facet]
        wanted = fold(text)
        for key, labels in codes.items():
            if wanted in {fold(key), *map(fold, labels.values())}:
                return key
        known = tuple((key, labels.get("ja", key)) for key, labels in codes.items())
        raise UnresolvedName(parameter, text, known, is_none=True)

    def _body(self, parameter: str, text: str, kinds: set[str] | None) -> str:
        place = self._gazetteer.places.get(self._gazetteer.by_code(text))
        if place is not None and (kinds is None or place.kind in kinds):
            return place.code
        entries = [
            entry
            for entry in self._lexicon.lookup(text)
            if entry.kind == "place"
            and (kinds is None or self._gazetteer.places[entry.key].kind in kinds)
        ]
        if not entries and (code := self._addressed(text)):
            place = self._gazetteer.places[code]
            entries = [Entry("place", code)] if kinds is None or place.kind in kinds else []
        return self._single(parameter, text, entries)

    def _addressed(self, text: str) -> str:
        """Return the code of the one local government that a whole address, or a station, is in.

        Nothing for a text that says anything else.
        """
        if len(text) > _LONGEST_ADDRESS:
            return ""
        understood = self._understanding.interpret(text)
        only = replace(understood.conditions, places=()) == Conditions()
        codes = {place.code for place in understood.conditions.places}
        first = understood.spans[0].start if understood.spans else 1
        if not only or first or len(codes) != 1 or " " in understood.text:
            return ""
        code = codes.pop()
        return code if code in self._gazetteer.places else ""

    def _single(self, parameter: str, text: str, entries: list[Entry]) -> str:
        keys = {entry.key for entry in entries if not entry.bare} or {e.key for e in entries}
        if len(keys) == 1:
            return next(iter(keys))
        named = [self._understanding.candidate(entry) for entry in entries if entry.key in keys]
        candidates = tuple(sorted({(c.key, c.label) for c in named}))
        raise UnresolvedName(parameter, text, candidates)

    def _near(self, request: SearchRequest) -> tuple[PlaceCondition, ...]:
        return (self.near(request.near, request.radius_km),) if request.near else ()

    def near(self, text: str, radius_km: float | None = None) -> PlaceCondition:
        """Return the condition of being near the place or the point that a text names.

        Args:
            text: a place's name, address or code, a station, or ``lat,lon`` in degrees.
            radius_km: how far near reaches; None for as far as it usually does.

        Raises:
            UnresolvedName: it names nothing, or several places.
        """
        match = _POINT.fullmatch(text.strip())
        if match:
            latitude, longitude = float(match[1]), float(match[2])
            if not math.isfinite(latitude + longitude) or (
                abs(latitude) > _MAX_LATITUDE or abs(longitude) > _MAX_LONGITUDE
            ):
                raise UnresolvedName("near", text, ())
            radius = radius_km or NEAR_RADIUS_KM
            name = f"{latitude},{longitude}"
            return PlaceCondition(name, "point", "", latitude, longitude, radius, "near")
        return self._gazetteer.condition(self._centre(text), near=True, radius_km=radius_km)

    def _centre(self, text: str) -> Entry:
        """Return the place or the station that a code, a name or an address is to be near to."""
        code = self._gazetteer.by_code(text)
        if code:
            return Entry("place", code)
        named = self._lexicon.lookup(text)
        entries = [entry for entry in named if entry.kind in {"place", "station"}]
        chosen = self._gazetteer.choose(entries, near=True)
        if len(chosen) == 1:
            return chosen[0]
        if not chosen and (code := self._addressed(text)):
            return Entry("place", code)
        return Entry("place", self._single("near", text, list(chosen)))


def _years(facet: Facet, text: str) -> YearRange:
    years = parse_years(text)
    if years is None:
        raise UnresolvedName(facet.name, text, ())
    return years
