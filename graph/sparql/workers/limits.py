"""What queries may use, and what the cache of answers did."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.sparql.workers.queues import LaneLimits


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may use, and how many.

    Args:
        seconds: most wall-clock time.
        memory_mb: address space of a worker beyond what it starts with, in MiB.
        result_mb: size of a serialised result, in MiB.
        cache_mb: size of all answers that are kept, in MiB; 0 for none.
        lanes: how many queries may run and wait.
    """

    seconds: float = 10.0
    memory_mb: int = 1024
    result_mb: int = 64
    cache_mb: int = 32
    lanes: LaneLimits = field(default_factory=LaneLimits)


@dataclass(slots=True)
class CacheFigures:
    """What the cache did since the start."""

    hits: int = 0
    misses: int = 0
