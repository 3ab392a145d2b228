"""When next to nothing is found: what meets all conditions but one, and which one it misses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from search.index.columns import Mask
from search.model.interpretation import Conditions
from search.retrieval.matcher import Matcher
from search.retrieval.selection import Selection

NEXT_TO_NOTHING = 2
"""Results up to this number are so few that others follow them."""
MOST = 10
"""Most results that follow."""
_NEVER_MISSED = frozenset({"type", "excluded", "required", "expression"})
"""Conditions that are meant as they stand: a kind, what is left out, words in quotation marks."""
THINGS = ("project", "programme", "council", "event")
"""What follows where no kind is asked for: not the cards of concepts."""

Missing = tuple[str, ...]
"""Names of the conditions that a result misses."""


def relaxed(
    selection: Selection,
    conditions: Conditions,
    matcher: Matcher,
    ordered: Callable[[Mask, int], NDArray[np.int64]],
) -> list[tuple[int, Missing]]:
    """Return documents that miss as few conditions as possible, each with those it misses.

    Args:
        selection: what the conditions find.
        conditions: what is asked.
        matcher: the documents by column.
        ordered: gives the first few of some documents, the best first.
    """
    kinds = matcher.columns["type"].mask(conditions.keys["type"] or THINGS)
    if np.count_nonzero(selection.found & kinds) > NEXT_TO_NOTHING:
        return []
    missing = {
        names: found & kinds & ~selection.found
        for names, found in _nearest(selection, conditions, matcher, kinds)
    }
    if not missing:
        return []
    every: Mask = np.logical_or.reduce(list(missing.values()))
    return [
        (int(number), next(names for names, mask in missing.items() if mask[number]))
        for number in ordered(every, MOST)
    ]


def _nearest(
    selection: Selection, conditions: Conditions, matcher: Matcher, kinds: Mask
) -> Iterator[tuple[Missing, Mask]]:
    """Yield what is found without one condition; without two where that finds nothing more."""
    names = [name for name in selection.names if name not in _NEVER_MISSED]
    if names == ["challenge"]:
        yield ("challenge",), _related(conditions, matcher)
    for size in range(1, min(len(names), 3)):
        found = [(some, selection.without(*some)) for some in combinations(names, size)]
        if any((mask & kinds & ~selection.found).any() for _, mask in found):
            yield from found
            return


def _related(conditions: Conditions, matcher: Matcher) -> Mask:
    """Return what has a challenge beside the ones asked for: broader, or under the same one."""
    asked = {key for group in conditions.groups["challenge"] for key in group}
    broader = {above for above, below in matcher.narrower.items() if not asked.isdisjoint(below)}
    related = broader.union(*(matcher.narrower[key] for key in broader))
    return matcher.columns["challenge"].mask(related - asked)
