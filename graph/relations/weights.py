"""What each part of a relation counts, and why: the one table of weights.

Raw values are 0 to 1 and the weights of a table add up to 1, so that a score is 0 to 1 as long as
nobody changes the weights. They were set by reasoning, then adjusted on the tuning part of the
judged sets in ``tests/relevance/relations`` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of one part and the reason for it."""

    value: float
    reason: str


SIMILAR: Mapping[str, Weight] = {
    "technologies": Weight(0.40, "what is asked first of another project: does it use the same"),
    "challenges": Weight(0.13, "the same problem; known for few projects, and derived"),
    "text": Weight(0.17, "what thesauri do not name: hillside estates, islands, a mountain pass"),
    "programme": Weight(0.06, "same rules, same office; says little of the work itself"),
    "road_support": Weight(
        0.06, "the road bureau supports both: automated driving on public roads"
    ),
    "councils": Weight(0.05, "people who already meet"),
    "years": Weight(0.05, "the same stage, the same state of technology"),
    "distance": Weight(0.04, "a visit within a day; similarity does not need it"),
    "municipality": Weight(0.04, "a town can do as a town did; kind, and population where known"),
}
"""Parts of the similarity of two projects."""

PEERS: Mapping[str, Weight] = {
    "experience": Weight(0.34, "how much of what is asked it has done: why one calls at all"),
    "years": Weight(0.06, "how long its projects were supported, to the date of the source"),
    "finished": Weight(0.05, "it has seen the whole way, to the end of support"),
    "programmes": Weight(0.05, "it knows more than one programme for it"),
    "kindred": Weight(0.10, "its projects are like those of who asks"),
    "kind": Weight(0.08, "a town can do as a town did"),
    "population": Weight(0.02, "where both are known, which is rare"),
    "region": Weight(0.05, "same region, or same prefecture: same roads, same regional offices"),
    "distance": Weight(0.19, "a visit within a day"),
    "ties": Weight(0.06, "they know each other: joint project, council, event, programme"),
}
"""Parts of the fitness of a local government as a peer."""


def values(table: Mapping[str, Weight]) -> dict[str, float]:
    """Return the weights of a table by the names of their parts."""
    return {name: weight.value for name, weight in table.items()}
