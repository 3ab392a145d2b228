"""What the parts of a similarity rest on, as keys and numbers that anybody can check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.relations.facts.arrays import Arrays
from graph.relations.facts.concepts import Concepts


class Evidence:
    """Says what two projects have in common.

    Args:
        arrays: the projects.
        technologies: their technologies.
        challenges: their challenges.
    """

    def __init__(
        self,
        arrays: Arrays,
        technologies: Concepts,
        challenges: Concepts,
    ) -> None:
        self._arrays = arrays
        self._technologies = technologies
        self._challenges = challenges
        self._kinds: Mapping[str, Callable[[int, int], dict[str, Any]]] = {
            "technologies": self._shared_technologies,
            "challenges": self._shared_challenges,
            "programme": self._programmes,
            "councils": self._councils,
            "years": self._years,
            "municipality": self._municipalities,
        }

    def of(self, one: int, other: int) -> dict[str, dict[str, Any]]:
        """Return what the parts of the similarity of two projects rest on, where there is more."""
        return {part: said(one, other) for part, said in self._kinds.items()}

    def _shared_technologies(self, one: int, other: int) -> dict[str, Any]:
        arrays = self._arrays
        shared = self._technologies.both(one, other)
        return {
            "shared": _weighed(self._technologies, arrays.technologies, shared),
            "open_lists": [bool(arrays.open_lists[number]) for number in (one, other)],
        }

    def _shared_challenges(self, one: int, other: int) -> dict[str, Any]:
        shared = self._challenges.both(one, other)
        return {"shared": _weighed(self._challenges, self._arrays.challenges, shared)}

    def _programmes(self, one: int, other: int) -> dict[str, Any]:
        arrays = self._arrays
        return {"programmes": [arrays.programmes[arrays.programme[n]] for n in (one, other)]}

    def _years(self, one: int, other: int) -> dict[str, Any]:
        return {"fiscal_years": [int(self._arrays.years[n]) for n in (one, other)]}

    def _councils(self, one: int, other: int) -> dict[str, Any]:
        arrays = self._arrays
        both = np.intersect1d(arrays.councils[one], arrays.councils[other])
        return {"shared": [arrays.groups[group] for group in both]}

    def _municipalities(self, one: int, other: int) -> dict[str, Any]:
        arrays = self._arrays
        sets = [arrays.sets[int(arrays.place_sets[number])] for number in (one, other)]
        return {"kinds": [list(dict.fromkeys(arrays.body_kinds[p] for p in s)) for s in sets]}


def _weighed(
    facet: Concepts, names: Sequence[str], shared: NDArray[np.int64]
) -> list[dict[str, Any]]:
    return [
        {"key": names[concept], "information_content": round(float(facet.content[concept]), 4)}
        for concept in shared
    ]
