"""What the spans of a query state, and which links take a condition away again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.pages.parts.state import Change, SearchState
from search.model.facets import AREAS, BY_NAME, BY_SPAN, PLACE, Values
from search.model.interpretation import Use

_PLACES = frozenset({PLACE, "region", "station", "point"})


class StatedConditions:
    """The conditions of a search by the names of their filters, and the spans they come from.

    Args:
        interpretation: how the query was understood, as the API says it.
        state: the parameters of the search.
    """

    def __init__(self, interpretation: Mapping[str, Any], state: SearchState) -> None:
        self.spans: list[Mapping[str, Any]] = interpretation["spans"]
        self.places = {p["span"]: p for p in interpretation["places"] if p["span"]}
        self._interpretation = interpretation
        self._state = state

    def keys(self, name: str) -> list[str]:
        """Return the keys that a filter or the query was taken for."""
        found = self._interpretation[BY_NAME[name].conditions]
        places = self._interpretation["places"]
        if all((place["relation"], place["kind"]) == ("in", name) for place in places):
            found = found or [place["code"] for place in places]
        return [item if isinstance(item, str) else item["key"] for item in found]

    def groups(self, name: str) -> int:
        """Return how many groups of alternatives are asked for at once."""
        facet = BY_NAME[name]
        found = self._interpretation[facet.conditions]
        return len({item["group"] for item in found}) if facet.is_grouped else 1

    def condition(self, span: Mapping[str, Any]) -> str:
        """Return the name of the condition that a span states."""
        if span["excluded"]:
            return "excluded" if self._is_left_out(span) else "expression"
        kind = _name(span["kind"])
        if span["kind"] in _PLACES:
            kind = self._area(span)
        if kind == "text":
            words = {words["text"] for words in self._interpretation["required"]}
            return "required" if words & _keys(span) else "expression"
        stated = kind not in BY_NAME or bool(_keys(span) & set(self.keys(kind)))
        if self._interpretation["field_syntax"] and not stated and not self._state.all(kind):
            return "expression"
        return kind

    def _is_left_out(self, span: Mapping[str, Any]) -> bool:
        left_out = {item["key"] for item in self._interpretation["excluded"]}
        places = {place["span"] for place in self._interpretation["excluded_places"]}
        return bool(_keys(span) & left_out) or span["id"] in places

    def _area(self, span: Mapping[str, Any]) -> str:
        """Return which condition a place is: one of its own, or an area that is asked for."""
        if span["id"] not in self.places:
            for name in AREAS:
                if _keys(span) & set(self.keys(name)):
                    return name
            if self._interpretation["field_syntax"] and not self._is_replaced(span):
                return "expression"
        return "place"

    def is_overridden(self, span: Mapping[str, Any]) -> bool:
        """Tell whether a filter stands in the stead of what a span says."""
        if span["excluded"]:
            return False
        if span["kind"] in _PLACES:
            return self.condition(span) == "place" and self._is_replaced(span)
        name = "radius_km" if span["kind"] == "distance" else _name(span["kind"])
        return bool(self._state.all(name))

    def only_raises(self, span: Mapping[str, Any]) -> bool:
        """Tell whether what a span says moves results up and leaves none out."""
        words = self._interpretation["words"]
        return any(word["span"] == span["id"] and word["use"] == Use.RANKS for word in words)

    def _is_replaced(self, span: Mapping[str, Any]) -> bool:
        """Tell whether a place gave way to an area or to another place to be near to."""
        return span["id"] not in self.places and any(
            self._state.all(name) for name in ("near", *AREAS)
        )

    def spans_of(self, name: str, key: str | None = None) -> list[str]:
        """Return the ids of the spans that state a condition (with a certain key)."""
        return [
            span["id"]
            for span in self.spans
            if name == self.condition(span) and (key is None or key in _keys(span))
        ]

    def toggle(self, name: str, key: str, *, selected: bool) -> str:
        """Return the address with a value of a facet chosen, or no longer chosen.

        A second value is an alternative to the first. Where the query asks for several groups at
        once, a further alternative would mean nothing: the value takes their place.
        """
        keys = self.keys(name)
        if not selected:
            kept = keys if self.groups(name) == 1 else []
            return self._state.url({name: [*kept, key]})
        if self._state.all(name):
            rest = [other for other in keys if other != key]
            # Without a filter the query counts again, which may have said the same.
            again = [] if rest else self.spans_of(name, key)
            return self._state.url({name: rest, "drop": [*self._state.all("drop"), *again]})
        spans = self.spans_of(name, key) or self.spans_of("place", key)
        if BY_NAME[name].values is Values.YEAR and not spans:
            spans = self.spans_of(name)
        return self._state.url({"drop": [*self._state.all("drop"), *spans]})

    def without(self, *names: str) -> str:
        """Return the address without some conditions, whether filters or the query state them."""
        spans = [id_ for name in names for id_ in self.spans_of(name)]
        if not set(AREAS).isdisjoint(names):
            # Without an area the places that it replaced would count again.
            replaced = (s for s in self.spans if s["kind"] in _PLACES and self.is_overridden(s))
            spans += [span["id"] for span in replaced if span["id"] not in spans]
        changes: dict[str, Change] = {"drop": [*self._state.all("drop"), *spans]}
        if "text" in names or (spans and len(self.spans) == len(spans)):
            # With nothing recognised any more the words would filter (docs/design.md, section 6.3).
            changes = {"q": None, "drop": None, "as": None}
        changes |= {name: None for name in names if name in BY_NAME}
        if "place" in names:
            changes |= {"near": None, "radius_km": None}
        return self._state.url(changes)


def _name(kind: str) -> str:
    """Return the name of the facet that spans of a kind state, else what the kind is called."""
    return BY_SPAN[kind].name if kind in BY_SPAN else kind


def _keys(span: Mapping[str, Any]) -> set[str]:
    return {candidate["key"] for candidate in span["chosen"]}
