"""Names of the service, and redirects: nothing is made of what a request calls us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.http.addresses.hosts import host_problem
from api.http.addresses.proxies import Proxies
from api.release.settings import Settings

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


def scope_of(*hosts: bytes, version: str = "1.1") -> dict[str, Any]:
    return {"headers": [(b"host", host) for host in hosts], "http_version": version}


@pytest.mark.parametrize("hosts", [(), (b"a", b"b"), (b"a", b"a"), (b"",), (b"a b",), (b"a@b",)])
def test_a_host_that_is_missing_doubled_or_broken_is_refused(hosts: tuple[bytes, ...]) -> None:
    problem = host_problem(scope_of(*hosts), Settings())
    assert problem is not None
    assert problem.status == 400


def test_a_client_of_http_1_0_needs_none() -> None:
    assert host_problem(scope_of(version="1.0"), Settings()) is None


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (b"example.jp", None), (b"EXAMPLE.jp:443", None), (b"b.jp:8080", None),
        (b"127.0.0.1:8000", None), (b"[::1]:8000", None), (b"b.jp", 421), (b"evil.example", 421),
    ],
)  # fmt: skip
def test_with_allowed_hosts_others_are_refused(host: bytes, status: int | None) -> None:
    settings = Settings(public_url="https://example.jp/t/", allowed_hosts="b.jp:8080")
    problem = host_problem(scope_of(host), settings)
    assert (problem.status if problem else None) == status


def test_a_wrong_host_is_told_as_a_problem(settings: Settings, client: TestClient) -> None:
    assert client.get("/health", headers={"Host": ""}).status_code == 400
    known = replace(settings, allowed_hosts="b.jp")
    with TestClient(create_app(known)) as strict:
        answer = strict.get("/health")
        assert answer.status_code == 421
        assert answer.json()["type"].endswith("/wrong-host")


@pytest.mark.parametrize("path", ["/peers/", "/doc/municipality/271004/", "/sparql/", "/about/"])
def test_a_slash_too_many_leads_to_a_path_and_not_to_a_host(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}?q=a%20b", headers={"Host": "evil.example"})
    assert answer.status_code == 307
    assert answer.headers["location"] == f"{path[:-1]}?q=a%20b"


@pytest.mark.parametrize("path", ["/nothing/", "/static/js/"])
def test_a_slash_after_nothing_leads_nowhere(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


FORWARDED = {b"x-forwarded-for": b"203.0.113.7", b"x-forwarded-proto": b"https"}


async def passed(settings: Settings, peer: str, headers: Mapping[bytes, bytes]) -> dict[str, Any]:
    """Return the scope that the application gets."""
    found: dict[str, Any] = {}

    async def app(scope: Scope, _: Receive, __: Send) -> None:
        found.update(scope)

    scope = {"type": "http", "client": (peer, 1), "scheme": "http", "headers": [*headers.items()]}
    await Proxies(app, settings)(scope, None, None)  # type: ignore[arg-type]
    return found


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("peer", "client"), [("10.1.2.3", "203.0.113.7"), ("10.9.9.9", "10.9.9.9")]
)
async def test_only_trusted_proxies_say_where_a_request_came_from(peer: str, client: str) -> None:
    settings = Settings(trusted_proxies="10.1.0.0/16")
    found = await passed(settings, peer, {**FORWARDED, b"x-request-id": b"a"})
    assert found["client"][0] == client
    assert (found["scheme"] == "https") is (peer == "10.1.2.3")
    assert ((b"x-request-id", b"a") in found["headers"]) is (peer == "10.1.2.3")


@pytest.mark.anyio
async def test_whoever_reaches_the_socket_is_believed() -> None:
    found = await passed(Settings(uds="/run/x", trusted_proxies=""), "", FORWARDED)
    assert found["client"][0] == "203.0.113.7"
