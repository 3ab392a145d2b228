"""Answers to the questions of one search, from masks and arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.index.columns import Mask
from search.model.clauses import Clause
from search.model.scores import UNITS, Part, Value
from search.names.asked import MANY
from search.retrieval.embedded.arrays import Arrays, Scores
from search.retrieval.embedded.evaluation import Evaluation
from search.retrieval.embedded.masks import MASKS
from search.retrieval.embedded.scores import SCORES
from search.retrieval.retrieving import Counted, CountedThrough, Ranked


def begin_evaluation(arrays: Arrays) -> Evaluation:
    """Begin to evaluate clauses and values over some documents."""
    return Evaluation(arrays, MASKS, SCORES)


class Answers:
    """Answers the questions of one search.

    Args:
        arrays: the documents.
    """

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._made = begin_evaluation(arrays)

    def totals(self, clauses: Sequence[Clause]) -> list[int]:
        """Return how many documents meet each clause."""
        return [int(np.count_nonzero(self._made.mask(clause))) for clause in clauses]

    def counts(self, asked: Sequence[Counted | CountedThrough]) -> list[NDArray[np.int64]]:
        """Return counts by value, in the order of the names of each column."""
        return [self._counted(one) if isinstance(one, Counted) else self._counted_through(one)
                for one in asked]  # fmt: skip

    def ranked(self, asked: Sequence[Ranked]) -> list[NDArray[np.int64]]:
        """Return the numbers of documents, in each order."""
        return [self._ranked(one) for one in asked]

    def values(self, values: Sequence[Value], numbers: NDArray[np.int64]) -> list[list[float]]:
        """Return each value of some documents."""
        return [self._made.scores(value)[numbers].tolist() for value in values]

    def meeting(self, clause: Clause) -> Mask:
        """Return which of all documents meet a clause."""
        return self._made.mask(clause)

    def _counted(self, asked: Counted) -> NDArray[np.int64]:
        return self._arrays.columns[asked.column].counts(self._made.among(asked.among))

    def _counted_through(self, asked: CountedThrough) -> NDArray[np.int64]:
        """Return how many things each value adds that one of their projects has."""
        column, links = self._arrays.columns[asked.column], self._arrays.links[asked.reached.kind]
        ours, direct = self._made.mask(asked.among), self._made.mask(asked.besides)
        pairs = np.zeros((len(links.column.names), len(column.names)), dtype=np.bool_)
        projects = self._made.among(asked.reached.among).numbers
        position, target = links.column.values(projects)
        owner, value = column.values(projects[position])
        pairs[target[owner], value] = True
        known = links.all_targets
        pairs[(known < 0) | ~ours[known]] = False
        numbers = np.flatnonzero((known >= 0) & direct[known])
        owner, value = column.values(known[numbers])
        pairs[numbers[owner], value] = False  # these are counted already
        counts: NDArray[np.int64] = pairs.sum(axis=0)
        return counts

    def _ranked(self, asked: Ranked) -> NDArray[np.int64]:
        documents, scores = self._arrays.documents, self._made.scores
        numbers = self._made.among(asked.among).numbers
        keys: list[Scores] = []
        if asked.order == "oldest":
            years = documents.years[numbers].astype(np.float64)
            keys.append(np.where(years > 0, years, np.inf))
        elif asked.order == "year":
            keys.append(-documents.years[numbers].astype(np.float64))
        elif asked.order == MANY:
            keys += [-scores(p.value)[numbers] for p in asked.parts if p.kind == "projects"]
        elif asked.order == "name":
            keys.append(documents.names[numbers].astype(np.float64))
        elif asked.distance is not None:
            keys.append(scores(asked.distance)[numbers])
        keys += [-self._total(asked.parts, numbers), documents.order[numbers].astype(np.float64)]
        return numbers[first(keys, len(numbers) if asked.end is None else asked.end)]

    def _total(self, parts: Sequence[Part], numbers: NDArray[np.int64]) -> Scores:
        """Return the scores of some documents in units: the sums of their parts."""
        units = np.zeros(len(numbers))
        for part in parts:
            units += np.rint(part.coefficient * UNITS * self._made.scores(part.value)[numbers])
        return units


def first(keys: Sequence[Scores], count: int) -> NDArray[np.int64]:
    """Return the places of the first few in order, without sorting all.

    Args:
        keys: what to sort by, the most important first; the last one has no equals.
        count: how many are wanted.
    """
    every = np.arange(len(keys[0]))
    chosen = _least(every, keys, count)
    return chosen[np.lexsort([key[chosen] for key in reversed(keys)])]


def _least(places: NDArray[np.int64], keys: Sequence[Scores], count: int) -> NDArray[np.int64]:
    """Return the least few of some places, in no order."""
    if count >= len(places) or not keys:
        return places[:count]
    if count <= 0:
        return places[:0]
    values = keys[0][places]
    edge = np.partition(values, count - 1)[count - 1]
    sure = places[values < edge]
    tied = places[values == edge]
    return np.concatenate([sure, _least(tied, keys[1:], count - len(sure))])
