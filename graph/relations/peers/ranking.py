"""Peers: local governments to call, by what they have done, how like they are, and how near.

The parts are the measures of ``PEERS``. Everything is found in arrays of all projects and
local governments, so that an answer costs the same for any question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.relations import measures
from graph.relations.facts.arrays import Arrays, Lists
from graph.relations.facts.concepts import Concepts
from graph.relations.facts.distances import (
    Designations,
    Kinds,
    ageing_likeness,
    density_likeness,
    population_likeness,
)
from graph.relations.peers.experience import Experience, Ledger, PeerQuestion
from graph.relations.peers.weights import ADDED, PEERS
from graph.relations.scores import Part, Ranking, Related, values

JOINT, TOGETHER, SAME_PROGRAMME = 1.0, 0.7, 0.3
"""Strength of a tie: a joint project; one council or event; projects in the same programme."""
SAME_PREFECTURE, SAME_REGION = 1.0, 0.5
"""Nearness in the order of the State: the same prefecture, the same region."""
HALF_KM = 100.0
"""Kilometres at which nearness is one half: as far as a day there and back leaves time to be shown
things. A call costs the same from anywhere, so it is twice that of what lies near (50 km)."""
_DIGITS = 9

Values = NDArray[np.float64]


class Peers:
    """Finds local governments to call.

    Args:
        arrays: projects and local governments.
    """

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._codes = {code: number for number, code in enumerate(arrays.bodies)}
        self._ledger = Ledger(arrays)
        self._kinds = Kinds(arrays.body_kinds)
        self._kind = np.array(arrays.body_kinds)
        counted = (self._kind != "prefecture") & (self._kind != "ward")
        self._designations = Designations(arrays.designated, counted)
        self._region = np.array(arrays.regions)
        self._profiles = Concepts(_profiles(arrays.levels, self._ledger.projects_of))
        self._takes_part = np.zeros((len(arrays.bodies), len(arrays.programmes)), dtype=np.bool_)
        self._takes_part[self._ledger.bodies, arrays.programme[self._ledger.projects]] = True
        self._of_group = arrays.body_groups.turned(len(arrays.groups))

    def peers(
        self,
        code: str,
        question: PeerQuestion,
        *,
        table: Mapping[str, float] | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> Ranking:
        """Return local governments to call, the best first; equals by distance, then code.

        Args:
            code: who asks; any local government of the register.
            question: what is asked.
            table: weights by part; those of ``PEERS`` by default.
            limit: at most so many.
            offset: so many are left out first.

        Raises:
            KeyError: there is no such local government, or no such concept.
        """
        asking, table = self._codes[code], table or _DEFAULT
        experience = Experience(self._ledger, self._ledger.quality(question))
        raws = {**experience.measures(), **self._likeness(asking), ADDED: self._sharing(question)}
        found = np.flatnonzero(self._candidates(asking, question, raws["experience"]))
        scores = np.zeros(len(found))
        for name, raw in raws.items():
            scores += table[name] * raw[found]
        distances = self._arrays.distances[asking][found]
        order = np.lexsort((found, distances, -np.round(scores, _DIGITS)))
        items = [
            self._item(asking, number, raws, table, experience, question)
            for number in found[order[offset : offset + limit]].tolist()
        ]
        return Ranking(len(found), tuple(items))

    def emptied(self, code: str, question: PeerQuestion) -> dict[str, int]:
        """Return how many peers there would be without each condition that is given.

        Raises:
            KeyError: as of ``peers``.
        """
        return {
            name: self.peers(code, other, limit=0).total for name, other in question.given().items()
        }

    def _candidates(
        self, asking: int, question: PeerQuestion, experience: Values
    ) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = experience > 0
        found[asking] = False
        if not question.prefectures:
            found &= self._kind != "prefecture"
        if question.max_km is not None:
            found &= self._arrays.distances[asking] <= question.max_km
        if question.same_kind:
            found &= self._kind == self._kind[asking]
        return found

    def _likeness(self, asking: int) -> dict[str, Values]:
        """Return the measures that do not depend on what is asked, for all local governments."""
        arrays, kindred = self._arrays, self._profiles.overlap(asking)
        distances = arrays.distances[asking].astype(np.float64)
        return {
            "kindred": np.zeros(len(self._kind)) if kindred is None else kindred.astype(np.float64),
            "kind": self._kinds.likeness(asking),
            "population": population_likeness(int(arrays.populations[asking]), arrays.populations),
            "density": density_likeness(float(arrays.densities[asking]), arrays.densities),
            "ageing": ageing_likeness(float(arrays.aged[asking]), arrays.aged),
            "designations": self._designations.likeness(asking),
            "region": self._same_region(asking),
            "distance": measures.halved(distances, HALF_KM).astype(np.float64),
            "ties": self._ties(asking),
        }

    def _same_region(self, asking: int) -> Values:
        prefectures = self._arrays.prefectures
        same = (self._region == self._region[asking]) & (self._region != "")
        region = np.where(same, SAME_REGION, 0.0)
        return np.where(prefectures == prefectures[asking], SAME_PREFECTURE, region)

    def _shared_region(self, asking: int, other: int) -> dict[str, Any]:
        """Return the prefecture that both are in, else the region."""
        arrays = self._arrays
        own, its = arrays.prefectures[asking], arrays.prefectures[other]
        if own == its:
            return {"prefecture": arrays.bodies[own]}
        return {"region": arrays.regions[other]}

    def _ties(self, asking: int) -> Values:
        """Return the strongest tie of each local government with who asks."""
        arrays = self._arrays
        found = np.zeros(len(arrays.bodies))
        found[(self._takes_part & self._takes_part[asking]).any(axis=1)] = SAME_PROGRAMME
        for group in arrays.body_groups[asking]:
            found[self._of_group[group]] = TOGETHER
        for project in self._ledger.projects_of[asking]:
            found[arrays.participants[project]] = JOINT
        found[asking] = 0.0
        return found

    def _item(
        self,
        asking: int,
        other: int,
        raws: Mapping[str, Values],
        table: Mapping[str, float],
        experience: Experience,
        question: PeerQuestion,
    ) -> Related:
        distance = round(float(self._arrays.distances[asking, other]), 3)
        evidence = {
            **experience.evidence(other),
            **self._evidence(asking, other),
            "distance": {"distance_km": distance},
            "ties": self._tie(asking, other) if raws["ties"][other] else {},
            ADDED: self._shared(other, question) if raws[ADDED][other] else {},
        }
        parts = tuple(
            Part(name, table[name], float(raw[other]), evidence.get(name, {}))
            for name, raw in raws.items()
            if raw[other] and table[name]
        )
        return Related("municipality", self._arrays.bodies[other], parts, distance)

    def _sharing(self, question: PeerQuestion) -> Values:
        """Return how far any project of each local government is on a challenge asked for."""
        found = np.zeros(len(self._arrays.bodies))
        shared = self._ledger.shared(question)
        np.maximum.at(found, self._ledger.bodies, shared[self._ledger.projects])
        return found

    def _shared(self, other: int, question: PeerQuestion) -> dict[str, Any]:
        """Return which projects of one are on a challenge asked for, and on which."""
        arrays, projects = self._arrays, self._ledger.projects_of[other]

        def on(challenges: Sequence[str]) -> dict[str, NDArray[np.int32]]:
            rows = ((key, arrays.problems[arrays.challenges.index(key)]) for key in challenges)
            found = ((key, projects[row[projects] > 0]) for key, row in rows)
            return {key: having for key, having in found if len(having)}

        same = on(question.challenges)
        shown = same or on(question.close)
        numbers = sorted({number for having in shown.values() for number in having.tolist()})
        return {
            "same": bool(same),
            "challenges": list(shown),
            "projects": [arrays.projects[number] for number in numbers],
        }

    def _evidence(self, asking: int, other: int) -> dict[str, dict[str, Any]]:
        arrays, pair = self._arrays, (asking, other)
        return {
            "kind": {"kinds": [arrays.body_kinds[body] for body in pair]},
            "population": {"populations": [int(arrays.populations[body]) for body in pair]},
            "density": {"densities": [round(float(arrays.densities[body]), 1) for body in pair]},
            "designations": {
                "designations": [
                    arrays.designations[number]
                    for number in self._designations.both(asking, other).tolist()
                ]
            },
            "region": self._shared_region(asking, other),
            "ageing": {"aged_percent": [round(float(arrays.aged[body]), 1) for body in pair]},
        }

    def _tie(self, asking: int, other: int) -> dict[str, Any]:
        arrays, projects_of = self._arrays, self._ledger.projects_of
        projects = np.intersect1d(projects_of[asking], projects_of[other], assume_unique=True)
        ours, theirs = arrays.body_groups[asking], arrays.body_groups[other]
        groups = np.intersect1d(ours, theirs, assume_unique=True)
        programmes = np.flatnonzero(self._takes_part[asking] & self._takes_part[other])
        return {
            "projects": [arrays.projects[number] for number in projects.tolist()],
            "groups": [arrays.groups[number] for number in groups.tolist()],
            "programmes": [arrays.programmes[number] for number in programmes.tolist()],
        }


def _profiles(levels: NDArray[np.float32], projects_of: Lists) -> NDArray[np.float32]:
    """Return concept × bodies: the highest level at which any project of a body has a concept."""
    found = np.zeros((len(levels), len(projects_of)), dtype=np.float32)
    filled = np.flatnonzero(np.diff(projects_of.starts))
    if len(filled):
        starts = projects_of.starts[filled]
        for row, own in zip(levels, found, strict=True):
            own[filled] = np.maximum.reduceat(row[projects_of.items], starts)
    return found


_DEFAULT = values(PEERS)
