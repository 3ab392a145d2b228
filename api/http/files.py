"""Compressed files as they are sent: whole, in pieces, or unpacked, with their hashes."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse, StreamingResponse

from api.http.negotiation import acceptable_codings
from api.http.problems import ApiProblem
from graph.description.dumps import CHECKSUMS, Dump, unpacked

_PLAIN = re.compile(
    r"(?:^|,)\s*(identity|\*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*(?=,|$)", re.IGNORECASE
)


def packed_file(request: Request, folder: Path, name: str, known: Iterable[Dump]) -> Response:
    """Return a compressed file as it lies, or what is in it, or the checksums of all.

    Args:
        request: its ``Accept-Encoding`` is asked.
        folder: where the files are.
        name: name of a file, or of what is in one.
        known: the files.

    Raises:
        ApiProblem: 404, there is no such file; 406, the client takes it in no way that we have.
    """
    files = tuple(known)
    if name == CHECKSUMS and (folder / CHECKSUMS).is_file():
        return FileResponse(folder / CHECKSUMS, media_type="text/plain")
    for file in files:
        path = folder / file.name
        if name in {file.name, file.content_name} and path.is_file():
            if not file.packed:
                return FileResponse(path, 200, _hashed(file.sha256), file.media_type)
            if name == file.content_name:
                return _content(request, path, file)
            return FileResponse(path, 200, _hashed(file.sha256), "application/gzip")
    names = ", ".join([*(file.name for file in files), CHECKSUMS])
    raise ApiProblem(404, "not-found", "no-dump", {"known": names})


def _content(request: Request, path: Path, dump: Dump) -> Response:
    """Return what is in a dump, compressed for the way or not."""
    accepted = request.headers.get("accept-encoding")
    media = f"{dump.media_type}; charset=utf-8"
    vary = {"Vary": "Accept-Encoding"}
    if acceptable_codings(accepted, ("gzip",)):
        headers = {**_hashed(dump.sha256), **vary, "Content-Encoding": "gzip"}
        return FileResponse(path, 200, headers, media)
    if not plain_allowed(accepted):
        every = {"Vary": "Accept, Accept-Language, Accept-Encoding"}
        raise ApiProblem(406, "not-acceptable", "codings", headers=every)
    length = {"Content-Length": str(dump.content_bytes)}
    headers = {**_hashed(dump.content_sha256), **vary, **length}
    return StreamingResponse(unpacked(path), 200, headers, media)


def _hashed(sha256: str) -> dict[str, str]:
    """Return the headers that a hash of the bytes gives (RFC 9110, 8.8.3; RFC 9530, 3)."""
    digest = b64encode(bytes.fromhex(sha256)).decode()
    return {"ETag": f'"{sha256}"', "Repr-Digest": f"sha-256=:{digest}:"}


def plain_allowed(accept_encoding: str | None) -> bool:
    """Tell whether a client takes what is not compressed (RFC 9110, section 12.5.3)."""
    weights = {name.lower(): float(q or 1) for name, q in _PLAIN.findall(accept_encoding or "")}
    return weights.get("identity", weights.get("*", 1.0)) > 0
