"""The service over prepared sizes: start-up, load of eight clients, releases that switch in."""

from __future__ import annotations

import hashlib
import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
from prepare import prepared
from real import CACHE, ROOT, digest, graph_store

from api.releases import Releases
from api.settings import PREFIX
from ontology.namespaces import DEFAULT_BASE

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


def release_of(size: int) -> str:
    """Publish a release with the search of one size and the store of the real data; its id."""
    folder = prepared(size)
    graph = graph_store()
    id_ = digest((), folder.name, graph.name)
    releases = Releases(_RELEASES)
    if not releases.is_intact(id_):
        with releases.building() as partial:
            shutil.copytree(graph / "store", partial / "store")
            shutil.copy(graph / "graph.nq", partial / "graph.nq")
            shutil.copytree(folder / "search", partial / "search")
            built = orjson.loads((folder / "built.json").read_bytes())
            manifest = {
                "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "base": DEFAULT_BASE,
                "counts": {"documents": built["documents"]},
            }
            releases.publish(partial, id_, manifest)
    releases.switch(id_)
    return id_


@contextmanager
def serving(out: Path = _RELEASES) -> Iterator[tuple[int, float]]:
    """Serve the current release; give the port and the seconds to the first answer on ``/ready``.

    Raises:
        RuntimeError: the service does not start.
    """
    with tempfile.TemporaryFile() as log:
        port = _free_port()
        command = [str(TSUNAGU), "serve", "--out", str(out), "--port", str(port)]
        environment = {**os.environ, f"{PREFIX}RELOAD_SECONDS": "0.2"}
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            while not _answers(port):
                if process.poll() is not None or time.perf_counter() - started > _START_LIMIT:
                    log.seek(0)
                    raise RuntimeError(log.read().decode("utf-8", "replace")[-2000:])
                time.sleep(0.02)
            yield port, time.perf_counter() - started
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    from socket import socket  # noqa: PLC0415 - only here

    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        return _get(port, "/ready")[0] == HTTPStatus.OK
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


def _load(
    port: int, paths: Sequence[str], seconds: float, known: dict[str, Any] | None = None
) -> subprocess.Popen[bytes]:
    """Start the clients; the hashes of known answers are checked where they are given."""
    folder = Path(tempfile.mkdtemp(prefix="load-", dir=CACHE))
    (folder / "paths.json").write_bytes(orjson.dumps(list(paths)))
    command = [sys.executable, str(Path(__file__).with_name("load.py")), str(port)]
    command += [str(folder / "paths.json"), "--clients", str(CLIENTS), "--seconds", str(seconds)]
    if known is not None:
        (folder / "known.json").write_bytes(orjson.dumps(known))
        command += ["--known", str(folder / "known.json")]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def _finished(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    output, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the clients ended with {process.returncode}")
    for left in CACHE.glob("load-*"):
        shutil.rmtree(left)
    found: dict[str, Any] = orjson.loads(output)
    found["per_second"] = len(found["times_ms"]) / found["seconds"]
    return found


def _paths(size: int) -> list[str]:
    queries = orjson.loads((prepared(size) / "queries.json").read_bytes())
    return [f"/api/search?q={query}" for query in queries["http"]]


def under_load(size: int) -> dict[str, Any]:
    """Return how the service of one size starts and answers eight clients."""
    release_of(size)
    found: dict[str, Any] = {}
    with serving() as (port, started):
        found["service_start_s"] = started
        paths = _paths(size)
        for path in paths[-50:]:
            _get(port, path)
        found["search"] = _finished(_load(port, paths[:-50], SECONDS))
        suggest = [f"/api/suggest?q={prefix}" for prefix in _PREFIXES]
        if _get(port, suggest[0])[0] == HTTPStatus.OK:
            found["suggest"] = _finished(_load(port, suggest, SECONDS / 2))
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
        with serving() as (port, _):
            for path in paths:
                status, body = _get(port, path)
                if status == HTTPStatus.OK:  # an error is an answer of no release
                    known[path][str(size)] = hashlib.sha256(body).hexdigest()
    switches: list[float] = []
    with serving() as (port, _):
        clients = _load(port, paths, SWITCH_SECONDS, known)
        until = time.perf_counter() + SWITCH_SECONDS - 2
        time.sleep(2)
        while (seconds := _switch(port, releases, ids[len(switches) % 2], until)) is not None:
            switches.append(seconds)
        found = _finished(clients)
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
