"""What operators, browsers and crawlers ask for: ``security.txt``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from api.routes.operations import _expires

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/.well-known/security.txt"


def test_it_says_whom_to_tell_and_how_long_that_holds(operated: TestClient) -> None:
    response = operated.get(PATH)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in response.text.splitlines()]
    assert [value for name, value in fields if name == "Contact"] == [
        "mailto:ask@example.jp",
        "https://example.jp/form?about=",
    ]
    values = dict(fields)
    assert values["Preferred-Languages"] == "ja, en"
    expires = datetime.strptime(values["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    left = expires - datetime.now(UTC)
    assert timedelta(days=178) < left < timedelta(days=181)  # RFC 9116 wants less than a year


def test_it_is_the_same_for_a_day() -> None:
    morning = datetime(2026, 12, 1, 0, 0, 1, tzinfo=UTC)
    assert _expires(morning) == _expires(morning + timedelta(hours=23)) == "2027-05-30T00:00:00Z"


def test_without_a_contact_there_is_none(client: TestClient) -> None:
    response = client.get(PATH)
    assert response.status_code == 404
    assert "TSUNAGU_OPERATOR_EMAIL" in response.json()["detail"]
