"""Asks ``/reconcile`` as clients do."""

from __future__ import annotations

import json
from typing import Any

from starlette.testclient import TestClient

Json = dict[str, Any]


def results(client: TestClient, *queries: str | Json, **more: Any) -> list[list[Json]]:  # noqa: ANN401 - JSON
    """Return the candidates of each query, in order.

    Args:
        client: over the application.
        queries: names, or whole queries.
        more: what each query holds besides.
    """
    named = [{"query": query} if isinstance(query, str) else query for query in queries]
    batch = {f"q{number}": {**query, **more} for number, query in enumerate(named)}
    answer = client.post("/reconcile", data={"queries": json.dumps(batch)})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert list(found) == list(batch)
    return [found[key]["result"] for key in batch]


def matched(client: TestClient, *queries: str | Json, **more: Any) -> list[str]:  # noqa: ANN401
    """Return the identifier of what each query is matched with, or an empty text."""
    return [
        next((one["id"] for one in found if one["match"]), "")
        for found in results(client, *queries, **more)
    ]


def in_prefecture(name: str, prefecture: Any) -> Json:  # noqa: ANN401
    """Return a query for a name in a prefecture, however that is given."""
    return {"query": name, "properties": [{"pid": "prefecture", "v": prefecture}]}


def extended(client: TestClient, ids: list[str], *properties: str | Json, lang: str = "ja") -> Json:
    """Return the rows of an extension."""
    named = [{"id": one} if isinstance(one, str) else one for one in properties]
    asked = json.dumps({"ids": ids, "properties": named})
    answer = client.post("/reconcile", params={"lang": lang}, data={"extend": asked})
    assert answer.status_code == 200, answer.text
    rows: Json = answer.json()["rows"]
    return rows
