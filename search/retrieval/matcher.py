"""Which documents meet which condition: one mask for each kind of condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ontology.kinds import KINDS
from search.index.columns import Among, Column, Mask
from search.index.files import DamagedFile, reading
from search.model.corpus import Hierarchy
from search.model.facets import BY_SPAN, FACETS, GROUPED, Values
from search.model.interpretation import (
    Candidate,
    Conditions,
    Expression,
    PlaceCondition,
    TextCondition,
)
from search.names.function_words import APPLICANT
from search.names.gazetteer import Gazetteer
from search.numbers.amounts import AMOUNTS
from search.numbers.figures import FigureRange
from search.numbers.years import YearRange, parse_years
from search.retrieval.writing import COLUMNS, EFFORT, LOCATED

LINKS: Mapping[str, str] = {
    "municipality": "applicant",
    "council": "council",
    "programme": "programme",
    "ministry": "ministry",
    "technology": "own_technology",
    "challenge": "own_challenge",
}
"""Kinds that are found through projects too, each with the column of projects that names them."""

_DISTANCES = 16
"""Places whose distances are kept: a search asks for those of one place several times."""
_ALTERNATIVES = tuple(
    facet.name
    for facet in FACETS
    if facet.values not in {Values.CONCEPT, Values.YEAR, Values.MUNICIPALITY}
)
"""Facets of which a document that has any of the values asked for meets the condition."""
_OF_PROJECTS = frozenset(
    facet.span
    for facet in FACETS
    if not (facet.is_area or facet.of_bodies or facet.values is Values.KIND)
)
"""Kinds of candidates that only a project meets itself."""
_BODIES = tuple(facet.name for facet in FACETS if facet.values is Values.MUNICIPALITY)


class Matcher:
    """The documents by column.

    Args:
        folder: folder that ``search.retrieval.writing`` wrote.
        hierarchy: the narrower concepts of each concept.
        gazetteer: the places.
        holding: tells which documents hold some words.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """

    def __init__(
        self,
        folder: Path,
        hierarchy: Hierarchy,
        gazetteer: Gazetteer,
        holding: Callable[[TextCondition], Mask],
    ) -> None:
        self._gazetteer = gazetteer
        self._holding = holding
        self.narrower = hierarchy.narrower
        self.columns = {name: Column.read(folder, name) for name in COLUMNS}
        self.size = self.columns["type"].size
        for name, column in self.columns.items():
            if column.size != self.size:
                raise DamagedFile(folder / f"{name}.starts.npy", "not as many documents as types")
        self.kinds = {kind: self.columns["type"].mask([kind]) for kind in KINDS}
        self.efforts = _efforts(self.columns[EFFORT])
        self._located = self.columns[LOCATED]
        with reading(folder / f"{LOCATED}.json"):
            positions = [gazetteer.index[code] for code in self._located.names]
        self._located_places = np.array(positions, dtype=np.int64)
        prefectures = [p for p in gazetteer.places.values() if p.kind == "prefecture"]
        self._prefectures = np.array([gazetteer.index[p.code] for p in prefectures], dtype=np.int64)
        inside = [[gazetteer.index[c] for c in gazetteer.municipalities_of.get(p.code, [p.code])]
                  for p in prefectures]  # fmt: skip
        self._inside = np.array([n for row in inside for n in row], dtype=np.int64)
        self._inside_starts = np.cumsum([0, *map(len, inside)])[:-1]
        self.distance = lru_cache(maxsize=_DISTANCES)(self._distance)

    def masks(self, conditions: Conditions) -> dict[str, Mask]:
        """Return a mask for each condition that is stated, by the name of its facet."""
        masks: dict[str, Mask] = {}
        for name in _ALTERNATIVES:
            if wanted := conditions.keys[name]:
                masks[name] = self.columns[name].mask(wanted)
        for name in _BODIES:
            if wanted := conditions.keys[name]:
                masks[name] = self.columns["body"].mask(self._with_wards(wanted))
        for name in GROUPED:
            if groups := conditions.groups[name]:
                masks[name] = _all([self.columns[name].mask(group) for group in groups])
        if conditions.years:
            masks["fiscal_year"] = self._years(conditions.years)
        if conditions.places:
            masks["place"] = self.at(conditions.places)
        return masks | self._counted(conditions.figures) | self._further_masks(conditions)

    def _counted(self, figures: Iterable[FigureRange]) -> dict[str, Mask]:
        """Return the masks of what is counted of places, and of the amounts of programmes."""
        masks: dict[str, Mask] = {}
        amounts = [one for one in figures if one.measure in AMOUNTS]
        if of_places := [one for one in figures if one not in amounts]:
            masks["figure"] = self._located.mask(self._gazetteer.counting(of_places))
        if amounts:
            masks["amount"] = _all([self._of_amount(one) for one in amounts])
        return masks

    def _further_masks(self, conditions: Conditions) -> dict[str, Mask]:
        """Return the masks of what is left out, of words, and of trees of conditions."""
        masks: dict[str, Mask] = {}
        left_out = [self._excluded(candidate) for candidate in conditions.excluded]
        left_out += [self.at([place]) for place in conditions.excluded_places]
        if left_out:
            masks["excluded"] = ~np.logical_or.reduce(left_out)
        if conditions.required:
            masks["required"] = _all([self._holding(words) for words in conditions.required])
        if conditions.expressions:
            masks["expression"] = _all([self._meeting(node) for node in conditions.expressions])
        return masks

    def bodies_of(self, found: Mask) -> Mask:
        """Return the local governments that some documents name."""
        column = self.columns["body"]
        held = column.held(Among(found))
        codes = [column.names[number] for number in np.flatnonzero(held)]
        return column.mask(codes) & self.kinds["municipality"]

    def excluded_of_projects(self, conditions: Conditions) -> Mask | None:
        """Return which documents have what is left out of projects, or None where nothing is.

        A local government has no technology, year or status; its projects have.
        """
        masks = [self._excluded(one) for one in conditions.excluded if one.kind in _OF_PROJECTS]
        return np.logical_or.reduce(masks) if masks else None

    def at(self, places: Iterable[PlaceCondition]) -> Mask:
        """Return which documents are near, or in, any of some places."""
        asked = list(places)
        masks = [self.distance(*group) <= radius for radius, group in by_radius(asked).items()]
        masks += [self._area(place) for place in asked if place.relation != "near"]
        found: Mask = np.logical_or.reduce(masks)
        return found

    def inside(self, places: Iterable[PlaceCondition]) -> Mask:
        """Return which documents are in any of some places, and not just all around it."""
        codes = {code for place in places for code in self._gazetteer.inside(place)}
        return self._located.mask(codes)

    def around(self, places: Iterable[PlaceCondition]) -> Mask:
        """Return which documents are the work of the whole prefecture around any of some places.

        Args:
            places: local governments below prefectures, and regions of them.
        """
        codes = (self._gazetteer.prefectures_around(place) for place in places)
        return self._located.mask({code for found in codes for code in found})

    def located(self, found: Mask) -> tuple[dict[str, int], int]:
        """Return how many of some documents are at each place, by code, and how many nowhere."""
        column, among = self._located, Among(found)
        counts = column.counts(among)
        codes = {column.names[n]: int(counts[n]) for n in np.flatnonzero(counts)}
        somewhere = len(np.unique(column.values(among.numbers)[0]))
        return codes, among.total - somewhere

    def _distance(self, *places: PlaceCondition) -> NDArray[np.float64]:
        """Return the distance of every document from the nearest of some places in kilometres.

        A document of several places is at the nearest; a prefecture alone is its whole area: 0
        inside it, else the nearest of its municipalities' offices (docs/design.md, section 6.3).
        What is nowhere is infinitely far.
        """
        reach = np.minimum.reduce([self._reach(place) for place in places])
        return self._located.nearest(reach[self._located_places])

    def _reach(self, place: PlaceCondition) -> NDArray[np.float64]:
        """Return the distance of every place of the register from one."""
        latitude, longitude = place.latitude or 0.0, place.longitude or 0.0
        distances = self._gazetteer.distances_km(latitude, longitude)
        nearest = np.minimum.reduceat(distances[self._inside], self._inside_starts)
        distances[self._prefectures] = nearest
        here = (
            self._gazetteer.places[place.code].prefecture
            if place.code
            else self._gazetteer.prefecture_at(latitude, longitude)
        )
        distances[self._gazetteer.index[here]] = 0.0
        return distances

    def _meeting(self, node: Conditions | Expression) -> Mask:
        """Return which documents meet a tree of conditions."""
        if isinstance(node, Conditions):
            return _all(self.masks(node).values(), self.size)
        children = [self._meeting(child) for child in node.children]
        if node.operator == "not":
            return ~children[0]
        join = np.logical_or if node.operator == "or" else np.logical_and
        found: Mask = join.reduce(children)
        return found

    def _of_amount(self, figure: FigureRange) -> Mask:
        """Return the programmes that had such an amount in any year."""
        column = self.columns[figure.measure]
        return column.mask([name for name in column.names if float(name) in figure])

    def _years(self, spans: Sequence[YearRange]) -> Mask:
        years = self.columns["fiscal_year"]
        return years.mask([name for name in years.names if any(int(name) in s for s in spans)])

    def _with_wards(self, codes: Iterable[str]) -> set[str]:
        wanted = set(codes)
        return wanted | {p.code for p in self._gazetteer.places.values() if p.parent in wanted}

    def _area(self, place: PlaceCondition) -> Mask:
        """Return which documents are in a place; the work of its whole prefecture is there too."""
        found = self.inside([place])
        if place.is_below_prefectures:
            found |= self.around([place])
        return found

    def _at_kind(self, kind: str) -> Mask:
        """Return which documents are at a local government of a kind, whoever applies."""
        places = self._gazetteer.places
        return self._located.mask(
            [code for code in self._located.names if places[code].kind == kind]
        )

    def _excluded(self, candidate: Candidate) -> Mask:
        if candidate.kind == APPLICANT:
            # A company that applies for a project in 札幌市 is no designated city; its project is
            # in one, and what is not of a kind is not at one either.
            return self.columns[APPLICANT].mask([candidate.key]) | self._at_kind(candidate.key)
        if candidate.kind == "region":
            condition = PlaceCondition("", "region", candidate.key, None, None, None, "in")
            return self.inside([condition])
        facet = BY_SPAN.get(candidate.kind)
        if facet is not None and facet.values is Values.YEAR:
            span = parse_years(candidate.key)
            return self._years((span,) if span else ())
        if facet is not None:
            return self.columns[facet.name].mask([candidate.key])
        place = self._gazetteer.places[candidate.key]
        condition = PlaceCondition("", place.kind, place.code, None, None, None, "in")
        return self.inside([condition])


def _efforts(column: Column) -> NDArray[np.int64]:
    """Return a number for each document, which projects of one effort share."""
    found = np.arange(column.size)
    for name in column.names:
        members = column.documents(name)
        found[members] = members[0]
    return found


def by_radius(places: Iterable[PlaceCondition]) -> dict[float, tuple[PlaceCondition, ...]]:
    """Return the places to be near to by the kilometres that count as near."""
    found: dict[float, tuple[PlaceCondition, ...]] = {}
    for place in places:
        if place.relation == "near":
            radius = place.radius_km or 0.0
            found[radius] = (*found.get(radius, ()), place)
    return found


def _all(masks: Iterable[Mask], size: int = 0) -> Mask:
    found: Mask = np.logical_and.reduce(list(masks) or [np.ones(size, dtype=np.bool_)])
    return found
