"""The web application: routers, errors, headers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from api.http.metrics import Metrics
from api.http.middleware import HttpSemantics
from api.pages.problems import install
from api.release.opened import CurrentRelease
from api.release.settings import Settings
from api.routes import catalog as routes_catalog
from api.routes import linked as routes_linked
from api.routes import operations as routes_health
from api.routes import sparql as routes_sparql
from api.routes import static as routes_static
from api.routes.json import contacts as routes_contacts
from api.routes.json import map as routes_map
from api.routes.json import network as routes_graph
from api.routes.json import programmes as routes_programmes
from api.routes.json import relations as routes_relations
from api.routes.json import search as routes_search
from api.routes.json import suggest as routes_suggest
from api.routes.json import terms as routes_terms
from api.routes.json import views as routes_views
from api.routes.pages import about as routes_pages_about
from api.routes.pages import main as routes_pages
from api.routes.pages import network as routes_pages_network
from api.routes.pages import peers as routes_pages_peers
from api.routes.pages import programmes as routes_pages_programmes
from api.routes.pages import similar as routes_pages_similar

ROUTERS = (
    routes_health,
    routes_views,
    routes_graph,
    routes_programmes,
    routes_contacts,
    routes_relations,
    routes_map,
    routes_terms,
    routes_search,
    routes_suggest,
    routes_sparql,
    routes_linked,
    routes_catalog,
    routes_pages,
    routes_pages_about,
    routes_pages_network,
    routes_pages_peers,
    routes_pages_programmes,
    routes_pages_similar,
    routes_static,
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

    async def inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the door that it asks for."""
        if scope["type"] == "http" and scope["path"] == "/sparql":
            scope["app"] = self
            await routes_sparql.door(scope, receive, send)
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
        docs_url=None,
        redoc_url=None,
    )
    app.state.holder = holder
    app.state.settings = settings
    app.state.entrance = HttpSemantics(app.inside)
    if settings.metrics:
        app.state.metrics = Metrics(holder)
        app.state.entrance = app.state.metrics.counted(app.state.entrance)
    install(app)
    for module in ROUTERS:
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=routes_static.STATIC), name="static")
    return app
