"""A release whose parts do not fit never serves, and a switch loses and mixes no answer."""

from __future__ import annotations

import http.client
import logging
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, groupby
from pathlib import Path
from urllib.parse import quote

import orjson
import pytest
from ports import free_port
from small_data import TSUNAGU, environment
from starlette.testclient import TestClient
from waiting import until

from api.app import create_app
from api.release.disk.hashing import file_hash
from api.release.disk.manifest import written
from api.release.following.current import CurrentRelease
from api.release.releases import DICTIONARIES, Release, Releases
from api.release.settings import Settings
from api.things.corpus.documents import corpus
from graph.entities.reader import EntityReader
from graph.store.store import Store
from ontology.namespaces import DEFAULT_BASE, Iris
from ontology.thesaurus import load_thesaurus
from search.build import build_search
from search.engine import SearchEngine

PATHS = (
    "/api/search?q=自動運転",
    "/api/search?q=北海道のドローン",
    "/api/search?type=project&limit=100",
    "/api/search?q=programme:mirai",
    "/api/projects/mirai-2018-010006",
    "/data/project/mirai-2018-010006.ttl",
)
"""What is asked while releases switch; each answer says something that the releases differ in."""
CLIENTS = 4


@pytest.fixture
def out(small_pair: Path, tmp_path: Path) -> Path:
    """A copy of two releases that call a programme by different names, to be spoilt."""
    return Path(shutil.copytree(small_pair / "out", tmp_path / "out", symlinks=True))


@pytest.fixture
def current(out: Path) -> Release:
    return Releases(out).current()


@pytest.fixture
def older(out: Path) -> Release:
    releases = Releases(out)
    return next(r for r in releases.all() if r.id != releases.current_id())


@pytest.fixture(scope="module")
def shorter(small_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The search of the same release with one document less."""
    store = Store(small_out / "current" / "store")
    found = corpus(EntityReader(store, Iris(DEFAULT_BASE)), load_thesaurus(base=DEFAULT_BASE))
    folder = tmp_path_factory.mktemp("shorter")
    fewer = replace(found, documents=found.documents[1:])
    build_search(folder, fewer, dictionaries=small_out / DICTIONARIES)
    return folder


def _sign(release: Release) -> None:
    """Write the manifest anew, as if the files had been built as they are."""
    files = {
        str(path.relative_to(release.folder)): file_hash(path)
        for path in sorted(release.folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
    content = written({**release.manifest, "files": files})
    (release.folder / "manifest.json").write_bytes(content)


def _served_and_said(out: Path, caplog: pytest.LogCaptureFixture) -> tuple[str, str]:
    """Start a service; return the release it serves, and what it says."""
    with caplog.at_level(logging.INFO, logger="tsunagu"):
        holder = CurrentRelease(Settings(out=out, sparql_workers=1, reload_seconds=0.05))
        try:
            with holder.current() as service:
                return service.release.id, caplog.text
        finally:
            holder.close()


@pytest.mark.parametrize("part", ["columns", "documents", "whoosh"])
def test_parts_of_two_builds_are_no_release(
    out: Path,
    current: Release,
    older: Release,
    shorter: Path,
    part: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = current.folder / "search" / part
    shutil.rmtree(folder)
    shutil.copytree(shorter / part, folder)
    with pytest.raises(ValueError, match=r"the parts of search/ count \[\d+, \d+\] documents"):
        SearchEngine(current.folder / "search")
    _sign(current)
    served, said = _served_and_said(out, caplog)
    assert served == older.id
    assert f"release {current.id} cannot be used: the parts of search/ count" in said
    assert "run `tsunagu build`" in said


def test_a_damaged_release_does_not_take_over(
    out: Path, current: Release, older: Release, caplog: pytest.LogCaptureFixture
) -> None:
    releases = Releases(out)
    releases.switch(older.id)
    path = current.folder / "search" / "corpus.json"
    path.write_bytes(path.read_bytes()[:100])
    _sign(current)
    holder = CurrentRelease(Settings(out=out, sparql_workers=1, reload_seconds=60))
    try:
        releases.switch(current.id)
        assert not holder.refresh()
        assert "corpus.json is damaged" in caplog.text
        with holder.current() as service:
            assert service.release.id == older.id
    finally:
        holder.close()


class Client(threading.Thread):
    """Asks one path after the other over one kept connection, and notes whose answers come.

    Args:
        port: where the service listens.
        known: for each path, the release of each answer that there is.
        stop: when to end.
    """

    def __init__(
        self, port: int, known: dict[str, dict[bytes, str]], stop: threading.Event
    ) -> None:
        super().__init__()
        self._port = port
        self._known = known
        self._stop_asking = stop
        self.seen: list[str] = []
        self.faults: list[str] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            for path in cycle(self._known):
                if self._stop_asking.is_set():
                    break
                status, body = ask(connection, path)
                owner = self._known[path].get(body)
                if status != 200 or owner is None:
                    self.faults.append(f"{path}: {status} {body[:200]!r}")
                else:
                    self.seen.append(owner)
        except (OSError, http.client.HTTPException) as error:
            self.faults.append(repr(error))
        finally:
            connection.close()

    def wait_for(self, id_: str) -> None:
        """Wait until the newest answer is of a release."""
        until(lambda: self.faults or self.seen[-1:] == [id_], f"the service follows to {id_}")


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", quote(path, safe="/?=&%:"))
    response = connection.getresponse()
    return response.status, response.read()


@pytest.fixture
def port(out: Path, older: Release, tmp_path: Path) -> Iterator[int]:
    """The port of a service that runs on its own, of the older release at first."""
    Releases(out).switch(older.id)
    number = free_port()
    command = [TSUNAGU, "serve", "--out", out, "--port", str(number)]
    settings = {"TSUNAGU_RELOAD_SECONDS": "0.05", "TSUNAGU_SPARQL_WORKERS": "1"}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [*map(str, command)], env=environment() | settings, stdout=log, stderr=log
        )
        try:
            yield number
        finally:
            process.terminate()
            process.wait()
    assert b"Traceback" not in (tmp_path / "log").read_bytes()


def _served(port: int) -> str | None:
    """Return the id of the release that is served, if one is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        served: str = orjson.loads(ask(connection, "/ready")[1])["release"]
    except OSError:
        return None  # it does not listen yet
    else:
        return served
    finally:
        connection.close()


def _wait_for(port: int, id_: str) -> None:
    until(lambda: _served(port) == id_, f"the service follows to {id_}")


def _answers(port: int) -> dict[str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    found = {path: ask(connection, path) for path in PATHS}
    connection.close()
    assert {status for status, _ in found.values()} == {200}
    return {path: body for path, (_, body) in found.items()}


@pytest.mark.slow
def test_no_answer_is_lost_or_mixed_while_the_release_is_switched(
    out: Path, current: Release, older: Release, port: int
) -> None:
    """Every answer is, byte by byte, that of one release; each client turns once a switch."""
    releases = Releases(out)
    _wait_for(port, older.id)
    first = _answers(port)
    releases.switch(current.id)
    _wait_for(port, current.id)
    second = _answers(port)
    assert all(first[path] != second[path] for path in PATHS)
    known = {path: {first[path]: older.id, second[path]: current.id} for path in PATHS}
    stop = threading.Event()
    clients = [Client(port, known, stop) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        for release in (older, current, older):
            releases.switch(release.id)
            for client in clients:
                client.wait_for(release.id)
    finally:
        stop.set()
        for client in clients:
            client.join()
    assert [fault for client in clients for fault in client.faults] == []
    for client in clients:
        turns = [owner for owner, _ in groupby(client.seen)]
        assert turns == [current.id, older.id, current.id, older.id]


def test_no_worker_is_left_when_the_application_has_ended(small_out: Path) -> None:
    app = create_app(Settings(out=small_out, sparql_workers=2))
    with TestClient(app) as client:
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        with app.state.holder.current() as opened:
            sparql = opened.sparql
        assert sparql.figures()["workers"]
    assert not sparql.figures()["workers"]
