"""What the integration tests share: a small copy of the data, and a release built from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_data import small_data

from api.release.build import build
from api.release.settings import Settings


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small copy; tests that change data copy it first."""
    return small_data(tmp_path_factory.mktemp("small") / "data")


@pytest.fixture(scope="session")
def small_out(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases with the release of the small copy, which no test may change."""
    out = tmp_path_factory.mktemp("small-out")
    build(Settings(data=small, out=out), lambda _: None)
    return out
