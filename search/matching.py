"""Which documents meet which condition: one mask for each kind of condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from search.columns import Column, Mask
from search.documents import KINDS, Document, Hierarchy
from search.interpretation import Candidate, Conditions, PlaceCondition
from search.places import Gazetteer
from search.years import YearRange, parse_years

FACETS = (
    "type",
    "technology",
    "challenge",
    "programme",
    "ministry",
    "fiscal_year",
    "prefecture",
    "municipality",
)
"""Facets; each is also the name of the parameter that filters by it."""


class Matcher:
    """The documents by column.

    Args:
        documents: in index order.
        hierarchy: the narrower concepts of each concept.
        gazetteer: the places.
    """

    def __init__(
        self, documents: Sequence[Document], hierarchy: Hierarchy, gazetteer: Gazetteer
    ) -> None:
        self.size = len(documents)
        self._gazetteer = gazetteer
        self.narrower = hierarchy.narrower
        self.printed = Column([document.technologies for document in documents])
        self.derived = Column([document.technologies_derived for document in documents])
        self.related = Column([document.technologies_related for document in documents])
        self.challenges = Column([document.challenges for document in documents])
        self._kinds = Column([(document.kind,) for document in documents])
        self._bodies = Column([document.bodies for document in documents])
        broader = _broader(hierarchy)
        self._columns = {
            "type": self._kinds,
            "technology": Column(
                [_with_broader((*d.technologies, *d.technologies_derived), broader)
                 for d in documents]
            ),
            "challenge": Column([_with_broader(d.challenges, broader) for d in documents]),
            "programme": Column([document.programmes for document in documents]),
            "ministry": Column([document.ministries for document in documents]),
            "fiscal_year": Column(
                [(str(d.fiscal_year),) if d.fiscal_year else () for d in documents]
            ),
        }  # fmt: skip
        self._related = Column([_with_broader(d.technologies_related, broader) for d in documents])
        self._only_related = Column(
            [
                set(_with_broader(d.technologies_related, broader))
                - set(_with_broader((*d.technologies, *d.technologies_derived), broader))
                for d in documents
            ]
        )
        places = gazetteer.places
        located = [[c for c in d.located_in if c in places] for d in documents]
        self._points = Column([_points(codes, gazetteer) for codes in located])
        self._whole = Column(
            [[c for c in codes if places[c].kind == "prefecture"] for codes in located]
        )
        self._columns["prefecture"] = Column([[places[c].prefecture for c in x] for x in located])
        self._columns["municipality"] = Column(
            [_municipalities(d.bodies, gazetteer) for d in documents]
        )  # fmt: skip
        self._located = Column(located)

    def masks(self, conditions: Conditions) -> dict[str, Mask]:
        """Return a mask for each condition that is stated, by the name of its facet."""
        masks: dict[str, Mask] = {}
        for name, wanted in (
            ("type", conditions.types),
            ("programme", conditions.programmes),
            ("ministry", conditions.ministries),
            ("prefecture", conditions.prefectures),
        ):
            if wanted:
                masks[name] = self._columns[name].mask(wanted)
        if conditions.municipalities:
            masks["municipality"] = self._bodies.mask(self._with_wards(conditions.municipalities))
        if conditions.technologies:
            asked = self._kinds.mask(conditions.types)
            masks["technology"] = self._technologies(conditions, asked)
        if conditions.challenges:
            groups = [self._columns["challenge"].mask(group) for group in conditions.challenges]
            masks["challenge"] = np.logical_and.reduce(groups)
        if conditions.years:
            masks["fiscal_year"] = self._years(conditions.years)
        if conditions.places:
            masks["place"] = np.logical_or.reduce(
                [self._place(place) for place in conditions.places]
            )
        left_out = [self._excluded(candidate) for candidate in conditions.excluded]
        left_out += [self._place(place) for place in conditions.excluded_places]
        if left_out:
            masks["excluded"] = ~np.logical_or.reduce(left_out)
        return masks

    def _technologies(self, conditions: Conditions, asked: Mask) -> Mask:
        """Documents with each of the technologies; what they took part in counts when asked for."""
        groups = [
            self._columns["technology"].mask(group) | (self._related.mask(group) & asked)
            for group in conditions.technologies
        ]
        found: Mask = np.logical_and.reduce(groups)
        return found

    def _years(self, spans: Sequence[YearRange]) -> Mask:
        years = self._columns["fiscal_year"]
        return years.mask([name for name in years.names if any(int(name) in s for s in spans)])

    def _with_wards(self, codes: Iterable[str]) -> set[str]:
        wanted = set(codes)
        return wanted | {p.code for p in self._gazetteer.places.values() if p.parent in wanted}

    def _place(self, place: PlaceCondition) -> Mask:
        if place.relation == "near":
            near: Mask = self.distance(place) <= (place.radius_km or 0.0)
            return near
        found = self._located.mask(self._gazetteer.inside(place))
        if place.kind not in {"prefecture", "region"}:
            found |= self._whole.mask([self._gazetteer.places[place.code].prefecture])
        return found

    def distance(self, place: PlaceCondition) -> NDArray[np.float64]:
        """Return the distance of every document from a place in kilometres (infinity for none).

        A document of several places is at the nearest; a prefecture alone is its whole area: 0
        inside it, else the nearest of its municipalities' offices (DESIGN section 6.3).
        """
        latitude, longitude = place.latitude or 0.0, place.longitude or 0.0
        distances = self._gazetteer.distances_km(latitude, longitude)
        nearest = self._points.nearest(distances, self._gazetteer.index)
        here = (
            self._gazetteer.places[place.code].prefecture
            if place.code
            else self._gazetteer.prefecture_at(latitude, longitude)
        )
        nearest[self._whole.mask([here])] = 0.0
        return nearest

    def is_whole_area(self, number: int) -> bool:
        """Tell whether a document is a prefecture's whole area."""
        return bool(self._whole.filled()[number])

    def _excluded(self, candidate: Candidate) -> Mask:
        if candidate.kind == "technology":
            return self.printed.mask([candidate.key, *self.narrower.get(candidate.key, ())])
        if candidate.kind == "challenge":
            return self._columns["challenge"].mask([candidate.key])
        if candidate.kind in {"type", "programme", "ministry"}:
            return self._columns[candidate.kind].mask([candidate.key])
        if candidate.kind == "year":
            span = parse_years(candidate.key)
            return self._years((span,) if span else ())
        kind = "region" if candidate.kind == "region" else "place"
        if kind == "region":
            condition = PlaceCondition("", "region", candidate.key, None, None, None, "in")
        else:
            place = self._gazetteer.places[candidate.key]
            condition = PlaceCondition("", place.kind, place.code, None, None, None, "in")
        return self._located.mask(self._gazetteer.inside(condition))

    def counts(
        self, facet: str, masks: Mapping[str, Mask], conditions: Conditions
    ) -> dict[str, int]:
        """Return for each value of a facet the total, were it asked for in the facet's stead.

        Args:
            facet: one of ``FACETS``.
            masks: what ``masks`` gave for the conditions, and further filters.
            conditions: what is asked for.
        """
        others = {name: mask for name, mask in masks.items() if name != facet}
        if facet == "type" and "technology" in others:
            every_kind = np.ones(self.size, dtype=np.bool_)
            others["technology"] = self._technologies(conditions, every_kind)
        if facet in {"prefecture", "municipality"} and "place" in others:
            del others["place"]  # a filter by area takes the place of "in", but not of "near"
            near = [self._place(p) for p in conditions.places if p.relation == "near"]
            if near:
                others["place"] = np.logical_or.reduce(near)
        among = np.ones(self.size, dtype=np.bool_)
        for mask in others.values():
            among &= mask
        found = self._columns[facet].counts(among)
        if facet == "technology":
            asked = among & self._kinds.mask(conditions.types)
            for key, count in self._only_related.counts(asked).items():
                found[key] = found.get(key, 0) + count
        return found

    def kind_order(self, kind: str) -> int:
        """Return the place of a kind in the order in which equals are shown."""
        return KINDS.index(kind)


def _broader(hierarchy: Hierarchy) -> dict[str, set[str]]:
    broader: dict[str, set[str]] = {}
    for above, below in hierarchy.narrower.items():
        for key in below:
            broader.setdefault(key, set()).add(above)
    return broader


def _with_broader(keys: Iterable[str], broader: dict[str, set[str]]) -> list[str]:
    return [name for key in keys for name in (key, *sorted(broader.get(key, ())))]


def _municipalities(codes: Iterable[str], gazetteer: Gazetteer) -> list[str]:
    """Return the municipalities among some places, and the cities of the wards among them."""
    known = [gazetteer.places[code] for code in codes if code in gazetteer.places]
    found = [place.code for place in known if place.kind != "prefecture"]
    return found + [place.parent for place in known if place.parent]


def _points(codes: Iterable[str], gazetteer: Gazetteer) -> list[str]:
    points: list[str] = []
    for code in codes:
        if gazetteer.places[code].kind == "prefecture":
            points += gazetteer.municipalities_of.get(code, [])
        else:
            points.append(code)
    return points
