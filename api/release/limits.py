"""What queries of strangers may use, as the settings say."""

from __future__ import annotations

from api.release.settings import Settings
from graph.sparql.workers.limits import Limits
from graph.sparql.workers.queues import LaneLimits


def sparql_limits(settings: Settings) -> Limits:
    """Return what SPARQL queries may use, as the settings say."""
    lanes = LaneLimits(
        fast=settings.sparql_workers,
        queue=settings.sparql_queue,
        slow=settings.sparql_slow,
        slow_per_client=settings.sparql_slow_per_client,
    )
    return Limits(
        seconds=settings.sparql_timeout,
        memory_mb=settings.sparql_memory_mb,
        result_mb=settings.sparql_result_mb,
        cache_mb=settings.sparql_cache_mb,
        lanes=lanes,
    )
