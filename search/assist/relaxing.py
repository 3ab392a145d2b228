"""When next to nothing is found: what meets all conditions but one, and which one it misses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from ontology.geography import NEAR_RADIUS_KM
from search.model.clauses import NOTHING, Clause, Not, either, every
from search.model.facets import BY_NAME
from search.model.interpretation import Conditions, Interpretation
from search.model.scores import Part, Value
from search.retrieval.compiling import has
from search.retrieval.ordering import projects_first
from search.retrieval.ranking import Ranking
from search.retrieval.retrieving import Ranked
from search.retrieval.selection import Selection
from search.retrieval.texts import Texts

NEXT_TO_NOTHING = 2
"""Results up to this number are so few that others follow them."""
MOST = 10
"""Most results that follow."""
MOST_OF_ONE = 5
"""Most of them that miss the same condition, where others miss another."""
_TECHNOLOGY = {False: 10, True: 2}
"""How much a technology is of a question, by whether a broader one is there in its stead: what
lacks it comes last."""
_NEVER_MISSED = frozenset({"type", "excluded", "required", "expression"})
"""Conditions that are meant as they stand: a kind, what is left out, words in quotation marks."""
THINGS = ("project", "programme", "council", "event")
"""What follows where no kind is asked for: not the cards of concepts."""
OF_THINGS: Final = has("type", THINGS)

Missing = tuple[str, ...]
"""Names of the conditions that a result misses."""


@dataclass(frozen=True, slots=True)
class _Missed:
    """What is found without some conditions.

    Args:
        names: of the conditions.
        clause: what is found.
        broader: whether it has a broader technology in the stead of the one asked for.
    """

    names: Missing
    clause: Clause
    broader: bool = False

    @property
    def weight(self) -> int:
        """How much of a question the conditions are."""
        return sum(self._weight(name) for name in self.names)

    def _weight(self, name: str) -> int:
        if name == "technology":
            return _TECHNOLOGY[self.broader]
        return BY_NAME[name].matters if name in BY_NAME else 1


class Relaxer:
    """Finds what meets most of the conditions of a search.

    Args:
        ranking: what raises results.
        texts: the words of queries.
        narrower: for each concept those below it, with how near each is.
    """

    def __init__(
        self, ranking: Ranking, texts: Texts, narrower: Mapping[str, Mapping[str, float]]
    ) -> None:
        self._ranking = ranking
        self._texts = texts
        self._narrower = narrower

    def relaxed(
        self, understood: Interpretation, selection: Selection, parts: Sequence[Part]
    ) -> list[tuple[int, Missing]]:
        """Return documents that miss as few conditions as possible, each with those it misses.

        Args:
            understood: how the query and the filters were understood.
            selection: what the conditions find; where that is enough, nothing follows.
            parts: the parts of the score, by which they are ordered.
        """
        asked = understood.conditions.keys["type"]
        kinds = has("type", asked) if asked else OF_THINGS
        retrieval = selection.retrieval
        if retrieval.totals([every((selection.found, kinds))])[0] > NEXT_TO_NOTHING:
            return []
        others = every((kinds, Not(selection.found)))
        near, distance = self._nearness(understood)
        parts = [*parts, *near]
        missed = sorted(
            self._nearest(understood, selection, others),
            key=lambda missed: (missed.weight, not missed.broader),
        )
        ranked = retrieval.ranked(
            [
                Ranked(
                    every((one.clause, others)),
                    parts,
                    "relevance",
                    distance if "place" in one.names else None,
                    MOST,
                )
                for one in missed
            ]
        )
        found: dict[int, Missing] = {}
        for one, best in zip(missed, ranked, strict=True):
            taken = [int(number) for number in best if int(number) not in found]
            found |= dict.fromkeys(taken[: MOST if len(missed) == 1 else MOST_OF_ONE], one.names)
        return list(found.items())[:MOST]

    def _nearness(self, understood: Interpretation) -> tuple[list[Part], Value | None]:
        """Return a part that puts what is nearer to the place asked for first, and the distances.

        What lies elsewhere is ordered by them: the nearest is the best in the place's stead.
        """
        places = tuple(
            replace(place, relation="near", radius_km=NEAR_RADIUS_KM)
            for place in understood.conditions.places
            if place.latitude is not None
        )
        parts, distance = self._ranking.place_parts(Conditions(places=places))
        return parts, projects_first(distance, understood.conditions)

    def _nearest(
        self, understood: Interpretation, selection: Selection, others: Clause
    ) -> Iterator[_Missed]:
        """Yield what is found without one condition; without two where that is next to nothing."""
        names = [name for name in selection.names if name not in _NEVER_MISSED]
        if names == ["challenge"]:
            yield _Missed(("challenge",), self._related(understood.conditions))
        if names == ["technology"]:
            yield _Missed(("technology",), self._texts.saying(understood))
        yield from self._technologies(understood.conditions, selection)
        broader = self._broader(understood.conditions)
        for size in range(1, min(len(names), 3)):
            found = [
                _Missed(left, every((selection.without(*left), broader)), broader=True)
                if "technology" in left
                else _Missed(left, selection.without(*left))
                for left in combinations(names, size)
            ]
            yield from found
            any_of_them = every((either(missed.clause for missed in found), others))
            if selection.retrieval.totals([any_of_them])[0] > NEXT_TO_NOTHING:
                return

    def _technologies(self, conditions: Conditions, selection: Selection) -> Iterator[_Missed]:
        """Yield what has one of several technologies, and what has none, where more is asked."""
        groups = conditions.groups["technology"]
        if not groups:
            return
        without = selection.without("technology")
        if len(groups) > 1:
            some = either(has("technology", group) for group in groups)
            yield _Missed(("technology",), every((without, some)))
        if len(selection.names) > 1:
            yield _Missed(("technology",), without)

    def _broader(self, conditions: Conditions) -> Clause:
        """Return what has the technologies broader than those asked for; nothing without them."""
        groups = conditions.groups["technology"]
        broader = every(has("technology", self._above(group)) for group in groups)
        return broader if groups else NOTHING

    def _related(self, conditions: Conditions) -> Clause:
        """Return what has a challenge beside the ones asked for: broader, or under the same one."""
        asked = {key for group in conditions.groups["challenge"] for key in group}
        broader = self._above(asked)
        related = broader.union(*(self._narrower[key] for key in broader))
        return has("challenge", related - asked)

    def _above(self, keys: Collection[str]) -> set[str]:
        """Return the concepts that are broader than any of some concepts."""
        narrower = self._narrower.items()
        return {above for above, below in narrower if not below.keys().isdisjoint(keys)}
