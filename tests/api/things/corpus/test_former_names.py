"""Names of former municipalities: which lead to what stands there today, and which do not."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient


def _places(client: TestClient, text: str) -> list[str]:
    response = client.get("/api/search", params={"q": text, "lang": "ja"})
    assert response.status_code == 200
    return [place["code"] for place in response.json()["interpretation"]["places"]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("東出雲町のドローン", "322016"),
        ("清水市 自動運転", "221007"),
        ("浦和市の近く", "111007"),
        ("島根県八束郡出雲郷村", "322016"),
        ("八束郡鹿島町", "322016"),
    ],
)
def test_a_former_name_means_its_successor(client: TestClient, text: str, code: str) -> None:
    assert _places(client, text) == [code]


def test_a_name_that_a_place_has_now_is_that_place(client: TestClient) -> None:
    """鹿島町 was a town in several prefectures; 美郷町 is three towns now."""
    assert set(_places(client, "美郷町")) == {"054348", "324485", "454311"}
    assert "322016" not in _places(client, "鹿島町")


def test_an_old_name_alone_is_no_place(client: TestClient) -> None:
    """忌部村 was abolished in 1951: without its prefecture or district it is a word like any."""
    assert _places(client, "忌部村") == []
    assert _places(client, "島根県八束郡忌部村") == ["322016"]
