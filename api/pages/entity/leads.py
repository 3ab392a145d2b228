"""Where an entity's page leads: the same thing elsewhere, and searches that go on from here."""

from __future__ import annotations

from urllib.parse import urlencode

from api.pages.parts.cells import Cells, Value
from api.wording.messages import message
from graph.entities.models import Dossier
from graph.entities.records import Record
from ontology.kinds import KINDS
from search.model.facets import BY_SPAN

_ADDRESSES = ("estat_uri", "geonames_id", "official_url")
"""Columns that hold addresses of the same thing elsewhere."""
_FILTERS = frozenset(KINDS) & BY_SPAN.keys()
"""Kinds that a search can filter by, places apart."""

_CORPORATE_NUMBERS = "https://www.houjin-bangou.nta.go.jp/henkorireki-johoto.html?selHouzinNo="
"""Page of a corporate number at the National Tax Agency."""


def outside(dossier: Dossier, cells: Cells) -> list[Value]:
    """Return links to the same thing elsewhere.

    Args:
        dossier: the entity, read.
        cells: has the words for columns.
    """
    own = dossier.own
    if own is None:
        return []
    sites = (site.text("url") for site in dossier.rows.get("sites", ()) if _is_official(site))
    addresses = [("official_url", url) for url in sites]
    addresses += [(column, own.text(column)) for column in _ADDRESSES]
    found = [Value(cells.header(column), url) for column, url in addresses if url]
    number = own.text("corporate_number")
    if number:
        found.append(Value(cells.header("corporate_number"), _CORPORATE_NUMBERS + number))
    return found


def _is_official(site: Record) -> bool:
    kind = site.named("site_kind")
    return kind is not None and kind.key == "official"


def searches(dossier: Dossier, lang: str) -> list[Value]:
    """Return searches that go on from an entity.

    Args:
        dossier: the entity, read.
        lang: language of the page.
    """
    kind, key, project = dossier.kind, dossier.key, dossier.project
    if kind in _FILTERS:
        query = urlencode({"type": "project", kind: key})
        return [Value(message("page-search-same", lang), f"/?{query}")]
    places = [key] if kind == "municipality" else []
    if project:
        places = [body.key for body in project.located_in[:1]]
    text = message("page-search-near", lang)
    return [Value(text, "/?" + urlencode({"type": "project", "near": place})) for place in places]
