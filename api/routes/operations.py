"""For operators and browsers: ``/health``, ``/ready``, ``/metrics``, icon, ``security.txt``."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import FileResponse

from api.contract.releases import Health, Ready
from api.http.dependencies import READING, CurrentSettings, Opened, json_response
from api.http.documented import answers, document
from api.http.problems import ApiProblem
from api.http.public import absolute, public_url

STATIC = Path(__file__).parents[1] / "pages" / "static"
"""Everything that is served as it is."""

router = APIRouter()

_SECURITY = "/.well-known/security.txt"
_SECURITY_DAYS = 180
"""Days for which ``security.txt`` may be believed; RFC 9116, 2.5.5 recommends less than a year."""


@router.get(
    "/health",
    summary="Is the process alive?",
    operation_id="health",
    responses=answers(Health),
)
def health() -> Response:
    """Answer as long as the process runs."""
    alive: Health = {"status": "ok"}
    return json_response(alive)


@router.get(
    "/ready",
    summary="Can it answer?",
    operation_id="ready",
    responses=answers(Ready),
)
def ready(opened: Opened) -> Response:
    """Answer when a release is open, and say which."""
    release = opened.release
    answer: Ready = {
        "status": "ready",
        "release": release.id,
        "built_at": release.manifest["built_at"],
        "counts": release.manifest["counts"],
    }
    return json_response(answer)


@router.api_route("/openapi.json", methods=READING, include_in_schema=False)
def contract(request: Request) -> Response:
    """Return the description of the API by OpenAPI 3.1, made once."""
    return Response(document(request.app), media_type="application/json")


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


@router.api_route(_SECURITY, methods=READING, include_in_schema=False)
def security(request: Request, settings: CurrentSettings) -> Response:
    """Return whom to tell of a weakness (RFC 9116), where the settings say so."""
    operator = settings.operator
    contacts = [f"mailto:{operator.email}"] if operator.email else []
    if operator.page.startswith("https://"):  # RFC 9116, 2.5.3
        contacts.append(operator.page)
    if not contacts:
        raise ApiProblem(404, "not-found", "no-operator")
    own = [f"Canonical: {absolute(request, _SECURITY)}"] if public_url(request) else []
    day = settings.security_expires
    expires = f"{day}T00:00:00Z" if day else _expires(datetime.now(UTC))
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {expires}",
        "Preferred-Languages: ja, en",
        *own,
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; charset=utf-8")


def _expires(now: datetime) -> str:
    """Return until when ``security.txt`` may be believed, the same for a whole day."""
    last = now.date() + timedelta(days=_SECURITY_DAYS)
    return datetime.combine(last, time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
