"""Pages of programmes: the list, the comparison, and which of them fits."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.answers.relations.programmes import match_answer
from api.http.dependencies import Language, Opened
from api.http.parameters import keys_of
from api.http.problems import ApiProblem
from api.pages.parts.forms import resolved, unresolved
from api.pages.parts.rendering import render
from api.pages.parts.state import SearchState
from api.pages.relations.programmes import (
    COMPARE_PATH,
    MATCH_PATH,
    MOST_COMPARED,
    PATH,
    ComparePage,
    MatchPage,
    compare_view,
    match_view,
    programmes_view,
)
from api.release.opened import OpenRelease
from api.routes.json.programmes import once
from search.model.request import UnresolvedName

router = APIRouter(include_in_schema=False)
_READING = ["GET", "HEAD"]
_BAD_REQUEST = 400


@router.api_route(PATH, methods=_READING)
def programmes_page(
    request: Request, opened: Opened, given: Annotated[MatchPage, Query()], lang: Language
) -> Response:
    """Return the list of programmes, and the form that asks which fits."""
    return render(request, "programmes.html", lang, programmes_view(opened, given, lang))


@router.api_route(COMPARE_PATH, methods=_READING)
def compare_page(
    request: Request,
    opened: Opened,
    given: Annotated[ComparePage, Query()],
    lang: Language,
) -> Response:
    """Return up to five programmes side by side; none chosen leads to the list."""
    wanted = keys_of(given.compare, opened.iris)
    keys = list(dict.fromkeys(opened.search.resolve("programme", wanted)))
    if len(keys) > MOST_COMPARED:
        raise ApiProblem(
            400,
            "bad-parameter",
            "compare",
            {"count": len(keys), "most": MOST_COMPARED},
            parameter="compare",
        )
    if not keys:
        empty = programmes_view(opened, MatchPage.model_validate({}), lang)
        return render(request, "programmes.html", lang, empty)
    return render(request, "programmes_compare.html", lang, compare_view(opened, keys, lang))


@router.api_route(MATCH_PATH, methods=_READING, dependencies=[Depends(once)])
def match_page(
    request: Request, opened: Opened, given: Annotated[MatchPage, Query()], lang: Language
) -> Response:
    """Return the programmes that fit what is wanted."""
    view, status = programmes_view(opened, given, lang), 200
    try:
        view |= _matched(opened, given, lang)
    except UnresolvedName as error:
        view["problem"] = unresolved(error, SearchState.of(given), MATCH_PATH)
        status = _BAD_REQUEST
    return render(request, "programmes.html", lang, view, status)


def _matched(opened: OpenRelease, given: MatchPage, lang: str) -> dict[str, Any]:
    """Return the view of an answered question.

    Raises:
        ApiProblem: there is no such local government; 410 with its successors for a retired code.
        UnresolvedName: a name fits nothing, or several things.
    """
    asked = resolved(opened, given)
    answer = match_answer(opened, asked, lang, MATCH_PATH)
    who = answer["asked"].get("asked_for") or answer["asked"]["municipality"]
    shown = asked.model_copy(update={"municipality": who["key"]}) if who else asked
    return programmes_view(opened, shown, lang) | match_view(opened, shown, answer)
