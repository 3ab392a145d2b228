"""The nearest neighbours of every project, found by all processors when a release is built."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.relations.facts.arrays import Arrays
from graph.relations.similar.projects import SimilarProjects

NEIGHBOURS = 10
"""Neighbours of each project that the graph keeps."""
_CHUNK = 500
"""Projects that a process takes at a time."""
_WORTH_A_PROCESS = 2_000
"""Projects below which starting processes takes longer than the work."""

Advance = Callable[[str, int, int], None]
"""Told what is done, how much of it, and how much there is."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each project its nearest ones, the best first; fewer where there are fewer.

    Args:
        numbers: N × neighbours; -1 where there is none.
        scores: N × neighbours.
    """

    numbers: NDArray[np.int32]
    scores: NDArray[np.float64]

    def pairs(self) -> Iterator[tuple[int, int, float]]:
        """Yield each project, each of its neighbours, and their similarity."""
        for one, (others, scores) in enumerate(
            zip(self.numbers.tolist(), self.scores.tolist(), strict=True)
        ):
            for other, score in zip(others, scores, strict=True):
                if other >= 0:
                    yield one, other, score


def nearest(folder: Path, advance: Advance) -> Nearest:
    """Return the neighbours of all projects.

    Args:
        folder: folder that ``Arrays.write`` wrote; the processes share its pages.
        advance: told how many projects are done.
    """
    arrays = Arrays.read(folder)
    size = len(arrays.projects)
    by_place = np.argsort(arrays.place_sets, kind="stable")  # what is at one place shares much
    chunks = [by_place[first : first + _CHUNK] for first in range(0, size, _CHUNK)]
    numbers = np.full((size, NEIGHBOURS), -1, dtype=np.int32)
    scores = np.zeros((size, NEIGHBOURS))
    done = 0
    for chunk, (found, values) in zip(chunks, _found(folder, arrays, chunks), strict=True):
        numbers[chunk], scores[chunk] = found, values
        done += len(chunk)
        advance("projects compared", done, size)
    return Nearest(numbers, scores)


_Rows = tuple[NDArray[np.int32], NDArray[np.float64]]


_Chunk = NDArray[np.int64]
"""Numbers of some projects."""


def _found(folder: Path, arrays: Arrays, chunks: list[_Chunk]) -> Iterator[_Rows]:
    if len(arrays.projects) < _WORTH_A_PROCESS:
        similar = SimilarProjects(arrays)
        yield from (_rows(similar, chunk) for chunk in chunks)
        return
    context = get_context("spawn")  # numpy's threads do not survive a fork
    with ProcessPoolExecutor(
        os.cpu_count(), mp_context=context, initializer=_open, initargs=(folder,)
    ) as pool:
        yield from pool.map(_in_process, chunks)


_opened: list[SimilarProjects] = []
"""The projects, in a process of the pool."""


def _open(folder: Path) -> None:
    _opened.append(SimilarProjects(Arrays.read(folder)))


def _in_process(chunk: _Chunk) -> _Rows:
    return _rows(_opened[0], chunk)


def _rows(similar: SimilarProjects, chunk: _Chunk) -> _Rows:
    numbers = np.full((len(chunk), NEIGHBOURS), -1, dtype=np.int32)
    scores = np.zeros((len(chunk), NEIGHBOURS))
    for row, project in enumerate(chunk.tolist()):
        found, values = similar.neighbours(project, NEIGHBOURS)
        numbers[row, : len(found)], scores[row, : len(found)] = found, values
    return numbers, scores
