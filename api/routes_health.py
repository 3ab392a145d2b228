"""``/health`` and ``/ready`` for operators."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.dependencies import CurrentService, json_response

router = APIRouter()


@router.get("/health", summary="Is the process alive?")
def health() -> Response:
    """Answer as long as the process runs."""
    return json_response({"status": "ok"})


@router.get("/ready", summary="Can it answer?")
def ready(service: CurrentService) -> Response:
    """Answer when a release is open, and say which."""
    release = service.release
    return json_response(
        {
            "status": "ready",
            "release": release.id,
            "built_at": release.manifest["built_at"],
            "counts": release.manifest["counts"],
        }
    )
