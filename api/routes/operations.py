"""``/health``, ``/ready`` and ``/metrics`` for operators."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.http.dependencies import CurrentSettings, Opened, json_response
from api.http.problems import ApiProblem

router = APIRouter()


@router.get("/health", summary="Is the process alive?")
def health() -> Response:
    """Answer as long as the process runs."""
    return json_response({"status": "ok"})


@router.get("/ready", summary="Can it answer?")
def ready(opened: Opened) -> Response:
    """Answer when a release is open, and say which."""
    release = opened.release
    return json_response(
        {
            "status": "ready",
            "release": release.id,
            "built_at": release.manifest["built_at"],
            "counts": release.manifest["counts"],
        }
    )


@router.get("/metrics", summary="Figures for operators", include_in_schema=False)
def metrics(request: Request, settings: CurrentSettings) -> Response:
    """Return figures in the format of Prometheus, where the settings say so."""
    if not settings.metrics:
        raise ApiProblem(404, "not-found", "no-figures")
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE_LATEST)
