"""What a search gives: values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from search.model.interpretation import Interpretation


@dataclass(frozen=True, slots=True)
class Correction:
    """What may have been meant.

    Args:
        start: first character of the query that would be replaced.
        end: one past the last.
        typed: those characters.
        kind: kind of thing that the label names; ``region`` besides the kinds of documents.
            Empty where slips in several words are corrected together.
        key: key of the thing, likewise.
        label: what would stand there instead.
        query: the whole query with it.
    """

    start: int
    end: int
    typed: str
    kind: str
    key: str
    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score; the parts of a hit add up to its score.

    Args:
        kind: ``technology``, ``challenge``, ``place``, ``text``, ``kind``, ``open_list`` …
        subject: key of what it is about, or the words.
        weight: the contribution.
        detail: coefficient, raw value and evidence.
    """

    kind: str
    subject: str
    weight: float
    detail: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found.

    Args:
        kind: its kind.
        key: its key.
        score: sum of the weights of its reasons.
        distance_km: kilometres to the nearest of the places asked for, or None.
        snippet: pairs of text and whether it matched; empty when there is no text.
        reasons: why it is here.
        payload: what was stored with the document.
    """

    kind: str
    key: str
    score: float
    distance_km: float | None
    snippet: tuple[tuple[str, bool], ...]
    reasons: tuple[Reason, ...]
    payload: Mapping[str, Any] = field(hash=False)


class FacetValue(NamedTuple):
    """A value of a facet, with the number of results that it brings.

    Args:
        key: the value.
        total: results if it is chosen; beside chosen values of its facet, what it adds to them; of
            a chosen one, the results that have it.
        selected: whether it is asked for.
        above: values of this facet, or of the next larger area, that it is part of.
    """

    key: str
    total: int
    selected: bool
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Emptied:
    """Conditions without which there would be results.

    Args:
        conditions: one condition by the name of its facet (``technology``, ``place`` …), or as
            few together as find something.
        count: results without them.
    """

    conditions: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Widening:
    """A change of one condition with which there would be results.

    Args:
        kind: one of those that ``search.assist.changes`` lists.
        parameters: what to put into the request; no value leaves a parameter out.
        total: results with it.
    """

    kind: str
    parameters: Mapping[str, tuple[str, ...]] = field(hash=False)
    total: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What may have been meant in a word's stead; never applied unasked.

    Args:
        correction: what would be put where.
        total: results that it would have.
    """

    correction: Correction
    total: int


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A thing that meets all conditions but some.

    Args:
        hit: the thing.
        missing: the conditions that it does not meet, by the names of their facets.
    """

    hit: Hit
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search gives.

    Args:
        interpretation: how the query and the filters were understood.
        total: number of results.
        hits: the page of them.
        facets: counts by facet, whole.
        emptied: when nothing was found, what emptied it, the smallest widening first.
        offers: corrections that would find something.
        widenings: when nothing was found, what could be asked instead.
        relaxed: when next to nothing was found, what meets all conditions but one.
        first: how many results stand before the page.
        efforts: number of results where projects of one effort are one; None if they were not to
            stand together.
    """

    interpretation: Interpretation
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Sequence[FacetValue]] = field(hash=False)
    emptied: tuple[Emptied, ...] = ()
    offers: tuple[Offer, ...] = ()
    widenings: tuple[Widening, ...] = ()
    relaxed: tuple[Relaxed, ...] = ()
    first: int = 0
    efforts: int | None = None


@dataclass(frozen=True, slots=True)
class LocatedResult:
    """Where the results of a search are.

    Args:
        interpretation: how the query and the filters were understood.
        total: number of results.
        without_place: results that are nowhere.
        counts: results by the code of their place; one of several places counts at each.
    """

    interpretation: Interpretation
    total: int
    without_place: int
    counts: Mapping[str, int] = field(hash=False)
