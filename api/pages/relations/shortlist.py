"""The view models of the shortlist: the line on the page of peers, and the page side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import Field

from api.answers.labels import full_name, label_of
from api.answers.lookup import find_body
from api.answers.relations.files import own_contacts
from api.answers.relations.shortlist import ShortlistParameters, shortlist_answer
from api.http.parameters import Parameters
from api.pages.parts.paths import PEERS, SHORTLIST, entity_path
from api.pages.parts.state import SearchState
from api.pages.relations.peer_cards import dated
from api.release.opened import OpenRelease

FILES = (("csv", "CSV"), ("xlsx", "Excel"))
"""Formats of files, and what links to them are called."""
ROWS = (
    "distance", "population", "aged", "area", "density", "designations", "technologies",
    "programmes", "years", "contact",
)  # fmt: skip
"""Rows of the comparison, in this order."""


class ShortlistPage(ShortlistParameters):
    """Parameters of the page: those of the API, and who asks."""

    municipality: str = Field("", max_length=200)


def tray(
    opened: OpenRelease, parameters: Parameters, chosen: Sequence[str], lang: str
) -> dict[str, Any]:
    """Return the line of those that are chosen, and the address that compares them.

    Args:
        opened: the release.
        parameters: the request for peers.
        chosen: codes of the shortlist.
        lang: language of labels.
    """
    state = SearchState.of(parameters)
    kept = ("municipality", "technology", "challenge", "lang")
    pairs = [(name, value) for name in kept for value in state.all(name)]
    return {
        "codes": ",".join(chosen),
        "items": [
            {
                "code": code,
                "label": full_name(opened.search.places[code], lang),
                "without": state.url(
                    {"shortlist": ",".join(one for one in chosen if one != code)}, PEERS
                ),
            }
            for code in chosen
        ],
        "compare": f"{SHORTLIST}?{urlencode([*pairs, ('shortlist', ','.join(chosen))], safe=',')}",
    }


def shortlist_view(opened: OpenRelease, given: ShortlistPage, lang: str) -> dict[str, Any]:
    """Return local governments side by side as the page shows them.

    Args:
        opened: the release.
        given: the request.
        lang: language of labels and letters.

    Raises:
        ApiProblem: one is not there, or there are too many.
        UnresolvedName: a name fits nothing, or several things.
    """
    code = find_body(opened, "municipality", given.municipality)
    answer = shortlist_answer(opened, code, given, lang)
    codes = [item["key"] for item in answer["items"]]
    state = SearchState.of(given.model_copy(update={"municipality": code}))
    api = f"/api/municipalities/{quote(code, safe='')}/shortlist"
    about = [
        label_of(opened, kind, key, lang)
        for kind in ("technology", "challenge")
        for key in opened.search.resolve(kind, getattr(given, kind))
    ]
    return {
        "answer": answer,
        "about": about,
        "items": [_column(item, codes, state, lang) for item in answer["items"]],
        "own": _column(answer["own"], codes, state, lang),
        "rows": ROWS,
        "back": state.url({"columns": None}, PEERS),
        "exports": [
            {
                "label": label,
                "url": state.url({"municipality": None, "format": name, "lang": lang}, api),
            }
            for name, label in FILES
        ],
        "json": state.url({"municipality": None, "lang": lang}, api),
    }


def _column(
    item: Mapping[str, Any], codes: Sequence[str], state: SearchState, lang: str
) -> dict[str, Any]:
    others = [code for code in codes if code != item["key"]]
    own = own_contacts(item["contact"])
    return {
        **item,
        "url": entity_path("municipality", item["key"]),
        "without": state.url({"shortlist": ",".join(others)}, SHORTLIST),
        "office": {**own[0], "dated": dated(own[0], lang)} if own else None,
        "pages": [one for one in own if one["kind"] == "project-page"],
    }
