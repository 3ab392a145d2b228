"""Who runs a programme, in words."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_owner_names_its_whole_twice(client: TestClient, lang: str) -> None:
    page = client.get("/programmes", params={"lang": lang}, headers={"Accept": "text/html"}).text
    assert "産業技術総合研究所産業技術総合研究所" not in page
    assert (
        "内閣府地方創生推進事務局" if lang == "ja" else "Revitalization, Cabinet Office"
    ) in page
