"""What of a release is held in this process beside a cluster: its columns, and who is who."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.index.columns import Column
from search.index.documents import DocumentStore
from search.index.fulltext import TextIndex
from search.model.interpretation import PlaceCondition
from search.retrieval.distances import Distances
from search.retrieval.embedded.arrays import Arrays
from search.retrieval.opensearch.cluster import Answer, Body
from search.retrieval.opensearch.fields import THING
from search.retrieval.writing import LOCATED


@dataclass(frozen=True, slots=True)
class Held:
    """What is held in this process.

    Args:
        columns: the values of each document, by column.
        documents: the documents.
        index: their words.
        distances: the distances of places.
        ask: asks the cluster.
    """

    columns: Mapping[str, Column]
    documents: DocumentStore
    index: TextIndex
    distances: Distances
    ask: Callable[[Sequence[Body]], list[Answer]]

    @property
    def size(self) -> int:
        """Number of documents."""
        return self.documents.size

    @property
    def located(self) -> Column:
        """The places that documents lie in."""
        return self.columns[LOCATED]

    def size_of(self, column: str) -> int:
        """Return how many values a column has."""
        return self.size if column == THING else len(self.columns[column].names)

    def values(self, kind: str, key: str, name: str) -> list[str]:
        """Return the values of one document."""
        column = self.columns[name]
        _, codes = column.values(self.documents.numbers(kind, [key]))
        return [column.names[code] for code in codes.tolist()]

    def of(self, numbers: NDArray[np.int64]) -> Arrays:
        """Return some documents alone, as arrays."""
        columns = {name: _few(column, numbers) for name, column in self.columns.items()}
        keys = (self.documents.keys[number] for number in numbers.tolist())
        columns[THING] = Column.of([f"{kind}/{key}"] for kind, key in keys)
        located = columns[LOCATED]
        positions = self.distances.positions(located.names)

        def distance(*places: PlaceCondition) -> NDArray[np.float64]:
            return located.nearest(self.distances.to(places)[positions])

        return Arrays(
            size=len(numbers),
            columns=columns,
            links={},
            documents=self.documents,
            index=self.index,
            distance=distance,
            word=_no_words,
            of_kinds=columns["type"].mask,
            by_kind=lambda best: columns["type"].best(best.weights),
        )


def _few(column: Column, numbers: NDArray[np.int64]) -> Column:
    """Return a column of some documents."""
    owner, codes = column.values(numbers)
    values: list[list[str]] = [[] for _ in numbers]
    for place, code in zip(owner.tolist(), codes.tolist(), strict=True):
        values[place].append(column.names[code])
    return Column.of(values)


def _no_words(_: object) -> NDArray[np.float64]:
    raise TypeError("words are counted by the cluster")
