"""The page of peers: local governments that did it before, and whom to call there."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.answers.lookup import find_body
from api.answers.relations.peers import peers_answer
from api.http.dependencies import Language, Opened
from api.http.parameters import once
from api.http.problems import ApiProblem, repeated
from api.pages.parts.forms import resolved, unresolved
from api.pages.parts.rendering import render
from api.pages.parts.state import SearchState
from api.pages.relations.peers import PATH, PeerPage, answer_view, place_candidate, question_view
from api.release.opened import OpenRelease
from api.wording.language import localise
from search.model.request import UnresolvedName

router = APIRouter(include_in_schema=False, dependencies=[Depends(once)])
_BAD_REQUEST = 400
_MOST_MEANT = 5
"""Most local governments that are offered for a name that nothing has."""


@router.api_route(PATH, methods=["GET", "HEAD"])
def peers_page(
    request: Request,
    opened: Opened,
    given: Annotated[PeerPage, Query()],
    lang: Language,
) -> Response:
    """Return the form, and the ranked list when it is said who asks.

    Raises:
        ApiProblem: it is said twice who asks.
    """
    if len(list(filter(None, request.query_params.getlist("municipality")))) > 1:
        raise repeated("municipality")
    view, status = question_view(opened, given, lang), 200
    if given.municipality:
        try:
            view |= _answered(opened, given, lang)
        except UnresolvedName as error:
            view["problem"] = _unresolved(opened, error, given, lang)
            status = _BAD_REQUEST
        except ApiProblem as problem:  # a code that is not there, or no longer in use
            view["problem"] = _no_such_code(problem, given, lang)
            status = problem.status
    return render(request, "peers.html", lang, view, status)


def _unresolved(
    opened: OpenRelease, error: UnresolvedName, given: PeerPage, lang: str
) -> dict[str, Any]:
    """Return what the page says of a name; who asks is offered with the prefecture."""
    problem = error
    if error.parameter == "municipality":
        codes = [code for code, _ in error.candidates] or [
            found.key for found in opened.search.suggest(error.text, _MOST_MEANT, ("municipality",))
        ]
        named = tuple(place_candidate(opened, code, lang) for code in codes)
        problem = UnresolvedName(error.parameter, given.municipality, named)
    view = unresolved(problem, SearchState.of(given), PATH)
    return {**view, "several": bool(error.candidates)}


def _no_such_code(problem: ApiProblem, given: PeerPage, lang: str) -> dict[str, Any]:
    """Return what the page says of a code: the words and the candidates of the API."""
    listed = localise(problem.extra, lang).get("candidates", ())
    named = tuple((one["key"], one["label"]) for one in listed)
    error = UnresolvedName("municipality", given.municipality, named)
    view = unresolved(error, SearchState.of(given), PATH)
    return {**view, "said": problem.details[lang]}


def _answered(opened: OpenRelease, given: PeerPage, lang: str) -> dict[str, Any]:
    """Return the view of an answered question.

    Raises:
        ApiProblem: the code of who asks is not there (404) or no longer in use (410).
        UnresolvedName: a name fits nothing, or several things.
    """
    asked = resolved(opened, given)
    code = find_body(opened, "municipality", given.municipality)
    answer = peers_answer(opened, code, asked, lang, PATH)
    named = asked.model_copy(update={"municipality": code})
    return question_view(opened, named, lang) | answer_view(opened, named, answer, lang)
