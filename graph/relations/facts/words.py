"""The words of projects as unit vectors, without those that too many projects use.

The vectors are search's own (BM25 impacts of its index), compared by their cosine (G. Salton and
M. McGill, Introduction to Modern Information Retrieval, 1983, section 4.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.relations.facts.models import TextVectors

COMMON_SHARE, COMMON_LEAST = 0.02, 40
"""A word in more than 2 % of the projects (and in more than 40) says nothing of likeness and costs
most: it is left out, as stop words are (``max_df`` of the usual vectorisers)."""


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Unit vectors twice: by word, to find who shares a word, and by project.

    Args:
        word_starts: for each word, where its projects begin.
        word_projects: numbers of projects, word after word.
        word_values: their components.
        project_starts: for each project, where its words begin.
        project_words: numbers of words, project after project.
        project_values: their components.
    """

    word_starts: NDArray[np.int64]
    word_projects: NDArray[np.int32]
    word_values: NDArray[np.float32]
    project_starts: NDArray[np.int64]
    project_words: NDArray[np.int32]
    project_values: NDArray[np.float32]

    def cosines(self, project: int) -> NDArray[np.float32] | None:
        """Return the cosine of every project's words with those of one; None when it has none."""
        own = slice(self.project_starts[project], self.project_starts[project + 1])
        if own.start == own.stop:
            return None
        found = np.zeros(len(self.project_starts) - 1, dtype=np.float32)
        for word, value in zip(self.project_words[own], self.project_values[own], strict=True):
            there = slice(self.word_starts[word], self.word_starts[word + 1])
            found[self.word_projects[there]] += self.word_values[there] * value
        return np.minimum(found, np.float32(1))


def text_arrays(vectors: TextVectors | None, keys: Sequence[str]) -> Texts:
    """Return the vectors of some projects.

    Args:
        vectors: words as search weighs them, or None.
        keys: the projects, in their order; one without a row has no words.
    """
    size = len(keys)
    if vectors is None:
        vectors = TextVectors(
            (), np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32)
        )
    numbers = {key: number for number, key in enumerate(keys)}
    rows = np.array([numbers.get(key, -1) for key in vectors.keys], dtype=np.int64)
    counts = np.diff(vectors.starts)
    words = np.repeat(np.arange(len(counts)), counts)
    kept = counts <= max(COMMON_LEAST, COMMON_SHARE * size)
    projects = rows[vectors.documents] if len(rows) else np.zeros(0, np.int64)
    wanted = kept[words] & (projects >= 0) & (vectors.values > 0)
    words, projects, values = words[wanted], projects[wanted], vectors.values[wanted]
    order = np.lexsort([projects, words])
    words, projects, values = words[order], projects[order], values[order].astype(np.float64)
    norms = np.sqrt(np.bincount(projects, weights=values**2, minlength=size))
    values = (values / norms[projects]).astype(np.float32)
    by_project = np.lexsort([words, projects])
    return Texts(
        word_starts=_starts(words, len(counts)),
        word_projects=projects.astype(np.int32),
        word_values=values,
        project_starts=_starts(projects, size),
        project_words=words[by_project].astype(np.int32),
        project_values=values[by_project],
    )


def _starts(owners: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    counts = np.bincount(owners, minlength=size)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
