"""From a query in field syntax to conditions: what ``Conditions`` can say plainly, and the rest.

Terms side by side become plain conditions, like those of free text. What these cannot say (two
programmes at once, an OR of two fields) becomes an ``Expression`` among them. Denials are pushed
inward to the terms, so that each excludes what it names as free text does (docs/design.md, section
6.3: what prints a concept is left out, an open list stays), wherever it stands.

Words without field are understood as free text where they stand beside the other terms, and are
words that a result must hold where they stand under OR or NOT.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from ontology.geography import MAX_RADIUS_KM
from ontology.kinds import KINDS
from search.model.facets import BY_FIELD, FACETS, PLACE, ByFacet, Values
from search.model.interpretation import (
    Candidate,
    Conditions,
    Expression,
    Interpretation,
    Span,
    TextCondition,
)
from search.model.request import UnresolvedName
from search.names.entries import Entry
from search.query.fields.combining import both, either
from search.query.fields.faults import Fault, FieldSyntaxError
from search.query.fields.syntax import TEXT, is_fielded, parse_fielded, shortened
from search.query.fields.tree import Leaf, Node, conjuncts, inward, leaves, without
from search.query.filters import FilterResolver
from search.query.understanding import Understanding
from search.text.folding import fold

_NEAR, _RADIUS = "near", "radius_km"
_SPANS = {
    _NEAR: PLACE, _RADIUS: "distance", **{facet.field: facet.span for facet in FACETS}
}  # fmt: skip
"""Kinds of spans and candidates of a field."""
_CODED = {facet.field for facet in FACETS if facet.is_coded}
_NOT_EXCLUDABLE = {TEXT, "", *_CODED}
"""Fields that ``Conditions.excluded`` has no kind for: denied, they are an expression."""
_AS_TYPED = {
    TEXT, "", *_CODED, *(f.field for f in FACETS if f.values in {Values.KIND, Values.YEAR})
}  # fmt: skip
"""Fields whose values are not taken for the name of something."""
_IRI = re.compile(r"https?://\S+/id/(?P<kind>[a-z]+)/(?P<key>[^/]+)")
"""An IRI of ours (docs/design.md, section 5); what stands before ``/id/`` is a setting."""
_NAMELESS: Mapping[Values, Fault] = {Values.KIND: "type", Values.YEAR: "year"}
"""Faults of values that name nothing, where values of the kind have one of their own."""
_RADIUS_VALUE = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,3})?)(?:km)?")
_BREAK = "|"
"""Stands between free words that are not side by side, so that no name is read across."""


class FieldedQueries:
    """Understands queries in field syntax.

    Args:
        resolver: finds what a value names.
        understanding: understands the words without field.
    """

    def __init__(self, resolver: FilterResolver, understanding: Understanding) -> None:
        self._resolver = resolver
        self._understanding = understanding

    def interpret(
        self, query: str, drop: Iterable[str] = (), choices: Mapping[str, str] | None = None
    ) -> Interpretation | None:
        """Return what a query means, or None when it is not in field syntax.

        Args:
            query: what was typed.
            drop: ids of spans to be left out; those of free words are taken as plain text.
            choices: for ids of spans the key of the reading that is meant.

        Raises:
            FieldSyntaxError: the query cannot be read, or a value names nothing or several things.
        """
        if not is_fielded(query):
            return None
        dropped = frozenset(drop)
        tree = inward(parse_fielded(query))
        free = {leaf for leaf in conjuncts(tree) if _is_word(leaf)}
        kept = without(tree, {x for x in leaves(tree) if _span_id(x) in dropped and x not in free})
        lifting = _Lifting(self._resolver, self._understanding, query, choices or {})
        return lifting.interpretation(conjuncts(kept) if kept else (), dropped)


class _Lifting:
    """Collects the conditions and spans of one query."""

    def __init__(
        self,
        resolver: FilterResolver,
        understanding: Understanding,
        query: str,
        choices: Mapping[str, str],
    ) -> None:
        self._resolver = resolver
        self._understanding = understanding
        self._query = query
        self._choices = choices
        self._radius: float | None = None
        self._spans: list[Span] = []
        self._left: list[tuple[int, int]] = []
        self._expanded: list[tuple[str, str]] = []

    def interpretation(self, nodes: Sequence[Node], drop: frozenset[str]) -> Interpretation:
        """Return what nodes that are joined by AND mean together."""
        words = [node for node in nodes if isinstance(node, Leaf) and _is_word(node)]
        radii = [node for node in nodes if isinstance(node, Leaf) and node.field == _RADIUS]
        self._read_radius(radii)
        fielded = [self._lowered(n) for n in nodes if n not in words and n not in radii]
        free = self._understanding.interpret(self._blanked(words), drop, self._choices)
        places = tuple(
            replace(p, radius_km=self._radius) if self._radius and p.relation == _NEAR else p
            for p in free.conditions.places
        )
        conditions = reduce(both, fielded, replace(free.conditions, places=places))
        near = [leaf for node in nodes for leaf in leaves(node) if leaf.field == _NEAR]
        if radii and not drop and not near and all(p.relation != _NEAR for p in places):
            raise FieldSyntaxError("radius-without-place", radii[0].start)
        spans = [replace(s, text=self._query[s.start : s.end]) for s in free.spans]
        return Interpretation(
            query=self._query,
            conditions=conditions,
            spans=tuple(sorted([*spans, *self._spans], key=lambda span: span.start)),
            expanded=tuple(dict.fromkeys((*free.expanded, *self._expanded))),
            left=(*free.left, *self._left),
            words=free.words,
            facts=free.facts,
        )

    def _blanked(self, words: Sequence[Leaf]) -> str:
        """Return the words alone, each where it stands in the query."""
        characters = [" "] * len(self._query)
        for number, leaf in enumerate(words):
            characters[leaf.start : leaf.end] = self._query[leaf.start : leaf.end]
            before = words[number - 1].end if number else leaf.start
            between = self._query[before : leaf.start]
            if between.strip():
                characters[before + len(between) // 2] = _BREAK
        return "".join(characters)

    def _read_radius(self, radii: Sequence[Leaf]) -> None:
        for number, leaf in enumerate(radii):
            match = _RADIUS_VALUE.fullmatch(leaf.value)
            radius = float(match[1]) if match else 0.0
            if number:
                raise FieldSyntaxError("radius-twice", leaf.start)
            if not 0 < radius <= MAX_RADIUS_KM:
                most = f"{MAX_RADIUS_KM:.0f}"
                raise FieldSyntaxError("radius-value", leaf.value_start, most=most)
            self._radius = radius
            found = (Candidate("distance", f"{radius:g}", f"{radius:g} km"),)
            self._note(leaf, found, found, excluded=False)

    def _lowered(self, node: Node) -> Conditions:
        """Return the conditions that a node states."""
        if isinstance(node, Leaf):
            return self._term(node, denied=False)
        child = node.children[0]
        if node.operator == "not" and isinstance(child, Leaf):
            return self._term(child, denied=True)
        parts = [self._lowered(child) for child in node.children]
        return either(parts) if node.operator == "or" else reduce(both, parts)

    def _term(self, leaf: Leaf, *, denied: bool) -> Conditions:
        found, named = self._resolved(leaf)
        chosen = self._candidates(leaf, found)
        self._note(leaf, chosen, named or chosen, excluded=denied)
        if leaf.field in {TEXT, ""} and not denied:
            self._left.append((leaf.value_start, leaf.end))
        elif leaf.field not in _AS_TYPED:
            labels = [candidate.label for candidate in chosen]
            self._expanded += [(leaf.value, x) for x in labels if fold(x) != fold(leaf.value)]
        if not denied:
            return found
        if leaf.field == _NEAR:
            return Conditions(excluded_places=found.places)
        if leaf.field in _NOT_EXCLUDABLE:
            return Conditions(expressions=(Expression("not", (found,)),))
        return Conditions(excluded=chosen)

    def _resolved(self, leaf: Leaf) -> tuple[Conditions, tuple[Candidate, ...]]:
        """Return what a term states, and all readings of its value if it has several."""
        kind = _SPANS.get(leaf.field, leaf.field)
        try:
            return self._stated(leaf, leaf.value), ()
        except UnresolvedName as error:
            chosen = self._choices.get(_span_id(leaf))
            if chosen is not None and chosen in dict(error.candidates):
                named = tuple(Candidate(kind, key, label) for key, label in error.candidates)
                return self._stated(leaf, chosen), named
            raise _unresolved(leaf, error) from error

    def _stated(self, leaf: Leaf, value: str) -> Conditions:
        """Return the condition of a field and a value.

        Raises:
            UnresolvedName: the value names nothing, or several things.
        """
        field, value = leaf.field, _key_of(leaf.field, value)
        if field in {TEXT, ""}:
            return Conditions(required=(TextCondition(value, leaf.phrase),))
        if field == _NEAR:
            place = self._resolver.near(value, self._radius)
            return Conditions(places=(replace(place, span=_span_id(leaf)),))
        if field == _RADIUS:
            raise FieldSyntaxError("radius-joined", leaf.start)
        facet = BY_FIELD[field]
        text = fold(value) if facet.values is Values.YEAR else value
        return self._resolver.stated(ByFacet({facet.name: (text,)}))

    def _candidates(self, leaf: Leaf, found: Conditions) -> tuple[Candidate, ...]:
        """Return what a term names."""
        if leaf.field in {TEXT, ""}:
            return (Candidate(TEXT, leaf.value, leaf.value),)
        if leaf.field == _NEAR:
            return tuple(
                self._understanding.candidate(Entry(PLACE, place.code)) if place.code
                else Candidate("point", place.name, place.name)
                for place in found.places
            )  # fmt: skip
        facet = BY_FIELD[leaf.field]
        return tuple(
            self._understanding.candidate(Entry(facet.span, key)) for key in found.chosen(facet)
        )

    def _note(
        self,
        leaf: Leaf,
        chosen: tuple[Candidate, ...],
        candidates: tuple[Candidate, ...],
        *,
        excluded: bool,
    ) -> None:
        kind = _SPANS.get(leaf.field, leaf.field) or TEXT
        text = self._query[leaf.start : leaf.end]
        self._spans.append(
            Span(_span_id(leaf), leaf.start, leaf.end, text, kind, chosen, candidates, excluded)
        )


def _span_id(leaf: Leaf) -> str:
    return f"s{leaf.start}-{leaf.end}"


def _is_word(node: Node) -> bool:
    return isinstance(node, Leaf) and not node.field


def _key_of(field: str, value: str) -> str:
    """Return the key of an IRI of a thing that a field takes, or the value as it is."""
    match = _IRI.fullmatch(value)
    kind = "municipality" if _SPANS.get(field) == PLACE else field
    return match["key"] if match and match["kind"] == kind else value


def _nameless(field: str) -> Fault:
    """Return the fault of a value that names nothing."""
    if field == _NEAR:
        return "place"
    return "name-of-kind" if field in KINDS else _NAMELESS.get(BY_FIELD[field].values, "name")


def _unresolved(leaf: Leaf, error: UnresolvedName) -> FieldSyntaxError:
    """Return the error of a value that names nothing, or several things."""
    fault: Fault
    if error.is_none:
        fault = "value"
    elif error.candidates:
        fault = "several"
    else:
        fault = _nameless(leaf.field)
    return FieldSyntaxError(
        fault,
        leaf.value_start,
        error.candidates,
        text=shortened(leaf.value),
        field=leaf.field,
        kind=leaf.field,
        known=", ".join(KINDS),
    )
