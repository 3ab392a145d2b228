"""The JSON of search: interpretation, hits, facets, links."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from api.answers.labels import kilometres, label_of, place_label, value_label
from api.answers.search.facts import better_pages, direct_answers
from api.answers.search.interpretation import interpretation
from api.contract.parts import EmptiedBy
from api.contract.search import (
    FacetItem,
    Found,
    SearchAnswer,
    SearchDetail,
    SearchReason,
    WideningItem,
)
from api.contract.search import Hit as HitItem
from api.contract.search import Offer as OfferItem
from api.http.observing.steps import step
from api.http.parameters import SortedConditions
from api.http.problems import ApiProblem
from api.release.opened import OpenRelease
from api.wording.language import joined, localise
from api.wording.messages import message
from search.model.result import (
    Emptied,
    FacetValue,
    Hit,
    Offer,
    Reason,
    Relaxed,
    SearchResult,
    Widening,
)

_UNNAMED = frozenset({"text", "name", "kind", "projects"})
"""Kinds of reasons whose subject is not the key of something."""
_OF_SPANS = frozenset({"drop", "as"})
"""Parameters whose values name spans of the query."""


def search_answer(
    opened: OpenRelease, result: SearchResult, lang: str, parameters: Mapping[str, Any]
) -> SearchAnswer:
    """Return the answer of ``/api/search``.

    Args:
        opened: the release that answered.
        result: what search gave.
        lang: language of labels.
        parameters: the request's parameters as they were given, for links.
    """
    limit, offset = parameters["limit"], parameters["offset"]
    more = offset + len(result.hits) < result.total
    following = f"/api/search?{_query(parameters, offset + limit)}" if more else None
    answer: SearchAnswer = {
        "query": result.interpretation.query,
        "interpretation": interpretation(opened, result.interpretation, lang),
        "answers": [] if offset else direct_answers(opened, result.interpretation, lang),
        "total": result.total,
        "items": [hit_item(opened, hit, lang) for hit in result.hits],
        "facets": facets(opened, result.facets, lang),
        "relaxed": [relaxed_item(opened, one, lang) for one in result.relaxed],
        "did_you_mean": [offer_item(opened, offer, lang) for offer in result.offers],
        "limit": limit,
        "offset": offset,
        "links": {
            "next": following,
            "pages": [] if offset else better_pages(result.interpretation, lang),
        },
    }
    if not result.total:
        answer["emptied_by"] = [emptied(item, lang) for item in result.emptied]
        answer["widenings"] = [
            _widening(opened, item, lang, parameters) for item in result.widenings
        ]
    return answer


def _query(parameters: Mapping[str, Any], offset: int) -> str:
    pairs = []
    for name, value in {**parameters, "offset": offset}.items():
        values = value if isinstance(value, list | tuple) else [value]
        pairs += [(name, item) for item in values if item not in {None, ""}]
    return urlencode(pairs)


def hit_item(opened: OpenRelease, hit: Hit, lang: str) -> HitItem:
    """Return one hit as an item."""
    found: Found = {
        "score": hit.score,
        "distance_km": None if hit.distance_km is None else _kilometres(hit.distance_km),
        "snippet": snippet_html(hit.snippet),
        "reasons": [reason_item(opened, reason, lang) for reason in hit.reasons],
    }
    item: HitItem = localise(hit.payload, lang) | found
    return item


def relaxed_item(opened: OpenRelease, one: Relaxed, lang: str) -> HitItem:
    """Return what meets all conditions but some as an item; ``missing`` says which."""
    item = hit_item(opened, one.hit, lang)
    item["missing"] = [
        {"condition": name, "label": message(f"condition-{name}", lang)} for name in one.missing
    ]
    return item


def snippet_html(pieces: Sequence[tuple[str, bool]]) -> str | None:
    """Return a snippet as escaped text with ``<mark>`` around what matched."""
    if not pieces:
        return None
    return "".join(
        f"<mark>{html.escape(text)}</mark>" if marked else html.escape(text)
        for text, marked in pieces
    )


def _kilometres(distance: float) -> float:
    """Return a distance to the metre: what is shown of it is rounded once more, and alike."""
    return round(distance, 3)


def reason_item(opened: OpenRelease, reason: Reason, lang: str) -> SearchReason:
    """Return why a hit is here, in words and in numbers that add up."""
    distance = reason.detail.get("distance_km")
    label = message(f"reason-{reason.kind}", lang).format(
        subject=_subject(opened, reason, lang),
        km=kilometres(_kilometres(distance)) if isinstance(distance, float) else "",
        projects=f"{reason.detail.get('projects') or 0:,.0f}",
    )
    return {
        "kind": reason.kind,
        "label": label,
        "weight": reason.weight,
        "detail": _detail(reason.detail),
    }


def _detail(detail: Mapping[str, Any]) -> SearchDetail:
    shown: Any = dict(detail)
    found: SearchDetail = shown
    return found


def _subject(opened: OpenRelease, reason: Reason, lang: str) -> str:
    """Return what a reason is about, in words."""
    if reason.kind in _UNNAMED:
        return reason.subject
    keys = reason.subject.split("|")
    if reason.kind in {"near", "in", "around"}:
        labels = [place_label(opened, key, lang) for key in keys]
    else:
        kind = "applicant_kind" if reason.kind == "preferred" else reason.kind
        labels = [label_of(opened, kind, key, lang) for key in keys]
    return joined(labels, lang)


def facets(
    opened: OpenRelease, found: Mapping[str, Sequence[FacetValue]], lang: str
) -> dict[str, list[FacetItem]]:
    """Return the facets with labels."""
    return {
        name: [
            {
                "key": key,
                "label": label_of(opened, name, key, lang),
                "count": total,
                "selected": selected,
                "above": list(above),
            }
            for key, total, selected, above in values
        ]
        for name, values in found.items()
    }


def offer_item(opened: OpenRelease, offer: Offer, lang: str) -> OfferItem:
    """Return what may have been meant; ``q`` is the whole query with it.

    Slips in several words that are corrected together name no one thing: kind and key are null.
    """
    correction = offer.correction
    return {
        "from": correction.typed,
        "start": correction.start,
        "end": correction.end,
        "to": correction.label,
        "kind": correction.kind or None,
        "key": correction.key or None,
        "label": label_of(opened, correction.kind, correction.key, lang)
        if correction.kind
        else correction.label,
        "q": correction.query,
        "total": offer.total,
    }


def emptied(item: Emptied, lang: str) -> EmptiedBy:
    """Return the conditions that emptied the result, and how many there are without them."""
    labels = [message(f"condition-{name}", lang) for name in item.conditions]
    return {
        "conditions": list(item.conditions),
        "label": message("widening-and", lang).join(labels),
        "count": item.count,
    }


def _widening(
    opened: OpenRelease, widening: Widening, lang: str, given: Mapping[str, Any]
) -> WideningItem:
    """Return a change that finds something: parameters with new values, none to leave one out."""
    shown = [
        value_label(opened, name, value, lang)
        for name, values in widening.parameters.items()
        if name not in _OF_SPANS
        for value in values
    ]
    if widening.kind == "near" and len(shown) > 1:
        place, *others = shown
        shown = [message("widening-around", lang).format(place=place, km=others[-1])]
    condition = "" if shown else message(f"condition-{widening.kind}", lang)
    key = f"widening-{widening.kind}" if shown else "widening-without"
    label = message(key, lang).format(values=joined(shown, lang), condition=condition)
    return {
        "kind": widening.kind,
        "label": label,
        "parameters": {name: list(values) for name, values in widening.parameters.items()},
        "total": widening.total,
        "href": f"/api/search?{_query({**given, **widening.parameters}, 0)}",
    }


def run_search(
    opened: OpenRelease,
    parameters: SortedConditions,
    query_limit: int,
    *,
    together: bool = False,
) -> SearchResult:
    """Search with checked parameters.

    Args:
        opened: the release.
        parameters: the request.
        query_limit: most characters of a query.
        together: whether projects of one effort follow the first of them.

    Raises:
        ApiProblem: the query is too long, or ``sort=distance`` has no place.
        UnresolvedName: a filter names nothing, or several things.
    """
    request = parameters.request(opened.iris, query_limit)
    with step("search"):
        result = opened.search.search(replace(request, together=together))
    places = result.interpretation.conditions.places
    if parameters.sort == "distance" and not any(p.relation == "near" for p in places):
        raise ApiProblem(
            400,
            "bad-parameter",
            "sort-without-place",
            parameter="sort",
        )
    return result
