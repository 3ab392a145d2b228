"""For operators and browsers: ``/health``, ``/ready``, ``/metrics``, icon, ``security.txt``."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import FileResponse

from api.contract.releases import Health, Ready
from api.http.addresses.public import absolute, public_url
from api.http.dependencies import READING, CurrentSettings, Opened, json_response
from api.http.documented import answers, document, in_json
from api.http.problems import ApiProblem
from api.release.disk.upcoming import said_at
from api.release.following.condition import can_answer
from api.release.following.current import CurrentRelease

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
    responses={
        **answers(Ready),
        503: {"description": "Another instance should be asked", "content": in_json(Ready)},
    },
)
def ready(
    request: Request,
    opened: Opened,
    *,
    strict: Annotated[bool, Query(description="503 for whatever is wrong")] = False,
) -> Response:
    """Say which release answers, and what is wrong.

    The status is 200 while everything can be answered, and 503 where another instance should be
    asked instead: by reasons of ``STOPPING`` (``api.release.following.condition``); with
    ``strict`` by any.
    """
    holder = cast("CurrentRelease", request.app.state.holder)
    release, reasons, prepared = opened.release, holder.reasons(), holder.prepared()
    able = not reasons if strict else can_answer(reasons)
    answer: Ready = {
        "status": "ready" if not reasons else "degraded" if able else "not-ready",
        "reasons": [
            {"reason": reason.trouble.value, "detail": reason.detail} for reason in reasons
        ],
        "release": release.id,
        "built_at": release.manifest["built_at"],
        "counts": release.manifest["counts"],
        "prepared": prepared.opened.release.id if prepared else None,
        "switch_at": said_at(prepared.at) if prepared and prepared.at else None,
    }
    found = json_response(answer)
    found.status_code = 200 if able else 503
    found.headers["Cache-Control"] = "no-store"
    return found


@router.api_route("/openapi.json", methods=READING, include_in_schema=False)
def contract(request: Request) -> Response:
    """Return the description of the API by OpenAPI 3.1, made once."""
    return Response(document(request.app), media_type="application/json")


@router.get("/metrics", summary="Figures for operators", include_in_schema=False)
def metrics(request: Request, settings: CurrentSettings) -> Response:
    """Return figures in the format of Prometheus, where the settings say so."""
    if not settings.metrics:
        raise ApiProblem(404, "not-found", "no-figures")
    from prometheus_client import CONTENT_TYPE_LATEST  # noqa: PLC0415 - seldom needed

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
