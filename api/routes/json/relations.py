"""Similar projects, and peers to contact."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.answers.relations.peers import PeerParameters, peers_answer
from api.answers.relations.similar import SimilarParameters, similar_answer
from api.http.dependencies import Language, Opened, json_response
from api.http.parameters import once

router = APIRouter(prefix="/api", dependencies=[Depends(once)])


@router.get("/projects/{key}/similar", summary="Similar projects, and why")
def similar(
    request: Request,
    key: str,
    opened: Opened,
    parameters: Annotated[SimilarParameters, Query()],
    lang: Language,
) -> Response:
    """Return the projects most like one; filters as in search, weights as given."""
    return json_response(similar_answer(opened, key, parameters, lang, request.url.path))


@router.get("/municipalities/{code}/peers", summary="Local governments to contact, and why")
def peers(
    request: Request,
    code: str,
    opened: Opened,
    parameters: Annotated[PeerParameters, Query()],
    lang: Language,
) -> Response:
    """Return local governments that have done what is asked, each with whom to contact."""
    return json_response(peers_answer(opened, code, parameters, lang, request.url.path))
