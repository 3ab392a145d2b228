"""``/metrics`` for whoever runs the service, in the format of Prometheus; off unless set.

Counters of the SPARQL cache begin anew with each release, as Prometheus expects of a restart.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from datetime import datetime
from wsgiref.simple_server import WSGIServer

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
    start_http_server,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from api.release.following.condition import Trouble
from api.release.following.current import CurrentRelease


class Metrics:
    """Counts answers, and reads what the current release and the process say of themselves.

    Args:
        holder: where the current release is.
    """

    def __init__(self, holder: CurrentRelease) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_ReleaseCollector(holder))
        self._registry.register(_SparqlCollector(holder))
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)
        self._answers = Counter(
            "tsunagu_answers",
            "Answers; 504 is a time-out, 499 a client that left",
            ["route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "tsunagu_answer_seconds", "Seconds to an answer", ["route"], registry=self._registry
        )

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count an answer.

        Args:
            route: path of the door, with the names of its parts.
            status: HTTP status.
            seconds: how long it took.
        """
        self._answers.labels(route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)

    def serve(self, address: str) -> WSGIServer:
        """Answer at an address of its own, in a thread, and return what answers.

        Args:
            address: host and port, with a colon between.

        Raises:
            OSError: nothing can listen there.
        """
        host, _, port = address.rpartition(":")
        return start_http_server(int(port), host.strip("[]"), self._registry)[0]


class _ReleaseCollector(Collector):
    def __init__(self, holder: CurrentRelease) -> None:
        self._holder = holder

    def collect(self) -> Iterable[Metric]:
        """Yield which release is served, of when it is, and what is wrong (as ``/ready`` says)."""
        with self._holder.current() as opened:
            release = opened.release
        built = datetime.fromisoformat(release.manifest["built_at"]).timestamp()
        yield InfoMetricFamily("tsunagu_release", "What is served", value={"release": release.id})
        yield GaugeMetricFamily("tsunagu_release_built_seconds", "When it was built", value=built)
        yield GaugeMetricFamily(
            "tsunagu_release_age_seconds", "How old it is", value=time.time() - built
        )
        wrong = {reason.trouble for reason in self._holder.reasons()}
        troubles = GaugeMetricFamily(
            "tsunagu_trouble", "1 where this is wrong, as /ready says", labels=["reason"]
        )
        for trouble in Trouble:
            troubles.add_metric([trouble.value], float(trouble in wrong))
        yield troubles
        yield GaugeMetricFamily(
            "tsunagu_release_since_seconds", "When it began to be served", value=self._holder.since
        )
        yield GaugeMetricFamily(
            "tsunagu_release_prepared",
            "1 while the next one is open",
            value=float(self._holder.prepared() is not None),
        )
        yield CounterMetricFamily(
            "tsunagu_reload_failures",
            "New releases that could not be opened",
            value=self._holder.reload_failures,
        )
        yield GaugeMetricFamily("tsunagu_threads", "Threads", value=threading.active_count())


class _SparqlCollector(Collector):
    def __init__(self, holder: CurrentRelease) -> None:
        self._holder = holder

    def collect(self) -> Iterable[Metric]:
        """Yield the figures of the workers and of the cache."""
        with self._holder.current() as opened:
            gauges, cache = opened.sparql.figures(), opened.sparql.cache_figures
            memory = opened.sparql.engine.resident()
        for name, value in gauges.items():
            yield GaugeMetricFamily(f"tsunagu_sparql_{name}", f"SPARQL: {name}", value=value)
        workers = GaugeMetricFamily(
            "tsunagu_sparql_worker_resident_bytes",
            "Memory of each process that evaluates queries; 1 is the largest",
            labels=["worker"],
        )
        for number, size in enumerate(memory, start=1):
            workers.add_metric([str(number)], size)
        yield workers
        lookups = cache.hits + cache.misses
        rate = cache.hits / lookups if lookups else 0.0
        yield CounterMetricFamily("tsunagu_sparql_cache_hits", "Cached answers", value=cache.hits)
        yield CounterMetricFamily(
            "tsunagu_sparql_cache_misses", "Answers that were not cached", value=cache.misses
        )
        yield GaugeMetricFamily(
            "tsunagu_sparql_cache_hit_rate", "Cached answers of all that could be", value=rate
        )
