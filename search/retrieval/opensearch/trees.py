"""Walks through clauses and values, whatever they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, Final, TypeVar, get_args

from search.model.clauses import Clause
from search.model.scores import Value

_NODES: Final = (*get_args(Clause), *get_args(Value))

N = TypeVar("N")


def inside(node: object) -> Iterator[Any]:
    """Yield the clauses and values directly in another."""
    for part in fields(node):  # type: ignore[arg-type]
        held = getattr(node, part.name)
        for one in held if isinstance(held, tuple) else (held,):
            if isinstance(one, _NODES):
                yield one


def changed(node: N, change: Callable[[Any], Any]) -> N:
    """Return a clause or a value with what is directly in it changed; itself where nothing is."""
    changes: dict[str, Any] = {}
    for part in fields(node):  # type: ignore[arg-type]
        held = getattr(node, part.name)
        if isinstance(held, tuple):
            new: Any = tuple(change(one) if isinstance(one, _NODES) else one for one in held)
            same = all(one is other for one, other in zip(held, new, strict=True))
        else:
            new = change(held) if isinstance(held, _NODES) else held
            same = new is held
        if not same:
            changes[part.name] = new
    return replace(node, **changes) if changes else node  # type: ignore[type-var]
