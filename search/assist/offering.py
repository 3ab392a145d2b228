"""Which corrections are offered: those that find something, or next to something."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from search.assist.relaxing import Relaxer
from search.model.interpretation import Interpretation
from search.model.request import SearchRequest
from search.model.result import Correction, Offer
from search.retrieval.selection import Selection

Selected = Callable[[SearchRequest], tuple[Interpretation, Selection]]


def offers(
    corrections: Iterable[Correction], request: SearchRequest, selected: Selected, relaxer: Relaxer
) -> tuple[Offer, ...]:
    """Return the corrections that lead to something, each with its results.

    What is right may find nothing: nobody in Fukuoka does what じどう運転 福岡 asks for. Such a
    correction is offered with the number 0 where results follow that meet all conditions but some,
    after those that find something. What corrects all slips together stays first.

    Args:
        corrections: what may have been meant.
        request: what was asked; a correction keeps its filters.
        selected: understands a request and selects what it finds.
        relaxer: finds what meets most conditions.
    """
    found = []
    for correction in corrections:
        other = replace(request, query=correction.query, drop=(), choices={})
        interpretation, selection = selected(other)
        total = selection.total
        if total or relaxer.relaxed(interpretation, selection, ()):
            found.append(Offer(correction, total))
    return tuple(sorted(found, key=lambda offer: bool(offer.correction.kind) and not offer.total))
