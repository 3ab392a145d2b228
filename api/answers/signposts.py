"""What the headers of an entity's page and data say of it: FAIR Signposting, level 1.

Source: https://signposting.org/FAIR/; the relations are those of RFC 8288, 6903, 6596, 8574.
"""

from __future__ import annotations

from urllib.parse import quote

from api.release.opened import OpenRelease
from graph.description.document import LICENCE
from graph.entities.linked import TYPE, entity_iri, node
from graph.store.formats import DATA_SUFFIXES

_IN_IRIS = ":/?#[]@!$&'()*+,;=%~"
_PAGE_TYPE = "https://schema.org/AboutPage"


def signposts(opened: OpenRelease, kind: str, key: str, *, page: bool) -> list[str]:
    """Return links for the header ``Link`` of an entity's page or data.

    Args:
        opened: the release.
        kind: path segment of its IRI.
        key: its key.
        page: whether they are for the page, which its data describe.
    """
    iri = entity_iri(opened.iris, kind, key)
    place = f"/data/{quote(kind, safe='')}/{quote(key, safe='')}"
    this = node(iri)
    types = sorted(str(quad.object)[1:-1] for quad in opened.store.quads(this, TYPE) if this)
    links = [
        _link(iri, "cite-as"),
        _link(str(LICENCE), "license"),
        _link(f"{opened.iris.base}dataset", "collection"),
        *(_link(name, "type") for name in dict.fromkeys((*([_PAGE_TYPE] * page), *types))),
    ]
    if page:
        links += [
            f'<{place}.{suffix}>; rel="describedby"; type="{media}"'
            for suffix, media in DATA_SUFFIXES.items()
        ]
    return links


def _link(iri: str, relation: str) -> str:
    return f'<{quote(iri, safe=_IN_IRIS)}>; rel="{relation}"'
