"""What the tests of understanding ask: the interpretation of a query, or a part of it."""

from __future__ import annotations

from search.engine import SearchEngine
from search.model.interpretation import Conditions, Interpretation
from search.model.request import SearchRequest

OSAKA, OSAKA_CITY = "270008", "271004"
KAWACHINAGANO = "272167"


def understood(engine: SearchEngine, query: str, **more: object) -> Interpretation:
    """Return what a query means."""
    request = SearchRequest(query=query, limit=0, **more)  # type: ignore[arg-type]
    return engine.search(request).interpretation


def conditions(engine: SearchEngine, query: str) -> Conditions:
    """Return what a query asks of a result."""
    return understood(engine, query).conditions


def places(engine: SearchEngine, query: str) -> set[tuple[str, str]]:
    """Return the codes of the places of a query, each with its relation."""
    return {(place.code, place.relation) for place in conditions(engine, query).places}
