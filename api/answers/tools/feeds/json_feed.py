"""A feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.answers.tools.feeds.feed import JSON, Feed

MEDIA_TYPE = "application/feed+json"
_VERSION = "https://jsonfeed.org/version/1.1"
_TEXT = {"type": "string"}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["version", "title", "home_page_url", "feed_url", "language", "authors", "items"],
    "properties": {
        **dict.fromkeys(("title", "home_page_url", "feed_url", "next_url", "language"), _TEXT),
        "version": {"const": _VERSION},
        "authors": {"type": "array", "items": {"type": "object", "properties": {"name": _TEXT}}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "url", "title", "content_text", "date_modified"],
                "properties": {
                    **dict.fromkeys(
                        ("id", "url", "external_url", "title", "content_text", "date_modified"),
                        _TEXT,
                    ),
                    "tags": {"type": "array", "items": _TEXT},
                },
            },
        },
    },
}
"""The part of the format that our feeds use, as JSON Schema."""


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
