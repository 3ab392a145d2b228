"""What the tests share: the release of the project's own data, and releases of a small copy."""

from __future__ import annotations

import fcntl
import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from edits import edit
from paths import ROOT, SHARED
from rooms import RoomScheduling
from small_data import set_cell, small_data
from starlette.testclient import TestClient

from api.app import create_app
from api.release.build import build
from api.release.releases import DICTIONARIES, Release, Releases
from api.release.settings import Settings
from graph.store.store import Store
from search.engine import SearchEngine

OWN_RDF = b"<http://e.jp/p> a <https://w3id.org/tsunagu/ns#Project> .\n"
RELEASES = frozenset({"release", "small", "conformance_out"})
"""Fixtures that build a release, or copy the data to build one."""
hypothesis.settings.register_profile("project", deadline=None)  # no test is about time
hypothesis.settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the bound of skipped tests, so that nothing goes untested without a word."""
    parser.addoption("--most-skipped", type=int, help="fail where more tests are skipped")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep rooms with few workers where whole files go to workers (``--dist loadfile``)."""
    return RoomScheduling(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """Collect ten thousand tests, which stay, without looking whether they can go."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where more tests were skipped than may be."""
    most = session.config.getoption("--most-skipped")
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if most is None or reporter is None:
        return
    skipped = len(reporter.stats.get("skipped", ()))
    if skipped > most:
        reporter.write_line(f"{skipped} tests were skipped, and at most {most} may be", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark every test that needs a built release, directly or through another fixture.

    Files with slow tests come first, so that no worker is left alone with one at the end. What
    takes a cluster of several nodes is left to ``make test-engines``.
    """
    if config.getoption("markexpr") != "engine":
        left = [item for item in items if item.get_closest_marker("nodes")]
        items[:] = [item for item in items if item not in left]
        config.hook.pytest_deselected(items=left)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
    for item in items:
        if RELEASES & set(getattr(item, "fixturenames", ())):
            item.add_marker("release")


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
def new_out(shared: Path) -> Callable[[Path], Path]:
    """Make a folder of releases whose builds compile no dictionary that another test has had."""
    dictionaries = shared / DICTIONARIES
    dictionaries.mkdir(exist_ok=True)

    def made(out: Path) -> Path:
        out.mkdir(parents=True, exist_ok=True)
        (out / DICTIONARIES).symlink_to(dictionaries)
        return out

    return made


@pytest.fixture(scope="session")
def small(shared: Path) -> Path:
    """The small copy; tests that change data copy it first."""
    with alone(shared):
        if not (shared / "data").exists():
            small_data(shared / "data")
    return shared / "data"


@pytest.fixture(scope="session")
def small_out(small: Path, shared: Path, new_out: Callable[[Path], Path]) -> Path:
    """A folder of releases with the release of the small copy, which no test may change."""
    out = shared / "out"
    with alone(shared):
        if not out.exists():
            new_out(out)
        build(Settings(data=small, out=out), lambda _: None)
    return out


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


@pytest.fixture
def two(small_pair: Path, tmp_path: Path) -> Settings:
    """Settings over a copy of two releases, to be changed at will."""
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


@pytest.fixture(scope="session")
def edited_pair(small: Path, small_out: Path, shared: Path) -> Path:
    """A folder that no test may change, with two releases in ``out``, and ``data`` of the second.

    From the older one to the current one a project has another title (``edits.RETITLED``), one came
    (``edits.CAME``) and one went (``edits.GONE``).
    """
    pair = shared / "edited"
    with alone(shared):
        if not (pair / "data").exists():
            shutil.copytree(small, pair / "data")
            edit(pair / "data")
            shutil.copytree(small_out, pair / "out", symlinks=True)
        build(Settings(data=pair / "data", out=pair / "out"), lambda _: None)
    return pair
