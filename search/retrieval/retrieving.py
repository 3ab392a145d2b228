"""What an engine must be able to answer, so that search can ask it: the seam below everything else.

Clauses and values (``search.model.clauses``) say what is asked. Each method takes several questions
at a time, since an engine on another machine answers a list in one trip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.index.columns import Mask
from search.model.clauses import Clause, Reached
from search.model.scores import Part, Value


class LibraryDownError(Exception):
    """The engine that holds the documents does not answer; the message says which, and why."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many documents have each value of a column.

    Args:
        column: name of the column.
        among: which documents count.
    """

    column: str
    among: Clause


@dataclass(frozen=True, slots=True)
class CountedThrough:
    """How many things have each value of a column through one of their projects.

    Args:
        column: name of the column.
        reached: the things, and the projects that count.
        among: which of the things count.
        besides: what is counted already where it has the value itself.
    """

    column: str
    reached: Reached
    among: Clause
    besides: Clause


@dataclass(frozen=True, slots=True)
class Ranked:
    """The first documents in an order.

    Args:
        among: which documents there are to be ordered.
        parts: the parts of the score.
        order: ``year``, ``oldest``, ``name``, ``many``, or else by distance if there is one; then
            follows the score, and then a fixed order.
        distance: kilometres to order by, or None.
        end: how many are wanted; None for all.
    """

    among: Clause
    parts: Sequence[Part]
    order: str
    distance: Value | None
    end: int | None


class Retrieval(Protocol):
    """Answers the questions of one search, and remembers what they have in common."""

    def totals(self, clauses: Sequence[Clause]) -> list[int]:
        """Return how many documents meet each clause."""

    def counts(self, asked: Sequence[Counted | CountedThrough]) -> list[NDArray[np.int64]]:
        """Return counts by value, in the order of the names of each column."""

    def ranked(self, asked: Sequence[Ranked]) -> list[NDArray[np.int64]]:
        """Return the numbers of documents, in each order."""

    def values(self, values: Sequence[Value], numbers: NDArray[np.int64]) -> list[list[float]]:
        """Return each value of some documents that ``ranked`` gave."""

    def meeting(self, clause: Clause) -> Mask:
        """Return which of all documents meet a clause."""


class Library(Protocol):
    """The documents of one release, in an engine. Serves any number of threads."""

    @property
    def size(self) -> int:
        """Number of documents."""

    def names(self, column: str) -> Sequence[str]:
        """Return the distinct values of a column, sorted."""

    def begin(self) -> Retrieval:
        """Begin a search."""

    def close(self) -> None:
        """Release what it holds."""
