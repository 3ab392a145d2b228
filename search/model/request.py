"""What a search is asked: values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.model.facets import NOTHING, ByFacet

SORTS = ("relevance", "distance", "year", "name")
"""Orders that can be asked for; relevance is distance first where a place is near."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search.

    Args:
        query: what was typed; may be empty.
        filters: for a facet the texts that name its values, any of which counts: keys, IRIs or
            labels, ranges of years. Each overrides what the query says of the same facet.
        near: a place's name or code, or ``lat,lon``; empty for none.
        radius_km: kilometres around ``near`` or around the query's place.
        sort: one of ``SORTS``.
        drop: ids of spans of the query to take as plain text.
        choices: for ids of spans the key that is meant.
        limit: at most so many hits.
        offset: hits to pass over.
        together: whether projects of one effort follow the first of them, on its page.
    """

    query: str = ""
    filters: ByFacet[str] = NOTHING
    near: str = ""
    radius_km: float | None = None
    sort: str = "relevance"
    drop: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    limit: int | None = 20
    offset: int = 0
    together: bool = False


class UnresolvedName(ValueError):
    """A filter names nothing, or several things.

    Args:
        parameter: which filter.
        text: what was given.
        candidates: what it could be: pairs of key and label; empty when it is nothing.
        is_none: whether the candidates are all values that there are, and the text none of them.
    """

    def __init__(
        self,
        parameter: str,
        text: str,
        candidates: tuple[tuple[str, str], ...],
        *,
        is_none: bool = False,
    ) -> None:
        self.parameter = parameter
        self.text = text
        self.candidates = candidates
        self.is_none = is_none
        named = "none" if is_none else len(candidates)
        super().__init__(f"{parameter}={text!r} names {named} of its values")
