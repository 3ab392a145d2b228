"""Files as responses: their names and their media types."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Response

from api.answers.exports.tables import XLSX
from api.wording.messages import message

CSV = "text/csv; charset=utf-8"
MEDIA_TYPES = {
    "csv": CSV,
    "xlsx": XLSX,
    "geojson": "application/geo+json",
    "ttl": "text/turtle; charset=utf-8",
}
"""Media types of files by the value of ``format``."""
VARY = {"Vary": "Accept, Accept-Language"}


def attached(content: bytes, what: str, title: str, format_: str) -> Response:
    """Return a file to be saved.

    Args:
        content: of the file.
        what: is in it; its name in ASCII is ``tsunagu-{what}``.
        title: its name in a language.
        format_: ``csv``, ``xlsx``, ``geojson`` or ``ttl``.
    """
    headers = {**VARY, "Content-Disposition": _disposition(what, title, format_)}
    return Response(content, media_type=MEDIA_TYPES[format_], headers=headers)


def file_title(what: str, lang: str) -> str:
    """Return what the file of a list is called in a language."""
    return message(f"export-file-{what}", lang)


def _disposition(what: str, title: str, format_: str) -> str:
    """Return the name of a file: in ASCII, and in the language (RFC 6266)."""
    named = quote(f"{title}.{format_}")
    return f"attachment; filename=\"tsunagu-{what}.{format_}\"; filename*=UTF-8''{named}"
