"""The web application: routers, errors, headers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from api import (
    problems,
    routes_health,
    routes_linked,
    routes_pages,
    routes_search,
    routes_sparql,
    routes_suggest,
)
from api.service import ServiceHolder
from api.settings import Settings

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
        " object-src 'none'"
    ),
}
"""Headers of every answer; no page loads anything from elsewhere."""


def create_app(settings: Settings) -> FastAPI:
    """Return the application over the current release.

    Args:
        settings: where the releases are, and the limits.

    Raises:
        ReleaseError: no release can be opened.
    """
    holder = ServiceHolder(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        holder.close()

    app = FastAPI(
        title="Tsunagu",
        summary="Japan's support programmes for future technology in municipalities",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.holder = holder
    app.state.settings = settings
    problems.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1024)

    @app.middleware("http")
    async def headers(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        response = await call_next(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    routers = (
        routes_health,
        routes_search,
        routes_suggest,
        routes_sparql,
        routes_linked,
        routes_pages,
    )
    for module in routers:
        app.include_router(module.router)
    static = Path(__file__).parent / "static"
    app.mount("/static", StaticFiles(directory=static), name="static")
    return app
