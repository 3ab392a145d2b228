"""Every answer says which release it is of, and who says it back stays on that one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from waiting import SECONDS, until

from api.app import create_app
from api.http.pinning import RELEASE
from api.release.following.condition import Trouble
from api.release.releases import Releases
from api.release.settings import Settings

HEADER = RELEASE.decode()
QUERY = "/sparql?query=SELECT(COUNT(*)AS%20?n){GRAPH?g{?s?p?o}}"
ANSWERS = {
    "/": 200,
    "/api/search?q=x": 200,
    QUERY: 200,
    "/sparql?query=nonsense": 400,
    "/no-such-page": 404,
    "/api/search?unknown=1": 400,
    "/ready": 200,
    "/static/tsunagu.css": 200,
    "/dump/tsunagu.nq": 200,
    "/peers/": 307,
}


@pytest.fixture
def pinning(two: Settings) -> Iterator[TestClient]:
    """The service, which keeps the release before the current one."""
    settings = replace(two, keep_seconds=10 * SECONDS)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


def switched(client: TestClient, settings: Settings, id_: str) -> None:
    Releases(settings.out).switch(id_)
    until(lambda: client.get("/ready").json()["release"] == id_, "it switches")


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_says_which_release_it_is_of(client: TestClient, path: str) -> None:
    current = client.get("/ready").json()["release"]
    answer = client.get(path)
    assert answer.status_code == ANSWERS[path]
    assert answer.headers[HEADER] == current
    tag = answer.headers.get("etag")
    if tag:
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.headers[HEADER]) == (304, current)


def test_scripts_of_other_sites_may_read_and_send_it(client: TestClient) -> None:
    told = client.options("/api/search", headers={"Origin": "https://example.jp"})
    assert "Tsunagu-Release" in told.headers["access-control-allow-headers"]
    assert "Tsunagu-Release" in told.headers["access-control-expose-headers"]
    assert HEADER in told.headers


def test_who_says_it_back_stays_on_that_release(
    pinning: TestClient, two: Settings, ids: tuple[str, str]
) -> None:
    older, newer = ids
    switched(pinning, two, older)
    page = "/api/search?q=programme:mirai"
    before = {path: pinning.get(path).content for path in (page, QUERY, "/about/releases")}
    switched(pinning, two, newer)
    for path, content in before.items():
        asked = pinning.get(path, headers={HEADER: older})
        assert (asked.content, asked.headers[HEADER]) == (content, older)
        address = f"{path}{'&' if '?' in path else '?'}release={older}"
        meant = pinning.get(address)
        assert (meant.content, meant.headers[HEADER]) == (content, older)
        now = pinning.get(path)
        assert now.headers[HEADER] == newer
        assert now.content != content
    assert pinning.get("/ready", headers={HEADER: older}).json()["release"] == newer


@pytest.mark.parametrize("path", ["/api/search?q=x", QUERY, "/peers", "/static/tsunagu.css"])
def test_a_release_that_is_gone_is_410_and_the_current_one_is_named(
    client: TestClient, path: str
) -> None:
    current = client.get("/ready").json()["release"]
    answer = client.get(path, headers={HEADER: "0123456789abcdef"})
    assert answer.status_code == 410
    assert answer.headers[HEADER] == current
    assert answer.json()["type"].endswith("/release-gone")
    assert answer.json()["current"] == current
    assert "0123456789abcdef" in answer.json()["detail"]
    page = client.get(
        f"{path}{'&' if '?' in path else '?'}release=x", headers={"Accept": "text/html"}
    )
    assert (page.status_code, current in page.text) == (410, True)
    assert client.get(path, headers={HEADER: current}).status_code == 200


def test_a_service_that_drains_says_so_and_ends_its_connections(two: Settings) -> None:
    with TestClient(create_app(two)) as client:
        assert "connection" not in client.get("/health").headers
        client.app.state.holder.drain()  # type: ignore[attr-defined]
        ready = client.get("/ready")
        assert (ready.status_code, ready.json()["status"]) == (503, "not-ready")
        assert ready.json()["reasons"][0]["reason"] == Trouble.DRAINING.value
        answer = client.get("/api/search?q=x")
        assert (answer.status_code, answer.headers["connection"]) == (200, "close")
