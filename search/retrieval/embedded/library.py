"""The documents of a release as arrays in this process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.index.columns import Column
from search.index.documents import DocumentStore
from search.index.files import DamagedFile, reading
from search.index.fulltext import TextIndex
from search.model.interpretation import PlaceCondition
from search.model.scores import Word
from search.names.gazetteer import Gazetteer
from search.retrieval.distances import Distances
from search.retrieval.embedded.answers import Answers, begin_evaluation
from search.retrieval.embedded.arrays import Arrays
from search.retrieval.embedded.links import make_links
from search.retrieval.retrieving import Retrieval
from search.retrieval.writing import COLUMNS, LOCATED

_DISTANCES = 16
"""Places whose distances are kept: a search asks for those of one place several times."""
_WORDS = 64
"""Words of which is kept what they score: people ask for the same ones."""

_KINDS = 32
"""Sets of kinds that are kept."""


class Embedded:
    """The engine in this process.

    Args:
        folder: folder of the columns, that ``search.retrieval.writing`` wrote.
        gazetteer: the places.
        documents: the documents.
        index: their words.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """

    def __init__(
        self, folder: Path, gazetteer: Gazetteer, documents: DocumentStore, index: TextIndex
    ) -> None:
        columns = {name: Column.read(folder, name) for name in COLUMNS}
        self.size = columns["type"].size
        for name, column in columns.items():
            if column.size != self.size:
                raise DamagedFile(folder / f"{name}.starts.npy", "not as many documents as types")
        self._distances = Distances(gazetteer)
        with reading(folder / f"{LOCATED}.json"):
            self._located = self._distances.positions(columns[LOCATED].names)
        self._arrays = Arrays(
            size=self.size,
            columns=columns,
            links=make_links(columns, documents.number),
            documents=documents,
            index=index,
            distance=lru_cache(maxsize=_DISTANCES)(self._distance),
            word=lru_cache(maxsize=_WORDS)(self._word),
            of_kinds=lru_cache(maxsize=_KINDS)(columns["type"].mask),
            by_kind=lru_cache(maxsize=_KINDS)(lambda best: columns["type"].best(best.weights)),
        )

    def names(self, column: str) -> Sequence[str]:
        """Return the distinct values of a column, sorted."""
        return self._arrays.columns[column].names

    def begin(self) -> Retrieval:
        """Begin a search."""
        return Answers(self._arrays)

    def close(self) -> None:
        """Do nothing: the files belong to who opened them."""

    def _distance(self, *places: PlaceCondition) -> NDArray[np.float64]:
        """Return the distance of every document from the nearest of some places in kilometres.

        A document of several places is at the nearest. What is nowhere is infinitely far.
        """
        reach = self._distances.to(places)
        return self._arrays.columns[LOCATED].nearest(reach[self._located])

    def _word(self, word: Word) -> NDArray[np.float64]:
        return begin_evaluation(self._arrays).scores(word.value)
