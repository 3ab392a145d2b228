"""Files that browsers and crawlers ask for at addresses which are not ours to choose."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse

STATIC = Path(__file__).parents[1] / "pages" / "static"
"""Everything that is served as it is."""

router = APIRouter(include_in_schema=False)
_READING = ["GET", "HEAD"]


@router.api_route("/favicon.ico", methods=_READING)
def icon() -> FileResponse:
    """Return the icon; a browser asks for it here where an answer is no page (text, an error)."""
    return FileResponse(STATIC / "favicon.svg", media_type="image/svg+xml")


@router.api_route("/robots.txt", methods=_READING)
def robots() -> FileResponse:
    """Return what crawlers are asked to leave alone (RFC 9309)."""
    return FileResponse(STATIC / "robots.txt", media_type="text/plain; charset=utf-8")
