"""When nothing is found: what emptied it, and the nearest question that finds something."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, islice

from search.assist.changes import Changes, applied
from search.model.interpretation import Interpretation
from search.model.request import SearchRequest
from search.model.result import Emptied, Widening
from search.names.gazetteer import Gazetteer
from search.query.fields.faults import FieldSyntaxError
from search.retrieval.facet_counts import Facets
from search.retrieval.selection import Selection

MAX_TRIED = 20
"""Most changed searches that are made for one empty one; each costs a selection."""
MAX_LEFT_OUT = 63
"""Most sets of conditions that are left out: every one of six conditions, the smallest first."""


class Widener:
    """Finds what could be asked in an empty search's stead.

    Args:
        facets: count the values of a facet, and know what is above what.
        gazetteer: the places.
        total: gives the number of results of a request.
    """

    def __init__(
        self,
        facets: Facets,
        gazetteer: Gazetteer,
        total: Callable[[SearchRequest], int],
    ) -> None:
        self._facets = facets
        self._gazetteer = gazetteer
        self._total = total

    def widenings(
        self, request: SearchRequest, understood: Interpretation, selection: Selection
    ) -> tuple[Widening, ...]:
        """Return changes that find something, in the order of ``search.assist.changes``.

        Args:
            request: what was asked, and found nothing.
            understood: how it was understood.
            selection: the selection of it.
        """
        found: dict[str, Widening] = {}
        tried = Changes(self._facets, self._gazetteer, request, understood)
        for change in islice(tried.of(selection), MAX_TRIED):
            slot = change.slot or change.kind
            if slot not in found and (total := self._found(applied(request, change.parameters))):
                found[slot] = Widening(change.kind, change.parameters, total)
        return tuple(found.values())

    def _found(self, request: SearchRequest) -> int:
        try:
            return self._total(request)
        except FieldSyntaxError:  # a phrase in more words than a query may have terms
            return 0


def emptied(selection: Selection) -> tuple[Emptied, ...]:
    """Return what emptied a result: the conditions without which there would be results.

    Where no condition alone is the cause, it is pairs of them, then three. What lets in least
    comes first.

    Args:
        selection: a selection that found nothing.
    """
    names, left = selection.names, MAX_LEFT_OUT
    for size in range(1, len(names) + 1):
        sets = list(islice(combinations(names, size), left))
        left -= len(sets)
        totals = selection.retrieval.totals([selection.without(*some) for some in sets])
        found = [Emptied(some, n) for some, n in zip(sets, totals, strict=True) if n]
        if found:
            return tuple(sorted(found, key=lambda item: (item.count, item.conditions)))
    return ()
