"""Signals: the service ends within its time whatever clients do, and looks when it is told to."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest
from served import request, served
from waiting import SECONDS, until

from api.release.releases import Release, Releases
from api.release.settings import Settings

NEVER = 10 * SECONDS
FILES = 128


def test_readers_that_stall_do_not_hold_up_the_end(
    release: Release, settings: Settings, tmp_path: Path
) -> None:
    assert release.folder.is_dir()
    limits: dict[str, object] = {
        "STOP_SECONDS": 0.5,
        "SEND_SECONDS": NEVER,
        "BODY_SECONDS": NEVER,
        "HEAD_SECONDS": NEVER,
    }
    log = tmp_path / "log"
    with (
        served(settings.out, log, limits) as service,
        service.connect(buffer=4096) as reader,
        service.connect() as writer,
        service.connect() as head,
        service.connect() as asking,
    ):
        reader.sendall(request("/dump/tsunagu.nq", "Accept-Encoding: identity"))
        assert reader.recv(1) == b"H"
        form = "Content-Type: application/x-www-form-urlencoded"
        writer.sendall(request("/sparql", form, "Content-Length: 9", method="POST") + b"q")
        head.sendall(b"GET / HT")
        query = "SELECT(COUNT(*)AS%20?n){?a?b?c.?d?e?f.?g?h?i}"
        asking.sendall(request(f"/sparql?query={query}"))
        service.signal(signal.SIGTERM)
        assert service.process.wait(SECONDS) in {0, -signal.SIGTERM}
    assert "Traceback" not in log.read_text("utf-8")


def test_hangup_looks_for_a_new_release(
    two: Settings, ids: tuple[str, str], tmp_path: Path
) -> None:
    older, current = ids
    limits: dict[str, object] = {"RELOAD_SECONDS": NEVER, "SPARQL_WORKERS": 1}
    with served(two.out, tmp_path / "log", limits) as service:
        assert service.ready()["release"] == current
        Releases(two.out).switch(older)
        service.signal(signal.SIGHUP)
        until(lambda: service.ready()["release"] == older, "the other release answers")


def test_as_many_files_as_the_system_allows(two: Settings, tmp_path: Path) -> None:
    with served(two.out, tmp_path / "log", {"SPARQL_WORKERS": 1}, files=FILES) as service:
        said = Path(f"/proc/{service.process.pid}/limits").read_text("ascii")
    found = re.search(r"^Max open files +(\d+) +(\d+)", said, re.MULTILINE)
    assert found
    assert found[1] == found[2] != str(FILES)


def test_a_service_that_drains_answers_until_it_is_told_again(
    two: Settings, tmp_path: Path
) -> None:
    """Balancers see that it ends; whoever still comes is answered, over a new connection each."""
    limits: dict[str, object] = {"SPARQL_WORKERS": 1, "DRAIN_SECONDS": NEVER}
    with served(two.out, tmp_path / "log", limits) as service:
        assert service.get("/ready")[0] == 200
        service.signal(signal.SIGTERM)
        until(lambda: service.get("/ready")[0] == 503, "it says that it drains")
        assert service.ready()["reasons"][0]["reason"] == "draining"
        status, headers, _ = service.get("/api/search?q=x")
        assert (status, headers["connection"]) == (200, "close")
        service.signal(signal.SIGTERM)
        assert service.process.wait(SECONDS) in {0, -signal.SIGTERM}
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")


def test_the_listener_closes_when_the_time_to_drain_is_over(two: Settings, tmp_path: Path) -> None:
    limits: dict[str, object] = {"SPARQL_WORKERS": 1, "DRAIN_SECONDS": 0.2}
    with served(two.out, tmp_path / "log", limits) as service:
        service.signal(signal.SIGTERM)
        assert service.process.wait(SECONDS) in {0, -signal.SIGTERM}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_service_ends_at_once(
    two: Settings, tmp_path: Path, number: signal.Signals
) -> None:
    with served(two.out, tmp_path / "log", {"SPARQL_WORKERS": 1}) as service:
        with service.connect():
            service.signal(number)
            assert service.process.wait(SECONDS) in {0, -number}
        assert "Traceback" not in (tmp_path / "log").read_text("utf-8")
