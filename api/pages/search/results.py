"""The view model of the search page: the answer of ``/api/search`` and the links around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from api.answers.labels import candidate_texts
from api.answers.search.answer import search_answer
from api.answers.unknown import with_names
from api.http.parameters import SearchParameters
from api.pages.parts.cells import Value
from api.pages.parts.coverage import poorly_covered
from api.pages.parts.forms import pages, search_choices
from api.pages.parts.maps import prefecture_names
from api.pages.parts.paths import entity_path
from api.pages.parts.rendering import translator
from api.pages.parts.state import Change, SearchState
from api.pages.search.chips import Chips
from api.pages.search.conditions import StatedConditions
from api.pages.search.facets import facet_lists
from api.release.opened import OpenRelease
from api.wording.faults import fault_candidates, fault_texts
from api.wording.language import localise
from api.wording.values import code_label
from search.model.facets import LEFT_OUT, ByFacet
from search.model.interpretation import Use
from search.model.request import SORTS, SearchRequest
from search.model.result import SearchResult
from search.query.fields.faults import FieldSyntaxError

REACH_KM = {"least": 5, "most": 300, "step": 5}
"""Ends and steps of the slider of radii, in kilometres."""
RADII_KM = (10, 30, 50, 100, 200)
"""Radii that are one click away, in kilometres."""
EXPORTS = (("csv", "CSV"), ("xlsx", "Excel"), ("geojson", "GeoJSON"), ("ttl", "Turtle (RDF)"))
_QUOTATION_MARKS = '"＂“”„‟〝〞〟'
_QUOTED = re.compile(f"[^{_QUOTATION_MARKS}]*")
_PLAIN = re.compile(rf"[^\s(){_QUOTATION_MARKS}（）]*")
"""Values of a field as ``search.query.fields.syntax`` reads them."""
_NOTHING_KNOWN: dict[str, Any] = dict.fromkeys(
    (
        "programme", "fiscal_year", "full_name", "date_start", "status_as_of", "status_certainty",
        "confidence", "road_av_support", "applicants", "areas", "areas_derived", "place_basis",
        "technologies", "technologies_open", "technologies_derived", "challenges", "linked",
        "missing",
    )
)  # fmt: skip
"""What an item may have; kinds differ."""


_RANKING = (Use.APPLIED, Use.RANKS)
"""What becomes of words that occur."""


def search_view(
    opened: OpenRelease, result: SearchResult, parameters: SearchParameters, lang: str
) -> dict[str, Any]:
    """Return what the result page shows.

    Args:
        opened: the release that answered.
        result: what search gave.
        parameters: the request.
        lang: language of labels.
    """
    return _SearchPage(opened, result, parameters, lang).view()


class _SearchPage:
    def __init__(
        self, opened: OpenRelease, result: SearchResult, parameters: SearchParameters, lang: str
    ) -> None:
        self._opened, self._parameters, self._lang = opened, parameters, lang
        self._t = translator(lang)
        self._state = SearchState.of(parameters)
        page = {"limit": parameters.limit, "offset": parameters.offset}
        self._answer = search_answer(opened, result, lang, page)
        self._first, self._efforts_in_all = result.first, result.efforts
        self._understood: Any = self._answer["interpretation"]
        self._conditions = StatedConditions(self._understood, self._state)

    def view(self) -> dict[str, Any]:
        """Return everything that the template needs."""
        sparql = self._understood["sparql"]
        near = [p for p in self._understood["places"] if p["relation"] == "near"]
        making = Chips(self._opened, self._parameters, self._conditions, self._t, self._lang)
        items = self._efforts()
        chips = [*making.of_spans(), *making.of_filters(next(iter(near), None))]
        return {
            "answer": self._answer,
            "chips": chips,
            "left_out": making.left_out,
            "dropped": making.dropped(),
            "typed": making.typed(),
            "covered": self._covered(),
            "kept": self._state.kept(),
            "offers": self._offers(),
            "items": items,
            "counted": self._counted(),
            "efforts": self._efforts_in_all,
            "relaxed": [self._item(item) for item in self._answer["relaxed"]],
            "ranking": " ".join(word["text"] for word in self._words(*_RANKING)),
            "missed": [word["reason"] for word in self._words(Use.UNKNOWN, Use.NOT_HELD)],
            "facets": facet_lists(self._answer["facets"], self._conditions),
            "sorts": self._sorts(bool(near)),
            "radii": self._radii(near),
            "reach": self._reach(near),
            "described": self._described(chips),
            "choices": search_choices(self._opened, self._lang),
            "map": self._map(),
            "pages": pages(self._answer, self._state, "/", self._first),
            "exports": self._exports(),
            "emptied": [
                {**item, "url": self._conditions.without(*item["conditions"])}
                for item in self._answer.get("emptied_by", ())
            ],
            "widenings": [
                {**item, "url": self._state.url(item["parameters"])}
                for item in self._answer.get("widenings", ())
                if item["kind"] not in LEFT_OUT  # what leaves a filter out stands above
            ],
            "sparql": sparql,
            "sparql_run": "/sparql?" + urlencode({"query": sparql, "format": "csv"}),
            "sparql_edit": "/sparql?" + urlencode({"edit": sparql}),
        }

    def _counted(self) -> str:
        """Return the key of the words for how many results there are, and of what."""
        asked = {value["key"] for value in self._answer["facets"]["type"] if value["selected"]}
        return "total-bodies" if asked == {"municipality"} else "total"

    def _efforts(self) -> list[dict[str, Any]]:
        """Return the items; projects of one effort are one, with the linked support inside it.

        It stands where the first of them does, under the name of the one that is supported.
        """
        found: dict[str, list[dict[str, Any]]] = {}
        for item in self._answer["items"]:
            effort = item["effort"] if item["type"] == "project" else item["iri"]
            found.setdefault(effort, []).append(self._item(item))
        return [
            next((one for one in group if one["key"] == effort), group[0])
            | {"together": len(group)}
            for effort, group in found.items()
        ]

    def _item(self, item: Mapping[str, Any]) -> dict[str, Any]:
        snippet = item["snippet"]
        status = item.get("status")
        return {
            **_NOTHING_KNOWN,
            **item,
            "together": 1,  # an item of the list stands for itself, or for its effort
            "url": entity_path(item["type"], item["key"]),
            # The snippet is escaped where it is made; its only tags are <mark>.
            "snippet": Markup(snippet) if snippet else None,  # noqa: S704
            "status_label": code_label("status", status, self._lang) if status else "",
            "summary": item.get("definition") or item.get("aim") or "",
            "places": _places(item),
            "linked": [self._linked(one) for one in item.get("linked") or ()],
        }

    def _linked(self, one: Mapping[str, Any]) -> dict[str, Any]:
        """Return the same effort under another programme: its title, that programme, its year."""
        document = self._opened.search.document("project", one["key"])
        facts = localise(document.payload, self._lang) if document else None
        return {
            **one,
            "programme": facts["programme"]["label"] if facts else "",
            "fiscal_year": facts["fiscal_year"] if facts else None,
        }

    def _covered(self) -> list[Value]:
        """Return the programmes concerned that are covered in part.

        Those of what was found, and those that support what is asked for anywhere: a region with
        nothing in it may only be one that no list covers.
        """
        found = self._answer["facets"].get("programme", ())
        keys = [value["key"] for value in found if value["count"]]
        concepts = {
            name: tuple(self._conditions.keys(name))
            for name in ("technology", "challenge")
            if self._conditions.keys(name)
        }
        if concepts:
            filters = ByFacet({"type": ("project",), **concepts})
            anywhere = self._opened.search.search(SearchRequest(filters=filters, limit=0))
            keys += [value.key for value in anywhere.facets["programme"] if value.total]
        return poorly_covered(self._opened, keys, self._lang)

    def _words(self, *uses: Use) -> list[dict[str, Any]]:
        """Return the words that are no spans and had one of some uses."""
        words = self._understood["words"]
        return [word for word in words if word["use"] in uses and not word["span"]]

    def _offers(self) -> list[dict[str, Any]]:
        """Return what may have been meant; the spans of another text are other ones."""
        return [
            {**offer, "url": self._state.url({"q": offer["q"], "drop": None, "as": None})}
            for offer in self._answer["did_you_mean"]
        ]

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

    def _reach(self, near: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
        """Return the slider of the radius: where it stands, and what its form carries on."""
        if not near:
            return None
        kept = self._state.pairs({"radius_km": None})
        return {**REACH_KM, "km": f"{near[0]['radius_km']:g}", "kept": kept}

    def _described(self, chips: Sequence[Mapping[str, Any]]) -> str:
        """Return a search without words by its conditions."""
        return ("、" if self._lang == "ja" else ", ").join(chip["label"] for chip in chips)

    def _map(self) -> dict[str, Any]:
        """Return the addresses of the map; ``{code}`` stands for that of a place."""
        without_page: dict[str, Change] = {"limit": None, "sort": None}
        own = {"lang": self._lang}
        return {
            "url": self._state.url({**without_page, **own}, "/api/map"),
            "municipality": self._state.url({"municipality": "{code}"}),
            "prefecture": self._state.url({"prefecture": "{code}"}),
            "page": entity_path("municipality", "{code}"),
            "area": self._state.url({"near": "{point}", "radius_km": "{km}"}),
            "prefectures": prefecture_names(self._opened, self._lang),
        }

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


def _places(item: Mapping[str, Any]) -> list[str]:
    """Return the codes of where an item is."""
    if item["type"] == "municipality":
        return [item["key"]]
    return [place["code"] for place in item.get("locations") or ()]


def error_view(
    opened: OpenRelease, error: FieldSyntaxError, parameters: SearchParameters, lang: str
) -> dict[str, Any]:
    """Return what the page of a query that cannot be read shows: the place, and ways out."""
    state, query = SearchState.of(parameters), parameters.q
    error = with_names(opened, error)
    start, end = _value_at(query, error.position)
    return {
        "parameters": parameters,
        "choices": search_choices(opened, lang),
        "kept": state.kept(),
        "message": fault_texts(error)[lang],
        "number": error.position + 1,
        "before": query[: error.position],
        "marked": query[error.position : error.position + 1] or " ",
        "after": query[error.position + 1 :],
        "candidates": [
            {
                **localise(named, lang),
                "url": state.url({"q": query[:start] + named["key"] + query[end:]}),
            }
            for named in fault_candidates(error, partial(candidate_texts, opened))
        ],
    }


def _value_at(query: str, position: int) -> tuple[int, int]:
    """Return where the value that begins at a character begins and ends."""
    quoted = position > 0 and query[position - 1] in _QUOTATION_MARKS
    match = (_QUOTED if quoted else _PLAIN).match(query, position)
    return position, match.end() if match else position
