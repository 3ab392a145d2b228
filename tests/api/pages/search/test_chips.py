"""Chips of queries that say one thing very often, or very many things."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from api.pages.search.chips import MOST_CHIPS

HTML = {"accept": "text/html", "accept-language": "ja"}
REMOVE = re.compile(r'class="remove"[^>]* href="([^"]+)"')


def page(client: TestClient, query: str) -> str:
    response = client.get("/", params={"q": query}, headers=HTML)
    assert response.status_code == 200
    return response.text


def test_what_is_said_often_is_one_condition(client: TestClient) -> None:
    once, often = page(client, "大阪市"), page(client, "大阪市、" * 100)
    assert len(REMOVE.findall(often)) == len(REMOVE.findall(once)) == 1
    (remove,) = REMOVE.findall(often)
    assert remove.count("drop=") == 100
    assert not REMOVE.findall(client.get(remove.replace("&amp;", "&"), headers=HTML).text)


@pytest.mark.parametrize("said", ["大阪、", "大阪市、堺市、豊中市、池田市、吹田市、"])
def test_a_page_grows_with_its_query_and_not_with_its_square(client: TestClient, said: str) -> None:
    one, some, many = (len(page(client, said * (n // len(said)))) for n in (10, 100, 990))
    assert many - one < 12 * (some - one)


def test_conditions_are_capped_with_a_message(client: TestClient) -> None:
    names = client.get("/api/search", params={"type": "municipality", "limit": 40}).json()["items"]
    text = page(client, "、".join(item["label"] for item in names))
    assert len(REMOVE.findall(text)) <= MOST_CHIPS
    assert "多いため表示していません" in text
