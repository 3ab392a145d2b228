"""What every page says of the site: who runs it, of when it is, and how to tell of an error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from urllib.parse import quote, unquote, urlencode

from fastapi import Request

from api.release.following.current import CurrentRelease
from api.release.settings import Settings
from api.wording.messages import message
from api.wording.values import JAPAN_TIME
from graph.description.contact_point import Operator

_LONGEST_QUERY = 1_000
"""Most characters of a query that a print repeats."""
CORRECTION = "/correction"
"""The page with the text that tells of an error."""


def frame(request: Request, lang: str) -> dict[str, Any]:
    """Return what the frame of every page shows.

    Args:
        request: the request that is answered.
        lang: language of the page.
    """
    operator = operator_of(request)
    holder = cast("CurrentRelease", request.app.state.holder)
    with holder.current() as opened:
        release, built = opened.release.id, opened.release.manifest["built_at"]
        read_on = opened.read_on
    query = request.url.query
    return {
        "operator": operator,
        "release_id": release,
        "release_built": datetime.fromisoformat(built).astimezone(JAPAN_TIME).date().isoformat(),
        "data_read": read_on,
        "asked_on": datetime.now(JAPAN_TIME).date().isoformat(),
        "asked_for": request.query_params.get("q", "")[:_LONGEST_QUERY],
        "asked_at": request.url.path + (f"?{unquote(query)}" if query else ""),
        "correction": _correction(operator, release, lang),
    }


def operator_of(request: Request) -> Operator:
    """Return who runs the service, as its settings say."""
    return cast("Settings", request.app.state.settings).operator


def correction_text(label: str, iri: str, release: str, lang: str) -> tuple[str, str]:
    """Return subject and text of a message about what a page says.

    Args:
        label: what the page is about.
        iri: its IRI.
        release: id of the release.
        lang: language of the page.
    """
    subject = message("page-correction-subject", lang).format(label=label)
    text = message("page-correction-text", lang).format(label=label, iri=iri, release=release)
    return subject, text


def mail_address(operator: Operator, subject: str, text: str) -> str:
    """Return a ``mailto:`` address that opens a message to the operator (RFC 6068)."""
    body = "\r\n".join(text.splitlines())
    return f"mailto:{operator.email}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def form_address(operator: Operator, iri: str) -> str:
    """Return the address of the operator's form about something."""
    return operator.url.replace("{iri}", quote(iri, safe=""))


def _correction(operator: Operator, release: str, lang: str) -> Callable[[str, str], str]:
    """Return what makes the address that leads from a thing to a message about it."""

    def address(label: str, iri: str) -> str:
        if operator.email:
            return mail_address(operator, *correction_text(label, iri, release, lang))
        if "{iri}" in operator.url:
            return form_address(operator, iri)
        return f"{CORRECTION}?{urlencode({'about': iri})}"

    return address
