"""What the tests share: one release of the project's own data, built by the real build."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.release.build import build
from api.release.releases import Release
from api.release.settings import Settings
from graph.store.store import Store
from search.engine import SearchEngine

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures of relevance; they come with the test's report, from any worker."""
    reports = [report for group in terminalreporter.stats.values() for report in group]
    properties = [pair for report in reports for pair in getattr(report, "user_properties", ())]
    for shown in sorted({str(value) for name, value in properties if name == "relevance"}):
        terminalreporter.section("relevance: the judged queries (tests/relevance)")
        terminalreporter.write_line(shown)


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Settings over the project's own data; the release is kept between runs of the tests."""
    return Settings(data=ROOT / "data", out=ROOT / "var" / "test")


@pytest.fixture(scope="session")
def release(settings: Settings) -> Release:
    """The release of the project's own data; built only when data or code changed."""
    return build(settings, lambda _: None)[0]


@pytest.fixture(scope="session")
def graph_store(release: Release) -> Store:
    """The release's store."""
    return Store(release.folder / "store")


@pytest.fixture(scope="session")
def engine(release: Release) -> Iterator[SearchEngine]:
    """The release's search."""
    engine = SearchEngine(release.folder / "search")
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def client(release: Release, settings: Settings) -> Iterator[TestClient]:
    """The application over the release."""
    assert release.folder.is_dir()
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def source_text() -> str:
    """The source document's text, where it is at hand."""
    files = sorted((SHARED / "source").glob("*.txt"))
    if not files:
        pytest.skip("the source document is not beside the project")
    return files[0].read_text("utf-8")
