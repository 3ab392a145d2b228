"""How good the relations are: judged similars, peers and programmes, beside simple baselines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from relation_baselines import NEAREST, NEAREST_ALL, peer_baselines, similar_baselines
from relation_rankers import MATCH_PARAMETERS, given, peers, programmes, similar
from relation_sets import figures, read_questions, table
from starlette.testclient import TestClient

from api.release.releases import Release
from graph.relations.facts.arrays import Arrays

Figures = dict[str, dict[str, tuple[float, float, int]]]
OURS = "tsunagu"
NEAREST_AND = 0.05
"""By how much peers must be better than the nearest with any such project on the fresh questions:
below it the ranking would not be worth its reasons (measured: docs/figures.md)."""


@pytest.fixture(scope="module")
def arrays(release: Release) -> Arrays:
    return Arrays.read(release.folder / "relations")


@pytest.fixture(scope="module")
def measured(client: TestClient, arrays: Arrays) -> dict[str, Figures]:
    rankers: dict[str, dict[str, Callable[[Mapping[str, Any]], Sequence[str]]]] = {
        "similar": {OURS: similar(client), **similar_baselines(arrays)},
        "similar-read": {OURS: similar(client), **similar_baselines(arrays)},
        "peers": {OURS: peers(client), **peer_baselines(arrays)},
        "peers-fresh": {OURS: peers(client), **peer_baselines(arrays)},
        "programmes": {OURS: programmes(client)},
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


@pytest.mark.parametrize("name", ["similar", "similar-read", "peers", "peers-fresh"])
@pytest.mark.parametrize("part", ["tuning", "held-out", "all"])
def test_ours_is_better_than_the_baselines(
    measured: dict[str, Figures], name: str, part: str
) -> None:
    rows = measured[name]
    for ranker, row in rows.items():
        if ranker != OURS and part in row:
            assert rows[OURS][part][0] > row[part][0], ranker


@pytest.mark.parametrize("part", ["tuning", "held-out"])
@pytest.mark.parametrize("nearest", [NEAREST, NEAREST_ALL])
def test_peers_are_better_than_the_nearest_with_such_a_project(
    measured: dict[str, Figures], part: str, nearest: str
) -> None:
    rows = measured["peers-fresh"]
    assert rows[OURS][part][0] >= rows[nearest][part][0] + NEAREST_AND


def test_what_must_be_done_at_the_end_of_support_is_in_the_answer(client: TestClient) -> None:
    for question in read_questions("programmes"):
        asked = question.asked
        if "steps" in asked:
            parameters = given(asked, MATCH_PARAMETERS)
            answer = client.get("/api/programmes/match", params=parameters).json()
            assert set(asked["steps"]) <= {step["key"] for step in answer["steps"]}, asked["id"]
