"""Faults of queries in field syntax, in words."""

from __future__ import annotations

from typing import Any

from api.wording.language import LANGUAGES, Texts
from api.wording.messages import message, messages
from api.wording.values import code_label
from search.model.facets import BY_FIELD
from search.query.fields.faults import FieldSyntaxError


def fault_texts(error: FieldSyntaxError) -> Texts:
    """Return what is wrong with a query and what would be right.

    Args:
        error: its fault has the message ``fault-{fault}``.
    """
    return Texts((lang, _worded(error, lang)) for lang in LANGUAGES)


def fault_candidates(error: FieldSyntaxError) -> list[dict[str, Any]]:
    """Return what a value could name: keys with labels, of codes in both languages."""
    return [
        {"key": key, "label": Texts((lang, _label(error, key, name, lang)) for lang in LANGUAGES)}
        for key, name in error.candidates
    ]


def _worded(error: FieldSyntaxError, lang: str) -> str:
    """Return a fault in one language; a field has the name that a person gives it."""
    shown = dict(error.shown)
    key = f"condition-{shown.get('field')}"
    if key in messages():
        label = message(key, lang)
        shown["field"] = label if lang == "ja" else label.lower()
    shown["named"] = ", ".join(
        f"{key} ({_label(error, key, name, lang)})" for key, name in error.candidates
    )
    return message(f"fault-{error.fault}", lang).format(**shown)


def _label(error: FieldSyntaxError, key: str, name: str, lang: str) -> str:
    """Return the label of a code in a language; what is no code has the name that search gives."""
    facet = BY_FIELD.get(str(error.shown.get("field")))
    return code_label(facet.codes, key, lang) if facet and facet.is_coded else name
