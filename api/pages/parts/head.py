"""What the head of a page says of its address: the canonical one, and those in either language."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from api.http.public import absolute, public_url
from api.wording.language import LANGUAGES

_FAILED_FROM = 400
_LOCALES = {"ja": "ja_JP", "en": "en_US"}
"""Languages as the Open Graph protocol writes them."""


def head(request: Request, lang: str, status: int) -> dict[str, Any]:
    """Return the addresses that the head of a page names.

    Args:
        request: the request that is answered.
        lang: language of the page.
        status: HTTP status of the answer; a page that failed has no address of its own.
    """
    pairs = [(name, value) for name, value in request.query_params.multi_items() if value]
    plain = [(name, value) for name, value in pairs if name != "lang"]
    chosen = [pair for pair in pairs if pair[0] == "lang" and pair[1] in LANGUAGES]

    def address(*added: tuple[str, str]) -> str:
        query = urlencode([*plain, *added], errors="replace")
        return absolute(request, request.url.path + (f"?{query}" if query else ""))

    return {
        "canonical": address(*chosen[:1]) if status < _FAILED_FROM else "",
        "languages": [*((code, address(("lang", code))) for code in LANGUAGES),
                      ("x-default", address())],
        "locale": _LOCALES[lang],
        "other_locales": [locale for code, locale in _LOCALES.items() if code != lang],
        "is_public": bool(public_url(request)),
    }  # fmt: skip
