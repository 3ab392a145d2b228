"""The view model of the start page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from api.answers.labels import label_of
from api.pages.parts.forms import search_choices
from api.pages.parts.paths import PEERS, PROGRAMMES
from api.release.opened import OpenRelease
from api.wording.messages import message

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


TASKS = {"peers": PEERS, "match": PROGRAMMES, "sparql": "/sparql"}
"""What else people come for, and where it is."""


def start_view(opened: OpenRelease, lang: str) -> dict[str, Any]:
    """Return what the start page shows: examples, and how much there is of what."""

    def counted(name: str, **fixed: str) -> list[dict[str, Any]]:
        return [
            {
                "label": message("page-about-number-municipalities", lang)
                if (name, value.key) == ("type", "municipality")
                else label_of(opened, name, value.key, lang),
                "count": value.total,
                "url": "/?" + urlencode({**fixed, name: value.key}),
            }
            for value in opened.search.totals(name)
        ]

    return {
        "choices": search_choices(opened, lang),
        "tasks": [{"name": name, "href": href} for name, href in TASKS.items()],
        "examples": [
            {"text": text, "url": "/?" + urlencode({"q": text})} for text in EXAMPLES[lang]
        ],
        "programmes": counted("programme", type="project"),
        "kinds": counted("type"),
    }
