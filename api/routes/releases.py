"""``/release/{id}``: every release that is kept, with its dumps and what leads to it."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.answers.descriptions import DESCRIPTIONS, DUMPED, delta_answer, described, dumps_answer
from api.contract.releases import DeltaAnswer, DumpsAnswer
from api.http.dependencies import CurrentSettings, Language, Opened, json_response
from api.http.documented import answers, files
from api.http.files import packed_file
from api.http.negotiation import acceptable
from api.http.parameters import EntityQuery, once
from api.http.problems import ApiProblem, no_release
from api.pages.about.releases import release_view
from api.pages.parts.rendering import render
from api.release.opened import OpenRelease
from api.release.releases import Release, ReleaseError, Releases
from api.release.settings import Settings
from api.release.versions import kept_versions, numbers_of
from graph.description.dcat.versions import release_path
from graph.description.differences.deltas import FOLDER as DELTA
from graph.description.differences.deltas import Delta, read_delta
from graph.description.document import CATALOG_PATH, DOCUMENT_FORMATS, N_TRIPLES, RELEASE_PATH
from graph.description.dumps import FOLDER as DUMPS

router = APIRouter(prefix=RELEASE_PATH, dependencies=[Depends(once)])

_CURRENT = "current"
_HTML = "text/html"


@router.get(
    "",
    summary="The releases that are kept",
    operation_id="releases",
    status_code=303,
    response_class=RedirectResponse,
    responses=answers(problems=(400,)),
)
def releases(request: Request) -> Response:
    """Redirect (303) to the page of the releases, or to the catalogue, which names them."""
    order = acceptable(request.headers.get("accept"), (*DOCUMENT_FORMATS, _HTML))
    page = bool(order) and order[0] == _HTML
    return RedirectResponse("/about/releases" if page else CATALOG_PATH, 303, {"Vary": "Accept"})


@router.get(
    "/current",
    summary="The current release",
    operation_id="current_release",
    status_code=307,
    response_class=RedirectResponse,
    responses=answers(problems=(400,)),
)
def current(request: Request, opened: Opened) -> Response:
    """Redirect (307) to the release that is served now."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{RELEASE_PATH}/{opened.release.id}{query}", 307)


@router.get(
    "/{id}",
    summary="One release: a page, or its description as RDF",
    operation_id="release",
    responses=answers(None, (*DESCRIPTIONS, _HTML), (400, 404, 406)),
)
def release(
    request: Request,
    id: str,  # noqa: A002 - it is what the address calls it
    opened: Opened,
    settings: CurrentSettings,
    _: EntityQuery,
    lang: Language,
) -> Response:
    """Return a page of a release, or its description by DCAT in the RDF format that is accepted."""
    found = _found(id, opened, settings)
    formats = (*DOCUMENT_FORMATS, N_TRIPLES, _HTML)
    order = acceptable(request.headers.get("accept"), formats)
    every = Releases(settings.out)
    if order and order[0] == _HTML:
        view = release_view(opened, every, found, lang)
        answer = render(request, "about_releases.html", lang, view)
    else:
        kept = kept_versions(every, found.manifest["base"])
        answer = described(request, found, "release", operator=settings.operator, kept=kept)
    answer.headers["Link"] = _links(found, every)
    answer.headers["Vary"] = "Accept, Accept-Language"
    return answer


def _links(release: Release, kept: Releases) -> str:
    """Return where the neighbours of a version are (RFC 5829), of those that are kept."""
    links = [(f"{RELEASE_PATH}/{_CURRENT}", "latest-version"), (CATALOG_PATH, "version-history")]
    delta = _delta(release)
    if delta and delta.before in {other.id for other in kept.all()}:
        links.append((f"{RELEASE_PATH}/{delta.before}", "predecessor-version"))
    return ", ".join(f'<{address}>; rel="{relation}"' for address, relation in links)


@router.get(
    "/{id}/dump",
    summary="Dumps and tables of one release",
    operation_id="release_dumps",
    responses=answers(DumpsAnswer, problems=(400, 404)),
)
def dumps(id: str, opened: Opened, settings: CurrentSettings) -> Response:  # noqa: A002
    """List the dumps and the tables of a release."""
    found = _found(id, opened, settings)
    folder = f"{release_path(found.id)}dump/"
    return json_response(dumps_answer(found, numbers_of(found), folder))


@router.get(
    "/{id}/dump/{name}",
    summary="One dump or table of one release",
    operation_id="release_dump",
    responses=files(DUMPED, (404, 406)),
)
def dump_file(
    request: Request,
    id: str,  # noqa: A002
    name: str,
    opened: Opened,
    settings: CurrentSettings,
) -> Response:
    """Return a dump as it lies (``….gz``), or what is in it, or the checksums of all."""
    found = _found(id, opened, settings)
    numbers = numbers_of(found)
    return packed_file(request, found.folder / DUMPS, name, (*numbers.dumps, *numbers.tables))


@router.get(
    "/{id}/delta",
    summary="What leads to a release from the one before",
    operation_id="delta",
    responses=answers(DeltaAnswer, problems=(400, 404)),
)
def delta(id: str, opened: Opened, settings: CurrentSettings) -> Response:  # noqa: A002
    """Tell the files of statements that were removed and added, with their checksums."""
    found = _found(id, opened, settings)
    folder = f"{release_path(found.id)}delta/"
    return json_response(delta_answer(found, _delta_of(found), folder))


@router.get(
    "/{id}/delta/{name}",
    summary="Statements that a release removes or adds",
    operation_id="delta_file",
    responses=files(("application/n-quads",), (404, 406)),
)
def delta_file(
    request: Request,
    id: str,  # noqa: A002
    name: str,
    opened: Opened,
    settings: CurrentSettings,
) -> Response:
    """Return the N-Quads that were removed or added, or the checksums of both."""
    found = _found(id, opened, settings)
    return packed_file(request, found.folder / DELTA, name, _delta_of(found).files)


def _found(id_: str, opened: OpenRelease, settings: Settings) -> Release:
    """Return a release that is kept and can be described.

    Raises:
        ApiProblem: 404, there is none of this id; the answer names those that there are.
    """
    kept = Releases(settings.out)
    try:
        found = opened.release if id_ in {_CURRENT, opened.release.id} else kept.get(id_)
        numbers_of(found)
    except (ReleaseError, OSError, ValueError) as error:
        raise no_release(id_, (release.id for release in kept.all())) from error
    return found


def _delta(release: Release) -> Delta | None:
    try:
        return read_delta(release.folder)
    except (OSError, ValueError):
        return None


def _delta_of(release: Release) -> Delta:
    found = _delta(release)
    if found is None:
        raise ApiProblem(404, "not-found", "no-delta", {"id": quote(release.id)})
    return found
