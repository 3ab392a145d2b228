"""The preview of an entity: a small page in a frame of another site, without cookies or scripts."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from fastapi import Request, Response

from api.answers.tools.addresses import address
from api.answers.tools.reconciliation.candidates import description
from api.answers.tools.reconciliation.entity_types import Reference
from api.answers.tools.reconciliation.facts import Facts
from api.answers.tools.reconciliation.properties import PROPERTIES, Value
from api.answers.tools.reconciliation.readings.found import EXACT, Found
from api.pages.parts.paths import page_path
from api.pages.parts.rendering import render
from api.wording.language import joined

FRAMED = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)
"""Content-Security-Policy of a preview: any site may frame it, and nothing in it acts."""
_SHOWN = (
    "kana", "population", "project_count", "technologies", "programmes", "fiscal_years", "url",
    "applicants", "aim", "definition", "date_start",
)  # fmt: skip
"""Properties that a preview shows."""
_MOST = 5
"""Most values of one property."""


def preview(request: Request, facts: Facts, reference: Reference) -> Response:
    """Return the page of an entity for a frame.

    Args:
        request: the request that is answered.
        facts: what is known, and the language of names.
        reference: the entity.
    """
    context = {
        "name": facts.name(reference),
        "description": description(facts, Found(reference, EXACT)),
        "facts": list(_facts(facts, reference)),
        "whole": address(page_path(*reference), {"lang": facts.lang}),
        "target": "_blank",  # who reconciles a table keeps it open
    }
    page = render(request, "preview.html", facts.lang, context)
    page.headers["Content-Security-Policy"] = FRAMED
    return page


def flyout(title: str, text: str) -> str:
    """Return the HTML that a client shows beside a suggestion: two paragraphs, escaped."""
    return f"<p><strong>{escape(title)}</strong></p><p>{escape(text)}</p>"


def _facts(facts: Facts, reference: Reference) -> Iterator[dict[str, str]]:
    for name in _SHOWN:
        values = PROPERTIES[name].of(facts, reference)
        if values:
            said = [_said(facts, name, value) for value in values[:_MOST]]
            more = ["…"] if len(values) > _MOST else []
            shown = PROPERTIES[name].item(facts.lang)["name"]
            yield {"name": shown, "value": joined([*said, *more], facts.lang)}


def _said(facts: Facts, name: str, value: Value) -> str:
    if isinstance(value, int) and name != "fiscal_years":
        return f"{value:,}"
    if isinstance(value, tuple) and len(value) > 1:
        return facts.name(value)
    return str(value[0] if isinstance(value, tuple) else value)
