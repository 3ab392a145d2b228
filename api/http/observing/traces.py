"""Requests as traces of OpenTelemetry; off unless set, and an extra of the package.

Names of attributes are those of its semantic conventions for HTTP servers. Its own middleware for
ASGI tells the query of every address, which is what people search: so a trace begins here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from threading import Thread
from typing import Final
from urllib.parse import quote

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import Scope

from api.http.addresses.proxies import TRACE_HEADERS
from api.http.observing.logs import IN_PATHS
from api.http.observing.steps import BEGIN

_NAME: Final = "tsunagu"
_LAST_SECONDS: Final = 2.0
"""What a collector may take of what is left when the service ends."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
"""Those that are told as they are; clients may invent others without end."""
_FAULTS: Final = 500
"""From this status on a request has failed by our fault."""


Ended = Callable[[str, int], None]
"""Told the path of the door, with the names of its parts, and the status of the answer."""


class Traces:
    """Makes a span of each request, with its steps in it, and sends it to a collector.

    Where to, how often and how many is said by the variables of OpenTelemetry's specification, such
    as ``OTEL_EXPORTER_OTLP_ENDPOINT`` and ``OTEL_TRACES_SAMPLER``.

    Args:
        queries: whether a span has the query of the address, so what people searched.
    """

    def __init__(self, *, queries: bool) -> None:
        own = Resource.create({"service.name": _NAME, "service.version": version(_NAME)})
        self._provider = TracerProvider(
            resource=own.merge(OTELResourceDetector().detect()),
            shutdown_on_exit=False,  # ``close`` waits less long
        )
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        # the message of an error may say what was searched
        self._begin = partial(
            self._provider.get_tracer(_NAME).start_as_current_span,
            record_exception=False,
            set_status_on_exception=False,
        )
        self._parents = TraceContextTextMapPropagator()
        self._queries = queries

    @contextmanager
    def request(self, scope: Scope) -> Iterator[Ended]:
        """Make the span of a request, within that which a trusted proxy began for it.

        Args:
            scope: the request.

        Yields:
            What is told how the request ended.
        """
        given = {
            name.decode(): value.decode("latin-1")
            for name, value in scope["headers"]
            if name in TRACE_HEADERS
        }
        method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
        attributes = {
            "http.request.method": method,
            "url.path": quote(scope["path"], safe=IN_PATHS),
            "url.scheme": scope["scheme"],
        }
        if self._queries:
            attributes["url.query"] = scope["query_string"].decode("latin-1")
        token = BEGIN.set(self._begin)
        try:
            with self._begin(
                method,
                self._parents.extract(given),
                kind=SpanKind.SERVER,
                attributes=attributes,
            ) as span:
                yield partial(_end, span, method)
        finally:
            BEGIN.reset(token)

    def close(self) -> None:
        """Send what is left, as far as the collector takes it in time."""
        last = Thread(target=self._provider.shutdown, daemon=True)
        last.start()
        last.join(_LAST_SECONDS)


def _end(span: Span, method: str, route: str, status: int) -> None:
    span.update_name(f"{'HTTP' if method == '_OTHER' else method} {route}")
    span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    if status >= _FAULTS:
        span.set_status(Status(StatusCode.ERROR))
