"""``/metrics`` for whoever runs the service, in the format of Prometheus; off unless set.

Counters of the SPARQL cache begin anew with each release, as Prometheus expects of a restart.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.release.opened import CurrentRelease

_DOORS = frozenset(
    {"api", "sparql", "id", "data", "doc", "dump", "catalog", "ontology", "static", "mcp"}
)
"""First parts of paths that are told apart; a client cannot invent more."""


class Metrics:
    """Counts answers, and reads what the current release says of itself.

    Args:
        holder: where the current release is.
    """

    def __init__(self, holder: CurrentRelease) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_SparqlCollector(holder))
        self._answers = Counter(
            "tsunagu_answers", "Answers", ["door", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "tsunagu_answer_seconds", "Seconds to an answer", ["door"], registry=self._registry
        )

    def text(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)

    def counted(self, app: ASGIApp) -> ASGIApp:
        """Return an application whose answers are counted."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            first = scope["path"].split("/", 2)[1]
            door = first if first in _DOORS else "other"
            started = time.perf_counter()

            async def count(message: Message) -> None:
                if message["type"] == "http.response.start":
                    self._answers.labels(door, message["status"]).inc()
                    self._seconds.labels(door).observe(time.perf_counter() - started)
                await send(message)

            await app(scope, receive, count)

        return answer


class _SparqlCollector(Collector):
    def __init__(self, holder: CurrentRelease) -> None:
        self._holder = holder

    def collect(self) -> Iterable[Metric]:
        """Yield the figures of the workers and of the cache."""
        with self._holder.current() as opened:
            gauges, cache = opened.sparql.figures(), opened.sparql.cache_figures
        for name, value in gauges.items():
            yield GaugeMetricFamily(f"tsunagu_sparql_{name}", f"SPARQL: {name}", value=value)
        lookups = cache.hits + cache.misses
        rate = cache.hits / lookups if lookups else 0.0
        yield CounterMetricFamily("tsunagu_sparql_cache_hits", "Cached answers", value=cache.hits)
        yield CounterMetricFamily(
            "tsunagu_sparql_cache_misses", "Answers that were not cached", value=cache.misses
        )
        yield GaugeMetricFamily(
            "tsunagu_sparql_cache_hit_rate", "Cached answers of all that could be", value=rate
        )
