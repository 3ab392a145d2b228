"""Suggests changes to a request that found nothing.

Each is a change of parameters, so that it is one click away. They come in the order of how much of
the question they leave as it was:

1. ``radius``: a larger radius around the place to be near to;
2. ``words``: the words of a phrase, wherever they stand;
3. ``years``: as few years more as find something;
4. ``near``: near the place instead of in it;
5. ``area``: the prefecture, or the regions, of the place;
6. ``broader-technology``, ``broader-challenge``: the nearest broader concepts;
7. ``any-technology``, ``any-challenge``: any of several concepts instead of all;
8. ``type``: another kind of thing, the most frequent first;
9. the facets that are left out where nothing smaller can be changed (``LEFT_OUT``), by name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ontology.geography import MAX_RADIUS_KM
from search.model.clauses import Near
from search.model.facets import BY_NAME, FACETS, GROUPED, LEFT_OUT, PLACE, Values
from search.model.interpretation import Interpretation, PlaceCondition, Span
from search.model.request import SearchRequest
from search.names.entries import Entry
from search.names.gazetteer import Gazetteer
from search.numbers.years import YearRange
from search.query.fields.phrases import as_words
from search.query.fields.syntax import is_fielded
from search.retrieval.facet_counts import Facets
from search.retrieval.selection import Selection

RADIUS_STEP_KM = 10
"""Radii are rounded up to so many kilometres: people think in round ones."""
OTHER_KINDS = 3
"""Most other kinds of things that are offered."""

_BODIES = tuple(
    facet.name
    for facet in reversed(FACETS)
    if facet.values in {Values.PREFECTURE, Values.MUNICIPALITY}
)
"""Facets of local governments, the smallest first."""

Parameters = Mapping[str, tuple[str, ...]]


class Change(NamedTuple):
    """A change to be tried; of several of one slot the first that finds something counts."""

    kind: str
    parameters: Parameters
    slot: str = ""


class Changes:
    """The changes that may be tried for one request.

    Args:
        facets: count the values of a facet, and know what is above what.
        gazetteer: the places.
        request: what was asked, and found nothing.
        understood: how it was understood.
    """

    def __init__(
        self,
        facets: Facets,
        gazetteer: Gazetteer,
        request: SearchRequest,
        understood: Interpretation,
    ) -> None:
        self._facets = facets
        self._gazetteer = gazetteer
        self._request = request
        self._understood = understood
        self._conditions = understood.conditions
        self._near = [p for p in self._conditions.places if p.relation == "near"]
        self._in = [p for p in self._conditions.places if p.relation == "in"]

    def of(self, selection: Selection) -> Iterator[Change]:
        """Yield the changes in order.

        Args:
            selection: the selection of the request.
        """
        yield from self._radius(selection)
        yield from self._words()
        yield from self._years(selection)
        if not self._near:
            yield from self._around(selection)
            yield from self._areas()
        for name in GROUPED:
            yield from self._concepts(name)
        yield from self._kinds(selection)
        for name in LEFT_OUT:
            parameters = self._without(name)
            if parameters:
                yield Change(name, parameters)

    def _radius(self, selection: Selection) -> Iterator[Change]:
        if self._near:
            reach = self._reach(selection, "place", tuple(self._near))
            if reach:
                yield Change("radius", {"radius_km": (str(reach),)})

    def _reach(
        self, selection: Selection, condition: str, places: tuple[PlaceCondition, ...]
    ) -> int | None:
        """Return the smallest radius in kilometres that finds something in a condition's stead."""

        def finds(radius: int) -> bool:
            near = selection.instead(condition, Near(places, radius))
            return bool(selection.retrieval.totals([near])[0])

        radii = range(RADIUS_STEP_KM, int(MAX_RADIUS_KM) + 1, RADIUS_STEP_KM)
        number = bisect_left(radii, 1, key=finds)
        return radii[number] if number < len(radii) else None

    def _words(self) -> Iterator[Change]:
        query = as_words(self._understood)
        if query is not None:
            # The ids of spans say where they stand in another text.
            yield Change("words", {"q": (query,), "drop": (), "as": ()})

    def _years(self, selection: Selection) -> Iterator[Change]:
        """Yield the range that reaches to the nearest year in which there is something."""
        spans = self._conditions.years
        values = self._facets.values("fiscal_year", selection) if spans else ()
        wider = [_reaching(span, int(value.key)) for value in values for span in spans]
        if wider:
            _, span, wanted = min(wider, key=lambda item: (item[0], str(item[2])))
            kept = tuple(str(wanted if other == span else other) for other in spans)
            yield Change("years", {"fiscal_year": kept})

    def _around(self, selection: Selection) -> Iterator[Change]:
        """Yield being near a local government instead of in it, where one alone is asked for."""
        asked = [("place", place.code) for place in self._in]
        asked += [(name, code) for name in _BODIES for code in self._conditions.keys[name]]
        if len(asked) != 1 or asked[0][1] not in self._gazetteer.places:
            return
        condition, code = asked[0]
        place = self._gazetteer.condition(Entry("place", code), near=True, radius_km=None)
        reach = self._reach(selection, condition, (place,))
        if reach:
            left_out = self._without(condition) if condition in BY_NAME else {}
            yield Change("near", {**left_out, "near": (code,), "radius_km": (str(reach),)})

    def _areas(self) -> Iterator[Change]:
        """Yield larger areas, up to the regions: what holds all that was asked for."""
        keys_of, regions = self._conditions.keys, self._gazetteer.regions
        asked = [code for name in _BODIES for code in keys_of[name]]
        asked += [place.code for place in self._in]
        levels = [tuple(asked), *self._levels(asked)]
        above = list(dict.fromkeys(key for level in levels for key in level))
        prefectures = [k for k in above if k not in regions and self._is_prefecture(k)]
        for name, keys in (
            ("prefecture", prefectures if not regions.keys() & set(asked) else []),
            ("region", [key for key in above if key in regions]),
        ):
            if not set(keys) <= set(asked):
                inside = [] if name == self._conditions.area else self._spans_of_places()
                yield Change("area", {**self._without(*_BODIES, spans=inside), name: tuple(keys)})

    def _spans_of_places(self) -> list[str]:
        """Return the ids of the spans that state an area to be in, which would go on narrowing."""
        codes, ids = {place.code for place in self._in}, {place.span for place in self._in}
        return [
            span.id
            for span in self._understood.spans
            if span.id in ids
            or (span.kind in {PLACE, "region"} and codes & {one.key for one in span.chosen})
        ]

    def _is_prefecture(self, code: str) -> bool:
        return self._gazetteer.places[code].kind == "prefecture"

    def _levels(self, keys: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """Yield what is directly above some keys, then what is above that, to the top."""
        level = tuple(keys)
        while any(map(self._facets.above, level)):
            above = (self._facets.above(key) or (key,) for key in level)
            level = tuple(dict.fromkeys(key for keys in above for key in keys))
            yield level

    def _concepts(self, name: str) -> Iterator[Change]:
        groups = self._conditions.groups[name]
        if len(groups) == 1:
            for level in self._levels(groups[0]):
                yield Change(f"broader-{name}", {name: level})
        elif groups:
            every = tuple(dict.fromkeys(key for group in groups for key in group))
            yield Change(f"any-{name}", {name: every})

    def _kinds(self, selection: Selection) -> Iterator[Change]:
        if self._conditions.keys["type"]:
            for value in self._facets.values("type", selection)[:OTHER_KINDS]:
                yield Change("type", {"type": (value.key,)}, f"type {value.key}")

    def _without(self, *names: str, spans: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
        """Return what leaves out some conditions: the filters, and the spans that state them.

        Args:
            names: facets.
            spans: ids of further spans to leave out.
        """
        filters = [name for name in names if self._request.filters[name]]
        left_out = {span.id for name in names for span in self._spans(name, name in filters)}
        left_out |= set(spans)
        parameters: dict[str, tuple[str, ...]] = dict.fromkeys(filters, ())
        if left_out and left_out == {span.id for span in self._understood.spans}:
            # With nothing recognised any more the words would filter (docs/design.md, section 6.3).
            return parameters | dict.fromkeys(("q", "drop", "as"), ())
        if left_out:
            parameters["drop"] = tuple(dict.fromkeys((*self._request.drop, *sorted(left_out))))
        return parameters

    def _spans(self, name: str, overridden: bool) -> list[Span]:  # noqa: FBT001 - one caller
        """Return the spans that state a condition, or would were it not overridden."""
        facet = BY_NAME[name]
        keys = set(self._conditions.chosen(facet))
        plain = overridden and not is_fielded(self._understood.query)
        return [
            span
            for span in self._understood.spans
            if span.kind == facet.span
            and not span.excluded
            and (plain or keys.intersection(candidate.key for candidate in span.chosen))
        ]


def applied(request: SearchRequest, parameters: Parameters) -> SearchRequest:
    """Return a request with some parameters changed.

    Args:
        request: a request.
        parameters: new values by the name of the parameter; no value leaves one out.
    """
    filters: dict[str, tuple[str, ...]] = {}
    changes: dict[str, Any] = {}
    for name, values in parameters.items():
        if name in BY_NAME:
            filters[name] = values
        elif name == "drop":
            changes["drop"] = values
        elif name == "as":
            changes["choices"] = dict(text.split(":", 1) for text in values)
        elif name == "radius_km":
            changes["radius_km"] = float(values[0]) if values else None
        else:
            changes[{"q": "query"}.get(name, name)] = values[0] if values else ""
    return replace(request, filters=request.filters | filters, **changes)


def _reaching(span: YearRange, year: int) -> tuple[int, YearRange, YearRange]:
    """Return by how many years a range must be extended to hold a year, itself, and extended."""
    first = None if span.first is None else min(span.first, year)
    last = None if span.last is None else max(span.last, year)
    more = max((span.first or year) - year, year - (span.last or year), 0)
    return more, span, YearRange(first, last)
