"""Programmes related to a programme or a project, and programmes for what is asked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.answers.relations.programmes import (
    MatchParameters,
    PageParameters,
    match_answer,
    of_project_answer,
    related_answer,
)
from api.answers.unknown import unknown
from api.http.dependencies import Language, Opened, json_response
from api.http.parameters import once_except

once = once_except({"technology", "challenge"})
router = APIRouter(prefix="/api", dependencies=[Depends(once)])


@router.get("/programmes/match", summary="Programmes for what is wanted, and why")
def match(
    request: Request,
    opened: Opened,
    parameters: Annotated[MatchParameters, Query()],
    lang: Language,
) -> Response:
    """Return the programmes that fit; with ``stage=finishing`` also what can be done then."""
    return json_response(match_answer(opened, parameters, lang, request.url.path))


@router.get("/programmes/{key}/related", summary="Related programmes, and why")
def related(
    request: Request,
    key: str,
    opened: Opened,
    parameters: Annotated[PageParameters, Query()],
    lang: Language,
) -> Response:
    """Return the programmes related to one; ``names`` says which of its names followed which."""
    return json_response(related_answer(opened, key, parameters, lang, request.url.path))


@router.get("/projects/{key}/related-programmes", summary="Programmes for a project, and why")
def of_project(
    request: Request,
    key: str,
    opened: Opened,
    parameters: Annotated[PageParameters, Query()],
    lang: Language,
) -> Response:
    """Return the programmes related to a project, without the one that selected it."""
    project = opened.reader.project(key)
    if project is None:
        raise unknown(opened, "project", key)
    return json_response(of_project_answer(opened, project, parameters, lang, request.url.path))
