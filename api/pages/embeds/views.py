"""The view models of pages for frames: little, with links that lead out of the frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.answers.entities import entity, found_dossier
from api.answers.labels import full_name
from api.answers.search.answer import hit_item
from api.answers.tools.addresses import address, conditions_of
from api.answers.unknown import unknown
from api.http.parameters import Parameters
from api.pages.entity.summaries import summary
from api.pages.parts.maps import prefecture_names
from api.pages.parts.paths import page_path
from api.release.opened import OpenRelease
from api.wording.language import localise
from ontology.kinds import KINDS
from search.model.result import LocatedResult, SearchResult

MOST_PLACES = 20
"""Places that stand below a map; all of them are on it."""


def card_view(opened: OpenRelease, kind: str, key: str, lang: str) -> dict[str, Any]:
    """Return what the card of a thing shows.

    Args:
        opened: the release.
        kind: kind of the thing.
        key: its key.
        lang: language of the card.

    Raises:
        ApiProblem: there is no such thing.
    """
    if kind not in KINDS:
        raise unknown(opened, kind, key)
    found = localise(entity(opened, found_dossier(opened, kind, key)), lang)
    return {
        "kind": kind,
        "label": found["label"],
        "summary": summary(opened, kind, found, lang),
        "whole": address(page_path(kind, key), {"lang": lang}),
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
        "query": result.interpretation.query,
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
        "query": result.interpretation.query,
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
