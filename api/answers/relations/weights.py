"""Weights as parameters of a request and as members of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from api.contract.parts import Weight as WeightItem
from api.http.parameters import Parameters
from graph.relations.scores import Weight

MOST_WEIGHT = 10.0
"""Largest weight that can be asked for."""


def weight_field(table: Mapping[str, Weight], part: str) -> Any:
    """Return the field of a parameter that sets the weight of a part.

    Args:
        table: the weights of the relation.
        part: name of the part.
    """
    weight = table[part]
    return Field(weight.value, ge=0, le=MOST_WEIGHT, allow_inf_nan=False, description=weight.reason)


def weights_table(parameters: Parameters, parts: Mapping[str, Weight]) -> dict[str, float]:
    """Return the weights that a request asks for, by the names of their parts."""
    return {part: float(getattr(parameters, f"weight_{part}")) for part in parts}


def weights_item(
    table: Mapping[str, Weight], used: Mapping[str, float], lang: str
) -> dict[str, WeightItem]:
    """Return the weights of an answer, with their defaults and the reasons for these."""
    return {
        name: {
            "value": used[name],
            "default": weight.value,
            "reason": weight.japanese if lang == "ja" else weight.reason,
        }
        for name, weight in table.items()
    }
