"""Faults of queries in field syntax, in words."""

from __future__ import annotations

from api.wording.language import LANGUAGES, Texts
from api.wording.messages import message
from search.query.fields.faults import FieldSyntaxError


def fault_texts(error: FieldSyntaxError) -> Texts:
    """Return what is wrong with a query and what would be right.

    Args:
        error: its fault has the message ``fault-{fault}``.
    """
    return Texts(
        (lang, message(f"fault-{error.fault}", lang).format(**error.shown)) for lang in LANGUAGES
    )
