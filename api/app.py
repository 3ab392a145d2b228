"""The web application: routers, errors, headers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from api.http.connections.turns import TurnLimits, Turns
from api.http.documented import openapi
from api.http.metrics import Metrics
from api.http.middleware import HttpSemantics
from api.pages.problems import install, problem_response
from api.release.opened import CurrentRelease
from api.release.settings import Settings
from api.routes import catalog, graph_store, linked, operations, sparql
from api.routes import releases as kept_releases
from api.routes.json import (
    contacts,
    entities,
    exports,
    network,
    places,
    relations,
    releases,
    search,
    suggest,
    terms,
    views,
)
from api.routes.pages import about as about_pages
from api.routes.pages import entities as entity_pages
from api.routes.pages import relations as relation_pages
from api.routes.pages import search as search_pages
from api.routes.tools import assistants, discovery, embeds, feeds, reconcile

ROUTERS = (
    operations,
    views,
    network,
    contacts,
    relations,
    places,
    terms,
    exports,
    search,
    suggest,
    releases,
    entities,
    sparql,
    linked,
    graph_store,
    catalog,
    kept_releases,
    reconcile,
    assistants,
    discovery,
    embeds,
    feeds,
    search_pages,
    entity_pages,
    relation_pages,
    about_pages,
)
"""The doors, in the order in which they are asked; a path goes to the first that takes it."""


class Application(FastAPI):
    """The application, with a door of its own for SPARQL.

    What a framework does for a request takes longer than a small query. ``/sparql`` needs none of
    it, so its requests go to the same handler by a shorter way.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take part in start and stop."""
        await self.state.entrance(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """Return the description of the API, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = openapi(self)
        return self.openapi_schema

    async def inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the door that it asks for."""
        if scope["type"] == "http" and scope["path"] == "/sparql":
            scope["app"] = self
            await sparql.door(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(settings: Settings) -> FastAPI:
    """Return the application over the current release.

    Args:
        settings: where the releases are, and the limits.

    Raises:
        ReleaseError: no release can be opened.
    """
    holder = CurrentRelease(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await holder.start()
        yield
        holder.close()

    app = Application(
        title="Tsunagu",
        summary="Japan's support programmes for future technology in municipalities",
        version="0.1.0",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.holder = holder
    app.state.settings = settings
    limits = TurnLimits(settings.requests_per_client, settings.request_queue)
    app.state.entrance = HttpSemantics(Turns(app.inside, limits, problem_response))
    if settings.metrics:
        app.state.metrics = Metrics(holder)
        app.state.entrance = app.state.metrics.counted(app.state.entrance)
    install(app)
    for module in ROUTERS:
        app.include_router(module.router, tags=[module.__name__.rpartition(".")[2]])
    app.mount("/static", StaticFiles(directory=operations.STATIC), name="static")
    return app
