"""The order of the results: by what is asked for, then by score, then by a fixed order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.index.columns import Mask
from search.index.documents import DocumentStore
from search.model.interpretation import Conditions, Interpretation
from search.model.request import SearchRequest
from search.names.asked import MANY
from search.retrieval.matcher import Matcher
from search.retrieval.ranking import ScorePart, Values, total

_BEHIND_KM = 1e5
"""More kilometres than there are around the Earth."""


def projects_first(
    distances: Values | None, conditions: Conditions, matcher: Matcher
) -> Values | None:
    """Return distances by which projects stand first, where no kind of thing is asked for."""
    if distances is None or conditions.keys["type"]:
        return distances
    return np.where(matcher.kinds["project"], distances, distances + _BEHIND_KM)


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


def ranked(
    documents: DocumentStore,
    found: Mask,
    parts: Sequence[ScorePart],
    distances: Values | None,
    sort: str,
    end: int | None,
) -> NDArray[np.int64]:
    """Return the results in order; every order ends with the score and then a fixed order.

    Args:
        documents: the documents, with their years, names and fixed order.
        found: which documents are results.
        parts: the parts of the score.
        distances: kilometres of each document to where it was asked near, or None.
        sort: one of ``SORTS``, or ``oldest``.
        end: how many are wanted; None for all.
    """
    numbers = np.flatnonzero(found)
    keys: list[Values] = []
    if sort == "oldest":
        years = documents.years[numbers].astype(np.float64)
        keys.append(np.where(years > 0, years, np.inf))
    elif sort == "year":
        keys.append(-documents.years[numbers].astype(np.float64))
    elif sort == MANY:
        keys += [-part.raw[numbers] for part in parts if part.kind == "projects"]
    elif sort == "name":
        keys.append(documents.names[numbers].astype(np.float64))
    elif distances is not None:
        keys.append(distances[numbers])
    keys += [-total(parts, numbers), documents.order[numbers].astype(np.float64)]
    return numbers[first(keys, len(numbers) if end is None else end)]


def paged(
    order: NDArray[np.int64], request: SearchRequest, efforts: NDArray[np.int64]
) -> tuple[int, NDArray[np.int64]]:
    """Return how many results stand before a page, and the page.

    Where projects of one effort are to stand together, they follow the first of them; a page does
    not begin amid them, and ends with the last of them.

    Args:
        order: results in order, all of them where projects are to stand together.
        request: tells the page.
        efforts: a number for each document, which projects of one effort share.
    """
    start = request.offset
    if not request.together:
        return start, order[start:]
    _, firsts, groups = np.unique(efforts[order], return_index=True, return_inverse=True)
    order = order[np.argsort(firsts[groups], kind="stable")]
    begins = np.flatnonzero(np.diff(efforts[order], prepend=-1))
    end = len(order) if request.limit is None else start + request.limit
    start, end = (int(n) for n in np.append(begins, len(order))[begins.searchsorted([start, end])])
    return start, order[start:end]


def first(keys: Sequence[Values], count: int) -> NDArray[np.int64]:
    """Return the places of the first few in order, without sorting all.

    Args:
        keys: what to sort by, the most important first; the last one has no equals.
        count: how many are wanted.
    """
    every = np.arange(len(keys[0]))
    chosen = _least(every, keys, count)
    return chosen[np.lexsort([key[chosen] for key in reversed(keys)])]


def _least(places: NDArray[np.int64], keys: Sequence[Values], count: int) -> NDArray[np.int64]:
    """Return the least few of some places, in no order."""
    if count >= len(places) or not keys:
        return places[:count]
    if count <= 0:
        return places[:0]
    values = keys[0][places]
    edge = np.partition(values, count - 1)[count - 1]
    sure = places[values < edge]
    tied = places[values == edge]
    return np.concatenate([sure, _least(tied, keys[1:], count - len(sure))])
