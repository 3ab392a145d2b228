"""The page of peers: local governments that did it before, and whom to call there."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.dependencies import CurrentService, Language
from api.pages.peers import PATH, PeerPage, answer_view, question_view
from api.pages.questions import unresolved
from api.pages.rendering import render
from api.pages.state import SearchState
from api.parameters import keys_of, once
from api.problems import ApiProblem
from api.ranked_answers import peers_answer
from api.service import Service
from api.unknown import unknown
from search.results import UnresolvedName

router = APIRouter(include_in_schema=False, dependencies=[Depends(once)])
_BAD_REQUEST = 400


@router.api_route(PATH, methods=["GET", "HEAD"])
def peers_page(
    request: Request,
    service: CurrentService,
    given: Annotated[PeerPage, Query()],
    lang: Language,
) -> Response:
    """Return the form, and the ranked list when it is said who asks."""
    view, status = question_view(service, given, lang), 200
    if given.municipality:
        try:
            view |= _answered(service, given, lang)
        except UnresolvedName as error:
            view["problem"] = unresolved(error, SearchState.of(given), PATH)
            status = _BAD_REQUEST
    return render(request, "peers.html", lang, view, status)


def _answered(service: Service, given: PeerPage, lang: str) -> dict[str, Any]:
    """Return the view of an answered question.

    Raises:
        ApiProblem: the code of who asks is not there (404) or no longer in use (410).
        UnresolvedName: a name fits nothing, or several things.
    """
    resolved = resolved_question(service, given)
    code = _code(service, given.municipality)
    answer = peers_answer(service, code, resolved, lang, PATH)
    form = question_view(service, resolved.model_copy(update={"municipality": code}), lang)
    shown = answer_view(service, resolved.model_copy(update={"municipality": code}), answer, lang)
    return form | shown


def resolved_question(service: Service, given: PeerPage) -> PeerPage:
    """Return a question with keys in the stead of labels, what was typed among what was chosen.

    Raises:
        UnresolvedName: a name fits nothing, or several things.
    """
    found: dict[str, Any] = {}
    for kind in ("technology", "challenge"):
        typed = getattr(given, f"typed_{kind}")
        values = [*getattr(given, kind), *((typed,) if typed else ())]
        keys = service.search.resolver.keys(kind, kind, keys_of(values, service.iris))
        found |= {kind: list(dict.fromkeys(keys)), f"typed_{kind}": ""}
    return given.model_copy(update=found)


def _code(service: Service, text: str) -> str:
    """Return the code that a name, a code or an IRI means.

    Raises:
        ApiProblem: a code that is not there (404), or no longer in use (410 with its successors).
        UnresolvedName: a name that fits nothing, or several local governments.
    """
    (key,) = keys_of([text], service.iris)
    if key in service.search.gazetteer.places:
        return key
    if key.isdigit() or service.catalogue.successors(key):
        raise unknown(service, "municipality", key)
    codes = service.search.resolver.bodies("municipality", [key])
    if not codes:
        raise ApiProblem(404, "not-found", "municipality: there is no such local government.")
    return codes[0]
