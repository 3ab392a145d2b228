"""Addresses of pages, and IRIs as a reader sees them."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from ontology.kinds import KINDS

DEVELOPERS = "/developers"
"""Address of the page that leads to what is for developers."""
PEERS = "/peers"
SHORTLIST = "/peers/shortlist"
SIMILAR = "/similar"
PROGRAMMES = "/programmes"
COMPARE = "/programmes/compare"
MATCH = "/programmes/match"
NETWORK = "/network"
"""Addresses of the pages of relations."""


def network_path(kind: str, key: str) -> str:
    """Return the address of the neighbourhood of a thing."""
    return f"{NETWORK}?" + urlencode({"focus": f"{kind}/{key}"})


def page_path(kind: str, key: str) -> str:
    """Return the path of the page of anything in the graph."""
    return f"/doc/{quote(kind, safe='')}/{quote(key, safe='')}"


def entity_path(kind: str, key: str) -> str:
    """Return the path of an entity's page, or an empty string for what has none of its own."""
    return page_path(kind, key) if kind in KINDS else ""
