"""An event shows which projects it presented and what participants said, as does its JSON."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SYMPOSIUM = "mirai-mini-symposium-2023"


def words(client: TestClient, path: str) -> str:
    page = client.get(path, headers={"Accept": "text/html"}, params={"lang": "ja"}).text
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_an_event_shows_what_it_presented_and_what_was_said(client: TestClient) -> None:
    found = client.get(f"/api/events/{SYMPOSIUM}", params={"lang": "ja"}).json()
    presented = {one["project"]["key"] for one in found["projects"]}
    assert presented == {"mirai-2018-121002", "mirai-2018-270008", "mirai-2022-272167"}
    page = words(client, f"/doc/event/{SYMPOSIUM}")
    assert "紹介されたプロジェクト" in page
    assert len(found["feedback"]) == 6
    for one in found["feedback"]:
        assert one["remark"] in page
        assert one["question"] in page


def test_a_project_shows_the_event_that_presented_it(client: TestClient) -> None:
    found = client.get("/api/projects/mirai-2018-121002").json()
    assert [one["event"]["key"] for one in found["events"]] == [SYMPOSIUM]
    assert (
        f"/doc/event/{SYMPOSIUM}"
        in client.get("/doc/project/mirai-2018-121002", headers={"Accept": "text/html"}).text
    )


def test_a_project_shows_its_latest_status_first_and_the_earlier_one(client: TestClient) -> None:
    found = client.get("/api/projects/mirai-2019-052159").json()
    assert (found["status"], found["status_certainty"]) == ("ended", "inferred")
    dated = {(one["status"]["key"], one["as_of"]) for one in found["statuses"]}
    assert dated == {("ended", "2023-04"), ("supported", "2023-03")}
    page = words(client, "/doc/project/mirai-2019-052159")
    assert page.index("支援終了 2023年4月時点") < page.index("支援中 2023年3月時点")
    ended = client.get("/api/search", params={"type": "project", "status": "ended"}).json()
    assert found["key"] in {one["key"] for one in ended["items"]}
