"""The JSON of similar projects and of peers: items, reasons in words, what emptied an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from api.answers.labels import label_of
from api.answers.relations.reasons import Relation, reason
from api.answers.search.answer import emptied
from api.release.opened import OpenRelease
from api.wording.language import localise
from api.wording.messages import message
from graph.relations.scores import Ranking, Related
from search.model.result import Emptied

_RELATIONS: Mapping[str, Relation] = {"project": "similar", "municipality": "peer"}
"""The relation that an item of a kind stands in."""


def thing_item(opened: OpenRelease, kind: str, key: str, lang: str) -> dict[str, Any]:
    """Return a thing as search shows it.

    Raises:
        LookupError: search has no such thing.
    """
    document = opened.search.document(kind, key)
    if document is None:
        raise LookupError(f"the search index has no {kind} {key}")
    item: dict[str, Any] = localise(dict(document.payload), lang)
    return item


def reference(opened: OpenRelease, kind: str, key: str, lang: str) -> dict[str, Any]:
    """Return what a thing is called."""
    iri = str(opened.iris.entity(kind, key))
    return {"iri": iri, "type": kind, "key": key, "label": label_of(opened, kind, key, lang)}


def answered_for_city(ward: Mapping[str, Any], city: Mapping[str, Any], lang: str) -> str:
    """Return the note of an answer that is its city's where a ward asked.

    Args:
        ward: reference to who asked.
        city: reference to who is answered.
        lang: language of the note.
    """
    return message("answered-for-city", lang).format(ward=ward["label"], city=city["label"])


def related_item(opened: OpenRelease, related: Related, lang: str) -> dict[str, Any]:
    """Return one related thing, with its score, its distance and its reasons."""
    return {
        **thing_item(opened, related.kind, related.key, lang),
        "score": related.score,
        "distance_km": related.distance_km,
        "reasons": [reason(opened, _RELATIONS[related.kind], part, lang) for part in related.parts],
    }


def page(
    path: str,
    given: Mapping[str, Any],
    ranking: Ranking,
    items: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the members that every list has.

    Args:
        path: path of the request.
        given: its parameters, ``limit`` and ``offset`` among them.
        ranking: what was found.
        items: the JSON of its items.
    """
    limit, offset = given["limit"], given["offset"]
    more = offset + len(items) < ranking.total
    following = urlencode({**given, "offset": offset + limit}, doseq=True) if more else None
    return {
        "total": ranking.total,
        "items": items,
        "limit": limit,
        "offset": offset,
        "links": {"next": f"{path}?{following}" if following else None},
    }


def emptied_items(without: Mapping[str, int], lang: str) -> list[dict[str, Any]]:
    """Return the conditions without which there would be something, and how much."""
    return [emptied(Emptied((name,), count), lang) for name, count in without.items()]
