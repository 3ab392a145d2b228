"""Data extension: values of properties of entities, for new columns (specification, section 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from api.answers.tools.reconciliation.entity_types import (
    Reference,
    entity_id,
    reference_of,
    type_item,
)
from api.answers.tools.reconciliation.facts import Facts
from api.answers.tools.reconciliation.properties import PROPERTIES, Day, Value
from api.answers.tools.reconciliation.queries import Extension, Wanted
from api.wording.messages import message


def extended(facts: Facts, asked: Extension) -> dict[str, Any]:
    """Return what is asked for of each entity; of one that there is not, nothing.

    Args:
        facts: what is known, and the language of names.
        asked: the entities and the properties.
    """
    named = {id_: reference_of(facts.opened, id_) for id_ in asked.ids}
    references = [one for one in named.values() if one is not None]
    if any(PROPERTIES[one.id].rows for one in asked.properties):
        facts.read_records(references)
    return {
        "meta": [_meta(one, facts.lang) for one in asked.properties],
        "rows": {
            id_: {one.id: _cells(facts, reference, one) for one in asked.properties}
            for id_, reference in named.items()
        },
    }


def _meta(wanted: Wanted, lang: str) -> dict[str, Any]:
    asked = PROPERTIES[wanted.id]
    item = asked.item(wanted.lang or lang)
    found: dict[str, Any] = {"id": item["id"], "name": item["name"]}
    if asked.entity_type and not wanted.count:
        found["type"] = type_item(asked.entity_type, wanted.lang or lang)
    return found


def _cells(facts: Facts, reference: Reference | None, wanted: Wanted) -> list[dict[str, Any]]:
    if reference is None:
        return []
    told = replace(facts, lang=wanted.lang) if wanted.lang else facts
    values = PROPERTIES[wanted.id].of(told, reference)
    if wanted.count:
        return [{"int": len(values)}]
    return [_cell(told, value) for value in values[: wanted.limit or None]]


def _cell(facts: Facts, value: Value) -> dict[str, Any]:
    if isinstance(value, Day):
        return {"date": f"{value.iso}T00:00:00Z"}
    if isinstance(value, tuple):
        return {"id": entity_id(*value), "name": facts.name(value)}
    kind = "str" if isinstance(value, str) else "int" if isinstance(value, int) else "float"
    return {kind: value}


def settings(lang: str) -> Sequence[Mapping[str, Any]]:
    """Return the settings of a property, as a manifest lists them."""
    languages = [
        {"value": "", "name": message("reconcile-setting-lang-request", lang)},
        {"value": "ja", "name": message("language-ja", lang)},
        {"value": "en", "name": message("language-en", lang)},
    ]
    return [
        _setting("limit", "number", lang, default=0),
        _setting("count", "checkbox", lang, default=False),
        _setting("lang", "select", lang, default="", choices=languages),
    ]


def _setting(name: str, kind: str, lang: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "label": message(f"reconcile-setting-{name}", lang),
        "help_text": message(f"reconcile-setting-{name}-help", lang),
        **more,
    }
