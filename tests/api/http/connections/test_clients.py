"""Who counts as one client."""

from __future__ import annotations

import pytest

from api.http.connections.clients import asking, client_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::2%eth1"),
    ],
)
def test_addresses_of_one_client(one: str, other: str) -> None:
    assert client_of(one) == client_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("192.0.2.1", "192.0.2.2"), ("2001:db8:0:1::1", "2001:db8:0:2::1"), ("a", "b")],
)
def test_addresses_of_different_clients(one: str, other: str) -> None:
    assert client_of(one) != client_of(other)


def test_a_unix_socket_has_no_address() -> None:
    assert asking({"client": None}) == asking({}) == ""
    assert asking({"client": ("192.0.2.1", 1)}) == "192.0.2.1"
