"""Addresses of doors that take the conditions of a search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from api.answers.labels import value_label
from api.http.parameters import SearchConditions
from api.release.opened import OpenRelease
from api.wording.language import joined

_NOT_SAID = frozenset({"q", "lang", "drop", "as"})
"""Conditions that no label says."""
_FILTERED = frozenset({"programme", "technology", "challenge", "ministry"})
"""Kinds that are filters of a search by their own names."""
_OF_CONDITIONS = frozenset(
    field.alias or name for name, field in SearchConditions.model_fields.items()
)


def conditions_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return of parameters those that say what is found, without the page of the list.

    Args:
        given: parameters of a search by name, which may have an order and a format.
    """
    kept = _OF_CONDITIONS - {"limit", "offset"}
    return {name: value for name, value in given.items() if name in kept}


def address(path: str, given: Mapping[str, Any]) -> str:
    """Return a path with parameters in the order of their names, empty ones left out.

    Args:
        path: what takes them.
        given: values or lists of values by name.
    """
    pairs = [
        (name, f"{item:g}" if isinstance(item, float) else str(item))
        for name, value in sorted(given.items())
        for item in (value if isinstance(value, list | tuple) else (value,))
        if item not in {None, ""}
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def conditions_about(opened: OpenRelease, kind: str, key: str) -> dict[str, Any]:
    """Return the conditions of a search for all that has to do with a thing; none for some kinds.

    Args:
        opened: the release.
        kind: kind of the thing.
        key: its key.
    """
    if kind in _FILTERED:
        return {kind: key}
    place = opened.search.places.get(key) if kind == "municipality" else None
    if place is None:
        return {}
    return {"prefecture" if place.kind == "prefecture" else "municipality": key}


def described(opened: OpenRelease, conditions: Mapping[str, Any], lang: str) -> str:
    """Return the conditions of a search in words: what was typed, and what filters name.

    Args:
        opened: the release.
        conditions: parameters by name.
        lang: language of the words.
    """
    shown = [
        value_label(opened, name, str(value), lang)
        for name, values in conditions.items()
        if name not in _NOT_SAID
        for value in (values if isinstance(values, list) else [values])
    ]
    return joined([*filter(None, [conditions.get("q")]), *shown], lang)
