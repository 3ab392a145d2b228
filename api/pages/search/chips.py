"""Chips: each condition of a search, with the way to take it away or to mean something else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.answers.labels import value_label
from api.http.parameters import SearchParameters
from api.pages.parts.state import SearchState
from api.pages.search.conditions import StatedConditions
from api.release.opened import OpenRelease
from ontology.geography import MAX_RADIUS_KM
from search.model.facets import LISTED

_SPAN_ID = re.compile(r"s([0-9]{1,6})-([0-9]{1,6})")
_JOINING = "のでにをはがとやへ、,・ \u3000"
"""What may join a word to its neighbour in a query; it goes with the word that is taken away."""
_AFTER = (
    "の近く", "の周辺", "周辺", "付近", "近辺", "の近郊", "じゃない", "ではない", "以外", "を除く",
    "なし", "か",
)  # fmt: skip
_BEFORE = ("other than ", "without ", "near ", "in ", "around ", "not ", "-", "－", "か")
"""What says how a word is meant, after it and before it; it goes with the word."""
_MEANT_TOGETHER = frozenset({"type", "applicant_kind", "designation", "status"})
"""Kinds of spans whose readings hold at once, so that none is taken instead: towns among bodies."""


MOST_CHIPS = 24
"""Conditions of a query that are shown, and values of filters: more is no query of a person."""


class Chips:
    """Makes the chips of a page.

    Args:
        opened: the release that answered.
        parameters: the request.
        conditions: what the query and the filters state.
        translate: gives the page's texts by key.
        lang: language of labels.

    Attributes:
        left_out: conditions that have no chip because there are too many.
    """

    def __init__(
        self,
        opened: OpenRelease,
        parameters: SearchParameters,
        conditions: StatedConditions,
        translate: Callable[..., str],
        lang: str,
    ) -> None:
        self._opened, self._parameters, self._lang = opened, parameters, lang
        self._conditions, self._t = conditions, translate
        self._state = SearchState.of(parameters)
        self.left_out = 0

    def of_spans(self) -> list[dict[str, Any]]:
        """Return a chip for each thing that spans of the query say, the first ``MOST_CHIPS``.

        Each chip has the whole query in its links, so that a chip for every repetition would make
        a page of the square of the query.
        """
        alike: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
        for span in self._conditions.spans:
            alike.setdefault(_said(span), []).append(span)
        groups = list(alike.values())
        self.left_out += len(groups[MOST_CHIPS:])
        return [self._of_span(spans) for spans in groups[:MOST_CHIPS]]

    def _of_span(self, alike: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        places = self._conditions.places
        span = next((span for span in alike if span["id"] in places), alike[0])
        ids = [span["id"] for span in alike]
        chosen = {c["key"] for c in span["chosen"]}
        readings = () if span["kind"] in _MEANT_TOGETHER else span["candidates"]
        others = [c for c in readings if {c["key"]} != chosen]
        choices = [value for value in self._state.all("as") if value.partition(":")[0] not in ids]
        labels = Counter(c["label"] for c in span["candidates"])
        separator = "、" if self._lang == "ja" else ", "
        label = separator.join(c["label"] for c in span["chosen"]) or span["text"]
        place = places.get(span["id"])
        if place and place["radius_km"] == MAX_RADIUS_KM:
            label = self._t("nearest", place=label)
        elif place and _is_beside(span, place):
            label = self._t("beside", place=label)
        elif place and place["relation"] == "near":
            label = self._t("within", place=label, km=f"{place['radius_km']:g}")
        elif place:
            label = self._t("inside", place=label)
        return {
            "text": span["text"],
            "condition": self._conditions.condition(span),
            "label": label,
            "overridden": self._conditions.is_overridden(span),
            "raises": self._conditions.only_raises(span),
            "remove": self._state.url({"drop": [*self._state.all("drop"), *ids]}),
            "others": [
                {
                    "label": c["label"],
                    "condition": self._level(c) if labels[c["label"]] > 1 else "",
                    "url": self._state.url(
                        {"as": [*choices, *(f"{id_}:{c['key']}" for id_ in ids)]}
                    ),
                }
                for c in others
            ],
        }

    def _level(self, candidate: Mapping[str, Any]) -> str:
        """Return the condition that a candidate would be, where its label tells no more."""
        place = self._opened.search.places.get(candidate["key"])
        if candidate["kind"] != "place" or place is None:
            return str(candidate["kind"])
        return "prefecture" if place.kind == "prefecture" else "municipality"

    def of_filters(self, near: Mapping[str, Any] | None) -> list[dict[str, Any]]:
        """Return a chip for each value of a filter.

        Args:
            near: the place to be near to, if there is one.
        """
        stated = [
            (name, keys, key)
            for name in (facet.name for facet in LISTED)
            if self._state.all(name)
            for keys in [self._conditions.keys(name)]
            for key in keys
        ]
        self.left_out += len(stated[MOST_CHIPS:])
        chips = [
            self._of_filter(name, label, {name: [other for other in keys if other != key]})
            for name, keys, key in stated[:MOST_CHIPS]
            for label in [value_label(self._opened, name, key, self._lang)]
        ]
        if self._parameters.near:
            name = near["name"] if near else self._parameters.near
            km = f"{near['radius_km']:g}" if near and near["radius_km"] else ""
            label = self._t("within", place=name, km=km)
            chips.append(self._of_filter("place", label, {"near": None, "radius_km": None}))
        return chips

    def _of_filter(self, condition: str, label: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "text": "",
            "condition": condition,
            "label": label,
            "overridden": False,
            "raises": False,
            "remove": self._state.url(changes),
            "others": [],
        }

    def typed(self) -> str:
        """Return the query without the words whose chips were taken away, as the box shows it."""
        text = self._parameters.q
        found = (_SPAN_ID.fullmatch(id_) for id_ in self._state.all("drop"))
        ends = sorted(((int(m[1]), int(m[2])) for m in found if m), reverse=True)
        for start, end in ends:
            before, after = text[:start], text[end:]
            after = next((after.removeprefix(w) for w in _AFTER if after.startswith(w)), after)
            before = next((before.removesuffix(w) for w in _BEFORE if before.endswith(w)), before)
            if not after.strip():
                before = before.rstrip().removesuffix("の")
            gap = " " if before.strip() and after.strip() else ""
            text = f"{before.rstrip()}{gap}{after.lstrip(_JOINING)}"
        return text.strip()

    def dropped(self) -> list[dict[str, str]]:
        """Return the first spans that were taken back, each with the way to have it again."""
        dropped = self._state.all("drop")
        found = []
        for id_ in dropped[:MOST_CHIPS]:
            match = _SPAN_ID.fullmatch(id_)
            text = self._parameters.q[int(match[1]) : int(match[2])] if match else ""
            if text:
                kept = [other for other in dropped if other != id_]
                found.append({"text": text, "url": self._state.url({"drop": kept})})
        return found


def _said(span: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a span says: the same for every repetition of it."""
    keys = frozenset(candidate["key"] for candidate in span["chosen"])
    return span["kind"], span["excluded"], keys or span["text"]


def _is_beside(span: Mapping[str, Any], place: Mapping[str, Any]) -> bool:
    """Tell whether what a span names is not the place itself, but what lies beside it."""
    named = {candidate["key"] for candidate in span["chosen"]}
    return span["kind"] != "station" and place["code"] not in named
