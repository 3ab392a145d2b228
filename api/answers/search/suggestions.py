"""Completions as JSON."""

from __future__ import annotations

from api.contract.search import SuggestionItem
from api.release.opened import OpenRelease
from api.wording.language import pick
from search.assist.completion import Suggestion
from search.model.kinds import WORDS


def suggestion_item(opened: OpenRelease, suggestion: Suggestion, lang: str) -> SuggestionItem:
    """Return a completion as JSON.

    ``matched`` is null when it is the label that is shown, ``iri`` for what is only said: years
    and words that ask for facts.
    """
    label = suggestion.label(lang)
    return {
        "type": suggestion.kind,
        "key": suggestion.key,
        "iri": None
        if suggestion.kind in WORDS
        else str(opened.iris.entity(suggestion.kind, suggestion.key)),
        "label": label,
        "within": pick(suggestion.within, lang) or None,
        "matched": None if suggestion.matched == label else suggestion.matched,
        "text": suggestion.text(lang),
        "replaces": {"start": suggestion.start, "end": suggestion.end},
        "count": suggestion.count,
    }
