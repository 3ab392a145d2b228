"""What evaluates queries, as the evaluator sees it: processes here, or a server elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from graph.sparql.workers.queues import LaneLimits
from graph.sparql.workers.worker import Setup

EMBEDDED_ROWS = 300_000
"""Most hits of the search that are written into one query for the embedded engine."""


class EngineError(Exception):
    """A server that evaluates queries cannot be reached, or gave no whole answer.

    The message says which, for whoever runs the service.
    """


class EngineUnfitError(EngineError):
    """A server lacks what is needed, or holds something else; the message says what."""


class EngineRefusalError(Exception):
    """A server refused a query that is right by the standard; the message is what it said."""


class SparqlEngine(Protocol):
    """What evaluates queries; everything happens in one event loop."""

    @property
    def max_rows(self) -> int:
        """Most hits of the search that are written into one query."""

    async def start(self) -> None:
        """Make it ready.

        Raises:
            EngineUnfitError: it is not as it must be.
            EngineError: it cannot be reached.
        """

    async def run(
        self, question: Mapping[str, Any], key: str, seconds: float, client: str
    ) -> tuple[dict[str, Any], bytes]:
        """Return what the answer to a question says of itself, and its body.

        Args:
            question: the query and how its result is wanted.
            key: what a question that is slow is remembered by.
            seconds: most wall-clock time.
            client: who asks.
        """

    def figures(self) -> dict[str, int]:
        """Return how many processes there are, and how many queries wait or are slow."""

    def resident(self) -> list[int]:
        """Return the bytes of memory that each process holds, the largest first."""

    def revive(self) -> None:
        """Start what ended by itself."""

    def trouble(self) -> str:
        """Return why nothing can be evaluated now; empty where it can be."""

    @property
    def is_known(self) -> bool:
        """Whether it has been found to hold what is asked."""

    def end(self) -> None:
        """End at once, without waiting for connections."""

    async def close(self) -> None:
        """End."""


MakeEngine = Callable[[Setup, LaneLimits], SparqlEngine]
"""Makes what evaluates queries, of what workers are started with and of how many may run."""
