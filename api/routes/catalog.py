"""Descriptions of the dataset and of the service, and the dumps of the current release."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.answers.descriptions import DESCRIPTIONS, DUMPED, described, dumps_answer
from api.contract.releases import DumpsAnswer
from api.http.dependencies import CurrentSettings, Opened, json_response
from api.http.documented import answers, files
from api.http.files import packed_file
from api.release.releases import Releases
from api.release.versions import kept_versions, numbers_of
from graph.description.document import CATALOG_PATH
from graph.description.dumps import FOLDER

router = APIRouter()


@router.get(
    "/.well-known/void",
    summary="VoID: what the dataset holds",
    operation_id="void",
    responses=answers(None, DESCRIPTIONS, (406,)),
)
def void(request: Request, opened: Opened, settings: CurrentSettings) -> Response:
    """Return the VoID description in the RDF format that a client accepts."""
    return described(request, opened.release, "void", page=True, operator=settings.operator)


@router.get(
    "/catalog",
    summary="DCAT: the dataset, its dumps, versions and services",
    operation_id="catalog",
    responses=answers(None, DESCRIPTIONS, (406,)),
)
def catalog(request: Request, opened: Opened, settings: CurrentSettings) -> Response:
    """Return the DCAT catalog in the RDF format that a client accepts."""
    kept = kept_versions(Releases(settings.out), opened.iris.base)
    operator = settings.operator
    return described(request, opened.release, "catalog", page=True, operator=operator, kept=kept)


@router.get(
    "/sparql/examples",
    summary="The example queries as RDF",
    operation_id="sparql_examples",
    responses=answers(None, DESCRIPTIONS, (406,)),
)
def sparql_examples(request: Request, opened: Opened) -> Response:
    """Return the example queries in the RDF format that a client accepts."""
    return described(request, opened.release, "examples", page=True)


@router.get(
    "/dataset",
    summary="The dataset's IRI",
    operation_id="dataset",
    status_code=303,
    response_class=RedirectResponse,
    responses=answers(problems=()),
)
def dataset() -> Response:
    """Redirect (303) from the dataset to the catalog, which describes it."""
    return RedirectResponse(CATALOG_PATH, 303)


@router.get(
    "/dump",
    summary="Dumps of the whole graph",
    operation_id="dumps",
    responses=answers(DumpsAnswer),
)
def dumps(opened: Opened) -> Response:
    """List the dumps and the tables of the current release."""
    release = opened.release
    return json_response(dumps_answer(release, numbers_of(release), "/dump/"))


@router.get(
    "/dump/{name}",
    summary="One dump",
    operation_id="dump",
    responses=files(DUMPED, (404, 406)),
)
def dump_file(request: Request, name: str, opened: Opened) -> Response:
    """Return a dump as it lies (``….gz``), or what is in it, or the checksums of all.

    Without ``.gz`` in the name the same bytes are sent with ``Content-Encoding: gzip`` to who
    accepts that, and are decompressed piece by piece for others.
    """
    release = opened.release
    numbers = numbers_of(release)
    return packed_file(request, release.folder / FOLDER, name, (*numbers.dumps, *numbers.tables))
