"""Conditions joined by AND and by OR, plainly where ``Conditions`` can say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from search.model.facets import ByFacet
from search.model.interpretation import Conditions, Expression

_ALTERNATIVES: Final = ("years", "places")
"""Conditions without facet whose members are alternatives of each other, as keys are."""
_TOGETHER: Final = ("excluded", "excluded_places", "preferred_kinds", "required", "expressions")
"""Conditions without facet whose members hold together, as groups do."""
_KEYS, _GROUPS = "keys", "groups"


def both(first: Conditions, second: Conditions) -> Conditions:
    """Return what meets both of two conditions.

    What the second asks of a kind that the first asks something else of is an expression.
    """
    keys, beside = dict(first.keys), []
    for name, other in second.keys.items():
        mine = keys.setdefault(name, other)
        if set(mine) != set(other):
            beside.append(Conditions(keys=ByFacet({name: other})))
    groups = {name: _once((*first.groups[name], *more)) for name, more in second.groups.items()}
    plain: dict[str, Any] = {}
    for name in _ALTERNATIVES:
        mine, other = getattr(first, name), getattr(second, name)
        plain[name] = mine or other
        if other and set(plain[name]) != set(other):
            beside.append(_only(name, other))
    for name in _TOGETHER:
        plain[name] = _once((*getattr(first, name), *getattr(second, name)))
    more = (Expression("and", (part,)) for part in beside)
    plain["expressions"] = _once((*plain["expressions"], *more))
    return Conditions(keys=ByFacet(keys), groups=first.groups | groups, **plain)


def either(parts: Sequence[Conditions]) -> Conditions:
    """Return what meets one or more of some conditions, of which there is at least one."""
    stated = {place for part in parts for place in _stated(part)}
    if len(stated) == 1:
        ((kind, facet),) = stated
        values = [getattr(part, kind)[facet] if facet else getattr(part, kind) for part in parts]
        every = _once(value for part in values for value in part)
        if kind == _KEYS:
            return Conditions(keys=ByFacet({facet: every}))
        if kind == _GROUPS and all(len(groups) == 1 for groups in values):
            group = _once(key for group in every for key in group)
            return Conditions(groups=ByFacet({facet: (group,)}))
        if kind in _ALTERNATIVES:
            return _only(kind, every)
    children = tuple(
        part.expressions[0] if part == Conditions(expressions=part.expressions[:1]) else part
        for part in parts
    )
    return Conditions(expressions=(Expression("or", children),))


def _stated(part: Conditions) -> Iterator[tuple[str, str]]:
    """Yield where conditions say something: names of a member and, where it has one, of a facet."""
    for kind in (_KEYS, _GROUPS):
        yield from ((kind, facet) for facet in getattr(part, kind))
    for name in (*_ALTERNATIVES, *_TOGETHER):
        if getattr(part, name):
            yield name, ""


def _once(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(values))


def _only(name: str, value: tuple[Any, ...]) -> Conditions:
    stated: dict[str, Any] = {name: value}
    return Conditions(**stated)
