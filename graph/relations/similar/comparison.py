"""One project compared with all others: every measure at once, in arrays of single precision.

A measure that depends on few things (years, programmes, places) is a small table, and each project
has a code that says where to look in it: adding up the scores of a hundred thousand projects then
takes one pass over the codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from graph.relations import measures
from graph.relations.facts.arrays import Arrays
from graph.relations.facts.concepts import Concepts
from graph.relations.facts.distances import Kinds, population_likeness

Values = NDArray[np.float32]
Numbers = NDArray[np.integer]


_PLACES_KEPT = 32
"""Sets of places of which the distances to all are kept for the next project at the same place."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure between a project and all others.

    Args:
        values: a value for each project, or for each code.
        codes: the code of each project, or None.
    """

    values: Values
    codes: Numbers | None = None

    def of(self, projects: Numbers) -> NDArray[np.float64]:
        """Return the values of some projects."""
        places = projects if self.codes is None else self.codes[projects]
        return self.values[places].astype(np.float64)


class Ground:
    """What comparisons of all projects of a release share.

    Args:
        arrays: projects and local governments.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.technologies = Concepts(arrays.levels, arrays.open_lists)
        self.challenges = Concepts(arrays.problems)
        self.kinds = Kinds(arrays.body_kinds)
        self.of_group = arrays.councils.turned(len(arrays.groups))
        counts = np.diff(self.of_group.starts)
        self.group_content = measures.information_content(counts, len(arrays.projects))
        self.years, year = np.unique(arrays.years, return_inverse=True)
        traits = (year * len(arrays.programmes) + arrays.programme) * 2 + arrays.road_support
        self.traits = traits.astype(np.intp)
        """For each project its year, programme and road bureau's support, as one number."""
        every = np.arange(len(self.years) * len(arrays.programmes) * 2)
        self.trait_road = every % 2 == 1
        self.trait_programme = every // 2 % max(len(arrays.programmes), 1)
        self.trait_year = self.years[every // 2 // max(len(arrays.programmes), 1)]
        self.place_sets = arrays.place_sets.astype(np.intp)  # what NumPy looks up quickest
        self._filled = np.flatnonzero(np.diff(arrays.sets.starts))
        self.places = lru_cache(maxsize=_PLACES_KEPT)(self._places)

    def _places(self, own: int) -> tuple[NDArray[np.float64], ...]:
        """Return how far and how like the sets of places are to one of them, and which share any.

        Args:
            own: number of a set of places.

        Returns:
            Kilometres between the nearest places, infinite where there is none; the likeness of
            kind, and of population where both are known, of the two that are most alike; and 1
            where a place is the same.
        """
        arrays = self.arrays
        places = arrays.sets[own]
        if not len(places):
            nothing = np.zeros(len(arrays.sets))
            return np.full(len(arrays.sets), np.inf), nothing, nothing
        best = np.zeros(len(arrays.bodies))
        for place in places.tolist():
            kind = self.kinds.likeness(place)
            known = (arrays.populations > 0) & (arrays.populations[place] > 0)
            size = population_likeness(int(arrays.populations[place]), arrays.populations)
            best = np.maximum(best, np.where(known, (kind + size) / 2, kind))
        near, same = arrays.distances[places].min(axis=0), np.zeros(len(arrays.bodies))
        same[places] = 1.0
        return (
            self._by_set(near, np.minimum, np.inf),
            self._by_set(best, np.maximum, 0.0),
            self._by_set(same, np.maximum, 0.0),
        )

    def _by_set(
        self, values: NDArray[np.floating], choose: np.ufunc, missing: float
    ) -> NDArray[np.float64]:
        """Return for each set of places the least or the greatest of their values."""
        sets, filled = self.arrays.sets, self._filled
        found = np.full(len(sets), missing)
        if len(filled):
            found[filled] = choose.reduceat(values[sets.items], sets.starts[filled])
        return found


class Comparison:
    """One project beside all.

    Args:
        ground: what all comparisons share.
        one: number of the project.
    """

    def __init__(self, ground: Ground, one: int) -> None:
        self._ground = ground
        self._one = one
        self._own_places = int(ground.place_sets[one])

    @cached_property
    def content(self) -> Mapping[str, Measure]:
        """The measures of which one at least makes a project similar; those of nothing are absent.

        To be near, of the same year or of the same programme alone makes nobody similar.
        """
        ground, one = self._ground, self._one
        found = {
            "technologies": ground.technologies.overlap(one),
            "challenges": ground.challenges.overlap(one),
            "text": ground.arrays.texts.cosines(one),
            "councils": self._councils(),
        }
        return {name: Measure(values) for name, values in found.items() if values is not None}

    @cached_property
    def traits(self) -> Mapping[str, Measure]:
        """The measures of a project's year, programme and support by the road bureau."""
        ground, arrays, one = self._ground, self._ground.arrays, self._one
        ties = np.asarray(arrays.programme_ties[int(arrays.programme[one])])
        apart = np.abs(ground.trait_year.astype(np.float64) - float(arrays.years[one]))
        found = {
            "programme": ties[ground.trait_programme],
            "road_support": ground.trait_road * float(arrays.road_support[one]),
            "years": measures.halved(apart, measures.HALF_YEARS),
        }
        return {n: Measure(v.astype(np.float32), ground.traits) for n, v in found.items()}

    @cached_property
    def places(self) -> Mapping[str, Measure]:
        """The measures of where a project is."""
        kilometres, likeness, same = self._ground.places(self._own_places)
        found = {
            "distance": measures.halved(kilometres, measures.HALF_KM),
            "municipality": likeness,
            "same_place": same,
        }
        codes = self._ground.place_sets
        return {n: Measure(v.astype(np.float32), codes) for n, v in found.items()}

    def measures(self) -> dict[str, Measure]:
        """Return every measure that is not 0 for all."""
        return {**self.content, **self.traits, **self.places}

    def similar(self) -> NDArray[np.bool_]:
        """Return which projects have anything of substance in common with the one."""
        found = np.zeros(len(self._ground.arrays.projects), dtype=np.bool_)
        for measure in self.content.values():
            found |= measure.values > 0
        return found

    def scores(self, table: Mapping[str, float]) -> Values:
        """Return the scores of all projects.

        Args:
            table: weights by measure.
        """
        scores = np.zeros(len(self._ground.arrays.projects), dtype=np.float32)
        for name, measure in self.content.items():
            if table[name]:
                scores += measure.values * np.float32(table[name])
        for group, codes in (
            (self.traits, self._ground.traits),
            (self.places, self._ground.place_sets),
        ):
            summed = sum(np.float32(table[name]) * found.values for name, found in group.items())
            scores += np.take(np.asarray(summed, dtype=np.float32), codes)
        return scores

    def kilometres(self, projects: Numbers) -> NDArray[np.float64]:
        """Return how far some projects are: between the nearest places; infinite for none."""
        found, *_ = self._ground.places(self._own_places)
        return found[self._ground.place_sets[projects]]

    def _councils(self) -> Values | None:
        """Return what share of the councils and members of either both have, the rare ones more."""
        ground, arrays = self._ground, self._ground.arrays
        mine = arrays.councils[self._one]
        if not len(mine):
            return None
        shared, whole = np.zeros(len(arrays.projects)), np.zeros(len(arrays.projects))
        for group in mine:
            shared[ground.of_group[group]] += ground.group_content[group]
        for other in np.unique(np.concatenate([ground.of_group[group] for group in mine])):
            whole[other] = ground.group_content[arrays.councils[other]].sum()
        own = float(ground.group_content[mine].sum())
        return measures.overlap(shared, own, whole).astype(np.float32)
