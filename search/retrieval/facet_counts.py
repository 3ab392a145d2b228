"""Facets: for each value how many results there are if it is chosen.

Of a facet in which nothing is chosen that is how many of the results have the value (of kinds: how
many things of one the search leads to). Of one in which something is, a further value is an
alternative, and counts what it adds; what is chosen counts what it brings. Where several groups of
alternatives are asked for at once, a further value would take their place, and counts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import islice
from typing import overload

import numpy as np
from numpy.typing import NDArray

from search.model.corpus import Hierarchy, regions_of
from search.model.facets import BY_NAME, LISTED, Facet, Values
from search.model.interpretation import Conditions
from search.model.result import FacetValue
from search.names.gazetteer import Gazetteer
from search.retrieval.retrieving import Counted, CountedThrough, Retrieval
from search.retrieval.selection import Selection

_facet_value = partial(tuple.__new__, FacetValue)
"""Makes a value of a tuple; there are thousands in an answer, and calling the class costs twice."""


class Facets:
    """Counts facets, and knows what stands above what in them.

    Args:
        names: gives the distinct values of a column.
        hierarchy: the narrower concepts of each concept.
        gazetteer: the places; a prefecture stands in its regions.
    """

    def __init__(
        self, names: Callable[[str], Sequence[str]], hierarchy: Hierarchy, gazetteer: Gazetteer
    ) -> None:
        above = _parents(hierarchy) | regions_of(gazetteer.regions.values())
        for place in gazetteer.places.values():
            if place.kind != "prefecture":
                above[place.code] = (place.parent or place.prefecture,)
        listed = {facet.name: names(facet.name) for facet in LISTED}
        self._names = {facet: _array(keys) for facet, keys in listed.items()}
        self._above = {
            facet: _array([above.get(key, ()) for key in keys]) for facet, keys in listed.items()
        }
        self._further = above

    def above(self, key: str) -> tuple[str, ...]:
        """Return what a concept or a place is directly part of."""
        return self._further.get(key, ())

    def count(
        self, selection: Selection, conditions: Conditions
    ) -> dict[str, Sequence[FacetValue]]:
        """Return every facet, the most frequent values first, chosen ones always there."""
        asked = {facet.name: selection.counts(facet.name) for facet in LISTED}
        further = {f.name: selection.added(f.name) for f in LISTED if _adds(f, conditions)}
        counts = _summed([*asked.values(), *further.values()], selection.retrieval)
        found = dict(zip(asked, counts, strict=False))
        added = dict(zip(further, counts[len(asked) :], strict=True))
        return {
            facet.name: self._values(
                facet,
                selection,
                _chosen(facet, conditions),
                found[facet.name],
                added.get(facet.name),
            )
            for facet in LISTED
        }

    def values(self, facet: str, selection: Selection) -> Sequence[FacetValue]:
        """Return the values of a facet that would find something in its stead, the most first."""
        (counts,) = _summed([selection.counts(facet)], selection.retrieval)
        return self._values(BY_NAME[facet], selection, frozenset(), counts, None)

    def _values(
        self,
        facet: Facet,
        selection: Selection,
        chosen: AbstractSet[str],
        counts: NDArray[np.int64],
        added: NDArray[np.int64] | None,
    ) -> Sequence[FacetValue]:
        there = counts.nonzero()[0]
        there = there[(-counts[there]).argsort(kind="stable")]  # names are sorted already
        if added is not None:  # what adds nothing stays in its place: it can be chosen instead
            kept = np.isin(self._names[facet.name], list(chosen))
            counts = np.where(kept, counts, added)
        found = FacetValues(
            self._names[facet.name][there], counts[there], self._above[facet.name][there], chosen
        )
        if not chosen:
            return found
        return (*found, *self._missing(facet, chosen - set(found.keys()), selection))

    def _missing(
        self, facet: Facet, missing: AbstractSet[str], selection: Selection
    ) -> Iterator[FacetValue]:
        """Yield the chosen values that nothing found has, or that the facet does not list."""
        keys = sorted(missing)
        totals = [0] * len(keys)
        if keys and facet.values is Values.MUNICIPALITY:
            asked = [selection.with_body(facet.name, key) for key in keys]
            totals = selection.retrieval.totals(asked)
        for key, total in zip(keys, totals, strict=True):
            yield FacetValue(key, total, selected=True, above=self._further.get(key, ()))


def _summed(
    asked: Sequence[Sequence[Counted | CountedThrough]], retrieval: Retrieval
) -> list[NDArray[np.int64]]:
    """Return for each of some sums its counts, all asked for at once."""
    counts = iter(retrieval.counts([one for terms in asked for one in terms]))
    found = []
    for terms in asked:
        total, *others = islice(counts, len(terms))
        for other in others:
            total = total + other
        found.append(total)
    return found


class FacetValues(Sequence[FacetValue]):
    """The values of a facet, each made when it is read: there are thousands, and few are shown.

    Args:
        keys: the values.
        totals: results of each.
        above: what each is directly part of.
        chosen: those that are asked for.
    """

    def __init__(
        self,
        keys: NDArray[np.object_],
        totals: NDArray[np.int64],
        above: NDArray[np.object_],
        chosen: AbstractSet[str],
    ) -> None:
        self._keys = keys
        self._totals = totals
        self._above = above
        self._chosen = chosen

    def keys(self) -> list[str]:
        """Return the values alone."""
        found: list[str] = self._keys.tolist()
        return found

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[FacetValue]:
        return map(_facet_value, self._rows(slice(None)))

    @overload
    def __getitem__(self, number: int) -> FacetValue: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[FacetValue]: ...

    def __getitem__(self, number: int | slice) -> FacetValue | Sequence[FacetValue]:
        if isinstance(number, slice):
            return tuple(map(_facet_value, self._rows(number)))
        return self[number : number + 1 or None][0]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _rows(self, part: slice) -> Iterator[tuple[str, int, bool, tuple[str, ...]]]:
        keys: list[str] = self._keys[part].tolist()
        selected = map(self._chosen.__contains__, keys)
        totals, above = self._totals[part].tolist(), self._above[part].tolist()
        return zip(keys, totals, selected, above, strict=True)


def _array(values: Sequence[object]) -> NDArray[np.object_]:
    """Return values as an array, from which many are taken at once."""
    found = np.empty(len(values), dtype=np.object_)
    for place, value in enumerate(values):  # tuples would be taken for rows
        found[place] = value
    return found


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
    if facet.name == conditions.area:
        return {place.code for place in conditions.places}
    return set(conditions.chosen(facet))


def _adds(facet: Facet, conditions: Conditions) -> bool:
    """Tell whether a further value of a facet would be an alternative to what is asked for."""
    if facet.is_grouped:
        return len(conditions.groups[facet.name]) == 1
    return facet.name == conditions.area or bool(conditions.chosen(facet))
