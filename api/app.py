"""The web application: routers, errors, headers."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Match, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from api.http.addresses.hosts import host_problem
from api.http.addresses.proxies import Proxies
from api.http.addresses.rooted import path_of
from api.http.connections.turns import TurnLimits, Turns
from api.http.documented import openapi
from api.http.middleware import HttpSemantics
from api.http.observing.requests import SEEN, Observed
from api.http.pinning import REFUSED, Pinned
from api.pages.problems import install, problem_response
from api.release.following.current import CurrentRelease
from api.release.settings import PREFIX, Settings, SettingsError
from api.release.starting import EarlyCheck
from api.routes import operations, sparql
from api.routes.json import search
from api.routes.pages import search as search_pages

if TYPE_CHECKING:
    from api.http.observing.metrics import Metrics
    from api.http.observing.traces import Traces

_FIRST = (operations, search, sparql, search_pages)
"""Doors that are there from the start: most come in by them."""
_AT_ONCE = frozenset({"/", "/api/search", "/health", "/ready"})
"""Paths of these doors that need no other one; ``/sparql`` has a way of its own."""
_STATIC = "/static"


def routers() -> tuple[ModuleType, ...]:
    """Return the doors in the order in which they are asked: the first that takes a path has it.

    To read them all takes longer than to open a release, so that they are imported here, after
    the first answers.
    """
    from api.routes import catalog, graph_store, linked  # noqa: PLC0415
    from api.routes import releases as kept_releases  # noqa: PLC0415
    from api.routes.json import (  # noqa: PLC0415
        contacts,
        entities,
        exports,
        network,
        places,
        relations,
        releases,
        suggest,
        terms,
        views,
    )
    from api.routes.pages import about as about_pages  # noqa: PLC0415
    from api.routes.pages import entities as entity_pages  # noqa: PLC0415
    from api.routes.pages import relations as relation_pages  # noqa: PLC0415
    from api.routes.tools import (  # noqa: PLC0415
        assistants,
        discovery,
        embeds,
        feeds,
        reconcile,
    )

    return (
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


class Application(FastAPI):
    """The application, with a door of its own for SPARQL.

    What a framework does for a request takes longer than a small query. ``/sparql`` needs none of
    it, so its requests go to the same handler by a shorter way.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._completing = threading.Lock()
        self._complete = False
        self._routes_of: dict[ModuleType, list[BaseRoute]] = {}
        self._add(_FIRST)
        self.mount(_STATIC, StaticFiles(directory=operations.STATIC), name="static")

    def complete(self) -> None:
        """Add the doors that are not there from the start, unless they are there by now."""
        with self._completing:
            if self._complete:
                return
            every = routers()
            static = self.router.routes[-1]
            self._add(module for module in every if module not in self._routes_of)
            ordered = [route for module in every for route in self._routes_of[module]]
            self.router.routes = [*ordered, static]
            self._complete = True

    def _add(self, modules: Iterable[ModuleType]) -> None:
        for module in modules:
            known = len(self.router.routes)
            self.include_router(module.router, tags=[module.__name__.rpartition(".")[2]])
            self._routes_of[module] = self.router.routes[known:]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take part in start and stop."""
        scope["app"] = self  # whoever refuses a request on the way may have to answer with a page
        await self.state.entrance(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """Return the description of the API, made once."""
        if self.openapi_schema is None:
            self.complete()
            self.openapi_schema = openapi(self)
        return self.openapi_schema

    async def inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the door that it asks for."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        if not self._complete and not _is_at_once(scope["path"]):
            await run_in_threadpool(self.complete)
        problem = host_problem(scope, self.state.settings) or scope.get(REFUSED)
        if problem is not None:
            await problem_response(Request(scope), problem)(scope, receive, send)
        elif scope["path"] == "/sparql":
            scope[SEEN]["route"] = "/sparql"
            await sparql.door(scope, receive, send)
        elif self._has_slash_too_many(scope):
            query = scope["query_string"].decode("latin-1")
            place = quote(scope["path"].rstrip("/")) + (f"?{query}" if query else "")
            await RedirectResponse(place, 307)(scope, receive, send)
        else:
            try:
                await super().__call__(scope, receive, send)
            finally:
                scope[SEEN]["route"] = getattr(scope.get("route"), "path", "other")

    def _has_slash_too_many(self, scope: Scope) -> bool:
        """Tell whether there is something at this path, but without the slash at its end.

        The framework could redirect, too, but to an address that it makes of ``Host``.
        """
        path = scope["path"].rstrip("/")
        if not path or path == scope["path"]:  # the start page is one that has its slash rightly
            return False
        without = {**scope, "path": path}
        routes = [route for route in self.routes if not isinstance(route, Mount)]
        return any(route.matches(without)[0] is Match.FULL for route in routes)


def _is_at_once(path: str) -> bool:
    """Tell whether a path can be answered before all doors are there."""
    return path in _AT_ONCE or path == "/sparql" or path.startswith(f"{_STATIC}/")


def create_app(settings: Settings, check: EarlyCheck | None = None) -> FastAPI:
    """Return the application over the current release.

    Args:
        settings: where the releases are, and the limits.
        check: what looks already whether the current release is whole.

    Raises:
        ReleaseError: no release can be opened.
        SettingsError: traces are wanted, and cannot be made.
    """
    traces = _traces(queries=settings.log_queries) if settings.traces else None
    holder = CurrentRelease(settings, check)

    @asynccontextmanager
    async def lifespan(app: Application) -> AsyncIterator[None]:
        await holder.start(then=app.complete)
        figures = None
        if settings.metrics_address:
            figures = app.state.metrics.serve(settings.metrics_address)
        yield
        if figures is not None:
            figures.shutdown()
            figures.server_close()
        if traces is not None:
            await run_in_threadpool(traces.close)
        evaluators = holder.evaluators()
        holder.close()
        for evaluator in evaluators:
            await evaluator.close()  # the loop ends after this, and would leave connections open

    app = Application(
        title="Tsunagu",
        summary="Japan's support programmes for future technology in municipalities",
        version="0.1.0",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.holder = holder
    app.state.settings = settings
    counted = bool(settings.metrics or settings.metrics_address)
    app.state.metrics = _metrics(holder) if counted else None
    limits = TurnLimits(settings.requests_per_client, settings.request_queue)
    answering = HttpSemantics(Turns(app.inside, limits, problem_response), path_of(settings))
    observed = Observed(Pinned(answering, holder), settings, app.state.metrics, traces)
    app.state.entrance = Proxies(observed, settings)
    install(app)
    return app


def _traces(*, queries: bool) -> Traces:
    try:
        from api.http.observing.traces import Traces  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise SettingsError(
            f"{PREFIX}TRACES=1 needs OpenTelemetry: pip install 'tsunagu[traces]' ({error})"
        ) from error
    try:
        return Traces(queries=queries)
    except ValueError as error:
        raise SettingsError(
            f"OpenTelemetry does not take its variables (OTEL_…): {error}"
        ) from error


def _metrics(holder: CurrentRelease) -> Metrics:
    from api.http.observing.metrics import Metrics  # noqa: PLC0415 - few services count

    return Metrics(holder)
