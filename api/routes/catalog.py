"""Descriptions of the dataset and of the service, and the dumps of the current release."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse, StreamingResponse

from api.answers.descriptions import described, numbers_of
from api.http.dependencies import CurrentSettings, Opened, json_response
from api.http.negotiation import acceptable_codings
from api.http.problems import ApiProblem
from graph.description.document import CATALOG_PATH, dump_url
from graph.description.dumps import CHECKSUMS, FOLDER, Dump, unpacked

router = APIRouter()

_PLAIN = re.compile(
    r"(?:^|,)\s*(identity|\*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*(?=,|$)", re.IGNORECASE
)


@router.get("/.well-known/void", summary="VoID: what the dataset holds")
def void(request: Request, opened: Opened, settings: CurrentSettings) -> Response:
    """Return the VoID description in the RDF format that a client accepts."""
    return described(request, opened.release, "void", page=True, operator=settings.operator)


@router.get("/catalog", summary="DCAT: the dataset, its dumps and services")
def catalog(request: Request, opened: Opened, settings: CurrentSettings) -> Response:
    """Return the DCAT catalog in the RDF format that a client accepts."""
    return described(request, opened.release, "catalog", page=True, operator=settings.operator)


@router.get("/sparql/examples", summary="The example queries as RDF")
def sparql_examples(request: Request, opened: Opened) -> Response:
    """Return the example queries in the RDF format that a client accepts."""
    return described(request, opened.release, "examples", page=True)


@router.get("/dataset", summary="The dataset's IRI")
def dataset() -> Response:
    """Redirect (303) from the dataset to the catalog, which describes it."""
    return RedirectResponse(CATALOG_PATH, 303)


@router.get("/dump", summary="Dumps of the whole graph")
def dumps(opened: Opened) -> Response:
    """List the dumps of the current release."""
    release = opened.release
    items = [
        {
            "name": dump.name,
            "media_type": dump.media_type,
            "bytes": dump.bytes,
            "sha256": dump.sha256,
            "uncompressed_bytes": dump.content_bytes,
            "uncompressed_sha256": dump.content_sha256,
            "statements_left_out": dump.left_out,
            "url": str(dump_url(dump)),
            "uncompressed_url": str(dump_url(dump)).removesuffix(".gz"),
        }
        for dump in numbers_of(release).dumps
    ]
    return json_response(
        {
            "release": release.id,
            "built_at": release.manifest["built_at"],
            "checksums": f"/dump/{CHECKSUMS}",
            "total": len(items),
            "items": items,
        }
    )


@router.get("/dump/{name}", summary="One dump")
def dump_file(request: Request, name: str, opened: Opened) -> Response:
    """Return a dump as it lies (``….gz``), or what is in it, or the checksums of all.

    Without ``.gz`` in the name the same bytes are sent with ``Content-Encoding: gzip`` to who
    accepts that, and are decompressed piece by piece for others.
    """
    release = opened.release
    folder = release.folder / FOLDER
    if name == CHECKSUMS:
        return FileResponse(folder / CHECKSUMS, media_type="text/plain")
    known = numbers_of(release).dumps
    for dump in known:
        if name == dump.name:
            headers = _hashed(dump.sha256)
            return FileResponse(folder / dump.name, 200, headers, "application/gzip")
        if name == dump.content_name:
            return _content(request, folder / dump.name, dump)
    names = ", ".join([*(dump.name for dump in known), CHECKSUMS])
    raise ApiProblem(404, "not-found", "no-dump", {"known": names})


def _content(request: Request, path: Path, dump: Dump) -> Response:
    """Return what is in a dump, compressed for the way or not."""
    accepted = request.headers.get("accept-encoding")
    media = f"{dump.media_type}; charset=utf-8"
    vary = {"Vary": "Accept-Encoding"}
    if acceptable_codings(accepted, ("gzip",)):
        headers = {**_hashed(dump.sha256), **vary, "Content-Encoding": "gzip"}
        return FileResponse(path, 200, headers, media)
    if not _plain_allowed(accepted):
        every = {"Vary": "Accept, Accept-Language, Accept-Encoding"}
        raise ApiProblem(406, "not-acceptable", "codings", headers=every)
    length = {"Content-Length": str(dump.content_bytes)}
    headers = {**_hashed(dump.content_sha256), **vary, **length}
    return StreamingResponse(unpacked(path), 200, headers, media)


def _hashed(sha256: str) -> dict[str, str]:
    """Return the headers that a hash of the bytes gives (RFC 9110, 8.8.3; RFC 9530, 3)."""
    digest = b64encode(bytes.fromhex(sha256)).decode()
    return {"ETag": f'"{sha256}"', "Repr-Digest": f"sha-256=:{digest}:"}


def _plain_allowed(accept_encoding: str | None) -> bool:
    """Tell whether a client takes what is not compressed (RFC 9110, section 12.5.3)."""
    weights = {name.lower(): float(q or 1) for name, q in _PLAIN.findall(accept_encoding or "")}
    return weights.get("identity", weights.get("*", 1.0)) > 0
