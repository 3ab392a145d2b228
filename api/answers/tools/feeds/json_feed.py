"""A feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api.answers.tools.feeds.feed import JSON, Feed

MEDIA_TYPE = "application/feed+json"
_VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(
    feed: Feed, author: str, resolve: Callable[[str], str], page: Callable[..., str]
) -> dict[str, Any]:
    """Return a feed as the values of a JSON Feed.

    Args:
        feed: the feed.
        author: who runs the service.
        resolve: makes a whole address of a path.
        page: gives the path of the page of a thing by kind and key.
    """
    links = feed.links(JSON, resolve)
    following = {"next_url": links["next"]} if "next" in links else {}
    return {
        "version": _VERSION,
        "title": feed.title,
        "home_page_url": resolve(feed.page),
        "feed_url": links["self"],
        **following,
        "language": feed.lang,
        "authors": [{"name": author}],
        "items": [
            {
                "id": entry.id,
                "url": resolve(page(entry.kind, entry.key)),
                "external_url": entry.iri,
                "title": entry.title,
                "content_text": entry.text,
                "date_modified": entry.updated,
                "tags": [entry.kind],
            }
            for entry in feed.entries
        ],
    }
