"""The view model of the page that tells how to tell of an error."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from api.pages.parts.frame import correction_text, form_address, mail_address, operator_of
from api.pages.parts.paths import page_path
from api.release.opened import OpenRelease
from api.wording.language import pick
from graph.entities.resources import is_known, labels


def correction_view(
    request: Request, opened: OpenRelease, about: str, lang: str
) -> dict[str, Any] | None:
    """Return the text to copy, and where to send it; None for what is not in the graph.

    Args:
        request: its settings say who runs the service.
        opened: the release.
        about: IRI of what is wrong; empty for nothing in particular.
        lang: language of the page.
    """
    place = opened.iris.split(about)
    if about and not (place and is_known(opened.store, about)):
        return None
    named = labels(opened.store, about) if place else {}
    label = pick(named, lang) if named else about
    operator = operator_of(request)
    subject, text = correction_text(label, about, opened.release.id, lang)
    return {
        "label": label,
        "back": page_path(*place) if place else "",
        "subject": subject,
        "text": text,
        "mail": mail_address(operator, subject, text) if operator.email else "",
        "form": form_address(operator, about) if operator.url else "",
    }
