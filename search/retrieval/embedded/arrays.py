"""What masks and scores are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.index.columns import Column, Mask
from search.index.documents import DocumentStore
from search.index.fulltext import TextIndex
from search.model.scores import Best, Word
from search.retrieval.embedded.links import Links

Scores = NDArray[np.float64]
"""A number for each document."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """The documents of a release, as arrays.

    Args:
        size: number of documents.
        columns: the values of each document, by column.
        links: the things of each kind that projects lead to.
        documents: the documents, with their years, names and fixed order.
        index: their words.
        distance: gives the kilometres of each document to the nearest of some places.
        word: gives what a word scores in each document.
        of_kinds: gives which documents are of some kinds; every search asks for the same ones.
        by_kind: gives a value of each document that only its kind decides.
    """

    size: int
    columns: Mapping[str, Column]
    links: Mapping[str, Links]
    documents: DocumentStore
    index: TextIndex
    distance: Callable[..., Scores]
    word: Callable[[Word], Scores]
    of_kinds: Callable[[frozenset[str]], Mask]
    by_kind: Callable[[Best], Scores]
