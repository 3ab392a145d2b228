"""Every thing of a release, in an order that does not change, and which of them a search finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ontology.kinds import KINDS

Thing = tuple[str, str]
"""Kind and key."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The things of one release, those of a kind together and sorted by key.

    Args:
        things: all of them.
        places: the place of each among them.
        numbers: the number of the document of each, for search.
    """

    things: tuple[Thing, ...]
    places: Mapping[Thing, int]
    numbers: NDArray[np.int64]

    @classmethod
    def of(cls, documents: Sequence[Thing]) -> Listing:
        """Return the things of a release.

        Args:
            documents: the thing of each document, in the order of their numbers.
        """
        rank = {kind: place for place, kind in enumerate(KINDS)}
        numbers = sorted(
            range(len(documents)),
            key=lambda number: (rank[documents[number][0]], documents[number][1]),
        )
        things = tuple(documents[number] for number in numbers)
        places = {thing: place for place, thing in enumerate(things)}
        return cls(things, places, np.array(numbers, dtype=np.int64))

    def among(self, meeting: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return for each thing whether it is among some documents.

        Args:
            meeting: whether each document is, as ``SearchEngine.meeting`` tells.
        """
        return meeting[self.numbers]
