"""Which corrections are offered: those that find something, or next to something."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from search.assist.relaxing import relaxed
from search.model.interpretation import Interpretation
from search.model.request import SearchRequest
from search.model.result import Correction, Offer
from search.retrieval.matcher import Matcher
from search.retrieval.selection import Selection

Selected = Callable[[SearchRequest], tuple[Interpretation, Selection]]


def offers(
    corrections: Iterable[Correction], request: SearchRequest, selected: Selected, matcher: Matcher
) -> tuple[Offer, ...]:
    """Return the corrections that lead to something, each with its results.

    What is right may find nothing: nobody in Fukuoka does what じどう運転 福岡 asks for. Such a
    correction is offered with the number 0 where results follow that meet all conditions but some,
    after those that find something. What corrects all slips together stays first.

    Args:
        corrections: what may have been meant.
        request: what was asked; a correction keeps its filters.
        selected: understands a request and selects what it finds.
        matcher: the documents by column.
    """
    found = []
    for correction in corrections:
        other = replace(request, query=correction.query, drop=(), choices={})
        interpretation, selection = selected(other)
        total = int(np.count_nonzero(selection.found))
        if total or _is_nearly_met(interpretation, selection, matcher):
            found.append(Offer(correction, total))
    return tuple(sorted(found, key=lambda offer: bool(offer.correction.kind) and not offer.total))


def _is_nearly_met(interpretation: Interpretation, selection: Selection, matcher: Matcher) -> bool:
    near = relaxed(
        selection,
        interpretation.conditions,
        matcher,
        lambda mask, count: np.flatnonzero(mask)[:count],
    )
    return bool(near)
