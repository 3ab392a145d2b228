"""Faults of queries in field syntax, in words."""

from __future__ import annotations

from collections.abc import Callable
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


def fault_candidates(
    error: FieldSyntaxError, label_of: Callable[[str, str, str], Texts]
) -> list[dict[str, Any]]:
    """Return what a value could name: keys with labels in both languages.

    Args:
        error: the fault.
        label_of: gives the labels of what is no code by its field, its key and its Japanese label.
    """
    field = str(error.shown.get("field"))
    if _is_coded(field):
        return [
            {
                "key": key,
                "label": Texts((lang, _label(field, key, name, lang)) for lang in LANGUAGES),
            }
            for key, name in error.candidates
        ]
    return [{"key": key, "label": label_of(field, key, name)} for key, name in error.candidates]


def _worded(error: FieldSyntaxError, lang: str) -> str:
    """Return a fault in one language; a field has the name that a person gives it."""
    shown = dict(error.shown)
    key = f"condition-{shown.get('field')}"
    if key in messages():
        label = message(key, lang)
        shown["field"] = label if lang == "ja" else label.lower()
    field = str(error.shown.get("field"))
    listed = [f"{key} ({_label(field, key, name, lang)})" for key, name in error.candidates]
    shown["named"] = ", ".join(listed)
    return message(f"fault-{error.fault}", lang).format(**shown)


def _is_coded(field: str) -> bool:
    facet = BY_FIELD.get(field)
    return facet is not None and facet.is_coded


def _label(field: str, key: str, name: str, lang: str) -> str:
    """Return the label of a code in a language; what is no code has the name that search gives."""
    return code_label(BY_FIELD[field].codes, key, lang) if _is_coded(field) else name
