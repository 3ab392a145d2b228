"""Programmes related to a programme or to a project, and programmes for what is asked.

Each score is the sum of named parts (``graph.relations.programmes.weights``). Numbers of projects
count by ``level``: the first says most, each further one a little, none less than nothing, so that
another selected project with a technology never lowers a score.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.relations.measures import HALF_YEARS
from graph.relations.programmes.facts import ProgrammeData, ProgrammeFacts
from graph.relations.programmes.measures import (
    MOST_SHOWN,
    Asking,
    Found,
    information_content,
    level,
    named_ones,
    near,
    selected,
    share,
    shared,
)
from graph.relations.programmes.weights import MATCH, OF_PROJECT, RELATED
from graph.relations.scores import Part, Related, Weight

_STATED = {
    "linked-support": "linked_support",
    "complement": "complement",
    "shared-areas": "shared_areas",
    "joint-screening": "group",
}
"""Kinds of statements between programmes, and the part of the score that each is."""
FINISHING = "finishing"
"""The stage of a municipality whose support ends: what it has is to be put into practice."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for.

    Args:
        technologies: keys; each counts alike.
        challenges: keys.
        stage: key in ``project-stage``, ``finishing``, or empty.
        asking: who asks, or None.
        broader: the broader concepts of what is asked; each counts half.
    """

    technologies: Sequence[str] = ()
    challenges: Sequence[str] = ()
    stage: str = ""
    asking: Asking | None = None
    broader: Mapping[str, Sequence[str]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class ProjectNeeds:
    """What a project is, as far as programmes are concerned.

    Args:
        programme: key of its own programme.
        technologies: printed and derived.
        challenges: keys.
        bodies: codes of its applicants and target areas.
        linked: key of the project of the same effort, by its programme.
    """

    programme: str
    technologies: Sequence[str] = ()
    challenges: Sequence[str] = ()
    bodies: Sequence[str] = ()
    linked: Mapping[str, str] = field(default_factory=dict, hash=False)


class Programmes:
    """The programmes of one release. Safe for many threads.

    Args:
        data: their facts.
    """

    def __init__(self, data: ProgrammeData) -> None:
        self.data = data
        self._content = information_content(data.programmes.values())

    def related(self, key: str) -> list[Related]:
        """Return the programmes related to one, the most related first, ties by key."""
        own = self.data.programmes[key]
        return _ranked(
            (other.key, _parts(RELATED, self._between(own, other))) for other in self._others({key})
        )

    def of_project(self, needs: ProjectNeeds) -> list[Related]:
        """Return the programmes related to a project, without its own."""
        ties = {item.key: item for item in self.related(needs.programme)}
        return _ranked(
            (other.key, _parts(OF_PROJECT, self._for_project(needs, ties, other)))
            for other in self._others({needs.programme})
        )

    def match(self, wanted: Wanted) -> list[Related]:
        """Return the programmes that fit what is asked; only currency or place is not enough."""
        asked = bool(wanted.technologies or wanted.challenges or wanted.stage)
        found = _ranked(
            (other.key, _parts(MATCH, self._for_wanted(wanted, other))) for other in self._others()
        )
        return [
            item
            for item in found
            if not asked or any(part.kind not in {"currency", "recipient"} for part in item.parts)
        ]

    def _others(self, without: Iterable[str] = ()) -> Iterator[ProgrammeFacts]:
        return (p for key, p in self.data.programmes.items() if key not in without)

    def _between(self, own: ProgrammeFacts, other: ProgrammeFacts) -> dict[str, Found]:
        statements = self.data.ties.get((own.key, other.key), ())
        found: dict[str, Found] = {
            part: (1.0, {"programmes": [own.key, other.key], "statements": said})
            for kind, part in _STATED.items()
            if (said := [s.evidence() for s in statements if s.kind == kind])
        }
        if "complement" in found:
            found["complement"][1]["forms"] = {p.key: self._forms(p.key) for p in (own, other)}
        return found | {
            "ministry": shared(own.ministries, other.ministries, "ministries"),
            "technologies_printed": self._printed(own, other),
            "technologies_derived": self._derived(own, other),
            "recipients": share(own.recipients, other.recipients, "municipalities"),
            "payees": share(own.payees, other.payees, "payees"),
            "years": share(own.years, other.years, "fiscal_years"),
        }

    def _forms(self, key: str) -> list[dict[str, Any]]:
        """Return the forms of a programme's support, each with its source."""
        return [{"form": s.kind, **s.evidence()} for s in self.data.forms.get(key, ())]

    def _printed(self, own: ProgrammeFacts, other: ProgrammeFacts) -> Found:
        """Return how much of what the one selected, as printed, the other selected too."""
        return self._overlap(_pairs(own.printed, other.printed), own.printed, {})

    def _derived(self, own: ProgrammeFacts, other: ProgrammeFacts) -> Found:
        """Return what derived technologies add to what is printed of both."""
        every = _pairs(own.technologies, other.technologies)
        return self._overlap(every, own.technologies, _pairs(own.printed, other.printed))

    def _overlap(
        self,
        counts: Mapping[str, tuple[int, int]],
        own: Mapping[str, int],
        without: Mapping[str, tuple[int, int]],
    ) -> Found:
        """Return the shared information content, over that of all that the one selected.

        It asks what the other adds to the one, so that more projects of the other never lower it.
        """
        whole = sum(self._content.get(key, 0.0) * level(count) for key, count in own.items())
        if not whole:
            return 0.0, {}
        both = {
            key: self._content.get(key, 0.0)
            * (level(min(pair)) - level(min(without.get(key, (0,)))))
            for key, pair in counts.items()
        }
        first = sorted((key for key in both if both[key] > 0), key=lambda key: (-both[key], key))
        listed = [
            {
                "key": key,
                "projects": list(counts[key]),
                "information_content": round(self._content[key], 4),
            }
            for key in first
        ]
        return max(0.0, sum(both.values()) / whole), {"shared": listed[:MOST_SHOWN]}

    def _for_project(
        self, needs: ProjectNeeds, ties: Mapping[str, Related], other: ProgrammeFacts
    ) -> dict[str, Found]:
        tie = ties.get(other.key)
        linked = needs.linked.get(other.key)
        inside = sorted(set(needs.bodies) & set(other.recipients))
        reasons = [{"kind": part.kind, "weight": part.weight} for part in tie.parts] if tie else []
        return {
            "programme": (tie.score if tie else 0.0, {"programme": needs.programme, "of": reasons}),
            "linked_support": (1.0 if linked else 0.0, {"projects": [linked]}),
            **selected(needs.technologies, needs.challenges, other),
            "recipient": (1.0 if inside else 0.0, {"municipalities": inside[:MOST_SHOWN]}),
        }

    def _for_wanted(self, wanted: Wanted, other: ProgrammeFacts) -> dict[str, Found]:
        last = max(other.years, default=0)
        behind = self.data.last_year - last
        currency = 0.5 ** (behind / HALF_YEARS) if last else 0.0
        above = wanted.broader
        return {
            **selected(wanted.technologies, wanted.challenges, other, above),
            "technology_named": named_ones(
                wanted.technologies, other.named_technologies, wanted.broader
            ),
            "challenge_named": named_ones(
                wanted.challenges, other.named_challenges, wanted.broader
            ),
            "stage": self._stage(wanted.stage, other.key),
            "recipient": near(wanted.asking, other) if wanted.asking else (0.0, {}),
            "currency": (currency, {"last_year": last, "data_until": self.data.last_year}),
        }

    def _stage(self, stage: str, key: str) -> Found:
        taken = "implementation" if stage == FINISHING else stage
        said = [s.evidence() for s in self.data.stages.get(key, ()) if s.kind == taken]
        return (1.0 if said else 0.0), {"stage": stage, "taken_as": taken, "statements": said}


def _pairs(own: Mapping[str, int], other: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    return {key: (count, other[key]) for key, count in own.items() if other.get(key)}


def _parts(table: Mapping[str, Weight], found: Mapping[str, Found]) -> tuple[Part, ...]:
    return tuple(
        Part(kind, weight.value, *found[kind])
        for kind, weight in table.items()
        if kind in found and found[kind][0] > 0
    )


def _ranked(scored: Iterable[tuple[str, tuple[Part, ...]]]) -> list[Related]:
    items = [Related("programme", key, parts) for key, parts in scored if parts]
    return sorted(items, key=lambda item: (-item.score, item.key))
