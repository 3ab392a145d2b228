"""Experience of local governments with what is asked: what their projects did, for how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from graph.relations import measures
from graph.relations.facts.arrays import Arrays, Lists

Stage = Literal["experienced", "current", "finished"]
STAGES: tuple[Stage, ...] = ("experienced", "current", "finished")
"""What a peer's projects must be: any, supported now (by the source's date), or at their end."""
YEARS_HALF = 3.0
"""Years of support at which that part reaches one half."""
SINCE_FULL = 3.0
"""Years since the first selection from which that part is full: by then there was more than a plan
and a first trial."""
CLOSE = np.float32(0.5)
"""What a challenge of the same field counts beside the very one: sources name few challenges."""
BESIDE = np.float32(0.1)
"""What a project on another challenge counts where only a challenge is asked for."""
_SHOWN = 5
"""Most projects that the evidence of experience names."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PeerQuestion:
    """What is asked of peers; several values of one condition are alternatives.

    Args:
        technologies: keys; a narrower one does as well.
        challenges: keys; likewise. They raise who shares one of them, and leave nobody out.
        close: keys of challenges of the same field as those asked for; they raise less.
        challenge_must: whether a project must have one of the challenges to count.
        programmes: keys.
        stage: what their projects must be.
        max_km: at most so far away.
        same_kind: only local governments of the same kind.
        prefectures: also prefectures.
    """

    technologies: Sequence[str] = ()
    challenges: Sequence[str] = ()
    close: Sequence[str] = ()
    challenge_must: bool = False
    programmes: Sequence[str] = ()
    stage: Stage = "experienced"
    max_km: float | None = None
    same_kind: bool = False
    prefectures: bool = False

    def given(self) -> dict[str, PeerQuestion]:
        """Return, by the name of each condition that is given, the question without it."""
        without: dict[str, Any] = {
            "technology": {"technologies": ()},
            "challenge": {"challenge_must": False},
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


class Ledger:
    """Which local government takes part in which project.

    Args:
        arrays: projects and local governments.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.projects_of = arrays.participants.turned(len(arrays.bodies))
        self.bodies = arrays.participants.items.astype(np.intp)
        starts = arrays.participants.starts
        self.projects = np.repeat(np.arange(len(arrays.participants)), np.diff(starts))
        self.efforts = _pairs_of(arrays.linked)
        self._shared_years = _shared_years(arrays, *self.efforts)
        self._rows = {
            name: {key: number for number, key in enumerate(keys)}
            for name, keys in (
                ("technologies", arrays.technologies),
                ("challenges", arrays.challenges),
                ("programmes", arrays.programmes),
            )
        }

    def pairs(self, projects: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Return who takes part in some projects: bodies, and for each its project."""
        starts = self.arrays.participants.starts
        first, counts = starts[projects], starts[projects + 1] - starts[projects]
        before = np.cumsum(counts) - counts
        places = np.arange(counts.sum()) + np.repeat(first - before, counts)
        return self.bodies[places], np.repeat(projects, counts)

    def years(self, projects: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the years of support of some projects, 0 for the others.

        A year in which two of them are one effort counts for the first alone.
        """
        years = np.zeros(len(self.arrays.projects), dtype=np.int64)
        years[projects] = self.arrays.supported[projects]
        first, second = self.efforts
        both = (years[first] > 0) & (years[second] > 0)
        np.subtract.at(years, second[both], self._shared_years[both])
        return np.maximum(years, 0)

    def quality(self, question: PeerQuestion) -> NDArray[np.float32]:
        """Return how well each project meets what is asked, 0 to 1; 0 where it fails a must.

        Raises:
            KeyError: there is no such concept.
        """
        arrays = self.arrays
        quality = np.ones(len(arrays.projects), dtype=np.float32)
        if question.technologies:
            rows = self._rows["technologies"]
            quality *= np.maximum.reduce(
                [arrays.levels[rows[key]] for key in question.technologies]
            )
        if question.challenges and question.challenge_must:
            quality *= self._on(question.challenges)
        elif question.challenges and not question.technologies:
            quality *= np.maximum(self.shared(question), BESIDE)
        if question.programmes:
            wanted = np.zeros(len(arrays.programmes), dtype=np.bool_)
            rows = self._rows["programmes"]  # only of those that have selected anything
            wanted[[rows[key] for key in question.programmes if key in rows]] = True
            quality *= wanted[arrays.programme]
        if question.stage != "experienced":
            quality *= arrays.current if question.stage == "current" else arrays.finished
        return quality

    def shared(self, question: PeerQuestion) -> NDArray[np.float32]:
        """Return how far each project is on a challenge that is asked for, 0 to 1.

        Raises:
            KeyError: there is no such challenge.
        """
        close = CLOSE * self._on(question.close)
        found: NDArray[np.float32] = np.maximum(self._on(question.challenges), close)
        return found

    def _on(self, challenges: Sequence[str]) -> NDArray[np.float32]:
        """Return 1 for each project on one of some challenges, and 0 for the others."""
        rows, problems = self._rows["challenges"], self.arrays.problems
        found = np.zeros(len(self.arrays.projects), dtype=np.float32)
        for key in challenges:
            np.maximum(found, problems[rows[key]], out=found)
        return found


class Experience:
    """The projects that meet a question, counted for each local government.

    Args:
        ledger: who takes part in what.
        quality: how well each project meets the question, 0 to 1.
    """

    def __init__(self, ledger: Ledger, quality: NDArray[np.float32]) -> None:
        self._ledger = ledger
        self._quality = quality
        matching = np.flatnonzero(quality)
        self._bodies, self._projects = ledger.pairs(matching)
        self._years = ledger.years(matching)
        self._latest = int(ledger.arrays.years.max(initial=0))

    def measures(self) -> dict[str, Values]:
        """Return for each how much, how long, since when, to the end, in how many programmes.

        An effort that two linked programmes support counts once, and so does each of its years.
        """
        arrays, quality = self._ledger.arrays, self._quality
        first, second = self._ledger.efforts
        once = quality.copy()
        once[second[quality[first] >= quality[second]]] = 0.0
        return {
            "experience": measures.saturated(self._summed(once)).astype(np.float64),
            "years": measures.saturated(self._summed(self._years), YEARS_HALF),
            "since": np.clip((self._latest - self._first()) / SINCE_FULL, 0.0, 1.0),
            "finished": np.minimum(self._summed(arrays.finished), 1.0),
            "programmes": self._programmes(),
        }

    def evidence(self, body: int) -> Mapping[str, dict[str, Any]]:
        """Return what the measures of one local government rest on.

        ``total`` counts efforts and ``years`` theirs, as the measures do; ``projects`` names every
        record of them.
        """
        arrays, projects = self._ledger.arrays, self._ledger.projects_of[body]
        matching = projects[self._quality[projects] > 0]
        first, second = self._ledger.efforts
        again = np.isin(first, matching) & np.isin(second, matching)
        best = matching[np.lexsort((matching, -self._quality[matching]))][:_SHOWN]
        programmes = np.flatnonzero(np.bincount(arrays.programme[matching]))
        return {
            "experience": {
                "total": len(matching) - len(np.unique(second[again])),
                "projects": [arrays.projects[number] for number in best.tolist()],
            },
            "years": {"years": int(self._years[matching].sum())},
            "since": {"fiscal_year": int(arrays.years[matching].min(initial=self._latest))},
            "programmes": {
                "programmes": [arrays.programmes[number] for number in programmes.tolist()]
            },
        }

    def _summed(self, values: NDArray[Any]) -> Values:
        """Return for each local government the sum of the values of its projects."""
        found = np.bincount(
            self._bodies,
            weights=values[self._projects],
            minlength=len(self._ledger.arrays.bodies),
        )
        return found.astype(np.float64, copy=False)

    def _first(self) -> NDArray[np.int64]:
        """Return the fiscal year of the first selection of each; the latest of all for none."""
        arrays = self._ledger.arrays
        found = np.full(len(arrays.bodies), self._latest, dtype=np.int64)
        np.minimum.at(found, self._bodies, arrays.years[self._projects].astype(np.int64))
        return found

    def _programmes(self) -> Values:
        """Return 0 for one programme, one half for two, two thirds for three."""
        arrays = self._ledger.arrays
        taken = np.zeros((len(arrays.bodies), len(arrays.programmes)), dtype=np.bool_)
        taken[self._bodies, arrays.programme[self._projects]] = True
        counts = taken.sum(axis=1)
        return np.where(counts > 0, 1.0 - 1.0 / np.maximum(counts, 1), 0.0)


def _pairs_of(linked: Lists) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of projects that are one effort, once each, the smaller number first."""
    owners = np.repeat(np.arange(len(linked)), np.diff(linked.starts))
    kept = owners < linked.items
    return owners[kept], linked.items[kept].astype(np.int64)


def _shared_years(
    arrays: Arrays, first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return in how many years both projects of each pair were supported."""
    starts = arrays.years.astype(np.int64)
    ends = starts + arrays.supported
    shared = np.minimum(ends[first], ends[second]) - np.maximum(starts[first], starts[second])
    counted: NDArray[np.int64] = np.maximum(shared, 0)
    return counted
