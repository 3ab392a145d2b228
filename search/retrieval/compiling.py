"""What a document must meet: one clause for each kind of condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from search.model.clauses import Clause, Has, Near, Not, Sharing, either, every
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
from search.retrieval.writing import LOCATED

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
PROJECTS = Has("type", frozenset({"project"}))


def has(column: str, names: Iterable[str]) -> Has:
    """Return what has any of some values of a column."""
    return Has(column, frozenset(names))


class Compiler:
    """Makes clauses of conditions.

    Args:
        gazetteer: the places.
        names: gives the distinct values of a column.
        holding: says what holds some words.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        names: Callable[[str], Sequence[str]],
        holding: Callable[[TextCondition], Clause],
    ) -> None:
        self._gazetteer = gazetteer
        self._names = names
        self._holding = holding

    def clauses(self, conditions: Conditions) -> dict[str, Clause]:
        """Return a clause for each condition that is stated, by the name of its facet."""
        found: dict[str, Clause] = {}
        for name in _ALTERNATIVES:
            if wanted := conditions.keys[name]:
                found[name] = has(name, wanted)
        for name in _BODIES:
            if wanted := conditions.keys[name]:
                found[name] = self.of_bodies(wanted)
        for name in GROUPED:
            if groups := conditions.groups[name]:
                found[name] = every(has(name, group) for group in groups)
        if conditions.years:
            found["fiscal_year"] = self._years(conditions.years)
        if conditions.places:
            found["place"] = self.at(conditions.places)
        return found | self._counted(conditions.figures) | self._further(conditions)

    def _counted(self, figures: Iterable[FigureRange]) -> dict[str, Clause]:
        """Return the clauses of what is counted of places, and of the amounts of programmes."""
        found: dict[str, Clause] = {}
        amounts = [one for one in figures if one.measure in AMOUNTS]
        if of_places := [one for one in figures if one not in amounts]:
            found["figure"] = has(LOCATED, self._gazetteer.counting(of_places))
        if amounts:
            found["amount"] = every(self._of_amount(one) for one in amounts)
        return found

    def _further(self, conditions: Conditions) -> dict[str, Clause]:
        """Return the clauses of what is left out, of words, and of trees of conditions."""
        found: dict[str, Clause] = {}
        left_out = [self._excluded(candidate) for candidate in conditions.excluded]
        left_out += [self.at([place]) for place in conditions.excluded_places]
        if left_out:
            found["excluded"] = Not(either(left_out))
        if conditions.required:
            found["required"] = every(self._holding(words) for words in conditions.required)
        if conditions.expressions:
            found["expression"] = every(self._meeting(node) for node in conditions.expressions)
        return found

    def of_bodies(self, codes: Iterable[str]) -> Clause:
        """Return what is of any of some local governments; of a city, also what is of its wards."""
        wanted = set(codes)
        wards = (p.code for p in self._gazetteer.places.values() if p.parent in wanted)
        return has("body", wanted.union(wards))

    def bodies_of(self, among: Clause) -> Clause:
        """Return the local governments that some documents name."""
        return every((Sharing("body", among), has("type", ("municipality",))))

    def excluded_of_projects(self, conditions: Conditions) -> Clause | None:
        """Return what has what is left out of projects, or None where nothing is.

        A local government has no technology, year or status; its projects have.
        """
        found = [self._excluded(one) for one in conditions.excluded if one.kind in _OF_PROJECTS]
        return either(found) if found else None

    def at(self, places: Iterable[PlaceCondition]) -> Clause:
        """Return what is near, or in, any of some places."""
        asked = list(places)
        found: list[Clause] = [Near(group, radius) for radius, group in by_radius(asked).items()]
        found += [self._area(place) for place in asked if place.relation != "near"]
        return either(found)

    def inside(self, places: Iterable[PlaceCondition]) -> Clause:
        """Return what is in any of some places, and not just all around it."""
        return has(LOCATED, {code for place in places for code in self._gazetteer.inside(place)})

    def around(self, places: Iterable[PlaceCondition]) -> Clause:
        """Return what is the work of the whole prefecture around any of some places.

        Args:
            places: local governments below prefectures, and regions of them.
        """
        codes = (self._gazetteer.prefectures_around(place) for place in places)
        return has(LOCATED, {code for found in codes for code in found})

    def _meeting(self, node: Conditions | Expression) -> Clause:
        """Return what meets a tree of conditions."""
        if isinstance(node, Conditions):
            return every(self.clauses(node).values())
        children = [self._meeting(child) for child in node.children]
        if node.operator == "not":
            return Not(children[0])
        return either(children) if node.operator == "or" else every(children)

    def _of_amount(self, figure: FigureRange) -> Clause:
        """Return the programmes that had such an amount in any year."""
        names = self._names(figure.measure)
        return has(figure.measure, (name for name in names if float(name) in figure))

    def _years(self, spans: Sequence[YearRange]) -> Clause:
        names = self._names("fiscal_year")
        return has(
            "fiscal_year", (name for name in names if any(int(name) in span for span in spans))
        )

    def _area(self, place: PlaceCondition) -> Clause:
        """Return what is in a place; the work of its whole prefecture is there too."""
        found = self.inside([place])
        if place.is_below_prefectures:
            return either((found, self.around([place])))
        return found

    def _at_kind(self, kind: str) -> Clause:
        """Return what is at a local government of a kind, whoever applies."""
        places = self._gazetteer.places
        return has(LOCATED, (code for code in self._names(LOCATED) if places[code].kind == kind))

    def _excluded(self, candidate: Candidate) -> Clause:
        if candidate.kind == APPLICANT:
            # A company that applies for a project in 札幌市 is no designated city; its project is
            # in one, and what is not of a kind is not at one either.
            return either((has(APPLICANT, (candidate.key,)), self._at_kind(candidate.key)))
        if candidate.kind == "region":
            condition = PlaceCondition("", "region", candidate.key, None, None, None, "in")
            return self.inside([condition])
        facet = BY_SPAN.get(candidate.kind)
        if facet is not None and facet.values is Values.YEAR:
            span = parse_years(candidate.key)
            return self._years((span,) if span else ())
        if facet is not None:
            return has(facet.name, (candidate.key,))
        place = self._gazetteer.places[candidate.key]
        condition = PlaceCondition("", place.kind, place.code, None, None, None, "in")
        return self.inside([condition])


def by_radius(places: Iterable[PlaceCondition]) -> dict[float, tuple[PlaceCondition, ...]]:
    """Return the places to be near to by the kilometres that count as near."""
    found: dict[float, tuple[PlaceCondition, ...]] = {}
    for place in places:
        if place.relation == "near":
            radius = place.radius_km or 0.0
            found[radius] = (*found.get(radius, ()), place)
    return found
