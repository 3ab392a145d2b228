"""The words of the documents of a kind as vectors: what the index holds, turned round."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.index import files
from search.index.documents import DocumentStore
from search.index.fulltext import FIELD_WEIGHTS, TextIndex

_FIELDS = ("title", "body")
"""What a thing is called and what is said of it; names and concepts are measured otherwise."""


class WordVectors(NamedTuple):
    """Vectors of BM25 impacts, word after word.

    Args:
        keys: key of each document.
        starts: where the documents of each word begin; one more than there are words.
        documents: for each word the numbers of its documents.
        values: weight of the word there: its impacts by field, times the weights of the fields.
    """

    keys: Sequence[str]
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    values: NDArray[np.float32]


def word_vectors(folder: Path, kind: str) -> WordVectors:
    """Return the vectors of all documents of a kind.

    Args:
        folder: folder that ``build_search`` wrote.
        kind: the documents' kind.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """
    store, index = DocumentStore(folder / files.DOCUMENTS), TextIndex(folder / files.INDEX)
    try:
        rows = np.full(store.size, -1, dtype=np.int64)
        numbers = [n for n, (found, _) in enumerate(store.keys) if found == kind]
        rows[numbers] = np.arange(len(numbers))
        keys = [store.keys[n][1] for n in numbers]
        words, documents, values = index.entries({name: FIELD_WEIGHTS[name] for name in _FIELDS})
        wanted = rows[documents] >= 0
        return _summed(keys, words[wanted], rows[documents[wanted]], values[wanted])
    finally:
        store.close()
        index.close()


def _summed(
    keys: Sequence[str],
    words: NDArray[np.int64],
    documents: NDArray[np.int64],
    values: NDArray[np.float64],
) -> WordVectors:
    """Add up what a word weighs in the several fields of one document."""
    size = max(len(keys), 1)
    cells, where = np.unique(words * size + documents, return_inverse=True)
    summed = np.bincount(where, weights=values, minlength=len(cells))
    _, counts = np.unique(cells // size, return_counts=True)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return WordVectors(keys, starts, (cells % size).astype(np.int32), summed.astype(np.float32))
