"""The words of the documents of a kind as vectors: what the index holds, turned round."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.index import files
from search.index.documents import DocumentStore
from search.index.fulltext import DESCRIBED, POSTINGS
from search.index.postings import read_postings


class WordVectors(NamedTuple):
    """Vectors of BM25 impacts, word after word.

    Args:
        keys: key of each document.
        starts: where the documents of each word begin; one more than there are words.
        documents: for each word the numbers of its documents.
        values: weight of the word there: its impacts by field, times the weights of the fields
            (what a thing is called, and what is said of it).
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
    store = DocumentStore(folder / files.DOCUMENTS)
    try:
        numbers = [n for n, (found, _) in enumerate(store.keys) if found == kind]
        keys = [store.keys[n][1] for n in numbers]
        rows = np.full(store.size, -1, dtype=np.int32)
        rows[numbers] = np.arange(len(numbers))
    finally:
        store.close()
    found = read_postings(folder / files.INDEX / POSTINGS / DESCRIBED)
    documents = rows[found.documents]
    wanted = documents >= 0
    words = np.repeat(np.arange(len(found.terms)), np.diff(found.offsets))[wanted]
    _, counts = np.unique(words, return_counts=True)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    values = found.impacts[wanted].astype(np.float32, copy=False)
    return WordVectors(keys, starts, documents[wanted], values)
