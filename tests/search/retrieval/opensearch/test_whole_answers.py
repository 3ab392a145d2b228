"""What OpenSearch answers with 200 and is no result: responses as 2.19.1 gave them."""

from __future__ import annotations

from typing import Any

import pytest

from search.retrieval.opensearch.cluster import PartialAnswerError, whole

WHOLE = {
    "took": 3,
    "timed_out": False,
    "_shards": {"total": 3, "successful": 3, "skipped": 0, "failed": 0},
    "hits": {"total": {"value": 7, "relation": "eq"}, "max_score": None, "hits": []},
    "status": 200,
}
A_SHARD_GONE = {
    **WHOLE,
    "_shards": {
        "total": 3,
        "successful": 2,
        "skipped": 0,
        "failed": 1,
        "failures": [
            {
                "shard": 1,
                "index": "tsunagu-0",
                "node": None,
                "reason": {"type": "no_shard_available_action_exception", "reason": None},
            }
        ],
    },
}
NO_INDEX = {
    "error": {
        "root_cause": [
            {
                "type": "index_not_found_exception",
                "reason": "no such index [tsunagu-0]",
                "index": "tsunagu-0",
            }
        ],
        "type": "index_not_found_exception",
        "reason": "no such index [tsunagu-0]",
        "index": "tsunagu-0",
    },
    "status": 404,
}
CANCELLED = {
    "error": {
        "root_cause": [],
        "type": "search_phase_execution_exception",
        "reason": "all shards failed",
        "phase": "query",
        "grouped": True,
        "failed_shards": [
            {
                "shard": 0,
                "index": "tsunagu-0",
                "reason": {
                    "type": "task_cancelled_exception",
                    "reason": "The task is cancelled due to timeout",
                },
            }
        ],
    },
    "status": 500,
}


def test_whole_answers_are_given_back() -> None:
    assert whole([WHOLE, WHOLE], 2) == [WHOLE, WHOLE]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (A_SHARD_GONE, "1 of 3 shards failed: no_shard_available_action_exception"),
        ({**WHOLE, "timed_out": True}, "took too long"),
        (NO_INDEX, "no such index"),
        (CANCELLED, "cancelled due to timeout"),
        ({"error": "unavailable", "status": 503}, "unavailable"),
    ],
)
def test_one_answer_that_is_not_whole_spoils_all(answer: dict[str, Any], said: str) -> None:
    for answers in ([answer], [WHOLE, answer]):
        with pytest.raises(PartialAnswerError, match=said):
            whole(answers, len(answers))


def test_an_answer_that_is_missing_is_missed() -> None:
    with pytest.raises(PartialAnswerError, match="1 of 2"):
        whole([WHOLE], 2)
