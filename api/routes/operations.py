"""For operators, browsers and crawlers: ``/health``, ``/ready``, ``/metrics``, icon, robots."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import FileResponse

from api.http.dependencies import READING, CurrentSettings, Opened, json_response
from api.http.problems import ApiProblem
from api.release.condition import can_answer

STATIC = Path(__file__).parents[1] / "pages" / "static"
"""Everything that is served as it is."""

router = APIRouter()

_SECURITY_DAYS = 180
"""Days for which ``security.txt`` may be believed; RFC 9116, 2.5.5 recommends less than a year."""


@router.get("/health", summary="Is the process alive?")
def health() -> Response:
    """Answer as long as the process runs."""
    return json_response({"status": "ok"})


@router.get("/ready", summary="Can it answer?")
def ready(
    request: Request,
    opened: Opened,
    *,
    strict: Annotated[bool, Query(description="503 for whatever is wrong")] = False,
) -> Response:
    """Say which release answers, and what is wrong.

    The status is 200 while everything can be answered, and 503 where another instance should be
    asked instead: by reasons of ``api.release.condition.STOPPING``; with ``strict`` by any.
    """
    release, reasons = opened.release, request.app.state.holder.reasons()
    able = not reasons if strict else can_answer(reasons)
    status = "ready" if not reasons else "degraded" if able else "not-ready"
    content = {
        "status": status,
        "reasons": [
            {"reason": reason.trouble.value, "detail": reason.detail} for reason in reasons
        ],
        "release": release.id,
        "built_at": release.manifest["built_at"],
        "counts": release.manifest["counts"],
    }
    found = json_response(content)
    found.status_code = 200 if able else 503
    found.headers["Cache-Control"] = "no-store"
    return found


@router.get("/metrics", summary="Figures for operators", include_in_schema=False)
def metrics(request: Request, settings: CurrentSettings) -> Response:
    """Return figures in the format of Prometheus, where the settings say so."""
    if not settings.metrics:
        raise ApiProblem(404, "not-found", "no-figures")
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE_LATEST)


@router.api_route("/favicon.ico", methods=READING, include_in_schema=False)
def icon() -> FileResponse:
    """Return the icon; a browser asks for it here where an answer is no page (text, an error)."""
    return FileResponse(STATIC / "favicon.svg", media_type="image/svg+xml")


@router.api_route("/robots.txt", methods=READING, include_in_schema=False)
def robots() -> FileResponse:
    """Return what crawlers are asked to leave alone (RFC 9309)."""
    return FileResponse(STATIC / "robots.txt", media_type="text/plain; charset=utf-8")


@router.api_route("/.well-known/security.txt", methods=READING, include_in_schema=False)
def security(settings: CurrentSettings) -> Response:
    """Return whom to tell of a weakness (RFC 9116), where the settings say so."""
    operator = settings.operator
    contacts = [f"mailto:{operator.email}"] if operator.email else []
    if operator.page.startswith("https://"):  # RFC 9116, 2.5.3
        contacts.append(operator.page)
    if not contacts:
        raise ApiProblem(404, "not-found", "no-operator")
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {_expires(datetime.now(UTC))}",
        "Preferred-Languages: ja, en",
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; charset=utf-8")


def _expires(now: datetime) -> str:
    """Return until when ``security.txt`` may be believed, the same for a whole day."""
    last = now.date() + timedelta(days=_SECURITY_DAYS)
    return datetime.combine(last, time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
