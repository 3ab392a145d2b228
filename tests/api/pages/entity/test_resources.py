"""The page of a resource that has no page of its own kind: its statements, and a way to correct."""

from __future__ import annotations

import pytest
from html_pages import Page
from starlette.testclient import TestClient

RESOURCE = "/doc/project-title/mirai-2018-270008.1"


@pytest.mark.parametrize(("lang", "link"), [("ja", "この記載は誤り"), ("en", "Report an error")])
def test_what_is_wrong_with_a_resource_can_be_reported(
    client: TestClient, lang: str, link: str
) -> None:
    response = client.get(RESOURCE, params={"lang": lang}, headers={"Accept": "text/html"})
    assert response.status_code == 200
    ways = [href for href, text, _ in Page(response.text).links() if link in text]
    assert len(ways) == 1
    assert "project-title" in ways[0]
