"""Similar projects: a sum of measured parts over all projects at once, exact, nothing sampled.

Each part is symmetric, so that two projects are as similar seen from either. All of them are found
in arrays (a hundred thousand projects take milliseconds); the few that are shown are computed again
in double precision, so that their parts add up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.relations import measures, weights
from graph.relations.arrays import Arrays
from graph.relations.evidence import Evidence
from graph.relations.overlap import Concepts, Where
from graph.relations.parts import Part, Related
from graph.relations.places import Kinds, population_likeness

_CONTENT = ("technologies", "challenges", "text", "councils")
"""Parts of which one at least makes a project similar: to be near, of the same year or programme
alone makes nobody similar."""
_SLACK = 1e-4
"""More than single precision is wrong by: what is so near the last place is compared again."""

_FEW = 200
"""Projects for which it is quicker to look at their places than at all places."""

Values = NDArray[np.floating]
ALL = slice(None)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Some of a ranked list.

    Args:
        total: how many there are.
        items: those that were asked for, the best first; equals by key.
    """

    total: int
    items: tuple[Related, ...]


class SimilarProjects:
    """Finds projects like a project.

    Args:
        arrays: projects and local governments.
    """

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._numbers = {key: number for number, key in enumerate(arrays.projects)}
        self.technologies = Concepts(arrays.levels, arrays.open_lists)
        self.challenges = Concepts(arrays.problems)
        self._evidence = Evidence(arrays, self.technologies, self.challenges)
        self._kinds = Kinds(arrays.body_kinds)
        self._council_projects = arrays.councils.turned(len(arrays.groups))
        counts = np.diff(self._council_projects.starts)
        self._group_content = measures.information_content(counts, len(arrays.projects))
        self._measures: Mapping[str, Callable[[int, Where], Values]] = {
            "technologies": self.technologies.overlap,
            "challenges": self.challenges.overlap,
            "text": self._text,
            "programme": self._programme,
            "road_support": self._road_support,
            "councils": self._councils,
            "years": self._years,
            "distance": lambda one, where: measures.halved(
                self.kilometres(one, where), measures.HALF_KM
            ),
            "municipality": self._municipality,
        }

    @property
    def size(self) -> int:
        """Number of projects."""
        return len(self._arrays.projects)

    def number(self, key: str) -> int | None:
        """Return the number of a project, or None."""
        return self._numbers.get(key)

    def linked(self, key: str) -> list[str]:
        """Return the same effort under linked programmes; it is not among the similar."""
        return [self._arrays.projects[n] for n in self._arrays.linked[self._numbers[key]]]

    def similar(
        self,
        key: str,
        *,
        table: Mapping[str, float] | None = None,
        among: NDArray[np.bool_] | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> Ranking:
        """Return the projects that are most like one.

        Args:
            key: a project.
            table: weights by part; those of ``weights.SIMILAR`` by default.
            among: N, only these projects.
            limit: at most so many.
            offset: so many are left out first.

        Raises:
            KeyError: there is no such project.
        """
        one = self._numbers[key]
        table = table or _DEFAULT
        scores, content = self._scores(one, table)
        numbers = self._found(one, content, among)
        best = self._best(one, numbers, scores[numbers], table, offset + limit)
        return Ranking(len(numbers), tuple(self._items(one, best[offset:], table)))

    def neighbours(self, number: int, count: int) -> tuple[list[int], list[float]]:
        """Return the numbers of the projects that are most like one, and their scores."""
        scores, content = self._scores(number, _DEFAULT)
        found = self._found(number, content, None)
        best = self._best(number, found, scores[found], _DEFAULT, count)
        return best, self._exact(number, np.array(best, dtype=np.int64), _DEFAULT).tolist()

    def between(self, key: str, other: str, table: Mapping[str, float] | None = None) -> Related:
        """Return how similar one project is to another, and why.

        Raises:
            KeyError: there is no such project.
        """
        found = self._items(self._numbers[key], [self._numbers[other]], table or _DEFAULT)
        return found[0]

    def raw(self, key: str, where: NDArray[np.int64]) -> dict[str, Values]:
        """Return every part's measure between a project and some others, by their numbers."""
        one = self._numbers[key]
        return {name: measure(one, where) for name, measure in self._measures.items()}

    def _found(
        self, one: int, content: NDArray[np.bool_], among: NDArray[np.bool_] | None
    ) -> NDArray[np.int64]:
        """Return those with content, without the project itself and the same effort."""
        content[one] = False
        content[self._arrays.linked[one]] = False
        return np.flatnonzero(content if among is None else content & among)

    def _scores(
        self, one: int, table: Mapping[str, float]
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return the scores of all projects in single precision, and which have content."""
        scores = np.zeros(self.size, dtype=np.float32)
        content = np.zeros(self.size, dtype=np.bool_)
        for name, measure in self._measures.items():
            if table[name] or name in _CONTENT:
                raw = measure(one, ALL).astype(np.float32, copy=False)
                scores += np.float32(table[name]) * raw
                if name in _CONTENT:
                    content |= raw > 0
        return scores, content

    def _best(
        self,
        one: int,
        numbers: NDArray[np.int64],
        scores: NDArray[np.float32],
        table: Mapping[str, float],
        count: int,
    ) -> list[int]:
        """Return the best in order: by score to nine digits, then by key."""
        if count < len(numbers):
            edge = -np.partition(-scores, count - 1)[count - 1]
            numbers = numbers[scores >= edge - _SLACK * max(1.0, sum(table.values()))]
        exact = self._exact(one, numbers, table)
        order = np.lexsort([numbers, -np.round(exact, 9)])
        return [int(n) for n in numbers[order[:count]]]

    def _exact(
        self, one: int, numbers: NDArray[np.int64], table: Mapping[str, float]
    ) -> NDArray[np.float64]:
        """Return the scores of some projects in double precision."""
        scores = np.zeros(len(numbers))
        for name, measure in self._measures.items():
            if table[name]:
                scores += table[name] * measure(one, numbers)
        return scores

    def _items(self, one: int, others: list[int], table: Mapping[str, float]) -> list[Related]:
        """Return how similar some projects are to one, and why."""
        where = np.array(others, dtype=np.int64)
        raws = {name: measure(one, where) for name, measure in self._measures.items()}
        distances = self.kilometres(one, where)
        items = []
        for place, other in enumerate(others):
            kilometres = float(distances[place])
            distance = round(kilometres, 3) if np.isfinite(kilometres) else None
            evidence = self._evidence.of(one, other) | {"distance": {"distance_km": distance}}
            parts = tuple(
                Part(name, table[name], float(raw[place]), evidence.get(name, {}))
                for name, raw in raws.items()
                if raw[place] and table[name]
            )
            items.append(Related("project", self._arrays.projects[other], parts, distance))
        return items

    def kilometres(self, one: int, where: Where) -> Values:
        """Return how far projects are from one: between their nearest places; infinite for none."""
        arrays = self._arrays
        places = arrays.sets[int(arrays.place_sets[one])]
        if not len(places):
            return np.full(len(arrays.place_sets[where]), np.inf)
        return self._by_place(arrays.distances[places].min(axis=0), np.minimum, np.inf, where)

    def _by_place(
        self, values: Values, choose: np.ufunc, missing: float, where: Where
    ) -> NDArray[np.float64]:
        """Return for each project the least or the greatest of the values of its places."""
        sets, numbers = self._arrays.sets, self._arrays.place_sets[where]
        if len(numbers) < _FEW:
            chosen = [choose.reduce(values[sets[n]], initial=missing) for n in numbers.tolist()]
            return np.array(chosen, dtype=np.float64)
        found = np.full(len(sets), missing)
        filled = np.flatnonzero(np.diff(sets.starts))
        if len(filled):
            found[filled] = choose.reduceat(values[sets.items], sets.starts[filled])
        everywhere: NDArray[np.float64] = found[numbers]
        return everywhere

    def _municipality(self, one: int, where: Where) -> Values:
        """Return the likeness of kind, and of population where both are known."""
        arrays = self._arrays
        best = np.zeros(len(arrays.bodies))
        for place in arrays.sets[int(arrays.place_sets[one])]:
            kind = self._kinds.likeness(int(place))
            known = (arrays.populations > 0) & (arrays.populations[place] > 0)
            size = population_likeness(int(arrays.populations[place]), arrays.populations)
            best = np.maximum(best, np.where(known, (kind + size) / 2, kind))
        return self._by_place(best, np.maximum, 0.0, where)

    def _programme(self, one: int, where: Where) -> Values:
        arrays = self._arrays
        ties: NDArray[np.float32] = arrays.programme_ties[int(arrays.programme[one])]
        found: NDArray[np.float32] = ties[arrays.programme[where]]
        return found

    def _road_support(self, one: int, where: Where) -> Values:
        arrays = self._arrays
        supported: NDArray[np.bool_] = arrays.road_support[where]
        return (supported & arrays.road_support[one]).astype(np.float32)

    def _years(self, one: int, where: Where) -> Values:
        years = self._arrays.years
        apart = np.abs(years[where].astype(np.float32) - np.float32(years[one]))
        return measures.halved(apart, measures.HALF_YEARS)

    def _text(self, one: int, where: Where) -> Values:
        projects, values = self._arrays.texts.cosines(one)
        found = np.bincount(projects, weights=values, minlength=self.size)
        return np.minimum(found, 1.0)[where]

    def _councils(self, one: int, where: Where) -> Values:
        """Return what share of the councils and members of either both have, the rare ones more."""
        mine = self._arrays.councils[one]
        shared, whole = np.zeros(self.size), np.zeros(self.size)
        if not len(mine):
            return shared[where]
        for group in mine:
            shared[self._council_projects[group]] += self._group_content[group]
        others = np.unique(np.concatenate([self._council_projects[group] for group in mine]))
        for other in others:
            whole[other] = self._group_content[self._arrays.councils[other]].sum()
        own = float(self._group_content[mine].sum())
        return measures.overlap(shared, own, whole)[where]


_DEFAULT = weights.values(weights.SIMILAR)
