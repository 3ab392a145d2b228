"""The view model of the start page."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from api.answers.changes import changes_answer, changes_of, edition, told, totals
from api.answers.labels import label_of
from api.pages.parts.charts import Bar, Chart
from api.pages.parts.forms import search_choices
from api.pages.parts.paths import PEERS, PROGRAMMES, entity_path
from api.release.opened import OpenRelease
from api.wording.messages import message
from ontology.eras import fiscal_year_label
from search.model.result import FacetValue

EXAMPLES = {
    "ja": (
        "大阪の近くの自動運転",
        "令和4年度に選定されたクラウド関連のプロジェクト",
        "九州のドローン",
        "河内長野市",
    ),
    "en": (
        "automated driving near Osaka",
        "cloud projects selected in 2022",
        "drones in Kyushu",
        "Kawachinagano",
    ),
}
"""Queries of the start page, by its language."""

TASKS = {"peers": PEERS, "match": PROGRAMMES, "help": "/help"}
"""The ways in beside the search box, and where they are."""
_TECHNOLOGIES = 12
"""Technologies that are named; the others are found by a search."""
_NEWS = 5
"""Things of which the page says that they changed."""
_PREFECTURE = re.compile(r"(?<=..)[都府県]$| (?:Prefecture|Metropolis)$")
_STEPS = 4
"""Shades of the map, from few to many."""


def start_view(opened: OpenRelease, lang: str) -> dict[str, Any]:
    """Return what the start page shows: examples, and how much there is of what.

    Args:
        opened: the release.
        lang: language of the page.
    """

    def counted(name: str, **fixed: str) -> list[dict[str, Any]]:
        return [
            {
                "label": message("page-about-number-municipalities", lang)
                if (name, value.key) == ("type", "municipality")
                else label_of(opened, name, value.key, lang),
                "count": value.total,
                "url": _search({**fixed, name: value.key}),
            }
            for value in opened.search.totals(name)
        ]

    rows = opened.release.manifest["counts"]["rows"]
    return {
        "choices": search_choices(opened, lang),
        "tasks": [{"name": name, "href": href} for name, href in TASKS.items()],
        "examples": [{"text": text, "url": _search({"q": text})} for text in EXAMPLES[lang]],
        "numbers": {name: rows[name] for name in ("projects", "programmes", "sources")},
        "prefectures": _prefectures(opened, lang),
        "technologies": counted("technology", type="project")[:_TECHNOLOGIES],
        "years": _years(opened.search.totals("fiscal_year"), lang),
        "news": _news(opened, lang),
        "programmes": counted("programme", type="project"),
        "kinds": counted("type"),
    }


def _search(conditions: dict[str, str]) -> str:
    return "/?" + urlencode(conditions)


def _prefectures(opened: OpenRelease, lang: str) -> list[dict[str, Any]]:
    """Return the prefectures in the order of their codes, each with its projects and a shade."""
    found = {value.key: value.total for value in opened.search.totals("prefecture")}
    most = max(found.values(), default=1)
    places = (place for place in opened.search.places.values() if place.kind == "prefecture")
    return [
        {
            "number": place.code[:2],
            "label": _short(place.name if lang == "ja" else place.english),
            "count": (count := found.get(place.code, 0)),
            "shade": -(-_STEPS * count // most),
            "url": _search({"type": "project", "prefecture": place.code}),
        }
        for place in sorted(places, key=lambda place: place.code)
    ]


def _short(name: str) -> str:
    """Return the name of a prefecture without 都, 府, 県 or Prefecture, as maps print it."""
    return _PREFECTURE.sub("", name)


def _years(found: tuple[FacetValue, ...], lang: str) -> Chart:
    bars = [
        Bar(
            fiscal_year_label(int(value.key), lang),
            value.total,
            f"{value.total:,}",
            href=_search({"type": "project", "fiscal_year": value.key}),
        )
        for value in sorted(found, key=lambda value: int(value.key), reverse=True)
    ]
    return Chart("by-fiscal_year", bars)


def _news(opened: OpenRelease, lang: str) -> dict[str, Any] | None:
    """Return what changed since the release before; None where there is none to compare with."""
    release = opened.release
    found = changes_of(release)
    if found is None:
        return None
    answer = changes_answer(found, edition(release), opened.iris, lang)
    things = [
        {"thing": thing, "href": entity_path(thing.kind, thing.key) if thing.is_here else ""}
        for thing in islice(told(answer, lang), _NEWS)
    ]
    kinds = {**answer, "statements": {}, "tables": {}}
    return {"totals": list(totals(kinds, lang)), "things": things}
