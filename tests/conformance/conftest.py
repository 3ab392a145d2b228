"""A service over a small release with the graphs of the manifests, and one over the real data."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conformance_http import Server, serving
from conformance_manifests import write_graphs
from small_data import small_data

from api.release.build import build
from api.release.releases import Release
from api.release.settings import Settings


@pytest.fixture(scope="session")
def conformance_out(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, new_out: Callable[[Path], Path]
) -> Path:
    """A folder of releases with the small data and the graphs; all workers share one build."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "conformance"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "data").exists():
            write_graphs(small_data(shared / "data") / "rdf")
            new_out(shared / "out")
        # the manifests say things of ours that only trusted RDF may
        trusted = Settings(data=shared / "data", out=shared / "out", own_rdf_trusted=True)
        build(trusted, lambda _: None)
    return shared / "out"


@pytest.fixture(scope="session")
def server(conformance_out: Path) -> Iterator[Server]:
    """The service over the graphs of the manifests."""
    with serving(conformance_out) as server:
        yield server


@pytest.fixture(scope="session")
def real(release: Release, settings: Settings) -> Iterator[Server]:
    """The service over the release of the project's own data."""
    assert release.folder.is_dir()
    with serving(settings.out) as server:
        yield server
