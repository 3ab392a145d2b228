"""How good the relations are: judged similars, peers and programmes, beside simple baselines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from relation_baselines import peer_baselines, similar_baselines
from relation_sets import figures, read_questions, table
from starlette.testclient import TestClient

from api.release.releases import Release
from graph.relations.facts.arrays import Arrays
from graph.relations.peers.experience import PeerQuestion

Figures = dict[str, dict[str, tuple[float, float, int]]]
OURS = "tsunagu"
AS_GOOD = {"nearest with any": 0.03}
"""Baselines that ours is only as good as, and how much may lie between them: on 30 questions, the
nearest of those with any experience is a tie (it has no reasons and cannot rank experience)."""
PEER_PARAMETERS = ("technology", "challenge", "programme", "stage", "max_km")
MATCH_PARAMETERS = ("technology", "challenge", "municipality", "stage")


@pytest.fixture(scope="module")
def arrays(release: Release) -> Arrays:
    return Arrays.read(release.folder / "relations")


def _keys(client: TestClient, path: str, parameters: Mapping[str, Any]) -> list[str]:
    response = client.get(path, params={**parameters, "limit": 20})
    assert response.status_code == 200, response.text
    return [item["key"] for item in response.json()["items"]]


def _similar(client: TestClient) -> Callable[[Mapping[str, Any]], Sequence[str]]:
    return lambda asked: _keys(client, f"/api/projects/{asked['id']}/similar", {})


def _peers(client: TestClient) -> Callable[[Mapping[str, Any]], Sequence[str]]:
    def ranked(asked: Mapping[str, Any]) -> list[str]:
        given = {name: asked[name] for name in PEER_PARAMETERS if name in asked}
        return _keys(client, f"/api/municipalities/{asked['municipality']}/peers", given)

    return ranked


def _programmes(client: TestClient) -> Callable[[Mapping[str, Any]], Sequence[str]]:
    def ranked(asked: Mapping[str, Any]) -> list[str]:
        if asked["kind"] == "match":
            given = {name: asked[name] for name in MATCH_PARAMETERS if name in asked}
            return _keys(client, "/api/programmes/match", given)
        if asked["kind"] == "related":
            return _keys(client, f"/api/programmes/{asked['programme']}/related", {})
        return _keys(client, f"/api/projects/{asked['project']}/related-programmes", {})

    return ranked


def _question(asked: Mapping[str, Any]) -> PeerQuestion:
    return PeerQuestion(
        technologies=asked.get("technology", ()),
        challenges=asked.get("challenge", ()),
        challenge_must=True,
        programmes=asked.get("programme", ()),
        stage=asked.get("stage", "experienced"),
        max_km=asked.get("max_km"),
    )


@pytest.fixture(scope="module")
def measured(client: TestClient, arrays: Arrays) -> dict[str, Figures]:
    rankers: dict[str, dict[str, Callable[[Mapping[str, Any]], Sequence[str]]]] = {
        "similar": {OURS: _similar(client), **similar_baselines(arrays)},
        "similar-read": {OURS: _similar(client), **similar_baselines(arrays)},
        "peers": {OURS: _peers(client), **peer_baselines(arrays, _question)},
        "programmes": {OURS: _programmes(client)},
    }
    return {
        name: {ranker: figures(read_questions(name), rank) for ranker, rank in of_set.items()}
        for name, of_set in rankers.items()
    }


def test_the_figures_are_printed(
    measured: dict[str, Figures], record_property: Callable[[str, object], None]
) -> None:
    for name, rows in measured.items():
        record_property("relevance", table(name, rows))
        assert rows[OURS]["all"][2] == len(read_questions(name))


@pytest.mark.parametrize("name", ["similar", "similar-read", "peers"])
@pytest.mark.parametrize("part", ["tuning", "held-out", "all"])
def test_ours_is_better_than_the_baselines(
    measured: dict[str, Figures], name: str, part: str
) -> None:
    rows = measured[name]
    for ranker, row in rows.items():
        if ranker != OURS and part in row:
            assert rows[OURS][part][0] > row[part][0] - AS_GOOD.get(ranker, 0.0), ranker


def test_what_must_be_done_at_the_end_of_support_is_in_the_answer(client: TestClient) -> None:
    for question in read_questions("programmes"):
        asked = question.asked
        if "steps" in asked:
            given = {name: asked[name] for name in MATCH_PARAMETERS if name in asked}
            answer = client.get("/api/programmes/match", params=given).json()
            assert set(asked["steps"]) <= {step["key"] for step in answer["steps"]}, asked["id"]
