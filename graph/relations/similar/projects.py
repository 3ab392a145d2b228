"""Similar projects: a sum of measures over all projects at once, exact, nothing sampled.

Each measure is symmetric, so that two projects are as similar seen from either (to single
precision). Scores that are equal to six digits are equals, and stand in the order of their keys.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from graph.relations.facts.arrays import Arrays
from graph.relations.scores import Part, Ranking, Related, values
from graph.relations.similar.comparison import Comparison, Ground
from graph.relations.similar.evidence import Evidence
from graph.relations.similar.weights import SIMILAR

SCORE_DIGITS = 6
"""Decimals to which scores of similar projects are compared, here and where they are published."""
_SLACK = 1e-5
"""More than single precision is wrong by: what is so near the last place is compared again."""
_BLOCK = 128
"""Projects of which only the best is looked at to find where the best few begin."""


class SimilarProjects:
    """Finds projects like a project.

    Args:
        arrays: projects and local governments.
    """

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._numbers = {key: number for number, key in enumerate(arrays.projects)}
        self._ground = Ground(arrays)
        self._evidence = Evidence(arrays, self._ground.technologies, self._ground.challenges)

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
            table: weights by part; those of ``SIMILAR`` by default.
            among: N, only these projects.
            limit: at most so many.
            offset: so many are left out first.

        Raises:
            KeyError: there is no such project.
        """
        one, table = self._numbers[key], table or _DEFAULT
        comparison = Comparison(self._ground, one)
        found = self._found(comparison, one, among)
        best, _ = self._best(comparison, found, table, offset + limit)
        items = self._items(comparison, one, best[offset:], table)
        return Ranking(int(np.count_nonzero(found)), tuple(items))

    def neighbours(self, number: int, count: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the numbers of the projects that are most like one, and their scores."""
        comparison = Comparison(self._ground, number)
        return self._best(comparison, self._found(comparison, number, None), _DEFAULT, count)

    def between(self, key: str, other: str, table: Mapping[str, float] | None = None) -> Related:
        """Return how similar one project is to another, and why.

        Raises:
            KeyError: there is no such project.
        """
        one = self._numbers[key]
        others = np.array([self._numbers[other]])
        return self._items(Comparison(self._ground, one), one, others, table or _DEFAULT)[0]

    def _found(
        self, comparison: Comparison, one: int, among: NDArray[np.bool_] | None
    ) -> NDArray[np.bool_]:
        """Return which are similar, without the project itself and the same effort."""
        found = comparison.similar()
        found[one] = False
        found[self._arrays.linked[one]] = False
        return found if among is None else found & among

    def _best(
        self,
        comparison: Comparison,
        found: NDArray[np.bool_],
        table: Mapping[str, float],
        count: int,
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the best of those found, in order, and their scores."""
        scores = np.where(found, comparison.scores(table), np.float32(-1))
        edge = _edge(scores, count) - _SLACK * max(1.0, sum(table.values()))
        numbers = np.flatnonzero(scores >= max(edge, 0.0))
        exact = np.zeros(len(numbers))
        for name, measure in comparison.measures().items():
            exact += table[name] * measure.of(numbers)
        order = np.lexsort((numbers, -np.round(exact, SCORE_DIGITS)))[:count]
        return numbers[order], exact[order]

    def _items(
        self,
        comparison: Comparison,
        one: int,
        others: NDArray[np.int64],
        table: Mapping[str, float],
    ) -> list[Related]:
        """Return how similar some projects are to one, and why."""
        measures = comparison.measures()
        raws = {name: measures[name].of(others) for name in table if name in measures}
        distances = comparison.kilometres(others)
        items = []
        for place, other in enumerate(others.tolist()):
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


def _edge(scores: NDArray[np.float32], count: int) -> float:
    """Return a score that at least so many reach, and few more: quicker than sorting all.

    The best of each block of scores is looked at: where so many blocks reach a score, so many
    scores do.
    """
    if count <= 0:
        return float("inf")
    if count * 2 * _BLOCK > len(scores):
        return float(-np.partition(-scores, count - 1)[count - 1]) if count <= len(scores) else 0.0
    blocks = np.maximum.reduceat(scores, np.arange(0, len(scores), _BLOCK))
    return float(-np.partition(-blocks, count - 1)[count - 1])


_DEFAULT = values(SIMILAR)
