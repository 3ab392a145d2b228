"""Peers: local governments to call, by what they have done, how like they are, and how near.

The parts are the measures of ``weights.PEERS``. Experience is that of the projects that meet all
that is asked; everything is found in arrays of all projects and bodies, so that an answer costs the
same for any question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from graph.relations import measures, weights
from graph.relations.arrays import Arrays, Lists
from graph.relations.parts import Part, Related
from graph.relations.places import Kinds, population_likeness
from graph.relations.similar import Ranking, SimilarProjects

Stage = Literal["experienced", "current", "finished"]
STAGES: tuple[Stage, ...] = ("experienced", "current", "finished")
"""What a peer's projects must be: any, supported now (by the source's date), or at their end."""

JOINT, TOGETHER, SAME_PROGRAMME = 1.0, 0.7, 0.3
"""Strength of a tie: a joint project; one council or event; projects in the same programme."""
SAME_PREFECTURE, SAME_REGION = 1.0, 0.5
"""Nearness in the order of the State: the same prefecture, the same region."""
YEARS_HALF = 3.0
"""Years of support at which that part reaches one half."""
_SHOWN = 5
"""Most projects that the evidence of experience names."""

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PeerQuestion:
    """What is asked of peers; several values of one condition are alternatives.

    Args:
        technologies: keys; a narrower one does as well.
        challenges: keys; likewise.
        programmes: keys.
        stage: what their projects must be.
        max_km: at most so far away.
        same_kind: only local governments of the same kind.
        prefectures: also prefectures.
    """

    technologies: Sequence[str] = ()
    challenges: Sequence[str] = ()
    programmes: Sequence[str] = ()
    stage: Stage = "experienced"
    max_km: float | None = None
    same_kind: bool = False
    prefectures: bool = False

    def given(self) -> dict[str, PeerQuestion]:
        """Return, by the name of each condition that is given, the question without it."""
        without: dict[str, Any] = {
            "technology": {"technologies": ()},
            "challenge": {"challenges": ()},
            "programme": {"programmes": ()},
            "stage": {"stage": "experienced"},
            "max_km": {"max_km": None},
            "same_kind": {"same_kind": False},
        }
        return {
            name: other
            for name, change in without.items()
            if (other := replace(self, **change)) != self
        }


class Peers:
    """Finds local governments to call.

    Args:
        arrays: projects and local governments.
        similar: measures of projects.
    """

    def __init__(self, arrays: Arrays, similar: SimilarProjects) -> None:
        self._arrays = arrays
        self._similar = similar
        self._codes = {code: number for number, code in enumerate(arrays.bodies)}
        participants = arrays.participants
        self._projects_of = participants.turned(len(arrays.bodies))
        self._pairs = np.repeat(np.arange(len(participants)), np.diff(participants.starts))
        self._kinds = Kinds(arrays.body_kinds)
        self._twice = _pairs_of(arrays.linked)
        regions = {name: number for number, name in enumerate(sorted(set(arrays.regions)))}
        self._region = np.array([regions[name] for name in arrays.regions], dtype=np.int64)
        self._rows = {
            name: {key: number for number, key in enumerate(keys)}
            for name, keys in (
                ("technologies", arrays.technologies),
                ("challenges", arrays.challenges),
                ("programmes", arrays.programmes),
            )
        }

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
            table: weights by part; those of ``weights.PEERS`` by default.
            limit: at most so many.
            offset: so many are left out first.

        Raises:
            KeyError: there is no such local government, or no such concept or programme.
        """
        asking, table = self._codes[code], table or _DEFAULT
        quality = self._quality(question)
        raws = self._raws(asking, quality)
        found = np.flatnonzero(self._candidates(asking, question, raws["experience"]))
        scores = sum((table[name] * raw[found] for name, raw in raws.items()), np.zeros(len(found)))
        order = np.lexsort([found, self._arrays.distances[asking][found], -np.round(scores, 9)])
        items = [
            self._item(asking, int(number), raws, table, quality)
            for number in found[order[offset : offset + limit]]
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

    def projects(self, code: str) -> list[str]:
        """Return the keys of the projects in which a local government takes part."""
        numbers = self._projects_of[self._codes[code]]
        return [self._arrays.projects[number] for number in numbers]

    def programmes(self, code: str) -> list[str]:
        """Return the programmes in which a local government takes part, the latest first."""
        arrays = self._arrays
        own = self._projects_of[self._codes[code]]
        latest = own[np.lexsort((own, -arrays.years[own].astype(np.int64)))]
        names = (arrays.programmes[arrays.programme[number]] for number in latest)
        return list(dict.fromkeys(names))

    def _quality(self, question: PeerQuestion) -> Values:
        """Return how well each project meets what is asked, 0 to 1."""
        arrays = self._arrays
        quality = np.ones(len(arrays.projects))
        for keys, levels, rows in (
            (question.technologies, arrays.levels, self._rows["technologies"]),
            (question.challenges, arrays.problems, self._rows["challenges"]),
        ):
            if keys:
                quality *= np.maximum.reduce([levels[rows[key]] for key in keys])
        if question.programmes:
            numbers = [self._rows["programmes"][key] for key in question.programmes]
            quality *= np.isin(arrays.programme, numbers)
        if question.stage != "experienced":
            quality *= arrays.current if question.stage == "current" else arrays.finished
        return quality

    def _candidates(self, asking: int, question: PeerQuestion, experience: Values) -> Mask:
        arrays = self._arrays
        found: Mask = experience > 0
        found[asking] = False
        kinds = np.array(arrays.body_kinds)
        if not question.prefectures:
            found &= kinds != "prefecture"
        if question.max_km is not None:
            found &= arrays.distances[asking] <= question.max_km
        if question.same_kind:
            found &= kinds == kinds[asking]
        return found

    def _raws(self, asking: int, quality: Values) -> dict[str, Values]:
        """Return every measure for all local governments."""
        arrays = self._arrays
        matching = quality > 0
        populations = arrays.populations
        return {
            "experience": measures.saturated(self._summed(self._once(quality))),
            "years": measures.saturated(self._summed(arrays.supported * matching), YEARS_HALF),
            "finished": np.minimum(self._summed((matching & arrays.finished) * 1.0), 1.0),
            "programmes": self._programmes(matching),
            "kindred": self._kindred(asking, matching),
            "kind": self._kinds.likeness(asking),
            "population": population_likeness(int(populations[asking]), populations),
            "region": self._same_region(asking),
            "distance": measures.halved(
                arrays.distances[asking].astype(np.float64), measures.HALF_KM
            ),
            "ties": self._ties(asking),
        }

    def _once(self, quality: Values) -> Values:
        """Return the quality of efforts: one under two programmes counts once."""
        first, second = self._twice
        found = quality.copy()
        found[second[quality[first] >= quality[second]]] = 0.0
        return found

    def _summed(self, values: NDArray[Any]) -> Values:
        """Return for each local government the sum of the values of its projects."""
        found = np.bincount(
            self._arrays.participants.items,
            weights=values[self._pairs],
            minlength=len(self._arrays.bodies),
        )
        return found.astype(np.float64, copy=False)

    def _programmes(self, matching: Mask) -> Values:
        """Return 0 for one programme, one half for two, two thirds for three."""
        arrays = self._arrays
        kept = matching[self._pairs]
        size = max(len(arrays.programmes), 1)
        pairs = arrays.participants.items[kept].astype(np.int64) * size
        distinct = np.unique(pairs + arrays.programme[self._pairs[kept]])
        counts = np.bincount(distinct // size, minlength=len(arrays.bodies))
        return np.where(counts > 0, 1.0 - 1.0 / np.maximum(counts, 1), 0.0)

    def _kindred(self, asking: int, matching: Mask) -> Values:
        """Return for each local government how like its nearest project is to one of who asks."""
        own = self._projects_of[asking]
        if not len(own):
            return np.zeros(len(self._arrays.bodies))
        best = np.maximum.reduce([self._similar.likeness(int(project)) for project in own])
        return self._greatest(np.where(matching, best, 0.0))

    def _greatest(self, values: Values) -> Values:
        lists = self._projects_of
        found = np.zeros(len(lists))
        filled = np.flatnonzero(np.diff(lists.starts))
        if len(filled):
            found[filled] = np.maximum.reduceat(values[lists.items], lists.starts[filled])
        return found

    def _same_region(self, asking: int) -> Values:
        arrays = self._arrays
        same = (self._region == self._region[asking]) & (np.array(arrays.regions) != "")
        return np.where(
            arrays.prefectures == arrays.prefectures[asking],
            SAME_PREFECTURE,
            np.where(same, SAME_REGION, 0.0),
        )

    def _ties(self, asking: int) -> Values:
        """Return the strongest tie of each local government with who asks."""
        found = np.zeros(len(self._arrays.bodies))
        for strength, others in self._tied(asking).items():
            found[others] = np.maximum(found[others], strength)
        found[asking] = 0.0
        return found

    def _tied(self, asking: int) -> dict[float, NDArray[np.int64]]:
        """Return who is tied to who asks, by the strength of the tie."""
        arrays = self._arrays
        own = self._projects_of[asking]
        programmes = np.unique(arrays.programme[own])
        same = np.isin(arrays.programme, programmes)[self._pairs]
        groups = np.isin(arrays.body_groups.items, arrays.body_groups[asking])
        members = np.repeat(np.arange(len(arrays.bodies)), np.diff(arrays.body_groups.starts))
        joint = [arrays.participants[int(project)] for project in own]
        none = arrays.participants.items[:0]
        return {
            SAME_PROGRAMME: arrays.participants.items[same].astype(np.int64),
            TOGETHER: members[groups],
            JOINT: np.concatenate([none, *joint]).astype(np.int64),
        }

    def _item(
        self,
        asking: int,
        other: int,
        raws: Mapping[str, Values],
        table: Mapping[str, float],
        quality: Values,
    ) -> Related:
        distance = round(float(self._arrays.distances[asking, other]), 3)
        parts = [
            Part(name, table[name], float(raw[other]), self._evidence(name, asking, other, quality))
            for name, raw in raws.items()
            if raw[other] and table[name]
        ]
        return Related("municipality", self._arrays.bodies[other], tuple(parts), distance)

    def _evidence(self, name: str, asking: int, other: int, quality: Values) -> dict[str, Any]:
        arrays = self._arrays
        projects = self._projects_of[other]
        matching = projects[quality[projects] > 0]
        if name == "experience":
            best = matching[np.lexsort((matching, -quality[matching]))]
            return {
                "total": len(matching),
                "projects": [arrays.projects[number] for number in best[:_SHOWN]],
            }
        if name == "years":
            return {"years": int(arrays.supported[matching].sum())}
        if name == "programmes":
            numbers = np.unique(arrays.programme[matching])
            return {"programmes": [arrays.programmes[number] for number in numbers]}
        if name in {"kind", "population"}:
            values: Any = arrays.body_kinds if name == "kind" else arrays.populations.tolist()
            return {f"{name}s": [values[asking], values[other]]}
        if name == "distance":
            return {"distance_km": round(float(arrays.distances[asking, other]), 3)}
        return self._tie(asking, other) if name == "ties" else {}

    def _tie(self, asking: int, other: int) -> dict[str, Any]:
        arrays = self._arrays
        mine, theirs = self._projects_of[asking], self._projects_of[other]
        groups = np.intersect1d(arrays.body_groups[asking], arrays.body_groups[other])
        programmes = np.intersect1d(arrays.programme[mine], arrays.programme[theirs])
        return {
            "projects": [arrays.projects[number] for number in np.intersect1d(mine, theirs)],
            "groups": [arrays.groups[group] for group in groups],
            "programmes": [arrays.programmes[number] for number in programmes],
        }


def _pairs_of(linked: Lists) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of projects that are one effort, once each, the smaller number first."""
    owners = np.repeat(np.arange(len(linked)), np.diff(linked.starts))
    kept = owners < linked.items
    return owners[kept], linked.items[kept].astype(np.int64)


_DEFAULT = weights.values(weights.PEERS)
