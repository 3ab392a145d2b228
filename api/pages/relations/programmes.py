"""The view models of programmes: the list, and which of them fits."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from api.answers.labels import full_name, label_of
from api.answers.relations.programmes import MatchParameters, match_answer
from api.pages.parts.cells import Cells
from api.pages.parts.coverage import coverage_line
from api.pages.parts.essentials import essentials
from api.pages.parts.forms import names_instead, offered, resolved, unresolved
from api.pages.parts.paths import MATCH, entity_path
from api.pages.parts.state import SearchState
from api.pages.relations.comparison import MOST_COMPARED, compare_url
from api.release.opened import OpenRelease
from api.wording.messages import message
from search.model.request import UnresolvedName

STAGES = ("planning", "demonstration", "implementation", "finishing")


class MatchPage(MatchParameters):
    """Parameters of the match as a page: those of the API, and what was typed."""

    typed_technology: str = ""
    typed_challenge: str = ""


def programmes_view(opened: OpenRelease, parameters: MatchPage, lang: str) -> dict[str, Any]:
    """Return the list of programmes and the form of the match.

    Args:
        opened: the release.
        parameters: what the form holds.
        lang: language of labels.
    """
    projects = {value.key: value.total for value in opened.search.totals("programme")}
    place = opened.search.places.get(parameters.municipality)
    own = place and full_name(place, lang)
    return {
        "programmes": [_listed(opened, key, projects, lang) for key in opened.programmes.facts],
        "asked": parameters,
        "asking": own or parameters.municipality,
        "technologies": offered(opened, "technology", parameters.technology, lang),
        "challenges": offered(opened, "challenge", parameters.challenge, lang),
        "stages": STAGES,
        "most": MOST_COMPARED,
        "answer": None,
        "problem": None,
    }


def _listed(
    opened: OpenRelease, key: str, projects: Mapping[str, int], lang: str
) -> dict[str, Any]:
    return {
        "key": key,
        "label": label_of(opened, "programme", key, lang),
        "url": entity_path("programme", key),
        "owners": opened.programmes.owners(key, lang),
        "projects": projects.get(key, 0),
        "coverage": coverage_line(opened, key, lang),
        "joint": opened.programmes.is_joint(key),
    }


def match_view(
    opened: OpenRelease, parameters: MatchPage, answer: Mapping[str, Any], lang: str
) -> dict[str, Any]:
    """Return the ranked programmes as the page shows them.

    Args:
        opened: the release.
        parameters: the request, with keys in the stead of labels.
        answer: the answer of the API.
        lang: language of the lines.
    """
    state = SearchState.of(parameters)
    keys = [item["key"] for item in answer["items"]]
    fiscal = opened.programmes.ranked.data.last_year
    cells = Cells(opened, lang)
    return {
        "answer": {"note": None, **answer},
        "items": [
            {
                **item,
                "url": entity_path("programme", item["key"]),
                "coverage": coverage_line(opened, item["key"], lang),
                "essentials": essentials(opened, item["key"], cells, lang),
            }
            for item in answer["items"]
        ],
        "said": _said(answer["asked"], lang),
        "sources": cells.sources(),
        "compare": compare_url(keys[:MOST_COMPARED]),
        "until": fiscal,
        "emptied": [
            {**one, "url": state.url({one["parameter"]: None}, MATCH)}
            for one in answer.get("emptied_by", ())
            if one["count"]
        ],
        "json": state.url({}, "/api/programmes/match"),
    }


def _said(asked: Mapping[str, Any], lang: str) -> list[str]:
    """Return what is asked for, one text a condition."""
    who = asked.get("asked_for") or asked["municipality"]
    stage = asked["stage"]
    return [
        *(one["label"] for one in (*asked["technologies"], *asked["challenges"])),
        *([message(f"page-programmes-stage-{stage}", lang)] if stage else []),
        *([who["label"]] if who else []),
    ]


def _matched(opened: OpenRelease, given: MatchPage, lang: str) -> dict[str, Any]:
    """Return the view of an answered question.

    Raises:
        ApiProblem: there is no such local government; 410 with its successors for a retired code.
        UnresolvedName: a name fits nothing, or several things.
    """
    asked = resolved(opened, given)
    answer = match_answer(opened, asked, lang, MATCH)
    who = answer["asked"].get("asked_for") or answer["asked"]["municipality"]
    shown = asked.model_copy(update={"municipality": who["key"]}) if who else asked
    return programmes_view(opened, shown, lang) | match_view(opened, shown, answer, lang)


def match_page_view(opened: OpenRelease, given: MatchPage, lang: str) -> tuple[dict[str, Any], int]:
    """Return what the page of the match shows, and its HTTP status.

    Args:
        opened: the release.
        given: what is wanted, by whom.
        lang: language of labels.

    Raises:
        ApiProblem: there is no such local government; 410 with its successors for a retired code.
    """
    view, status = programmes_view(opened, given, lang), 200
    try:
        view |= _matched(opened, given, lang)
    except UnresolvedName as error:
        view["problem"] = unresolved(
            error, SearchState.of(given), MATCH, names_instead(opened, error, lang)
        )
        status = HTTPStatus.BAD_REQUEST
    return view, status
