"""What the integration tests share: a small copy of the data, and releases built from it."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from small_data import set_cell, small_data

from api.release.build import build
from api.release.settings import Settings

OWN_RDF = b"<http://e.jp/p> a <https://w3id.org/tsunagu/ns#Project> .\n"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one worker after the other in."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers share; each build in it is done once."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "small"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def small(shared: Path) -> Path:
    """The small copy; tests that change data copy it first."""
    with alone(shared):
        if not (shared / "data").exists():
            small_data(shared / "data")
    return shared / "data"


@pytest.fixture(scope="session")
def small_out(small: Path, shared: Path) -> Path:
    """A folder of releases with the release of the small copy, which no test may change."""
    with alone(shared):
        build(Settings(data=small, out=shared / "out"), lambda _: None)
    return shared / "out"


@pytest.fixture(scope="session")
def small_pair(small: Path, small_out: Path, shared: Path) -> Path:
    """A folder that no test may change, with two releases in ``out``, and ``data`` of the second.

    The older one is that of the small copy; in the current one a programme has another name, and
    there is an operator's own RDF: one statement.
    """
    pair = shared / "pair"
    with alone(shared):
        if not (pair / "data").exists():
            shutil.copytree(small, pair / "data")
            for column in ("name_ja", "short_name_ja"):
                set_cell(pair / "data", "programmes", 2, column, "名を改めた事業")
            (pair / "data" / "rdf").mkdir()
            (pair / "data" / "rdf" / "own.ttl").write_bytes(OWN_RDF)
            shutil.copytree(small_out, pair / "out", symlinks=True)
        build(Settings(data=pair / "data", out=pair / "out"), lambda _: None)
    return pair
