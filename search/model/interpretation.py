"""What a query was understood to mean, and from which characters: values only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum

from ontology.geography import MAX_RADIUS_KM
from search.model.facets import NOTHING, ByFacet, Facet, Values
from search.numbers.figures import FigureRange
from search.numbers.years import YearRange


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a span.

    Args:
        kind: ``technology``, ``place``, ``region`` …
        key: key of the thing.
        label: its name in Japanese.
        former: of a place: what it, or a part of it, was called, where that was typed.
        until: the day from which it was called so no more, ``YYYY-MM-DD``.
    """

    kind: str
    key: str
    label: str
    former: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of the query that were recognised.

    Args:
        id: names the span in ``drop`` and ``as``; depends only on where it stands.
        start: first character in the query.
        end: one past the last.
        text: those characters.
        kind: what it was taken for.
        chosen: the readings that count.
        candidates: every reading there was.
        excluded: whether what it names is excluded.
    """

    id: str
    start: int
    end: int
    text: str
    kind: str
    chosen: tuple[Candidate, ...]
    candidates: tuple[Candidate, ...]
    excluded: bool = False


_QUOTES = '"“”'


class Use(str, Enum):  # noqa: UP042 - its values are what answers say
    """What became of a word of a query."""

    APPLIED = "applied"
    """It is a condition."""
    RANKS = "ranks"
    """It moves results up and leaves none out."""
    NOT_HELD = "not_held"
    """It asks for a kind of fact that is not in the data, or that cannot be computed."""
    UNKNOWN = "unknown"
    """It occurs in no document, name or label."""


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of a query, and what became of it.

    Args:
        text: the word, as it was typed.
        start: first character in the query.
        end: one past the last.
        use: what became of it.
        reason: why, as a key of ``api.wording``: what was taken, or what is missing.
        span: id of the span that it is, or empty for a word of the text.
    """

    text: str
    start: int
    end: int
    use: Use
    reason: str
    span: str = ""


@dataclass(frozen=True, slots=True)
class PlaceCondition:
    """A place to be near to, or in.

    Args:
        name: its Japanese name.
        kind: kind of place, ``region`` (of prefectures), ``area`` (a region of municipalities),
            ``station`` or ``point``.
        code: code of the local government (of a station, that it lies in), key of the region, or
            empty for a point.
        latitude: degrees; None for a region.
        longitude: degrees; None for a region.
        radius_km: kilometres; None for ``in``.
        relation: ``near`` or ``in``.
        span: id of the span that it comes from, or empty.
    """

    name: str
    kind: str
    code: str
    latitude: float | None
    longitude: float | None
    radius_km: float | None
    relation: str
    span: str = ""

    @property
    def is_below_prefectures(self) -> bool:
        """Whether the work of a whole prefecture is around it."""
        return self.kind not in {"prefecture", "region"}


@dataclass(frozen=True, slots=True)
class TextCondition:
    """Words that a result must hold.

    Args:
        text: the words, as they were typed.
        phrase: whether they must stand as they are, rather than all somewhere.
    """

    text: str
    phrase: bool


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a result must meet. Empty means no condition of that kind.

    Conditions of different kinds and of different facets are joined by AND, the members of one
    tuple by OR, apart from ``groups``, which are an AND of ORs (docs/design.md, section 6.3), and
    from ``required`` and ``expressions``, all of which must be met.
    """

    keys: ByFacet[str] = NOTHING
    groups: ByFacet[tuple[str, ...]] = NOTHING
    """Of facets of which several groups of alternatives may be asked for at once."""
    years: tuple[YearRange, ...] = ()
    places: tuple[PlaceCondition, ...] = ()
    excluded: tuple[Candidate, ...] = ()
    excluded_places: tuple[PlaceCondition, ...] = ()
    """What is near them is left out; a place to be not *in* stands in ``excluded``."""
    preferred_kinds: tuple[str, ...] = ()
    """Kinds of local government that stand before others; nothing is left out for them."""
    raised: ByFacet[tuple[str, ...]] = NOTHING
    """As ``groups``, of what stands before others; nothing is left out for it."""
    figures: tuple[FigureRange, ...] = ()
    """What is counted of the places; all must hold."""
    having: str = ""
    """Kind of thing through which local governments are found, where that is not their projects."""
    required: tuple[TextCondition, ...] = ()
    expressions: tuple[Expression, ...] = ()

    @property
    def area(self) -> str:
        """The facet whose values the places are, ``prefecture`` or ``region``, else empty.

        Those of that facet are further alternatives, or stand in their stead. Other areas narrow.
        """
        kinds = {place.kind if place.relation == "in" else "" for place in self.places}
        return kinds.pop() if len(kinds) == 1 and kinds <= {"prefecture", "region"} else ""

    @property
    def asks_nearest(self) -> bool:
        """Whether what is nearest to a place is asked for, however far it is."""
        return any(place.radius_km == MAX_RADIUS_KM for place in self.places)

    @property
    def asks_only_kinds(self) -> bool:
        """Whether nothing is asked of a result, or only what kind of thing it is."""
        kinds = ByFacet(type=self.keys["type"])
        return self == Conditions(keys=kinds, preferred_kinds=self.preferred_kinds)

    def softened(self) -> Conditions:
        """Return conditions in which challenges shut nothing out that may well have them.

        They are derived for a part of the projects only: beside another condition they raise and
        do not filter, and of several alone any will do.
        """
        asked = self.groups["challenge"]
        others = replace(self, groups=self.groups | {"challenge": ()})
        if asked and not others.asks_only_kinds:
            return replace(others, raised=ByFacet(challenge=asked))
        if len(asked) > 1:
            some = tuple(dict.fromkeys(key for group in asked for key in group))
            groups = self.groups | {"challenge": (some,)}
            return replace(self, groups=groups, raised=ByFacet(challenge=asked))
        return self

    def chosen(self, facet: Facet) -> tuple[str, ...]:
        """Return the values of a facet that are asked for, however they are joined."""
        if facet.values is Values.YEAR:
            return tuple(str(span) for span in self.years)
        if facet.is_grouped:
            return tuple(key for group in self.groups[facet.name] for key in group)
        return self.keys[facet.name]


def once(places: Iterable[PlaceCondition]) -> tuple[PlaceCondition, ...]:
    """Leave out places that are said again; the first span stands for them all."""
    kept: dict[PlaceCondition, PlaceCondition] = {}
    for place in places:
        kept.setdefault(replace(place, span=""), place)
    return tuple(kept.values())


@dataclass(frozen=True, slots=True)
class Expression:
    """Conditions joined as field syntax joins them, where ``Conditions`` alone cannot say it.

    Args:
        operator: ``and``, ``or``, or ``not`` (with one child).
        children: what is joined.
    """

    operator: str
    children: tuple[Conditions | Expression, ...]


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A query as it was understood.

    Args:
        query: what was typed.
        conditions: what it asks for.
        spans: where in the query that stands.
        expanded: pairs of what was typed and what it was taken for.
        text_filters: whether a result must hold some of ``text``: nothing else of the query was
            recognised, or only a kind of thing. It is the query's alone, so that a filter beside
            it always narrows.
        order: ``newest`` or ``oldest`` where the query asks for that order (一番古い), else empty.
        also: words that were recognised and also rank, since texts hold them: former names, what
            people call a region, organisations beside other conditions.
        facts: what asks for a fact: first character, one past the last, key of the fact
            (``search.names.asked``).
        left: extents of the query that nothing was recognised in, for full text: first character,
            one past the last.
        words: every content word of the query with what became of it, in order.
    """

    query: str
    conditions: Conditions
    spans: tuple[Span, ...] = ()
    expanded: tuple[tuple[str, str], ...] = field(default=())
    text_filters: bool = False
    order: str = ""
    also: str = ""
    facts: tuple[tuple[int, int, str], ...] = ()
    left: tuple[tuple[int, int], ...] = ()
    words: tuple[Word, ...] = ()

    def asks(self, fact: str) -> bool:
        """Tell whether a fact is asked for."""
        return any(key == fact for _, _, key in self.facts)

    @property
    def text(self) -> str:
        """What is left for full text."""
        return " ".join(self.query[start:end].strip(_QUOTES) for start, end in self.left)
