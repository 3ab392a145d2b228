"""What a search is asked: values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.text.years import YearRange

SORTS = ("relevance", "distance", "year", "name")
"""Orders that can be asked for; relevance is distance first where a place is near."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search.

    Args:
        query: what was typed; may be empty.
        types: kinds of things; any of them. So for every filter below; each overrides what the
            query says of the same kind.
        technologies: keys, IRIs or labels.
        challenges: keys, IRIs or labels.
        programmes: keys, IRIs or labels.
        prefectures: codes, IRIs or names.
        municipalities: codes, IRIs or names.
        ministries: keys, IRIs or labels.
        regions: keys or names.
        applicant_kinds: kinds of local government.
        statuses: statuses of projects.
        years: fiscal years.
        near: a place's name or code, or ``lat,lon``; empty for none.
        radius_km: kilometres around ``near`` or around the query's place.
        sort: one of ``SORTS``.
        drop: ids of spans of the query to take as plain text.
        choices: for ids of spans the key that is meant.
        limit: at most so many hits.
        offset: hits to pass over.
    """

    query: str = ""
    types: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    prefectures: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    applicant_kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    years: tuple[YearRange, ...] = ()
    near: str = ""
    radius_km: float | None = None
    sort: str = "relevance"
    drop: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    limit: int | None = 20
    offset: int = 0


class UnresolvedName(ValueError):
    """A filter names nothing, or several things.

    Args:
        parameter: which filter.
        text: what was given.
        candidates: what it could be: pairs of key and label; empty when it is nothing.
    """

    def __init__(self, parameter: str, text: str, candidates: tuple[tuple[str, str], ...]) -> None:
        self.parameter = parameter
        self.text = text
        self.candidates = candidates
        super().__init__(f"{parameter}={text!r} names {len(candidates)} things")
