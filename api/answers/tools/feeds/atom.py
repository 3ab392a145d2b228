"""A feed as Atom (RFC 4287) with the pages of RFC 5005."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from api.answers.tools.feeds.entries import Entry
from api.answers.tools.feeds.feed import ATOM, Feed
from api.answers.tools.markup import add, root, written
from api.wording.messages import message
from graph.description.document import LICENCE

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"


def atom(feed: Feed, author: str, resolve: Callable[[str], str], page: Callable[..., str]) -> bytes:
    """Return a feed as Atom.

    Args:
        feed: the feed.
        author: who runs the service.
        resolve: makes a whole address of a path.
        page: gives the path of the page of a thing by kind and key.
    """
    document = root("feed", _NAMESPACE, {"xml:lang": feed.lang})
    add(document, "id", feed.id)
    add(document, "title", feed.title)
    add(document, "updated", feed.updated)
    add(add(document, "author"), "name", author)
    add(document, "link", attributes={"rel": "license", "href": str(LICENCE)})  # RFC 4946
    for relation, href in feed.links(ATOM, resolve).items():
        add(document, "link", attributes={"rel": relation, "type": MEDIA_TYPE, "href": href})
    own = {"rel": "alternate", "type": "text/html", "href": resolve(feed.page)}
    add(document, "link", attributes=own)
    for entry in feed.entries:
        _add_entry(document, entry, resolve(page(entry.kind, entry.key)), feed.lang)
    return written(document)


def _add_entry(document: Element, entry: Entry, href: str, lang: str) -> None:
    element = add(document, "entry")
    add(element, "id", entry.id)
    add(element, "title", entry.title)
    add(element, "updated", entry.updated)
    add(element, "link", attributes={"rel": "alternate", "type": "text/html", "href": href})
    add(element, "link", attributes={"rel": "related", "href": entry.iri})
    label = message(f"kind-{entry.kind}", lang)
    add(element, "category", attributes={"term": entry.kind, "label": label})
    add(element, "content", entry.text, {"type": "text"})
