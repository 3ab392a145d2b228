"""A switch at a set time: the next release is open beforehand, and nobody goes back or mixes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import orjson
import pytest
from served import served
from small_data import tsunagu
from waiting import SECONDS, until

from api.release.disk.upcoming import NEXT, Upcoming
from api.release.following.condition import Trouble, can_answer
from api.release.following.current import CurrentRelease
from api.release.following.lending import NotKeptError
from api.release.pruning import prune
from api.release.releases import GRAPH_FILE, Releases
from api.release.settings import Settings

LATER = 10 * SECONDS
"""Seconds from now that no test reaches."""
SOON = 1.5


@pytest.fixture
def older_first(two: Settings, ids: tuple[str, str]) -> Releases:
    """The releases, of which the older one is current."""
    releases = Releases(two.out)
    releases.switch(ids[0])
    return releases


@pytest.fixture
def started() -> Iterator[Callable[[Settings], CurrentRelease]]:
    with ExitStack() as ends:

        def start(settings: Settings) -> CurrentRelease:
            holder = CurrentRelease(settings)
            ends.callback(holder.close)
            return holder

        yield start


def served_by(holder: CurrentRelease) -> str:
    with holder.current() as opened:
        return opened.release.id


def prepared_by(holder: CurrentRelease) -> str | None:
    prepared = holder.prepared()
    return prepared.opened.release.id if prepared else None


def test_the_next_release_is_open_before_its_time_and_current_from_then_on(
    two: Settings,
    ids: tuple[str, str],
    older_first: Releases,
    started: Callable[[Settings], CurrentRelease],
) -> None:
    older, newer = ids
    holder = started(two)
    older_first.plan(Upcoming(newer, time.time() + LATER))
    until(lambda: prepared_by(holder) == newer, "it is opened")
    assert served_by(holder) == older
    assert older_first.current_id() == older
    with holder.current() as before:
        at = time.time() + 0.2
        older_first.plan(Upcoming(newer, at))
        until(lambda: served_by(holder) == newer, "its time comes")
        assert holder.since >= at
        assert older_first.current_id() == newer
        assert before.release.id == older
    assert prepared_by(holder) is None
    assert not holder.reasons()
    assert older_first.upcoming() is None
    older_first.switch(older)  # the link follows what has become current, then goes back
    assert not (two.out / NEXT).exists()
    until(lambda: served_by(holder) == older, "it goes back")


def test_a_broken_next_release_is_said_and_never_switched_to(
    two: Settings,
    ids: tuple[str, str],
    older_first: Releases,
    started: Callable[[Settings], CurrentRelease],
) -> None:
    older, newer = ids
    holder = started(two)
    graph = older_first.get(newer).folder / GRAPH_FILE
    graph.write_bytes(graph.read_bytes()[:-1])
    older_first.plan(Upcoming(newer, time.time() + LATER))
    until(holder.reasons, "it is said")
    (reason,) = holder.reasons()
    assert reason.trouble is Trouble.NEXT_FAILED
    assert f"release {newer}: {GRAPH_FILE} is missing or damaged" in reason.detail
    assert can_answer([reason])
    older_first.plan(Upcoming(newer, time.time()))
    until(lambda: holder.reasons()[0].trouble is Trouble.RELOAD_FAILED, "its time is over")
    assert served_by(holder) == older
    older_first.switch(older)
    until(lambda: not holder.reasons(), "nothing else is wanted")


def test_a_plan_can_be_withdrawn(
    two: Settings,
    ids: tuple[str, str],
    older_first: Releases,
    started: Callable[[Settings], CurrentRelease],
) -> None:
    older, newer = ids
    holder = started(two)
    older_first.plan(Upcoming(newer, None))
    until(lambda: prepared_by(holder) == newer, "it is opened")
    assert prune(older_first, 1).removed == ()
    older_first.switch(older)
    until(lambda: prepared_by(holder) is None, "it is closed again")
    assert served_by(holder) == older


def test_who_means_a_release_has_it_before_its_time_and_as_long_as_it_is_kept(
    two: Settings,
    ids: tuple[str, str],
    older_first: Releases,
    started: Callable[[Settings], CurrentRelease],
) -> None:
    older, newer = ids
    holder = started(replace(two, keep_seconds=LATER))
    with pytest.raises(NotKeptError, match=f"only {older} is open"):
        holder.lend(newer)
    older_first.plan(Upcoming(newer, None))
    until(lambda: prepared_by(holder) == newer, "it is opened")
    with holder.lend(newer) as meant:
        assert meant.release.id == newer
        assert served_by(holder) == newer  # whatever this request asks is answered from one
    assert served_by(holder) == older
    older_first.plan(Upcoming(newer, time.time()))
    until(lambda: served_by(holder) == newer, "it is switched to")
    with holder.lend(older) as kept, holder.lend() as current:
        assert (kept.release.id, current.release.id) == (older, newer)


def test_a_release_that_is_not_kept_is_closed_with_its_last_request(
    two: Settings,
    ids: tuple[str, str],
    older_first: Releases,
    started: Callable[[Settings], CurrentRelease],
) -> None:
    older, newer = ids
    holder = started(two)
    with holder.lend(older):
        older_first.switch(newer)
        until(lambda: holder.prepared() is None and _is_refused(holder, older), "it is switched")
        assert served_by(holder) == older
    assert served_by(holder) == newer


def _is_refused(holder: CurrentRelease, id_: str) -> bool:
    try:
        with holder.lend(id_):
            return False
    except NotKeptError:
        return True


def test_services_on_one_folder_switch_together(
    two: Settings, ids: tuple[str, str], older_first: Releases, tmp_path: Path
) -> None:
    """Each looks on its own, and opens in its own time; all switch at the same moment."""
    newer = ids[1]
    assert older_first.current_id() == ids[0]
    limits: dict[str, object] = {"SPARQL_WORKERS": 1, "RELOAD_SECONDS": 0.2, "METRICS": "1"}
    with ExitStack() as ends:
        services = [
            ends.enter_context(served(two.out, tmp_path / f"log{number}", limits))
            for number in range(2)
        ]
        urls = [f"http://127.0.0.1:{service.port}" for service in services]
        asking = [option for url in urls for option in ("--when-ready", url)]
        done = tsunagu("releases", "use", newer, "--at", f"+{SOON}", *asking, "--out", two.out)
        assert done.returncode == 0, done.stderr
        assert "2 have it open, and know the time" in done.stdout
        at = datetime.fromisoformat(done.stdout.split(" at ")[1].split()[0]).timestamp()
        seen: list[tuple[float, str, float]] = []
        while not seen or seen[-1][0] < at:
            for service in services:
                sent = time.time()
                seen.append((sent, service.ready()["release"], time.time()))
        assert all(id_ == newer for sent, id_, _ in seen if sent >= at)
        assert all(id_ == ids[0] for _, id_, received in seen if received < at)
        for service in services:
            assert _since(service.get("/metrics")[2]) >= at


def _since(metrics: bytes) -> float:
    lines = metrics.decode().splitlines()
    (value,) = (line.split()[1] for line in lines if line.startswith("tsunagu_release_since"))
    return float(value)


@contextmanager
def replica(ready: dict[str, object]) -> Iterator[str]:
    """Stand in for a replica elsewhere that always says the same."""

    class Ready(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(orjson.dumps(ready))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Ready) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def test_the_command_gives_up_where_a_replica_cannot_open_the_release(
    two: Settings, ids: tuple[str, str], older_first: Releases
) -> None:
    older, newer = ids
    wrong = {"reason": "next-failed", "detail": f"release {newer}: graph.nq is damaged"}
    refusing = {"release": older, "prepared": None, "reasons": [wrong]}
    with replica(refusing) as url:
        done = tsunagu("releases", "use", newer, "--when-ready", url, "--out", two.out)
    assert done.returncode == 1
    assert f"is not ready for release {newer}: release {newer}: graph.nq is damaged" in done.stderr
    assert older_first.upcoming() is None
    assert older_first.current_id() == older


def test_the_command_says_which_replica_does_not_know_the_time(
    two: Settings, ids: tuple[str, str]
) -> None:
    """It has the release open, but another folder, in which no time was set."""
    with replica({"release": "x", "prepared": ids[0], "switch_at": None, "reasons": []}) as url:
        done = tsunagu(
            "releases", "use", ids[0], "--at", "+0.5", "--when-ready", url, "--out", two.out
        )
    assert done.returncode == 1
    assert "does not know the time" in done.stderr


@pytest.mark.parametrize("at", ["soon", "+", "+-1", "+inf", "2020-01-01", "nan"])
def test_a_time_that_is_none_is_refused(two: Settings, ids: tuple[str, str], at: str) -> None:
    done = tsunagu("releases", "use", ids[0], "--at", at, "--out", two.out)
    assert done.returncode == 1
    assert f"--at {at} is" in done.stderr
    assert Releases(two.out).upcoming() is None


def test_the_list_says_what_is_to_come(two: Settings, ids: tuple[str, str]) -> None:
    done = tsunagu("releases", "use", ids[0], "--at", "+3600", "--out", two.out)
    assert done.stdout.startswith(f"{ids[0]} is to be current at ")
    listed = tsunagu("releases", "list", "--out", two.out)
    assert f"{ids[0]} is to be current at " in listed.stderr
    tsunagu("releases", "use", ids[1], "--out", two.out)
    assert "is to be current" not in tsunagu("releases", "list", "--out", two.out).stderr


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b'{"release": "../x", "at": null}', b'{"release": 1, "at": "now"}', b"[1]"],
)
def test_what_cannot_be_read_is_no_plan(
    two: Settings, ids: tuple[str, str], content: bytes
) -> None:
    (two.out / NEXT).write_bytes(content)
    assert Releases(two.out).upcoming() is None
    assert Releases(two.out).current_id() == ids[1]


def test_a_plan_for_a_release_that_is_gone_is_none(two: Settings, ids: tuple[str, str]) -> None:
    plan = {"release": "0" * 16, "at": "2020-01-01T00:00:00+00:00"}
    (two.out / NEXT).write_bytes(orjson.dumps(plan))
    assert Releases(two.out).current_id() == ids[1]
