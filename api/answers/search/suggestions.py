"""Completions as JSON, and as browsers read them (OpenSearch)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from api.contract.search import SuggestionItem
from api.release.opened import OpenRelease
from api.wording.language import joined, pick
from api.wording.messages import message
from search.assist.completion import Suggestion
from search.model.kinds import USEFUL_KINDS, WORDS

_MOST = 10
"""Most completions that a browser is given: as many as it shows."""
Completions = tuple[str, list[str], list[str], list[str]]
"""What was typed; whole queries; what each is; where each leads."""


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


def browser_completions(
    opened: OpenRelease, query: str, lang: str, resolve: Callable[[str], str]
) -> Completions:
    """Return completions for the field in which a browser searches.

    Source: OpenSearch Suggestions 1.1 (https://github.com/dewitt/opensearch). What would be the
    same query stands once.

    Args:
        opened: the release.
        query: what has been typed so far.
        lang: of labels.
        resolve: makes an address of a path.
    """
    found: dict[str, Suggestion] = {}
    for suggestion in opened.search.suggest(query, _MOST, USEFUL_KINDS):
        found.setdefault(suggestion.text(lang), suggestion)
    said = [_said(suggestion, lang) for suggestion in found.values()]
    return query, [*found], said, [resolve(f"/?{urlencode({'q': text})}") for text in found]


def _said(suggestion: Suggestion, lang: str) -> str:
    """Return what kind of thing a completion is, and where."""
    parts = (message(f"kind-{suggestion.kind}", lang), pick(suggestion.within, lang))
    return joined(filter(None, parts), lang)
