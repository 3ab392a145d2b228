"""Facets: for each value how many results there would be, were it chosen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from search.columns import Column
from search.documents import Hierarchy
from search.interpretation import Conditions
from search.matching import FACETS
from search.places import Gazetteer
from search.results import FacetValue
from search.selection import Selection

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
        above = _parents(hierarchy)
        for region in gazetteer.regions.values():
            for code in region.prefectures:
                above[code] = (*above.get(code, ()), region.key)
        for place in gazetteer.places.values():
            if place.kind != "prefecture":
                above[place.code] = (place.parent or place.prefecture,)
        self._names = {facet: columns[facet].names for facet in FACETS}
        self._above = {
            facet: [above.get(name, ()) for name in names] for facet, names in self._names.items()
        }
        self._further = above

    def count(
        self, selection: Selection, conditions: Conditions
    ) -> dict[str, tuple[FacetValue, ...]]:
        """Return every facet, the most frequent values first, chosen ones always there."""
        chosen = _chosen(conditions)
        return {
            facet: self._values(facet, selection.counts(facet), chosen[facet]) for facet in FACETS
        }

    def _values(
        self, facet: str, counts: NDArray[np.int64], chosen: set[str]
    ) -> tuple[FacetValue, ...]:
        names, above = self._names[facet], self._above[facet]
        there = np.flatnonzero(counts)
        there = there[np.argsort(-counts[there], kind="stable")]  # names are sorted already
        codes = there.tolist()
        keys = [names[code] for code in codes]
        selected = [key in chosen for key in keys] if chosen else [False] * len(keys)
        lines = [above[code] for code in codes]
        rows = zip(keys, counts[there].tolist(), selected, lines, strict=True)
        found = list(map(_facet_value, rows))
        missing = sorted(chosen.difference(value.key for value in found)) if chosen else []
        found += [
            FacetValue(key, 0, selected=True, above=self._further.get(key, ())) for key in missing
        ]
        return tuple(found)


def _parents(hierarchy: Hierarchy) -> dict[str, tuple[str, ...]]:
    """Return the directly broader concepts of each concept."""
    broader: dict[str, set[str]] = {}
    for key, narrower in hierarchy.narrower.items():
        for other in narrower:
            broader.setdefault(other, set()).add(key)
    return {
        key: tuple(sorted(above - {far for near in above for far in broader.get(near, ())}))
        for key, above in broader.items()
    }


def _chosen(conditions: Conditions) -> Mapping[str, set[str]]:
    return {
        "type": set(conditions.types),
        "technology": {key for group in conditions.technologies for key in group},
        "challenge": {key for group in conditions.challenges for key in group},
        "programme": set(conditions.programmes),
        "ministry": set(conditions.ministries),
        "fiscal_year": {str(span.first) for span in conditions.years if span.first == span.last},
        "region": set(conditions.regions),
        "prefecture": set(conditions.prefectures),
        "municipality": set(conditions.municipalities),
        "applicant_kind": set(conditions.applicant_kinds),
        "status": set(conditions.statuses),
    }
