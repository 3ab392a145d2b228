"""The order of the results: by what is asked for, then by score, then by a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.index.columns import Column
from search.model.clauses import Not
from search.model.interpretation import Conditions, Interpretation
from search.model.request import SearchRequest
from search.model.scores import Flat, Total, Value
from search.retrieval.compiling import PROJECTS

_BEHIND_KM = 1e5
"""More kilometres than there are around the Earth."""
_BEHIND = Flat(Not(PROJECTS), _BEHIND_KM)


def projects_first(distance: Value | None, conditions: Conditions) -> Value | None:
    """Return distances by which projects stand first, where no kind of thing is asked for."""
    if distance is None or conditions.keys["type"]:
        return distance
    return Total((distance, _BEHIND))


def ordered(sort: str, understood: Interpretation) -> str:
    """Return the order of the results: the one that is asked for, else the one the query says.

    Args:
        sort: one of ``SORTS``.
        understood: how the query was understood.
    """
    order = understood.order
    if sort == "relevance" and understood.conditions.asks_nearest:
        return "distance"
    if sort != "relevance" or not order:
        return sort
    return "year" if order == "newest" else order


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the results.

    Args:
        first: how many results stand before it.
        numbers: its documents.
        efforts: number of all results where projects of one effort are one; None if not together.
    """

    first: int
    numbers: Sequence[int]
    efforts: int | None


def paged(order: NDArray[np.int64], request: SearchRequest, efforts: NDArray[np.int64]) -> Page:
    """Return a page.

    Where projects of one effort are to stand together, they follow the first of them; a page does
    not begin amid them, and ends with the last of them.

    Args:
        order: results in order, all of them where projects are to stand together.
        request: tells the page.
        efforts: a number for each document, which projects of one effort share.
    """
    start = request.offset
    if not request.together:
        return Page(start, order[start:].tolist(), None)
    _, firsts, groups = np.unique(efforts[order], return_index=True, return_inverse=True)
    order = order[np.argsort(firsts[groups], kind="stable")]
    begins = np.flatnonzero(np.diff(efforts[order], prepend=-1))
    end = len(order) if request.limit is None else start + request.limit
    start, end = (int(n) for n in np.append(begins, len(order))[begins.searchsorted([start, end])])
    return Page(start, order[start:end].tolist(), len(firsts))


def efforts(column: Column) -> NDArray[np.int64]:
    """Return a number for each document, which projects of one effort share.

    Args:
        column: the effort of each document that belongs to one.
    """
    found = np.arange(column.size)
    for name in column.names:
        members = column.documents(name)
        found[members] = members[0]
    return found
