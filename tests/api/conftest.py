"""What the tests of the doors share: the application with an operator who can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.release.settings import Settings

OPERATOR = {
    "operator_name": "つなぐ運営室",
    "operator_email": "ask@example.jp",
    "operator_url": "https://example.jp/form?about={iri}",
}


@pytest.fixture(scope="session")
def operated(small_out: Path) -> Iterator[TestClient]:
    """The application over the small release, with an operator."""
    settings = replace(Settings(out=small_out, sparql_workers=1), **OPERATOR)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client
