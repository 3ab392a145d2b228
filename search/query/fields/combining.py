"""Conditions joined by AND and by OR, plainly where ``Conditions`` can say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from search.model.interpretation import Conditions, Expression

_GROUPED = frozenset({"technologies", "challenges"})
"""Conditions that are an AND of ORs."""
_JOINED = _GROUPED | {"excluded", "excluded_places", "preferred_kinds", "required", "expressions"}
"""Conditions whose members are not alternatives of each other; those of the others are."""
_NAMES = tuple(field.name for field in fields(Conditions))


def both(first: Conditions, second: Conditions) -> Conditions:
    """Return what meets both of two conditions.

    What the second asks of a kind that the first asks something else of is an expression.
    """
    changes: dict[str, Any] = {}
    beside: list[Expression] = []
    for name in _NAMES:
        mine, other = getattr(first, name), getattr(second, name)
        if name in _JOINED:
            changes[name] = tuple(dict.fromkeys((*mine, *other)))
        elif not mine:
            changes[name] = other
        elif other and set(other) != set(mine):
            stated: dict[str, Any] = {name: other}
            beside.append(Expression("and", (Conditions(**stated),)))
    changes["expressions"] = tuple(dict.fromkeys((*changes["expressions"], *beside)))
    return replace(first, **changes)


def either(parts: Sequence[Conditions]) -> Conditions:
    """Return what meets one or more of some conditions, of which there is at least one."""
    stated = {name for part in parts for name in _NAMES if getattr(part, name)}
    name = next(iter(stated)) if len(stated) == 1 else ""
    values = [getattr(part, name) for part in parts] if name else []
    if name in _GROUPED and all(len(groups) == 1 for groups in values):
        keys = tuple(dict.fromkeys(key for groups in values for key in groups[0]))
        return _only(name, (keys,))
    if name and name not in _JOINED:
        return _only(name, tuple(dict.fromkeys(value for part in values for value in part)))
    children = tuple(
        part.expressions[0] if part == Conditions(expressions=part.expressions[:1]) else part
        for part in parts
    )
    return Conditions(expressions=(Expression("or", children),))


def _only(name: str, value: tuple[Any, ...]) -> Conditions:
    stated: dict[str, Any] = {name: value}
    return Conditions(**stated)
