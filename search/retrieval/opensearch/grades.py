"""Values of few steps, or of one number for each value of a column: what no word has a part in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, Final

import numpy as np

from search.model.clauses import EVERYTHING, Clause, Has, Not, every
from search.model.interpretation import PlaceCondition
from search.model.scores import Best, Flat, Largest, Logarithm, Nearness, Only, Share, Total, Value
from search.retrieval.writing import LOCATED

_FEW: Final = 32
"""Up to so many distinct weights are a filter each; more are looked up in a table."""


@dataclass(frozen=True, slots=True)
class Graded:
    """The largest of some numbers.

    Args:
        steps: a number for what meets a clause.
        tables: for a column the number of each of its values.
    """

    steps: tuple[tuple[Clause, float], ...] = ()
    tables: tuple[tuple[str, Mapping[str, float]], ...] = ()

    def mapped(self, change: Callable[[float], float]) -> Graded:
        """Return the largest of the numbers, each changed."""
        return Graded(
            tuple((clause, change(number)) for clause, number in self.steps),
            tuple((c, {key: change(n) for key, n in t.items()}) for c, t in self.tables),
        )

    def of_steps(self) -> tuple[tuple[Clause, float], ...]:
        """Return the steps, where there is nothing else.

        Raises:
            TypeError: there is a table.
        """
        if self.tables:
            raise TypeError("a share of some documents is asked of what stands in a table")
        return self.steps


class Grader:
    """Grades values.

    Args:
        kilometres: gives the distance of each place from the nearest of some.
    """

    def __init__(
        self, kilometres: Callable[[tuple[PlaceCondition, ...]], Mapping[str, float]]
    ) -> None:
        self._kilometres = kilometres

    def of(self, value: Value) -> Graded:
        """Return a value in steps and tables."""
        return _MADE[type(value)](self, value)

    def _best(self, value: Best) -> Graded:
        by_weight: dict[float, set[str]] = {}
        for name, weight in value.weights.items():
            by_weight.setdefault(weight, set()).add(name)
        if len(by_weight) > _FEW:
            return Graded(tables=((value.column, value.weights),))
        return Graded(
            tuple((Has(value.column, frozenset(n)), weight) for weight, n in by_weight.items())
        )

    def _nearness(self, value: Nearness) -> Graded:
        near = self._kilometres(value.places)
        raw = np.exp2(-np.array(list(near.values())) / max(value.radius_km / 2, 1e-9))
        return Graded(tables=((LOCATED, dict(zip(near, raw.tolist(), strict=True))),))

    def _flat(self, value: Flat) -> Graded:
        return Graded(((value.clause, value.value),))

    def _only(self, value: Only) -> Graded:
        steps = self.of(value.value).of_steps()
        return Graded(tuple((every((clause, value.clause)), n) for clause, n in steps))

    def _share(self, value: Share) -> Graded:
        found = self.of(value.value)
        if value.clause is EVERYTHING and value.below == inf:
            return found.mapped(lambda number: number * value.share)
        steps = []
        for clause, number in found.of_steps():
            kept = number * value.share if number < value.below else number
            steps.append((every((clause, value.clause)), kept))
            steps.append((every((clause, Not(value.clause))), number))
        return Graded(tuple(steps))

    def _largest(self, value: Largest) -> Graded:
        found = [self.of(one) for one in value.values]
        return Graded(
            tuple(step for one in found for step in one.steps),
            tuple(table for one in found for table in one.tables),
        )

    def _total(self, value: Total) -> Graded:
        if value.values:
            raise TypeError("only words are added up")
        return Graded()

    def _logarithm(self, value: Logarithm) -> Graded:
        return self.of(value.value).mapped(lambda number: float(np.log2(1 + number)))


_MADE: Final[Mapping[type, Callable[[Grader, Any], Graded]]] = {
    Best: Grader._best,  # noqa: SLF001 - a table of its methods
    Nearness: Grader._nearness,  # noqa: SLF001
    Flat: Grader._flat,  # noqa: SLF001
    Only: Grader._only,  # noqa: SLF001
    Share: Grader._share,  # noqa: SLF001
    Largest: Grader._largest,  # noqa: SLF001
    Total: Grader._total,  # noqa: SLF001
    Logarithm: Grader._logarithm,  # noqa: SLF001
}
