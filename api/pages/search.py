"""The view model of the search page: the answer of ``/api/search`` and the links around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from api.answers import label_of, search_answer
from api.pages.rendering import entity_path, translator
from api.pages.state import SearchState
from api.pages.wording import code_label
from api.parameters import SearchParameters
from api.service import Service
from ontology.eras import fiscal_year_label
from search.results import SORTS, SearchResult

SHOWN_VALUES = 12
"""Values of a facet that are shown at once."""
MOST_VALUES = 120
"""Values of a facet that a page lists; the API lists all of them."""
RADII_KM = (10, 30, 50, 100, 200)
"""Radii that are one click away, in kilometres."""
EXPORTS = (("csv", "CSV"), ("xlsx", "Excel"), ("geojson", "GeoJSON"), ("ttl", "Turtle (RDF)"))
_PARAMETERS = {"year": "fiscal_year", "place": "near", "region": "near"}
"""Kinds of spans whose parameter has another name."""
_FILTERS = {
    "type": "types",
    "technology": "technologies",
    "challenge": "challenges",
    "programme": "programmes",
    "ministry": "ministries",
    "fiscal_year": "fiscal_years",
    "prefecture": "prefectures",
    "municipality": "municipalities",
}
"""Filters, and where the interpretation says what they were taken for."""
_NOTHING_KNOWN: dict[str, Any] = dict.fromkeys(
    (
        "programme", "full_name", "date_start", "status_as_of", "road_av_support", "applicants",
        "areas", "technologies", "technologies_open", "technologies_derived", "challenges",
        "linked",
    )
)  # fmt: skip
"""What an item may have; kinds differ."""
_SPAN_ID = re.compile(r"s([0-9]{1,6})-([0-9]{1,6})")


def search_view(
    service: Service, result: SearchResult, parameters: SearchParameters, lang: str
) -> dict[str, Any]:
    """Return what the result page shows.

    Args:
        service: the release that answered.
        result: what search gave.
        parameters: the request.
        lang: language of labels.
    """
    return _SearchPage(service, result, parameters, lang).view()


class _SearchPage:
    def __init__(
        self, service: Service, result: SearchResult, parameters: SearchParameters, lang: str
    ) -> None:
        self._service, self._parameters, self._lang = service, parameters, lang
        self._t = translator(lang)
        self._state = SearchState.of(parameters)
        page = {"limit": parameters.limit, "offset": parameters.offset}
        self._answer = search_answer(service, result, lang, page)
        self._understood: dict[str, Any] = self._answer["interpretation"]

    def view(self) -> dict[str, Any]:
        """Return everything that the template needs."""
        sparql = self._understood["sparql"]
        near = [p for p in self._understood["places"] if p["relation"] == "near"]
        return {
            "answer": self._answer,
            "chips": [*self._span_chips(), *self._filter_chips()],
            "dropped": self._dropped(),
            "kept": self._kept(),
            "items": [self._item(item) for item in self._answer["items"]],
            "facets": self._facets(),
            "sorts": self._sorts(bool(near)),
            "radii": self._radii(near),
            "pages": self._pages(),
            "exports": self._exports(),
            "emptied": [self._emptied(item) for item in self._answer.get("emptied_by", ())],
            "sparql": sparql,
            "sparql_run": "/sparql?" + urlencode({"query": sparql, "format": "csv"}),
            "sparql_edit": "/sparql?" + urlencode({"edit": sparql}),
        }

    def _kept(self) -> list[tuple[str, str]]:
        """Return what the form carries on; spans belong to the text that may now change."""
        own = {"q", "near", "radius_km", "drop", "as", "offset"}
        if self._state.all("sort") == ("distance",):
            own.add("sort")
        return [
            (name, value)
            for name, values in self._state.values.items()
            if name not in own
            for value in values
        ]

    def _item(self, item: Mapping[str, Any]) -> dict[str, Any]:
        snippet = item["snippet"]
        year = item.get("fiscal_year")
        status = item.get("status")
        return {
            **_NOTHING_KNOWN,
            **item,
            "url": entity_path(item["type"], item["key"]),
            # The snippet is escaped where it is made; its only tags are <mark>.
            "snippet": Markup(snippet) if snippet else None,  # noqa: S704
            "year": fiscal_year_label(year, self._lang) if year else "",
            "status_label": code_label("status", status, self._lang) if status else "",
            "summary": item.get("definition") or item.get("aim") or "",
        }

    def _span_chips(self) -> list[dict[str, Any]]:
        places = {p["span"]: p for p in self._understood["places"] if p["span"]}
        return [self._span_chip(span, places) for span in self._understood["spans"]]

    def _span_chip(
        self, span: Mapping[str, Any], places: Mapping[str, Mapping[str, Any]]
    ) -> dict[str, Any]:
        id_, kind = span["id"], span["kind"]
        chosen = {c["key"] for c in span["chosen"]}
        others = [c for c in span["candidates"] if {c["key"]} != chosen]
        choices = [value for value in self._state.all("as") if not value.startswith(f"{id_}:")]
        condition = "excluded" if span["excluded"] else self._condition(kind)
        separator = "、" if self._lang == "ja" else ", "
        label = separator.join(c["label"] for c in span["chosen"]) or span["text"]
        place = places.get(id_)
        if place and place["relation"] == "near":
            label = self._t("within", place=label, km=f"{place['radius_km']:g}")
        elif place:
            label = self._t("inside", place=label)
        return {
            "text": span["text"],
            "condition": condition,
            "label": label,
            "overridden": self._overridden(kind) and not span["excluded"],
            "remove": self._state.url({"drop": [*self._state.all("drop"), id_]}),
            "others": [
                {
                    "label": c["label"],
                    "url": self._state.url({"as": [*choices, f"{id_}:{c['key']}"]}),
                }
                for c in others
            ],
        }

    @staticmethod
    def _condition(kind: str) -> str:
        return {"year": "fiscal_year", "region": "place"}.get(kind, kind)

    def _overridden(self, kind: str) -> bool:
        """Tell whether a filter stands in the stead of what the query says."""
        names = {_PARAMETERS.get(kind, kind)}
        if kind in {"place", "region"}:
            names |= {"prefecture", "municipality"}
        return any(self._state.all(name) for name in names)

    def _filter_chips(self) -> list[dict[str, Any]]:
        chips = [
            self._filter_chip(name, label, {name: [k for k in keys if k != key]})
            for name in _FILTERS
            if self._state.all(name)
            for keys in [self._keys(name)]
            for key in keys
            for label in [self._value_label(name, key)]
        ]
        if self._parameters.near:
            place = next(iter(self._understood["places"]), None)
            name = place["name"] if place else self._parameters.near
            km = f"{place['radius_km']:g}" if place and place["radius_km"] else ""
            label = self._t("within", place=name, km=km)
            chips.append(self._filter_chip("place", label, {"near": None, "radius_km": None}))
        return chips

    def _filter_chip(
        self, condition: str, label: str, changes: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {
            "text": "",
            "condition": condition,
            "label": label,
            "overridden": False,
            "remove": self._state.url(changes),
            "others": [],
        }

    def _value_label(self, name: str, key: str) -> str:
        if name != "fiscal_year":
            return label_of(self._service, name, key, self._lang)
        ends = [fiscal_year_label(int(e), self._lang) if e else "" for e in key.split("..")]
        return (" – " if self._lang == "en" else "〜").join(ends)

    def _keys(self, name: str) -> list[str]:
        """Return the keys that a filter or the query was taken for."""
        found = self._understood[_FILTERS[name]]
        return [item if isinstance(item, str) else item["key"] for item in found]

    def _dropped(self) -> list[dict[str, str]]:
        """Return the spans that were taken back, each with the way to have it again."""
        dropped = self._state.all("drop")
        found = []
        for id_ in dropped:
            match = _SPAN_ID.fullmatch(id_)
            text = self._parameters.q[int(match[1]) : int(match[2])] if match else ""
            if text:
                kept = [other for other in dropped if other != id_]
                found.append({"text": text, "url": self._state.url({"drop": kept})})
        return found

    def _facets(self) -> list[dict[str, Any]]:
        facets = []
        for name, values in self._answer["facets"].items():
            listed = [
                {**value, "url": self._toggle(name, value)}
                for value in values
                if value["count"] or value["selected"]
            ]
            first, rest = listed[:SHOWN_VALUES], listed[SHOWN_VALUES:MOST_VALUES]
            if listed:
                facets.append(
                    {
                        "name": name,
                        "first": first,
                        "rest": rest,
                        "more": max(0, len(listed) - MOST_VALUES),
                        "open": any(value["selected"] for value in rest),
                    }
                )
        return facets

    def _toggle(self, name: str, value: Mapping[str, Any]) -> str:
        """Return the address with a facet's value chosen, or no longer chosen."""
        keys = self._keys(name)
        if not value["selected"]:
            return self._state.url({name: [*keys, value["key"]]})
        if self._state.all(name):
            return self._state.url({name: [key for key in keys if key != value["key"]]})
        spans = self._spans_of(name, value["key"])
        return self._state.url({"drop": [*self._state.all("drop"), *spans]})

    def _spans_of(self, name: str, key: str | None = None) -> list[str]:
        """Return the ids of the spans that state a condition (with a certain key)."""
        return [
            span["id"]
            for span in self._understood["spans"]
            if (name == "excluded" if span["excluded"] else name == self._condition(span["kind"]))
            and (key is None or any(self._means(c, key) for c in span["chosen"]))
        ]

    @staticmethod
    def _means(candidate: Mapping[str, str], key: str) -> bool:
        return candidate["key"] == key or candidate["kind"] == "year"

    def _sorts(self, near: bool) -> list[dict[str, Any]]:  # noqa: FBT001 - one caller
        return [
            {
                "name": sort,
                "url": self._state.url({"sort": None if sort == "relevance" else sort}),
                "current": sort == self._parameters.sort,
            }
            for sort in SORTS
            if near or sort != "distance"
        ]

    def _radii(self, near: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        current = {place["radius_km"] for place in near}
        return [
            {"km": km, "url": self._state.url({"radius_km": km}), "current": current == {km}}
            for km in (RADII_KM if near else ())
        ]

    def _pages(self) -> dict[str, Any]:
        limit, offset, total = (self._answer[name] for name in ("limit", "offset", "total"))
        shown = len(self._answer["items"])
        previous = max(0, offset - limit)
        return {
            "first": offset + 1 if shown else 0,
            "last": offset + shown,
            "next": self._state.url({"offset": offset + limit}) if offset + shown < total and shown
            else None,
            "previous": self._state.url({"offset": previous or None}) if offset else None,
        }  # fmt: skip

    def _exports(self) -> list[dict[str, str]]:
        return [
            {
                "label": label,
                "url": self._state.url(
                    {"format": name, "lang": self._lang, "limit": None}, "/api/search"
                ),
            }
            for name, label in EXPORTS
        ]

    def _emptied(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """Return a condition that emptied the result, with the way out."""
        name = item["condition"]
        spans = self._spans_of(name)
        remaining = len(self._understood["spans"]) - len(spans)
        changes: dict[str, Any] = {"drop": [*self._state.all("drop"), *spans]}
        if name == "text" or (spans and not remaining):
            # With nothing recognised any more the words would filter (DESIGN section 6.3).
            changes = {"q": None, "drop": None, "as": None}
        for parameter in {"place": ("near", "radius_km"), "text": ()}.get(name, (name,)):
            if parameter != "excluded":
                changes[parameter] = None
        return {**item, "url": self._state.url(changes)}
