"""What a release says of itself, in the format that a client accepts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from fastapi import Request, Response

from api.http.negotiation import acceptable
from api.http.problems import ApiProblem
from api.http.public import public_url
from api.release.releases import Release
from graph.description.contact_point import NOBODY, Operator
from graph.description.dcat import catalog as dcat_catalog
from graph.description.document import DOCUMENT_FORMATS, N_TRIPLES, RdfDocument
from graph.description.examples import example_document
from graph.description.numbers import Description, Edition, read_description
from graph.description.service_description import service_description
from graph.description.void import void as void_description

_DOCUMENTS: Mapping[str, Callable[[Description, Edition, Operator], RdfDocument]] = {
    "void": void_description,
    "catalog": dcat_catalog,
    "service": lambda numbers, edition, _: service_description(numbers, edition),
    "examples": lambda numbers, *_: example_document(numbers.base),
}
_VARY = {"Vary": "Accept"}


def described(
    request: Request,
    release: Release,
    name: str,
    *,
    page: bool = False,
    operator: Operator = NOBODY,
) -> Response:
    """Return a description in the RDF format that a client accepts.

    Args:
        request: its ``Accept`` is asked.
        release: the release that is described.
        name: ``void``, ``catalog``, ``service`` or ``examples``.
        page: whether who wants HTML gets the first format.
        operator: who runs the service, for ``void`` and ``catalog``.

    Raises:
        ApiProblem: 406, the client accepts none of the formats.
    """
    public = public_url(request)
    formats = (*DOCUMENT_FORMATS, *((N_TRIPLES,) if public else ()))
    order = acceptable(request.headers.get("accept"), (*formats, *(("text/html",) * page)))
    if not order:
        listed = ", ".join(formats)
        raise ApiProblem(406, "not-acceptable", "formats", {"formats": listed})
    media = order[0] if order[0] in formats else formats[0]
    body = _document(release.folder, _edition(release), operator, name, media, public)
    return Response(body, media_type=f"{media}; charset=utf-8", headers=_VARY)


def numbers_of(release: Release) -> Description:
    """Return the numbers of a release."""
    return _numbers(release.folder, _edition(release))


def _edition(release: Release) -> Edition:
    return Edition(release.id, release.manifest["built_at"])


@lru_cache(maxsize=4)
def _numbers(folder: Path, _: Edition) -> Description:
    """Return the numbers of a release, read once for each time that it was built."""
    return read_description(folder)


@lru_cache(maxsize=4 * len(_DOCUMENTS) * (len(DOCUMENT_FORMATS) + 1))
def _document(
    folder: Path, edition: Edition, operator: Operator, name: str, media: str, public: str
) -> bytes:
    """Return a description; made once for each address, since a release never changes."""
    numbers = _numbers(folder, edition)
    document = _DOCUMENTS[name](numbers, edition, operator)
    document.address(numbers, public)
    return document.serialise(media)
