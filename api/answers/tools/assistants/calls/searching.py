"""The tool ``search``: one search, as ``/api/search`` gives it, in short."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from functools import partial
from typing import Any

from api.answers.search.answer import run_search, search_answer
from api.answers.tools.assistants.asking import Asking, as_api, found
from api.answers.tools.assistants.budget import SEARCH_BYTES, ToolAnswer, fitted, told
from api.answers.tools.assistants.inputs import ToolParameters
from api.answers.tools.assistants.outputs import Change, Cited, Fact, Found, SearchOutput
from api.http.parameters import SearchParameters, given

_SLOTS = threading.BoundedSemaphore(os.cpu_count() or 1)
"""Searches that run at once, whoever asks: more would only take the interpreter from each other.
Assistants do not wait in the queue of other requests, because they may ask SPARQL, too."""
_RELAXED = 5
"""Near misses that are told where nothing meets every condition."""


def search(asking: Asking, asked: ToolParameters) -> ToolAnswer:
    """Return what a search finds.

    Args:
        asking: the release, and the language of the answer.
        asked: a ``SearchInput``.

    Raises:
        ApiProblem: the query is too long, or ``sort=distance`` has no place.
        UnresolvedName: a filter names nothing, or several things.
        ValidationError: a value cannot be used.
    """
    query = asked.given().get("query")
    parameters = as_api(SearchParameters, asked, q=query, query=None)
    with _SLOTS:
        result = run_search(asking.opened, parameters, asking.settings.query_limit)
        answer = search_answer(asking.opened, result, asking.lang, given(parameters))

    whole = len(answer["items"])
    full = told(_output(asking, answer, whole, short=False))
    if full.size <= SEARCH_BYTES:
        return full
    made = partial(_output, asking, answer, short=True)
    return fitted(made, whole, SEARCH_BYTES, names_only=True)


def _output(asking: Asking, answer: Mapping[str, Any], number: int, *, short: bool) -> SearchOutput:
    """Return so many of the items; ``short`` leaves out what is less needed to choose from them."""
    shorten = _shortened if short else _same
    items = [shorten(found(asking, item)) for item in answer["items"][:number]]
    relaxed = [shorten(found(asking, item)) for item in answer["relaxed"][:_RELAXED]]
    facts = [_fact(one) for one in answer["answers"]]
    after = answer["offset"] + number
    more = after < answer["total"]
    cited = [place for fact in facts for place in fact.cited]
    cited += [place for item in (*items, *relaxed) for place in item.cited]
    return SearchOutput(
        understood=_understood(answer["interpretation"]),
        answers=facts or None,
        total=answer["total"],
        items=items,
        relaxed=relaxed or None,
        did_you_mean=[offer["q"] for offer in answer["did_you_mean"]] or None,
        changes=[_change(one) for one in answer.get("widenings", ())] or None,
        truncated=more,
        next_offset=after if more else None,
        hint=_hint(asking, answer, after, more=more),
        sources=asking.sources(cited, addresses=not short),
    )


def _same(item: Found) -> Found:
    return item


def _shortened(item: Found) -> Found:
    return item.model_copy(update={"status": None, "cited": item.cited[:1]})


def _hint(asking: Asking, answer: Mapping[str, Any], after: int, *, more: bool) -> str | None:
    if more:
        return asking.say("more", offset=after)
    if answer["total"] or answer["offset"]:
        return None
    return asking.say("nothing-but" if answer.get("widenings") else "nothing")


def _understood(interpretation: Mapping[str, Any]) -> list[str]:
    """Return the conditions that were recognised in a text, as words and what they mean."""
    said = []
    for span in interpretation["spans"]:
        chosen = [one["label"] for one in span["chosen"]]
        if chosen:
            said.append(f"{'-' if span['excluded'] else ''}{span['kind']}: {' / '.join(chosen)}")
    text = interpretation["text"]
    return [*said, f"text: {text}"] if text else said


def _fact(answer: Mapping[str, Any]) -> Fact:
    source = answer["source"]
    cited = [Cited(source=source["id"], locator=source["locator"])] if source else []
    return Fact(text=answer["text"], cited=cited)


def _change(widening: Mapping[str, Any]) -> Change:
    return Change(
        label=widening["label"],
        parameters=dict(widening["parameters"]),
        total=widening["total"],
    )
