"""Hits: one result each, with its score, its reasons, and a sentence that shows why."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from search.index.documents import DocumentStore
from search.model.interpretation import Interpretation
from search.model.result import Hit
from search.retrieval.ranking import ScorePart, reasons
from search.text.snippets import Highlighter


def highlighter(interpretation: Interpretation) -> Highlighter:
    """Return what marks the words of a query in snippets, in any spelling."""
    words = [span.text for span in interpretation.spans] + interpretation.text.split()
    return Highlighter(words + [c.label for span in interpretation.spans for c in span.chosen])


def hit(
    documents: DocumentStore,
    number: int,
    parts: Sequence[ScorePart],
    distances: NDArray[np.float64] | None,
    marks: Highlighter,
) -> Hit:
    """Return one result.

    Args:
        documents: the documents.
        number: number of the document.
        parts: the parts of the score.
        distances: kilometres of each document to where it was asked near, or None.
        marks: marks the words of the query.
    """
    document = documents.read(number)
    why = reasons(parts, number)
    distance = float(distances[number]) if distances is not None else None
    return Hit(
        kind=document.kind,
        key=document.key,
        score=float(sum(reason.weight for reason in why)),
        distance_km=distance if distance is not None and isfinite(distance) else None,
        snippet=marks.snippet(document.sentences),
        reasons=why,
        payload=document.payload,
    )
