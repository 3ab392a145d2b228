"""When next to nothing is found: what meets all conditions but one, and which one it misses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from ontology.geography import NEAR_RADIUS_KM
from search.index.columns import Mask
from search.index.documents import DocumentStore
from search.model.facets import BY_NAME
from search.model.interpretation import Conditions, Interpretation
from search.retrieval.matcher import Matcher
from search.retrieval.ordering import ranked
from search.retrieval.ranking import ScorePart, place_parts
from search.retrieval.selection import Selection
from search.retrieval.texts import Texts

NEXT_TO_NOTHING = 2
"""Results up to this number are so few that others follow them."""
MOST = 10
"""Most results that follow."""
MOST_OF_ONE = 5
"""Most of them that miss the same condition, where others miss another."""
_ESSENTIAL = 10
"""How much a technology is of a question: what lacks it comes last."""
_NEVER_MISSED = frozenset({"type", "excluded", "required", "expression"})
"""Conditions that are meant as they stand: a kind, what is left out, words in quotation marks."""
THINGS = ("project", "programme", "council", "event")
"""What follows where no kind is asked for: not the cards of concepts."""

Missing = tuple[str, ...]
"""Names of the conditions that a result misses."""


def _weight(missed: tuple[Missing, Mask]) -> int:
    """Return how much of a question some conditions are."""
    return sum(
        _ESSENTIAL if name == "technology" else BY_NAME[name].matters if name in BY_NAME else 1
        for name in missed[0]
    )


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
        kinds = self._matcher.columns["type"].mask(understood.conditions.keys["type"] or THINGS)
        others = kinds & ~selection.found
        if np.count_nonzero(selection.found & kinds) > NEXT_TO_NOTHING:
            return []
        parts = [*parts, *self._nearness(understood)]
        found: dict[int, Missing] = {}
        missed = sorted(self._nearest(understood, selection, others), key=_weight)
        for names, mask in missed:
            best = ranked(self._documents, mask & others, parts, None, "relevance", MOST)
            taken = [int(number) for number in best if int(number) not in found]
            found |= dict.fromkeys(taken[: MOST if len(missed) == 1 else MOST_OF_ONE], names)
        return list(found.items())[:MOST]

    def _nearness(self, understood: Interpretation) -> list[ScorePart]:
        """Return a part that puts what is nearer to the place asked for first."""
        places = tuple(
            replace(place, relation="near", radius_km=NEAR_RADIUS_KM)
            for place in understood.conditions.places
            if place.latitude is not None
        )
        return place_parts(Conditions(places=places), self._matcher)[0]

    def _nearest(
        self, understood: Interpretation, selection: Selection, others: Mask
    ) -> Iterator[tuple[Missing, Mask]]:
        """Yield what is found without one condition; without two where that finds nothing more."""
        names = [name for name in selection.names if name not in _NEVER_MISSED]
        if names == ["challenge"]:
            yield ("challenge",), self._related(understood.conditions)
        if names == ["technology"]:
            yield ("technology",), self._texts.saying(understood)
        several = understood.conditions.groups["technology"]
        if len(several) > 1:
            column = self._matcher.columns["technology"]
            some: Mask = np.logical_or.reduce([column.mask(group) for group in several])
            yield ("technology",), selection.without("technology") & some
        for size in range(1, min(len(names), 3)):
            found = [(left, selection.without(*left)) for left in combinations(names, size)]
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
