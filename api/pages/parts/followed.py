"""How a page is followed and embedded: its feed, and the links of its head to it and to oEmbed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request

from api.answers.tools.addresses import address, conditions_of
from api.answers.tools.embedding import discovery
from api.answers.tools.feeds import atom, json_feed
from api.answers.tools.feeds.feed import ATOM, JSON
from api.http.public import public_url
from api.wording.messages import message


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
