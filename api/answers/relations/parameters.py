"""Parameters of similar projects and of peers, for the API and for the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from api.http.parameters import MAX_LIMIT, MAX_OFFSET, Filters, Parameters
from graph.relations.peers.weights import PEERS
from graph.relations.scores import Weight
from graph.relations.similar.weights import SIMILAR

MOST_WEIGHT = 10.0
"""Largest weight that can be asked for."""


def _weight(table: Mapping[str, Weight], part: str) -> Any:
    weight = table[part]
    return Field(weight.value, ge=0, le=MOST_WEIGHT, allow_inf_nan=False, description=weight.reason)


class SimilarParameters(Filters):
    """Parameters of ``/api/projects/{key}/similar``."""

    weight_technologies: float = _weight(SIMILAR, "technologies")
    weight_challenges: float = _weight(SIMILAR, "challenges")
    weight_text: float = _weight(SIMILAR, "text")
    weight_programme: float = _weight(SIMILAR, "programme")
    weight_road_support: float = _weight(SIMILAR, "road_support")
    weight_councils: float = _weight(SIMILAR, "councils")
    weight_years: float = _weight(SIMILAR, "years")
    weight_distance: float = _weight(SIMILAR, "distance")
    weight_municipality: float = _weight(SIMILAR, "municipality")
    weight_same_place: float = _weight(SIMILAR, "same_place")


class PeerParameters(Parameters):
    """Parameters of ``/api/municipalities/{code}/peers``."""

    technology: list[str] = Field([], description="Key, IRI or label; repeated: any of them")
    challenge: list[str] = Field([], description="Key, IRI or label; repeated: any of them")
    programme: list[str] = Field([], description="Key, IRI or label; repeated: any of them")
    stage: Literal["experienced", "current", "finished"] = Field(
        "experienced",
        description="experienced: any project; current: supported at the date of the source; "
        "finished: at the end of its support, or beyond",
    )
    max_km: float | None = Field(None, gt=0, le=3000, allow_inf_nan=False)
    same_kind: bool = Field(default=False, description="Only the same kind of local government")
    include: Literal["prefecture"] | None = Field(None, description="Prefectures as well")
    limit: int = Field(20, ge=1, le=MAX_LIMIT)
    offset: int = Field(0, ge=0, le=MAX_OFFSET)
    weight_experience: float = _weight(PEERS, "experience")
    weight_years: float = _weight(PEERS, "years")
    weight_finished: float = _weight(PEERS, "finished")
    weight_programmes: float = _weight(PEERS, "programmes")
    weight_kindred: float = _weight(PEERS, "kindred")
    weight_kind: float = _weight(PEERS, "kind")
    weight_population: float = _weight(PEERS, "population")
    weight_region: float = _weight(PEERS, "region")
    weight_distance: float = _weight(PEERS, "distance")
    weight_ties: float = _weight(PEERS, "ties")


def weights_table(parameters: Parameters, parts: Mapping[str, Weight]) -> dict[str, float]:
    """Return the weights that a request asks for, by the names of their parts."""
    return {part: float(getattr(parameters, f"weight_{part}")) for part in parts}
