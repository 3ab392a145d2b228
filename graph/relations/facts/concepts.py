"""Concepts that projects share: technologies and challenges, weighed by how much each says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.relations.facts.arrays import content_of
from graph.relations.measures import against_open, overlap


class Concepts:
    """One facet of concepts (technologies or challenges) of ``N`` projects.

    Args:
        levels: concept × N.
        open_lists: which projects' lists are open, or None where lists are never open.
    """

    def __init__(
        self, levels: NDArray[np.float32], open_lists: NDArray[np.bool_] | None = None
    ) -> None:
        self.content = content_of(levels)
        self._levels = levels
        self._weighed = levels * self.content.astype(np.float32)[:, None]
        self._whole = self._weighed.sum(axis=0)
        self._open = open_lists
        self._against = None if open_lists is None else against_open(open_lists)

    def overlap(self, project: int) -> NDArray[np.float32] | None:
        """Return the overlap of all projects' concepts with those of one; None when it has none."""
        own = np.array(self._levels[:, project])
        concepts = np.flatnonzero(own)
        if not len(concepts):
            return None
        shared = np.zeros(len(self._whole), dtype=np.float32)
        for concept in concepts:
            most = np.float32(own[concept] * self.content[concept])
            shared += np.minimum(self._weighed[concept], most)
        is_open = self._open is not None and bool(self._open[project])
        whole = float(self._whole[project])
        found = overlap(shared, whole, self._whole, own_open=is_open, against=self._against)
        return found.astype(np.float32, copy=False)

    def both(self, one: int, other: int) -> NDArray[np.int64]:
        """Return the concepts that two projects share, those that say most first."""
        weighed = np.minimum(self._weighed[:, one], self._weighed[:, other])
        found = np.flatnonzero(weighed)
        return found[np.lexsort([found, -weighed[found]])]
