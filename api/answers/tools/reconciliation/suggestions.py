"""Suggestions while somebody types: entities, types and properties (specification, section 6)."""

from __future__ import annotations

from typing import Any

from api.answers.tools.reconciliation.candidates import description
from api.answers.tools.reconciliation.entity_types import TYPES, entity_id, type_item, type_items
from api.answers.tools.reconciliation.facts import Facts
from api.answers.tools.reconciliation.properties import matching
from api.answers.tools.reconciliation.readings.codes import identified
from api.answers.tools.reconciliation.readings.found import EXACT, Found
from api.answers.tools.reconciliation.readings.names import LONGEST
from api.wording.messages import message
from search.text.folding import fold

PAGE = 20
"""Most suggestions of one answer."""


def entities(facts: Facts, prefix: str, types: frozenset[str], cursor: int) -> list[dict[str, Any]]:
    """Return the entities that have a code or an identifier, else those whose name begins so.

    Args:
        facts: what is known, and the language of names.
        prefix: what has been typed.
        types: types that are wanted.
        cursor: how many to pass over.
    """
    if len(prefix) > LONGEST:
        return []
    kinds = sorted({TYPES[id_].kind for id_ in types})
    coded = [one.reference for one in identified(facts.opened, prefix, types)]
    begun = facts.opened.search.suggest(prefix, 4 * (cursor + PAGE), kinds)
    found = dict.fromkeys([*coded, *((one.kind, one.key) for one in begun)])
    fitting = [one for one in found if facts.type(one) in types]
    return [
        {
            "id": entity_id(*one),
            "name": facts.name(one),
            "description": description(facts, Found(one, EXACT)),
            "notable": type_items(facts.type(one), facts.lang),
        }
        for one in fitting[cursor : cursor + PAGE]
    ]


def types(lang: str, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Return the types whose name or identifier holds a text."""
    wanted = fold(prefix)
    listed = [type_item(id_, lang) for id_ in TYPES]
    found = [one for one in listed if wanted in fold(one["name"]) or wanted in fold(one["id"])]
    return [
        one | {"description": message(f"reconcile-type-{one['id']}-is", lang)}
        for one in found[cursor : cursor + PAGE]
    ]


def properties(lang: str, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Return the properties whose name or identifier holds a text."""
    return [one.item(lang) for one in matching(lang, prefix)[cursor : cursor + PAGE]]
