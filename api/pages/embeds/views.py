"""The view models of pages for frames: little, with links that lead out of the frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from api.answers.labels import full_name
from api.answers.search.answer import hit_item
from api.answers.tools.addresses import (
    address,
    conditions_about,
    conditions_of,
    described,
)
from api.answers.unknown import unknown
from api.http.parameters import Parameters
from api.pages.parts.maps import prefecture_names
from api.pages.parts.paths import page_path
from api.release.opened import OpenRelease
from api.wording.language import localise
from search.model.facets import ByFacet
from search.model.request import SearchRequest
from search.model.result import LocatedResult, SearchResult

MOST_NAMED = 8
"""Local governments and technologies that a card names."""
MOST_PLACES = 20
"""Places that stand below a map; all of them are on it."""


def card_view(opened: OpenRelease, kind: str, key: str, lang: str) -> dict[str, Any]:
    """Return what the card of a thing shows: what search keeps of it, so that none takes long.

    Args:
        opened: the release.
        kind: kind of the thing.
        key: its key.
        lang: language of the card.

    Raises:
        ApiProblem: there is no such thing.
    """
    document = opened.search.document(kind, key)
    if document is None:
        raise unknown(opened, kind, key)
    found = localise(dict(document.payload), lang)
    item = _item(found, lang)
    population = found.get("population")
    people = [*(found.get("applicants") or ()), *(found.get("areas") or ())]
    return {
        **item,
        "text": found.get("definition") or found.get("aim") or "",
        "date": found.get("date_start") or "",
        "applicants": [one["name"] for one in people][:MOST_NAMED],
        "technologies": [one["label"] for one in found.get("technologies") or ()][:MOST_NAMED],
        "population": f"{population:,}" if population else "",
        "projects": _projects(opened, kind, key, lang),
        "whole": item["url"],
    }


def _projects(opened: OpenRelease, kind: str, key: str, lang: str) -> dict[str, Any] | None:
    """Return how many projects a thing has, and where they are; None for what has none."""
    about = conditions_about(opened, kind, key)
    if not about:
        return None
    asked = {name: (value,) for name, value in about.items()}
    request = SearchRequest(filters=ByFacet({**asked, "type": ("project",)}))
    return {
        "count": int(np.count_nonzero(opened.search.meeting(request))),
        "url": address("/", {**about, "type": "project", "lang": lang}),
    }


def list_view(
    opened: OpenRelease, result: SearchResult, given: Parameters, lang: str
) -> dict[str, Any]:
    """Return what the list of a search shows.

    Args:
        opened: the release.
        result: what search gave.
        given: its parameters.
        lang: language of the list.
    """
    return {
        "total": result.total,
        "query": described(opened, conditions_of(_stated(given)), lang),
        "items": [_item(hit_item(opened, hit, lang), lang) for hit in result.hits],
        "whole": address("/", {**_stated(given), "lang": lang}),
    }


def _item(item: Mapping[str, Any], lang: str) -> dict[str, Any]:
    programme = item.get("programme")
    return {
        "kind": item["type"],
        "label": item["label"],
        "url": address(page_path(item["type"], item["key"]), {"lang": lang}),
        "programme": programme["label"] if programme else "",
        "fiscal_year": item.get("fiscal_year"),
        "full_name": item.get("full_name") or "",
    }


def map_view(
    opened: OpenRelease, result: LocatedResult, given: Parameters, lang: str
) -> dict[str, Any]:
    """Return what the map of a search shows.

    Args:
        opened: the release.
        result: where the results are.
        given: its parameters.
        lang: language of the map.
    """
    asked = {**conditions_of(_stated(given)), "lang": lang}
    most = sorted(result.counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_PLACES]
    return {
        "total": result.total,
        "query": described(opened, asked, lang),
        "places": [
            {
                "label": full_name(opened.search.places[code], lang),
                "count": count,
                "url": address("/", {**asked, "municipality": code}),
            }
            for code, count in most
        ],
        "more": len(result.counts) > MOST_PLACES,
        "whole": address("/", asked),
        "url": address("/api/map", asked),
        "only": {
            name: address("/", {**asked, name: "{code}"}) for name in ("municipality", "prefecture")
        },
        "page": page_path("municipality", "{code}"),
        "prefectures": prefecture_names(opened, lang),
    }


def _stated(given: Parameters) -> dict[str, Any]:
    """Return the parameters that were given."""
    return given.model_dump(by_alias=True, exclude_defaults=True)
