"""What the attacks on releases share: two small releases, to be damaged at will."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from api.release.releases import Releases
from api.release.settings import Settings


@pytest.fixture
def two(small_pair: Path, tmp_path: Path) -> Settings:
    """Settings over a copy of two releases, which are served."""
    shutil.copytree(small_pair, tmp_path / "two", symlinks=True)
    return Settings(
        data=tmp_path / "two" / "data",
        out=tmp_path / "two" / "out",
        sparql_workers=1,
        reload_seconds=0.05,
    )


@pytest.fixture
def ids(two: Settings) -> tuple[str, str]:
    """Ids of the older and of the current release."""
    releases = Releases(two.out)
    current = releases.wanted_id()
    (older,) = (release.id for release in releases.all() if release.id != current)
    return older, current
