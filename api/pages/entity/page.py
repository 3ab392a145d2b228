"""The view model of an entity's page: what readers ask first, then its parts in their order."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from api.pages.entity.glance import glance
from api.pages.entity.layout import OPEN, ORDER
from api.pages.entity.leads import outside, searches
from api.pages.entity.related import related_lists
from api.pages.entity.sections import Section, Sections
from api.pages.entity.summaries import points, summary
from api.pages.parts.cells import Cells
from api.pages.parts.charts import Charts
from api.pages.parts.maps import prefecture_names
from api.pages.parts.paths import network_path
from api.release.opened import OpenRelease
from graph.entities.models import Dossier
from graph.store.formats import GRAPH_SUFFIXES
from ontology.kinds import PLURALS

MOST_DRAWN = 40
"""Most things in the picture of an entity's page; its own page draws more."""


def entity_view(
    opened: OpenRelease, dossier: Dossier, found: dict[str, Any], lang: str
) -> dict[str, Any]:
    """Return what an entity's page shows.

    Args:
        opened: the release.
        dossier: the entity, read.
        found: the same as the API gives it, in one language.
        lang: language of the page.
    """
    kind, key = dossier.kind, dossier.key
    page = Sections(opened, dossier, Cells(opened, lang), lang)
    at_a_glance = glance(opened, dossier, found, page.cells, lang)
    sections = _ordered(kind, [section for section in page.all() if section.rows])
    place = f"{quote(kind)}/{quote(key, safe='')}"
    charts = Charts(opened, page.cells, lang).of(dossier)
    return {
        "summary": summary(opened, kind, found, lang),
        "points": points(opened, kind, found, lang),
        "prefectures": prefecture_names(opened, lang),
        "charts": charts,
        "related": related_lists(opened, dossier, lang),
        "network_page": network_path(kind, key),
        "network_api": "/api/graph?" + urlencode({"focus": f"{kind}/{key}", "limit": MOST_DRAWN}),
        "kind": kind,
        "key": key,
        "label": found["label"],
        "iri": found["iri"],
        "glance": at_a_glance,
        "sections": sections,
        "open": OPEN.get(kind),
        "no_place": found.get("place_basis") == "none",
        "sources": page.cells.sources(),
        "outside": outside(dossier, page.cells),
        "searches": searches(dossier, lang),
        "forms": [
            {"suffix": suffix, "media": media, "url": f"/data/{place}.{suffix}"}
            for suffix, media in GRAPH_SUFFIXES.items()
        ],
        "api": f"/api/{PLURALS[kind]}/{quote(key, safe='')}",
    }


def _ordered(kind: str, sections: list[Section]) -> list[Section]:
    """Return the parts of a page in the order in which readers of its kind ask."""
    order = ORDER.get(kind)
    if order is None:
        return sections
    places = {slug: place for place, slug in enumerate(order)} | {"facts": len(order) + 1}
    return sorted(sections, key=lambda section: places.get(section.slug, len(order)))


def entity_sections(
    opened: OpenRelease, dossier: Dossier, cells: Cells, lang: str
) -> list[Section]:
    """Return the parts of an entity's page that hold anything, for pages that show several.

    Args:
        opened: the release.
        dossier: the entity, read.
        cells: formats records; numbers the sources of the whole page.
        lang: language of the page.
    """
    page = Sections(opened, dossier, cells, lang)
    return [section for section in page.all() if section.rows]
