"""Links: the things that are found through projects, and the projects that lead to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from search.index.columns import Among, Column
from search.retrieval.writing import LINKS


class Links:
    """The things of one kind and the projects through which they are found.

    Args:
        column: for each project the keys of the things.
        targets: for each value of the column the document it names; -1 where there is none.
    """

    def __init__(self, column: Column, targets: NDArray[np.int64]) -> None:
        self._column = column
        self._known = targets >= 0
        self._targets = targets[self._known]
        self.all_targets = targets

    @property
    def column(self) -> Column:
        """For each project the keys of the things."""
        return self._column

    def reached(self, projects: Among) -> NDArray[np.int64]:
        """Return the documents to which any of some projects leads, in no order."""
        return self._targets[self._column.held(projects)[self._known]]

    def counts(self, projects: Among) -> NDArray[np.float64]:
        """Return for each document how many of some projects lead to it."""
        result = np.zeros(len(projects.mask))
        result[self._targets] = self._column.counts(projects)[self._known]
        return result

    def best(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each document the largest weight among the projects that lead to it."""
        result = np.zeros(len(weights))
        result[self._targets] = self._column.best_by_value(weights)[self._known]
        return result


def make_links(
    columns: Mapping[str, Column], number_of: Callable[[str, str], int | None]
) -> dict[str, Links]:
    """Return the links of every kind.

    Args:
        columns: the columns, by name.
        number_of: gives the number of a document by kind and key.
    """
    links = {}
    for kind, name in LINKS.items():
        column = columns[name]
        found = (number_of(kind, key) for key in column.names)
        targets = [-1 if number is None else number for number in found]
        links[kind] = Links(column, np.array(targets, dtype=np.int64))
    return links
