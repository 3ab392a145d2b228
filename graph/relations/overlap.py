"""Concepts that projects share: technologies and challenges, weighed by how much each says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.relations import measures
from graph.relations.arrays import content_of

Where = NDArray[np.int64] | slice
"""Which projects: some numbers, or all."""


class Concepts:
    """One facet of concepts (technologies or challenges) and how much each of them says.

    Args:
        levels: concept × N.
        open_lists: which projects' lists are open, or None where lists are never open.
    """

    def __init__(
        self, levels: NDArray[np.float32], open_lists: NDArray[np.bool_] | None = None
    ) -> None:
        self.content = content_of(levels)
        self._levels = levels
        self._open = open_lists
        self._whole = np.zeros(levels.shape[1])
        for row, content in zip(levels, self.content, strict=True):
            self._whole += row * content

    def shared(self, project: int, where: Where) -> measures.Values:
        """Return the information content of what projects share with one."""
        own = self._levels[:, project]
        kind = np.float32 if isinstance(where, slice) else np.float64
        found: measures.Values = np.zeros(len(self._whole[where]), dtype=kind)
        for concept in np.flatnonzero(own):
            level = np.minimum(self._levels[concept, where], own[concept])
            found += level * kind(self.content[concept])
        return found

    def overlap(self, project: int, where: Where) -> measures.Values:
        """Return the overlap of projects' concepts with those of one."""
        is_open = self._open is not None and bool(self._open[project])
        return measures.overlap(
            self.shared(project, where),
            float(self._whole[project]),
            self._whole[where],
            own_open=is_open,
            others_open=None if self._open is None else self._open[where],
        )

    def both(self, one: int, other: int) -> NDArray[np.int64]:
        """Return the concepts that two projects share, those that say most first."""
        levels = np.minimum(self._levels[:, one], self._levels[:, other])
        found = np.flatnonzero(levels)
        return found[np.lexsort([found, -(levels * self.content)[found]])]
