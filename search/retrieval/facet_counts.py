"""Facets: for each value how many results there would be, were it chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial

import numpy as np

from search.index.columns import Column
from search.model.corpus import Hierarchy, regions_of
from search.model.facets import LISTED, Facet, Values
from search.model.interpretation import Conditions
from search.model.result import FacetValue
from search.names.gazetteer import Gazetteer
from search.retrieval.selection import Selection

_facet_value = partial(tuple.__new__, FacetValue)
"""Makes a value of a tuple; there are thousands in an answer, and calling the class costs twice."""


class Facets:
    """Counts facets, and knows what stands above what in them.

    Args:
        columns: the columns of the facets, by name.
        hierarchy: the narrower concepts of each concept.
        gazetteer: the places; a prefecture stands in its regions.
    """

    def __init__(
        self, columns: Mapping[str, Column], hierarchy: Hierarchy, gazetteer: Gazetteer
    ) -> None:
        above = _parents(hierarchy) | regions_of(gazetteer.regions.values())
        for place in gazetteer.places.values():
            if place.kind != "prefecture":
                above[place.code] = (place.parent or place.prefecture,)
        self._names = {facet.name: columns[facet.name].names for facet in LISTED}
        self._above = {
            facet: [above.get(name, ()) for name in names] for facet, names in self._names.items()
        }
        self._further = above

    def above(self, key: str) -> tuple[str, ...]:
        """Return what a concept or a place is directly part of."""
        return self._further.get(key, ())

    def count(
        self, selection: Selection, conditions: Conditions
    ) -> dict[str, tuple[FacetValue, ...]]:
        """Return every facet, the most frequent values first, chosen ones always there."""
        found = {}
        for facet in LISTED:
            chosen = _chosen(facet, conditions)
            values = self.values(facet.name, selection, chosen)
            found[facet.name] = (*values, *self._missing(facet, values, chosen, selection))
        return found

    def values(
        self, facet: str, selection: Selection, chosen: AbstractSet[str] = frozenset()
    ) -> tuple[FacetValue, ...]:
        """Return the values of a facet that would find something, the most frequent first."""
        counts = selection.counts(facet)
        names, above = self._names[facet], self._above[facet]
        there = np.flatnonzero(counts)
        there = there[np.argsort(-counts[there], kind="stable")]  # names are sorted already
        codes = there.tolist()
        keys = [names[code] for code in codes]
        selected = [key in chosen for key in keys] if chosen else [False] * len(keys)
        lines = [above[code] for code in codes]
        rows = zip(keys, counts[there].tolist(), selected, lines, strict=True)
        return tuple(map(_facet_value, rows))

    def _missing(
        self, facet: Facet, found: Sequence[FacetValue], chosen: set[str], selection: Selection
    ) -> list[FacetValue]:
        """Return the chosen values that nothing found has, or that the facet does not list."""
        missing = sorted(chosen.difference(value.key for value in found)) if chosen else []
        return [
            FacetValue(
                key,
                selection.total_of_body(facet.name, key)
                if facet.values is Values.MUNICIPALITY
                else 0,
                selected=True,
                above=self._further.get(key, ()),
            )
            for key in missing
        ]


def _parents(hierarchy: Hierarchy) -> dict[str, tuple[str, ...]]:
    """Return the directly broader concepts of each concept."""
    broader = hierarchy.broader()
    return {
        key: tuple(sorted({*above} - {far for near in above for far in broader.get(near, ())}))
        for key, above in broader.items()
    }


def _chosen(facet: Facet, conditions: Conditions) -> set[str]:
    """Return the values of a facet that are asked for; of ranges of years, those of one year."""
    if facet.values is Values.YEAR:
        return {str(span.first) for span in conditions.years if span.first == span.last}
    return set(conditions.chosen(facet))
