"""A query with the words of its phrases in the phrases' stead."""

from __future__ import annotations

import re

from search.model.interpretation import Interpretation
from search.query.fields.syntax import TEXT

_PLAIN = re.compile(r'[^()（）"]+')
"""A word that field syntax reads as one value without quotation marks."""


def as_words(understood: Interpretation) -> str | None:
    """Return a query in which each word of a phrase must stand somewhere, or None without phrases.

    Phrases that are excluded, or one of several alternatives, stay: as words they would not widen
    the search, or not by themselves.

    Args:
        understood: the query as it was understood.
    """
    phrases = {words.text for words in understood.conditions.required if words.phrase}
    query, changed = understood.query, False
    for span in reversed(understood.spans):
        if span.kind == TEXT and not span.excluded and span.chosen[0].key in phrases:
            words = span.chosen[0].key.split()
            terms = " ".join(f"{TEXT}:{_value(word)}" for word in words)
            shown = f"({terms})" if len(words) > 1 else terms
            query = query[: span.start] + shown + query[span.end :]
            changed = True
    return query if changed else None


def _value(word: str) -> str:
    return word if _PLAIN.fullmatch(word) else f'"{word}"'
