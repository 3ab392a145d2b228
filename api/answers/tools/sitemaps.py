"""Sitemaps: the address of every page of a thing, with when it changed.

Source: https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote
from xml.sax.saxutils import escape

from api.answers.tools.feeds.history import History, changed_on
from api.things.listing import Listing

MEDIA_TYPE = "application/xml"
INDEX = "/sitemap.xml"
MOST = 10_000
"""Addresses in one part. The protocol allows 50,000; one of these is written in a tenth of a
second."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES = (
    "/", "/about", "/about/accessibility", "/about/licences", "/about/releases", "/about/sources",
    "/developers", "/docs", "/help", "/ontology", "/peers", "/problem", "/programmes",
)  # fmt: skip
"""Pages that are of no thing."""


def part_path(number: int) -> str:
    """Return the path of a part; the first one, with pages of no thing, is 0."""
    return f"/sitemap-{number}.xml"


def parts(listed: Listing) -> int:
    """Return how many parts there are: that of the pages of no thing, and those of the things."""
    return 1 + -(-len(listed.things) // MOST)


def sitemap_index(listed: Listing, built: str, public: str) -> bytes:
    """Return the list of the parts.

    Args:
        listed: the things of the release that is served.
        built: when it was built (ISO 8601 with an offset).
        public: public address of the service, with a slash at its end.
    """
    return _written("sitemapindex", "sitemap", public, [
        (part_path(number), built) for number in range(parts(listed))
    ])  # fmt: skip


def sitemap_part(number: int, listed: Listing, known: History, built: str, public: str) -> bytes:
    """Return one part.

    Args:
        number: which one, counted from 0.
        listed: the things of the release that is served.
        known: how the release came about.
        built: when it was built (ISO 8601 with an offset).
        public: public address of the service, with a slash at its end.
    """
    if not number:
        return _written("urlset", "url", public, [(page, built) for page in _PAGES])
    changed, first = dict(changed_on(known)), known.first["built_at"]
    shown = listed.things[(number - 1) * MOST : number * MOST]
    return _written("urlset", "url", public, [
        (f"/doc/{kind}/{quote(key, safe='')}", changed.get((kind, key), first))
        for kind, key in shown
    ])  # fmt: skip


def _written(name: str, inner: str, public: str, pages: Iterable[tuple[str, str]]) -> bytes:
    """Return a document of paths and moments; as text, since a tree takes ten times as long."""
    before = escape(public[:-1])
    body = "".join(
        f"<{inner}><loc>{before}{path}</loc><lastmod>{moment}</lastmod></{inner}>\n"
        for path, moment in pages
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{name} xmlns="{_NAMESPACE}">\n{body}</{name}>\n'.encode()
