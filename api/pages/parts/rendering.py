"""Jinja2 templates to HTML: escaped always, in Japanese or English."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.answers.labels import kilometres
from api.http.addresses.rooted import rooted_json, rooted_page
from api.http.observing.steps import step
from api.pages.parts.frame import frame
from api.pages.parts.head import head
from api.pages.parts.paths import DEVELOPERS, PEERS, PROGRAMMES
from api.wording.messages import message
from api.wording.values import JAPAN_TIME, date_label
from ontology.eras import fiscal_year_label
from search.model.kinds import USEFUL_KINDS

_TEMPLATES = Path(__file__).parents[1] / "templates"
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\u2e80-\u2fdf]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")
_AMOUNT = re.compile(r"¥?[0-9][0-9,.\-]*円?")
_NAVIGATION = {
    "search": "/",
    "peers": PEERS,
    "programmes": PROGRAMMES,
    "about": "/about",
    "help": "/help",
    "developers": DEVELOPERS,
}
"""Pages of the main menu, and where they are."""
_BELOW = {"/sparql": DEVELOPERS, "/docs": DEVELOPERS, "/ontology": DEVELOPERS}
"""Pages to which another one of the menu leads."""
_LANGUAGES = (("ja", "日本語"), ("en", "English"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.tests["japanese"] = is_japanese
    environment.tests["date"] = is_date
    environment.tests["amount"] = is_amount
    environment.filters["fiscal_year"] = fiscal_year_label
    environment.filters["japan_time"] = japan_time
    environment.filters["day"] = date_label
    environment.filters["rooted"] = rooted_json
    environment.filters["kilometres"] = kilometres
    return environment


def is_japanese(text: object) -> bool:
    """Tell whether a text holds kana or kanji, so that an English page marks its language."""
    return bool(_JAPANESE.search(str(text)))


def is_date(text: object) -> bool:
    """Tell whether a text is a day or a month as ISO 8601 writes it, which no line may break."""
    return bool(_DATE.fullmatch(str(text)))


def is_amount(text: object) -> bool:
    """Tell whether a text is a number, an amount of money or a telephone number alone."""
    return bool(_AMOUNT.fullmatch(str(text)))


def japan_time(moment: str, lang: str) -> str:
    """Return a moment (ISO 8601 with an offset) as day and time in Japan, to the minute."""
    there = datetime.fromisoformat(moment).astimezone(JAPAN_TIME)
    return f"{date_label(there.date().isoformat(), lang)} {there:%H:%M}"


def translator(lang: str) -> Callable[..., str]:
    """Return a function from the key of a page's text (without ``page-``) to the text."""

    def translate(key: str, **values: object) -> str:
        text = message(f"page-{key}", lang)
        return text.format(**values) if values else text

    return translate


def _linker(request: Request) -> Callable[[str], str]:
    """Return a function that keeps an explicitly chosen language in links to other pages."""
    chosen = request.query_params.get("lang")

    def link(path: str) -> str:
        if chosen not in {"ja", "en"} or not path.startswith("/") or "lang=" in path:
            return path
        path, mark, fragment = path.partition("#")
        return f"{path}{'&' if '?' in path else '?'}lang={chosen}{mark}{fragment}"

    return link


def _languages(request: Request, lang: str) -> list[dict[str, Any]]:
    """Return the links of the language switch: this very state in either language."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return [
        {
            "code": code,
            "label": label,
            "current": code == lang,
            "url": "?" + urlencode([*kept, ("lang", code)], errors="replace"),
        }
        for code, label in _LANGUAGES
    ]


def _navigation(request: Request) -> list[dict[str, Any]]:
    path = _BELOW.get(request.url.path, request.url.path)
    return [
        {"name": name, "href": href, "current": path == href or path.startswith(f"{href}/")}
        for name, href in _NAVIGATION.items()
    ]


def render(
    request: Request,
    template: str,
    lang: str,
    context: Mapping[str, Any],
    status: int = 200,
    **headers: str,
) -> Response:
    """Return a page.

    Args:
        request: the request that is answered.
        template: file name of the template.
        lang: ``ja`` or ``en``.
        context: what the template shows.
        status: HTTP status.
        headers: further headers, with ``_`` in the place of ``-``.
    """
    chosen = request.query_params.get("lang")
    with step("render"):
        body = (
            _environment()
            .get_template(template)
            .render(
                lang=lang,
                chosen_lang=chosen if chosen in {"ja", "en"} else "",
                t=translator(lang),
                kind_labels={kind: message(f"kind-{kind}", lang) for kind in USEFUL_KINDS},
                kind_label=lambda kind: message(f"kind-{kind}", lang),
                condition_label=lambda name: message(f"condition-{name}", lang),
                link=_linker(request),
                languages=_languages(request, lang),
                navigation=_navigation(request),
                site=frame(request, lang),
                head=head(request, lang, status),
                **context,
            )
        )
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(
        rooted_page(body),
        status,
        media_type="text/html; charset=utf-8",
        headers={"Content-Language": lang, "Vary": "Accept, Accept-Language", **named},
    )
