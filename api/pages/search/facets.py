"""Facets as a page lists them: what is narrower stands below what is broader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.pages.search.conditions import StatedConditions

SHOWN_VALUES = 12
"""Values of a facet that are shown at once."""
MOST_VALUES = 120
"""Values of a facet that a page lists; the API lists all of them."""


def facet_lists(
    facets: Mapping[str, Sequence[Mapping[str, Any]]], conditions: StatedConditions
) -> list[dict[str, Any]]:
    """Return every facet that has values, each value with the address that chooses it.

    Args:
        facets: the facets as the API gives them.
        conditions: makes the addresses.
    """
    listed = ((name, _listed(name, values, conditions)) for name, values in facets.items())
    return [
        {
            "name": name,
            "first": as_trees(values[:SHOWN_VALUES]),
            "rest": as_trees(values[SHOWN_VALUES:MOST_VALUES]),
            "count": len(values[SHOWN_VALUES:MOST_VALUES]),
            "more": max(0, len(values) - MOST_VALUES),
            "open": any(value["selected"] for value in values[SHOWN_VALUES:MOST_VALUES]),
        }
        for name, values in listed
        if values
    ]


def _listed(
    name: str, values: Sequence[Mapping[str, Any]], conditions: StatedConditions
) -> list[Mapping[str, Any]]:
    """Return what there is to choose; what is chosen already stands among the first."""
    there = list(values)
    late = [value for value in there[SHOWN_VALUES:] if value["selected"]]
    if late:
        early = there[: max(0, SHOWN_VALUES - len(late))]
        there = [*early, *late, *(v for v in there[len(early) :] if not v["selected"])]
    shown = there[:MOST_VALUES]
    adds = bool(conditions.keys(name)) and conditions.groups(name) == 1
    urls = [conditions.toggle(name, value["key"], selected=value["selected"]) for value in shown]
    return [
        *(
            {**value, "url": url, "adds": adds and not value["selected"]}
            for value, url in zip(shown, urls, strict=True)
        ),
        *there[MOST_VALUES:],
    ]


def as_trees(values: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return values with those ``below`` each; a value of several broader ones stands once.

    Args:
        values: in the order in which those of one level stand; each names those ``above`` it.
    """
    nodes = {value["key"]: {**value, "below": []} for value in values}
    roots: list[dict[str, Any]] = []
    for node in nodes.values():
        above = next((key for key in node["above"] if key in nodes), None)
        (nodes[above]["below"] if above is not None else roots).append(node)
    return roots
