"""The page of peers: local governments that did it before, and whom to call there."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.answers.relations.peers import peers_answer
from api.answers.unknown import unknown
from api.http.dependencies import Language, Opened
from api.http.parameters import keys_of, once
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
        except _NoSuchCodeError as error:
            view["problem"] = _no_such_code(error.problem, given, lang)
            status = error.problem.status
    return render(request, "peers.html", lang, view, status)


class _NoSuchCodeError(Exception):
    """A code of who asks that is not there, or no longer in use.

    Args:
        problem: what the API says of it.
    """

    def __init__(self, problem: ApiProblem) -> None:
        self.problem = problem
        super().__init__(str(problem))


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
        _NoSuchCodeError: the code of who asks is not there (404) or no longer in use (410).
        UnresolvedName: a name fits nothing, or several things.
    """
    asked = resolved(opened, given)
    code = _code(opened, given.municipality)
    answer = peers_answer(opened, code, asked, lang, PATH)
    named = asked.model_copy(update={"municipality": code})
    return question_view(opened, named, lang) | answer_view(opened, named, answer, lang)


def _code(opened: OpenRelease, text: str) -> str:
    """Return the code that a name, a code or an IRI means.

    Raises:
        _NoSuchCodeError: it is not there (404), or no longer in use (410 with its successors).
        UnresolvedName: a name that fits nothing, or several local governments.
    """
    (key,) = keys_of([unicodedata.normalize("NFKC", text).strip()], opened.iris)
    if key in opened.search.gazetteer.places:
        return key
    if key.isdigit() or opened.reader.successors(key):
        raise _NoSuchCodeError(unknown(opened, "municipality", key))
    return opened.search.resolver.bodies("municipality", [key])[0]
