"""Hits: one result each, with its score, its reasons, and a sentence that shows why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.index.documents import Stored
from search.model.interpretation import Interpretation
from search.model.request import SearchRequest
from search.model.result import Hit
from search.model.scores import Part, Value
from search.retrieval.ordering import Page, ordered, paged, projects_first
from search.retrieval.ranking import Explained, explained
from search.retrieval.retrieving import Ranked
from search.retrieval.selection import Selection
from search.text.snippets import Highlighter


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, and how its results are ordered.

    Args:
        interpretation: how it was understood.
        selection: what it finds.
        parts: the parts of the score.
        distance: kilometres to where was asked near, or None.
    """

    interpretation: Interpretation
    selection: Selection
    parts: Sequence[Part]
    distance: Value | None

    def page(self, request: SearchRequest, efforts: NDArray[np.int64]) -> Page:
        """Return the page that is wanted.

        Args:
            request: tells the page and the order.
            efforts: a number for each document, which projects of one effort share.
        """
        whole = request.together or request.limit is None
        ranked = Ranked(
            self.selection.found,
            self.parts,
            ordered(request.sort, self.interpretation),
            projects_first(self.distance, self.interpretation.conditions),
            None if whole else request.offset + (request.limit or 0),
        )
        (order,) = self.selection.retrieval.ranked([ranked])
        return paged(order, request, efforts)

    def shown(self, numbers: Sequence[int], read: Callable[[int], Stored]) -> list[Hit]:
        """Return some documents as results.

        Args:
            numbers: the documents.
            read: reads one.
        """
        marks = highlighter(self.interpretation)
        wanted = np.array(numbers, dtype=np.int64)
        why = explained(self.parts, self.distance, wanted, self.selection.retrieval)
        return [_hit(read(n), one, marks) for n, one in zip(numbers, why, strict=True)]


def highlighter(interpretation: Interpretation) -> Highlighter:
    """Return what marks the words of a query in snippets, in any spelling."""
    words = [span.text for span in interpretation.spans] + interpretation.text.split()
    return Highlighter(words + [c.label for span in interpretation.spans for c in span.chosen])


def _hit(document: Stored, explained: Explained, marks: Highlighter) -> Hit:
    """Return one result.

    Args:
        document: the document.
        explained: why it is where it is.
        marks: marks the words of the query.
    """
    return Hit(
        kind=document.kind,
        key=document.key,
        score=float(sum(reason.weight for reason in explained.reasons)),
        distance_km=explained.distance_km,
        snippet=marks.snippet(document.sentences),
        reasons=explained.reasons,
        payload=document.payload,
    )
