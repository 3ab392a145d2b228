"""The examples of ``/openapi.json``: what is asked for each, and how its answer is made short."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.testclient import TestClient

ADDRESSES: Mapping[str, str] = {
    "health": "/health",
    "ready": "/ready",
    "views": "/api/views",
    "view": "/api/views/projects-near?near=271004&radius_km=50",
    "graph": "/api/graph?focus=project/mirai-2020-272299",
    "contact": "/api/municipalities/272299/contact",
    "introduction": "/api/municipalities/272051/introduction?to=272299&technology=ai",
    "similar_projects": "/api/projects/mirai-2020-272299/similar",
    "peers": "/api/municipalities/272051/peers?technology=automated-driving",
    "shortlist": "/api/municipalities/272051/shortlist?shortlist=272299",
    "match_programmes": "/api/programmes/match?technology=automated-driving&stage=demonstration",
    "related_programmes": "/api/programmes/mirai/related",
    "programmes_of_project": "/api/projects/mirai-2020-272299/related-programmes",
    "result_places": "/api/map?q=自動運転+near+Osaka",
    "boundaries": "/api/municipalities/271004/boundaries",
    "vocabulary_terms": "/api/vocabulary/terms",
    "search": "/api/search?q=自動運転+projects+near+Osaka&programme=mirai",
    "exports": "/api/exports",
    "export": "/api/exports/peers",
    "suggest": "/api/suggest?q=ドロ",
    "release_changes": "/api/releases/current/changes",
    "entity": "/api/technologies/drone",
    "dumps": "/dump",
    "release_dumps": "/release/{release}/dump",
    "delta": "/release/{release}/delta",
}
"""Addresses by the id of their operation."""
_LONGEST = 120
"""Characters of a text that are kept."""
_MOST = {"counts": 4, "rows": 3, "prefixes": 3, "kinds": 3, "tables": 3, "weights": 2, "facets": 2}
"""Entries that are kept of objects that are tables."""


def asked(client: TestClient) -> dict[str, Any]:
    """Return the answers of a release, made short, by the id of their operation."""
    release = client.get("/ready").json()["release"]
    found = {}
    for operation, address in ADDRESSES.items():
        separator = "&" if "?" in address else "?"
        plain = address.startswith(("/health", "/ready", "/dump", "/release"))
        path = address if plain else f"{address}{separator}lang=en"
        found[operation] = short(client.get(path.format(release=release)).json())
    return found


def short(value: Any, name: str = "") -> Any:  # noqa: ANN401 - JSON is what it is
    """Return an answer with one entry of each list, and long texts cut."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    if isinstance(value, list):
        if name == "coordinates" and value and isinstance(value[0], float):
            return value
        kept = 4 if name == "coordinates" and isinstance(value[0][0], float) else 1
        return [short(one, name if name == "coordinates" else "") for one in value[:kept]]
    if isinstance(value, dict):
        kept = dict(list(value.items())[: _MOST.get(name, len(value))])
        return {key: short(one, key) for key, one in kept.items()}
    return value
