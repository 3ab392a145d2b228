"""Similar projects, peers to contact, and programmes: what is related to what, and why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.answers.exports.files import CSV
from api.answers.exports.tables import XLSX
from api.answers.relations.files import (
    FileFormat,
    Row,
    peers_file,
    shortlist_file,
    similar_file,
)
from api.answers.relations.peers import PeerParameters, peers_answer
from api.answers.relations.programmes import (
    MatchParameters,
    PageParameters,
    match_answer,
    of_project_answer,
    related_answer,
)
from api.answers.relations.shortlist import ShortlistParameters, shortlist_answer
from api.answers.relations.similar import SimilarParameters, similar_answer
from api.answers.unknown import unknown
from api.contract.programmes import MatchAnswer, ProgrammesOfProjectAnswer, RelatedProgrammesAnswer
from api.contract.relations import PeersAnswer, ShortlistAnswer, SimilarAnswer
from api.http.dependencies import Language, Opened, json_response
from api.http.documented import answers
from api.http.parameters import once, once_but_concepts

router = APIRouter(prefix="/api")


def _sent(
    answer: Row,
    to_file: Callable[[Row, FileFormat, str, str], Response],
    parameters: PeerParameters | ShortlistParameters | SimilarParameters,
    lang: str,
) -> Response:
    """Return an answer as JSON, or as the file that is asked for."""
    if parameters.format == "json":
        return json_response(answer)
    return to_file(answer, parameters.format, lang, parameters.columns)


@router.get(
    "/projects/{key}/similar",
    summary="Similar projects, and why",
    operation_id="similar_projects",
    responses=answers(SimilarAnswer, (CSV, XLSX), (400, 404)),
    dependencies=[Depends(once)],
)
def similar(
    request: Request,
    key: str,
    opened: Opened,
    parameters: Annotated[SimilarParameters, Query()],
    lang: Language,
) -> Response:
    """Return the projects most like one; filters as in search, weights as given."""
    answer = similar_answer(opened, key, parameters, lang, request.url.path)
    return _sent(answer, partial(similar_file, opened), parameters, lang)


@router.get(
    "/municipalities/{code}/peers",
    summary="Local governments to contact, and why",
    operation_id="peers",
    responses=answers(PeersAnswer, (CSV, XLSX), (400, 404, 410)),
    dependencies=[Depends(once)],
)
def peers(
    request: Request,
    code: str,
    opened: Opened,
    parameters: Annotated[PeerParameters, Query()],
    lang: Language,
) -> Response:
    """Return local governments that have done what is asked, each with whom to contact."""
    answer = peers_answer(opened, code, parameters, lang, request.url.path)
    return _sent(answer, partial(peers_file, opened), parameters, lang)


@router.get(
    "/municipalities/{code}/shortlist",
    summary="Local governments side by side, with a letter to each",
    operation_id="shortlist",
    responses=answers(ShortlistAnswer, (CSV, XLSX), (400, 404, 410)),
    dependencies=[Depends(once)],
)
def shortlist(
    code: str,
    opened: Opened,
    parameters: Annotated[ShortlistParameters, Query()],
    lang: Language,
) -> Response:
    """Return the facts, contacts and letters of up to four local governments."""
    answer = shortlist_answer(opened, code, parameters, lang)
    return _sent(answer, partial(shortlist_file, opened), parameters, lang)


@router.get(
    "/programmes/match",
    summary="Programmes for what is wanted, and why",
    operation_id="match_programmes",
    responses=answers(MatchAnswer, problems=(400, 404, 410)),
    dependencies=[Depends(once_but_concepts)],
)
def match(
    request: Request,
    opened: Opened,
    parameters: Annotated[MatchParameters, Query()],
    lang: Language,
) -> Response:
    """Return the programmes that fit; with ``stage=finishing`` also what can be done then."""
    return json_response(match_answer(opened, parameters, lang, request.url.path))


@router.get(
    "/programmes/{key}/related",
    summary="Related programmes, and why",
    operation_id="related_programmes",
    responses=answers(RelatedProgrammesAnswer, problems=(400, 404)),
    dependencies=[Depends(once_but_concepts)],
)
def related(
    request: Request,
    key: str,
    opened: Opened,
    parameters: Annotated[PageParameters, Query()],
    lang: Language,
) -> Response:
    """Return the programmes related to one; ``names`` says which of its names followed which."""
    return json_response(related_answer(opened, key, parameters, lang, request.url.path))


@router.get(
    "/projects/{key}/related-programmes",
    summary="Programmes for a project, and why",
    operation_id="programmes_of_project",
    responses=answers(ProgrammesOfProjectAnswer, problems=(400, 404)),
    dependencies=[Depends(once_but_concepts)],
)
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
