"""What of this service other sites can show in a frame, and how they are told (oEmbed 1.0).

Source: https://oembed.com/
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from api.answers.labels import label_of
from api.answers.tools.addresses import address
from api.answers.tools.markup import add, root, written
from api.http.problems import ApiProblem, shortened
from api.release.opened import OpenRelease
from api.wording.messages import message
from ontology.kinds import KINDS

OEMBED = "/oembed"
"""Where the addresses of frames are told."""
CARD, LIST, MAP = "/embed/card", "/embed/list", "/embed/map"
"""Where the pages for frames are."""
FORMATS = {"json": "application/json", "xml": "text/xml"}
"""Formats of the answer by their names in oEmbed."""
_DISCOVERED = {"json": "application/json+oembed", "xml": "text/xml+oembed"}
_SIZES = {CARD: (600, 320), LIST: (600, 600), MAP: (600, 480)}
"""Width and height of frames, in pixels of CSS, where a site has room for them."""
_PAGE = "/doc/"


@dataclass(frozen=True, slots=True)
class Frame:
    """A page for a frame.

    Args:
        path: its path and query.
        title: what it shows.
        width: in pixels of CSS.
        height: likewise.
    """

    path: str
    title: str
    width: int
    height: int

    def fitted(self, width: int | None, height: int | None) -> Frame:
        """Return the same in a frame that is no larger than a site allows."""
        return Frame(
            self.path,
            self.title,
            min(self.width, width or self.width),
            min(self.height, height or self.height),
        )


def card_path(kind: str, key: str) -> str:
    """Return the path of the card of a thing."""
    return f"{CARD}/{quote(kind, safe='')}/{quote(key, safe='')}"


def discovery(public: str, page: str, title: str) -> list[dict[str, str]]:
    """Return the links by which a page says that it can be embedded.

    Args:
        public: public address of the service; without it no frame has an address, and nothing is
            said.
        page: path and query of the page.
        title: what the frame shows.
    """
    if not public:
        return []
    own = public + page[1:]
    return [
        {
            "type": media,
            "href": public[:-1] + address(OEMBED, {"format": name, "url": own}),
            "title": title,
        }
        for name, media in _DISCOVERED.items()
    ]


def frame_of(opened: OpenRelease, url: str, public: str, lang: str) -> Frame:
    """Return the frame for an address of this service.

    Args:
        opened: the release that is served.
        url: address of a page or of a frame.
        public: public address of the service.
        lang: language of the title.

    Raises:
        ApiProblem: 404, there is no frame for the address, or it is not known where frames are.
    """
    if not public:
        raise ApiProblem(404, "not-found", "no-public-address")
    if not url.startswith(public):
        raise _no_frame(url)
    parts = urlsplit("/" + url[len(public) :])
    asked = f"?{parts.query}" if parts.query else ""
    if parts.path == "/" and _says(parts.query):
        return _sized(LIST, asked, message("embed-list", lang))
    for path, key in ((LIST, "embed-list"), (MAP, "embed-map")):
        if parts.path == path:
            return _sized(path, asked, message(key, lang))
    for before in (_PAGE, f"{CARD}/"):
        if parts.path.startswith(before):
            kind, _, key = parts.path[len(before) :].partition("/")
            chosen = parse_qs(parts.query).get("lang", [""])[0]
            return _card(opened, unquote(kind), unquote(key), chosen, lang)
    raise _no_frame(url)


def _says(query: str) -> bool:
    """Tell whether parameters ask for anything but a language."""
    return bool(set(parse_qs(query)) - {"lang"})


def _sized(path: str, asked: str, title: str) -> Frame:
    width, height = _SIZES[path]
    return Frame(path + asked, title, width, height)


def _card(opened: OpenRelease, kind: str, key: str, chosen: str, lang: str) -> Frame:
    if kind not in KINDS or opened.search.document(kind, key) is None:
        raise _no_frame(f"{kind}/{key}")
    path = address(card_path(kind, key), {"lang": chosen})
    return Frame(path, label_of(opened, kind, key, lang), *_SIZES[CARD])


def _no_frame(asked: str) -> ApiProblem:
    return ApiProblem(404, "not-found", "no-frame", {"text": shortened(asked)}, parameter="url")


def oembed(frame: Frame, resolve: Callable[[str], str], lang: str) -> dict[str, Any]:
    """Return what a site needs to show a frame.

    Args:
        frame: the frame.
        resolve: makes a whole address of a path.
        lang: language of the texts.
    """
    source, title = (html.escape(text) for text in (resolve(frame.path), frame.title))
    return {
        "version": "1.0",
        "type": "rich",
        "title": frame.title,
        "provider_name": message("page-site", lang),
        "provider_url": resolve("/"),
        "width": frame.width,
        "height": frame.height,
        "html": (
            f'<iframe src="{source}" title="{title}" width="{frame.width}"'
            f' height="{frame.height}" loading="lazy" style="border:0"></iframe>'
        ),
    }


def as_xml(answer: Mapping[str, Any]) -> bytes:
    """Return the same as XML (oEmbed, 2.3.4.2)."""
    document = root("oembed")
    for name, value in answer.items():
        add(document, name, str(value))
    return written(document)
