"""The published contract, which the tests of this room hold answers to."""

from __future__ import annotations

import pytest
from contract import Contract
from starlette.testclient import TestClient


@pytest.fixture(scope="session")
def contract(client: TestClient) -> Contract:
    """What ``/openapi.json`` of the running application says."""
    return Contract(client.get("/openapi.json").json())
