"""The service over prepared sizes: start-up, load of eight clients, releases that switch in."""

from __future__ import annotations

import hashlib
import http.client
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from itertools import cycle, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

import orjson
from clients import asked, finished, started
from ports import free_port
from prepare import prepared
from real import CACHE, ROOT, digest

from api.release.build import build
from api.release.disk.manifest import MANIFEST
from api.release.releases import DATASET, GRAPH_FILE, Releases
from api.release.settings import PREFIX, Settings
from graph.store.store import create_dataset
from search.engine import SearchEngine

TSUNAGU = ROOT / ".venv" / "bin" / "tsunagu"
CLIENTS = 8
SECONDS = 12.0
"""How long each load lasts."""
SWITCH_SECONDS = 60.0
"""How long the load lasts under which releases switch; opening one beside it takes a while."""
_RELEASES = CACHE / "releases"
_CHECKED = 40
"""Queries whose answers are compared with those of each release."""
_PREFIXES = (
    "じど",
    "jido",
    "自動",
    "どろ",
    "ドローン",
    "おおさ",
    "osa",
    "大阪",
    "まーす",
    "スマー",
)
_START_LIMIT = 120.0
SMALLEST = 273
"""Fewest projects that are measured."""
_THIS = Path(__file__)
_OWN = frozenset({"id", "files", "counts"})
"""What a manifest says of its release alone."""


class Serving(NamedTuple):
    """A service that runs."""

    port: int
    seconds: float
    """Seconds to the first answer on ``/ready``."""
    pid: int


def release_of(size: int) -> str:
    """Publish a release with the search of one size and the rest of the real data; its id."""
    publish(_RELEASES, size=size)
    return str(Releases(_RELEASES).current_id())


def publish(root: Path, store: Path | None = None, size: int | None = None) -> Path:
    """Publish the release of the real data with another store or another search in it.

    Its files are links to those of what it is made of.

    Args:
        root: folder of the releases.
        store: a store, beside its ``graph.nq``; without it that of the real data.
        size: number of made-up projects that the search finds; None for those of the real data.

    Returns:
        The folder of the releases, which points to this one.
    """
    real, _ = build(Settings(data=ROOT / "data", out=CACHE / "built"), lambda _: None)
    folder = size and prepared(size)
    id_ = digest((_THIS,), real.id, folder and folder.name, store and store.parent.name)
    releases = Releases(root)
    if not releases.is_intact(id_):
        with releases.building() as partial:
            _link(real.folder, partial)
            (partial / MANIFEST).unlink()
            counts = dict(real.manifest["counts"])
            if folder:
                _link(folder / "search", partial / "search")
                counts["documents"] = _relate_to_those_found(partial)
            if store:
                _link(store, partial / "store")
                shutil.rmtree(partial / DATASET)
                create_dataset(partial / DATASET, store.parent / GRAPH_FILE)
            said = {name: value for name, value in real.manifest.items() if name not in _OWN}
            releases.publish(partial, id_, {**said, "counts": counts})
    releases.switch(id_)
    return root


def _relate_to_those_found(release: Path) -> int:
    """Give the relations of a release the projects that its search finds; the number of documents.

    A release whose search does not know what its relations name is refused.
    """
    engine = SearchEngine(release / "search")
    documents = len(engine.things)
    keys = cycle(key for kind, key in engine.things if kind == "project")
    engine.close()
    names = release / "relations" / "names.json"
    known = orjson.loads(names.read_bytes())
    names.unlink()  # it is a link to the file of the real release
    projects = list(islice(keys, len(known["projects"])))
    names.write_bytes(orjson.dumps({**known, "projects": projects}))
    return documents


def _link(folder: Path, target: Path) -> None:
    """Put a folder, whose files are links, in the place of another."""
    shutil.rmtree(target)
    shutil.copytree(folder, target, copy_function=os.link)


@contextmanager
def serving(
    out: Path = _RELEASES, environment: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Serving]:
    """Serve the current release.

    Args:
        out: folder of the releases.
        environment: settings.

    Raises:
        RuntimeError: the service does not start.
    """
    port = free_port()
    command = [str(TSUNAGU), "serve", "--out", str(out), "--port", str(port)]
    settings = {f"{PREFIX}RELOAD_SECONDS": "0.2", **environment}
    with running(command, port, "/ready", {**os.environ, **settings}) as served:
        yield served


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    path: str,
    environment: Mapping[str, str] | None = None,
    limit: float = _START_LIMIT,
) -> Iterator[Serving]:
    """Run a server until it is no longer wanted.

    Args:
        command: what starts it.
        port: where it listens.
        path: what it answers with 200 when it is ready.
        environment: its environment, if not this one.
        limit: most seconds that it may take to start.

    Raises:
        RuntimeError: it does not start.
    """
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            while not _answers(port, path):
                if process.poll() is not None or time.perf_counter() - started > limit:
                    log.seek(0)
                    raise RuntimeError(log.read().decode("utf-8", "replace")[-2000:])
                time.sleep(0.02)
            yield Serving(port, time.perf_counter() - started, process.pid)
        finally:
            process.terminate()
            process.wait()


def _answers(port: int, path: str) -> bool:
    try:
        return _get(port, path)[0] == HTTPStatus.OK
    except OSError:
        return False


def _get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", quote(path, safe="/?=&%"))
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _paths(size: int) -> list[str]:
    queries = orjson.loads((prepared(size) / "queries.json").read_bytes())
    return [f"/api/search?q={query}" for query in queries["http"]]


def under_load(size: int) -> dict[str, Any]:
    """Return how the service of one size starts and answers eight clients."""
    release_of(size)
    found: dict[str, Any] = {}
    with serving() as served:
        port = served.port
        found["service_start_s"] = served.seconds
        paths = _paths(size)
        for path in paths[-50:]:
            _get(port, path)
        found["search"] = asked(port, paths[:-50], clients=CLIENTS, seconds=SECONDS)
        suggest = [f"/api/suggest?q={prefix}" for prefix in _PREFIXES]
        if _get(port, suggest[0])[0] == HTTPStatus.OK:
            found["suggest"] = asked(port, suggest, clients=CLIENTS, seconds=SECONDS / 2)
    return found


def while_switching(sizes: tuple[int, int]) -> dict[str, Any]:
    """Return what eight clients see while the service switches between two sizes and back.

    Every answer must be the whole answer of one of the two releases.
    """
    paths = _paths(sizes[0])[:_CHECKED]
    releases = Releases(_RELEASES)
    ids = [release_of(size) for size in sizes]
    known: dict[str, dict[str, str]] = {path: {} for path in paths}
    for size, id_ in zip(sizes, ids, strict=True):
        releases.switch(id_)
        with serving() as served:
            for path in paths:
                status, body = _get(served.port, path)
                if status == HTTPStatus.OK:  # an error is an answer of no release
                    known[path][str(size)] = hashlib.sha256(body).hexdigest()
    switches: list[float] = []
    with serving() as served:
        port = served.port
        clients = started(port, paths, clients=CLIENTS, seconds=SWITCH_SECONDS, known=known)
        until = time.perf_counter() + SWITCH_SECONDS - 2
        time.sleep(2)
        while (seconds := _switch(port, releases, ids[len(switches) % 2], until)) is not None:
            switches.append(seconds)
        found = finished(clients)
    return {**found, "switches": len(switches), "switch_s": switches}


def _switch(port: int, releases: Releases, id_: str, until: float) -> float | None:
    """Switch and return the seconds until the service says so; None when the time is over first."""
    started = time.perf_counter()
    releases.switch(id_)
    while time.perf_counter() < until:
        if orjson.loads(_get(port, "/ready")[1]).get("release") == id_:
            return time.perf_counter() - started
        time.sleep(0.1)
    return None
