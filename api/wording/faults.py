"""Faults of queries in field syntax, in words."""

from __future__ import annotations

from api.wording.language import LANGUAGES, Texts
from api.wording.messages import message, messages
from search.query.fields.faults import FieldSyntaxError


def fault_texts(error: FieldSyntaxError) -> Texts:
    """Return what is wrong with a query and what would be right.

    Args:
        error: its fault has the message ``fault-{fault}``.
    """
    return Texts((lang, _worded(error, lang)) for lang in LANGUAGES)


def _worded(error: FieldSyntaxError, lang: str) -> str:
    """Return a fault in one language; a field has the name that a person gives it."""
    shown = dict(error.shown)
    key = f"condition-{shown.get('field')}"
    if key in messages():
        label = message(key, lang)
        shown["field"] = label if lang == "ja" else label.lower()
    return message(f"fault-{error.fault}", lang).format(**shown)
