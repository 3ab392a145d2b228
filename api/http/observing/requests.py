"""Each request as it is seen from outside: its id, its line in the log, its part of the figures."""

from __future__ import annotations

import logging
import re
import secrets
import time
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.addresses.proxies import REQUEST_ID
from api.http.observing.logs import FIELDS, IN_PATHS, REQUEST
from api.release.settings import Settings

if TYPE_CHECKING:
    from api.http.observing.metrics import Metrics
    from api.http.observing.traces import Ended, Traces

SEEN = "tsunagu.seen"
"""Name in the scope of what the application tells of a request: ``route``, the path of the door."""
_ID = re.compile(r"[\w.:+/=@-]{1,128}", re.ASCII)
_LOG = logging.getLogger("tsunagu.access")
CLIENT_LEFT = 499
"""Status, as nginx counts it, of a request whose client left before it was answered."""


class Observed:
    """Tells of every answer of an application.

    Args:
        app: what answers.
        settings: whether there is a line for each request, and whether queries stand in it.
        metrics: what counts them, if anything does.
        traces: what makes traces of them, if anything does.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        metrics: Metrics | None = None,
        traces: Traces | None = None,
    ) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._traced = traces.request if traces else _untraced

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; its answer says the request's id (``X-Request-ID``)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = _given_id(scope) or secrets.token_hex(8)
        REQUEST.set(name)
        seen: dict[str, str] = {}
        scope[SEEN] = seen
        sent = [0, 0]  # status, bytes
        started = time.perf_counter()

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent[0] = message["status"]
                message["headers"] = [*message["headers"], (REQUEST_ID, name.encode())]
            else:
                sent[1] += len(message.get("body", b""))
            await send(message)

        with self._traced(scope) as ended:
            try:
                await self._app(scope, receive, told)
            finally:
                seconds = time.perf_counter() - started
                status, route = sent[0] or CLIENT_LEFT, seen.get("route", "other")
                ended(route, status)
                if self._metrics is not None:
                    self._metrics.count(route, status, seconds)
                if self._settings.access_log:
                    self._tell(scope, status, sent[1], seconds)

    def _tell(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        client = scope.get("client")
        fields = {
            "method": scope["method"],
            "path": quote(scope["path"], safe=IN_PATHS),
            "status": status,
            "bytes": size,
            "seconds": round(seconds, 4),
            "client": client[0] if client else "-",
        }
        if self._settings.log_queries:
            fields["query"] = scope["query_string"].decode("latin-1")
        _LOG.info("answered", extra={FIELDS: fields})


def _untraced(_: Scope) -> AbstractContextManager[Ended]:
    return nullcontext(_unheard)


def _unheard(_: str, __: int) -> None:
    """Tell nobody how a request ended."""


def _given_id(scope: Scope) -> str | None:
    """Return the id that a trusted proxy has given, where it can stand in a line."""
    for header, value in scope["headers"]:
        if header == REQUEST_ID:
            found = _ID.fullmatch(value.decode("latin-1"))
            return found[0] if found else None
    return None
