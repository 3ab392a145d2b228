"""When next to nothing is found: what meets all conditions but one, and which one it misses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from search.index.columns import Mask
from search.index.documents import DocumentStore
from search.model.interpretation import Conditions, Interpretation
from search.retrieval.matcher import Matcher
from search.retrieval.ordering import ranked
from search.retrieval.ranking import ScorePart
from search.retrieval.selection import Selection
from search.retrieval.texts import Texts

NEXT_TO_NOTHING = 2
"""Results up to this number are so few that others follow them."""
MOST = 10
"""Most results that follow."""
_NEVER_MISSED = frozenset({"type", "excluded", "required", "expression"})
"""Conditions that are meant as they stand: a kind, what is left out, words in quotation marks."""
_KINDS = ("project", "programme", "council", "event")
"""What follows where no kind is asked for: not the cards of concepts."""

Missing = tuple[str, ...]
"""Names of the conditions that a result misses."""


class Relaxer:
    """Finds what meets most of the conditions of a search.

    Args:
        documents: the documents.
        matcher: the documents by column.
        texts: their words.
    """

    def __init__(self, documents: DocumentStore, matcher: Matcher, texts: Texts) -> None:
        self._documents = documents
        self._matcher = matcher
        self._texts = texts

    def relaxed(
        self, understood: Interpretation, selection: Selection, parts: Sequence[ScorePart]
    ) -> list[tuple[int, Missing]]:
        """Return documents that miss as few conditions as possible, each with those it misses.

        Args:
            understood: how the query and the filters were understood.
            selection: what the conditions find; where that is enough, nothing follows.
            parts: the parts of the score, by which they are ordered.
        """
        kinds = self._matcher.columns["type"].mask(understood.conditions.keys["type"] or _KINDS)
        others = kinds & ~selection.found
        if np.count_nonzero(selection.found & kinds) > NEXT_TO_NOTHING:
            return []
        missing = {
            names: found & others for names, found in self._nearest(understood, selection, others)
        }
        if not missing:
            return []
        every: Mask = np.logical_or.reduce(list(missing.values()))
        return [
            (int(number), next(names for names, mask in missing.items() if mask[number]))
            for number in ranked(self._documents, every, parts, None, "relevance", MOST)
        ]

    def _nearest(
        self, understood: Interpretation, selection: Selection, others: Mask
    ) -> Iterator[tuple[Missing, Mask]]:
        """Yield what is found without one condition; without two where that finds nothing more."""
        names = [name for name in selection.names if name not in _NEVER_MISSED]
        if names == ["challenge"]:
            yield ("challenge",), self._related(understood.conditions)
        if names == ["technology"]:
            yield ("technology",), self._texts.saying(understood)
        for size in range(1, min(len(names), 3)):
            found = [(some, selection.without(*some)) for some in combinations(names, size)]
            if any((mask & others).any() for _, mask in found):
                yield from found
                return

    def _related(self, conditions: Conditions) -> Mask:
        """Return what has a challenge beside the ones asked for: broader, or under the same one."""
        narrower = self._matcher.narrower
        asked = {key for group in conditions.groups["challenge"] for key in group}
        broader = {above for above, below in narrower.items() if not asked.isdisjoint(below)}
        related = broader.union(*(narrower[key] for key in broader))
        return self._matcher.columns["challenge"].mask(related - asked)
