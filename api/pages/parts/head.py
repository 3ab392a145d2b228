"""What the head of a page says: its addresses, its feed, and how it can be embedded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from api.answers.tools.addresses import address, conditions_of
from api.answers.tools.embedding import discovery
from api.answers.tools.feeds import atom, json_feed
from api.answers.tools.feeds.feed import ATOM, JSON
from api.http.addresses.public import absolute, public_url
from api.wording.language import LANGUAGES
from api.wording.messages import message

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

    def own(*added: tuple[str, str]) -> str:
        query = urlencode([*plain, *added], errors="replace")
        return absolute(request, request.url.path + (f"?{query}" if query else ""))

    return {
        "canonical": own(*chosen[:1]) if status < _FAILED_FROM else "",
        "languages": [*((code, own(("lang", code))) for code in LANGUAGES),
                      ("x-default", own())],
        "locale": _LOCALES[lang],
        "other_locales": [locale for code, locale in _LOCALES.items() if code != lang],
        "is_public": bool(public_url(request)),
    }  # fmt: skip


def followed(
    request: Request, conditions: Mapping[str, Any], title: str, lang: str
) -> dict[str, Any]:
    """Return the address of a page's feed, and the links of its head.

    Args:
        request: the request that is answered.
        conditions: parameters of the search that the feed is of; none for no feed.
        title: what the page shows.
        lang: language of the page.
    """
    asked = {**conditions_of(conditions), "lang": lang}
    query = f"?{request.url.query}" if request.url.query else ""
    feeds = [
        {
            "type": kind.MEDIA_TYPE,
            "title": message("page-share-feed", lang),
            "href": address(path, asked),
        }
        for kind, path in ((atom, ATOM), (json_feed, JSON))
    ]
    return {
        "feed": address(ATOM, asked) if conditions else "",
        "alternates": [
            *(feeds if conditions else ()),
            *discovery(public_url(request), request.url.path + query, title),
        ],
    }
