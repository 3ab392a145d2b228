"""Our rankings of similar projects, peers and programmes, asked through the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.testclient import TestClient

Ranker = Callable[[Mapping[str, Any]], Sequence[str]]
PEER_PARAMETERS = ("technology", "challenge", "programme", "stage", "max_km")
MATCH_PARAMETERS = ("technology", "challenge", "municipality", "stage")


def given(asked: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return the parameters that a judged question gives."""
    return {name: asked[name] for name in names if name in asked}


def similar(client: TestClient) -> Ranker:
    """Return the ranker of similar projects."""
    return lambda asked: _keys(client, f"/api/projects/{asked['id']}/similar", {})


def peers(client: TestClient, weights: Mapping[str, float] | None = None) -> Ranker:
    """Return the ranker of peers.

    Args:
        client: of the application.
        weights: weights by parameter (``weight_distance``) that differ from the defaults.
    """

    def ranked(asked: Mapping[str, Any]) -> list[str]:
        parameters = {**given(asked, PEER_PARAMETERS), **(weights or {})}
        return _keys(client, f"/api/municipalities/{asked['municipality']}/peers", parameters)

    return ranked


def programmes(client: TestClient) -> Ranker:
    """Return the ranker of programmes: those that fit, and those related to one or to a project."""

    def ranked(asked: Mapping[str, Any]) -> list[str]:
        if asked["kind"] == "match":
            return _keys(client, "/api/programmes/match", given(asked, MATCH_PARAMETERS))
        if asked["kind"] == "related":
            return _keys(client, f"/api/programmes/{asked['programme']}/related", {})
        return _keys(client, f"/api/projects/{asked['project']}/related-programmes", {})

    return ranked


def _keys(client: TestClient, path: str, parameters: Mapping[str, Any]) -> list[str]:
    response = client.get(path, params={**parameters, "limit": 20})
    assert response.status_code == 200, response.text
    return [item["key"] for item in response.json()["items"]]
