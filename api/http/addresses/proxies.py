"""Whom the service believes that a request came through it, and from where."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.release.settings import Settings

REQUEST_ID = b"x-request-id"
"""Header by which a proxy says how it calls a request."""
TRACE_HEADERS = frozenset({b"traceparent", b"tracestate"})
"""Headers by which it says of which trace a request is a part (W3C Trace Context)."""
_FORWARDED = frozenset({b"x-forwarded-for", b"x-forwarded-proto", REQUEST_ID, *TRACE_HEADERS})
_EVERYBODY = "*"


def trusted(settings: Settings, app: ASGIApp) -> ProxyHeadersMiddleware:
    """Return what believes the trusted proxies, and knows them (``trusted_hosts``).

    Args:
        settings: which proxies are trusted. Who reaches a socket of the file system is: its folder
            says who that is.
        app: what answers.
    """
    hosts = _EVERYBODY if settings.uds else settings.trusted_proxies.split()
    # its types are uvicorn's own for the same interface
    return ProxyHeadersMiddleware(app, hosts)  # type: ignore[arg-type]


class Proxies:
    """Takes the client's address and the scheme from a trusted proxy, and from nobody else.

    Args:
        app: what answers; the headers of others do not reach it.
        settings: which proxies are trusted.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._believing = trusted(settings, app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as the proxy says that it came."""
        client = scope.get("client")
        if (
            scope["type"] == "http"
            and (client[0] if client else None) in self._believing.trusted_hosts
        ):
            await self._believing(scope, receive, send)  # type: ignore[arg-type]
            return
        if scope["type"] == "http":
            kept = [header for header in scope["headers"] if header[0] not in _FORWARDED]
            scope = {**scope, "headers": kept}
        await self._app(scope, receive, send)
