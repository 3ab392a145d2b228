"""Releases under attack: damaged, pruned, copied, held, with the disk full, watched."""

from __future__ import annotations

import logging
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import release_steps
from release_steps import NEW, OLD, OLDEST
from small_data import TSUNAGU, environment, set_cell, tsunagu
from starlette.testclient import TestClient
from waiting import until

from api.app import create_app
from api.release.build import build
from api.release.disk.holding import unheld
from api.release.disk.manifest import MANIFEST
from api.release.following.condition import Trouble
from api.release.following.current import CurrentRelease
from api.release.pruning import prune
from api.release.releases import GRAPH_FILE, ReleaseError, Releases
from api.release.settings import Settings
from search.model.request import SearchRequest

MIB = 1024 * 1024


@pytest.fixture
def holder(two: Settings) -> Iterator[Callable[[], CurrentRelease]]:
    """Open services, which are closed afterwards."""
    opened: list[CurrentRelease] = []

    def made() -> CurrentRelease:
        opened.append(CurrentRelease(two))
        return opened[-1]

    yield made
    for one in opened:
        one.close()


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def answers(holder: CurrentRelease) -> str:
    """Return which release answers a search."""
    with holder.current() as opened:
        assert opened.search.search(SearchRequest(query="自動運転")).total
        return opened.release.id


def troubles(holder: CurrentRelease) -> list[Trouble]:
    return [reason.trouble for reason in holder.reasons()]


def point(out: Path, id_: str) -> None:
    """Point to a release as a hand would do it, without a look at what lies there."""
    pointer = out / "current"
    if pointer.is_dir() and not pointer.is_symlink():
        pointer.rmdir()
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(Path("releases") / id_)


def follows(holder: CurrentRelease, id_: str) -> None:
    until(lambda: answers(holder) == id_, "it follows")
    until(lambda: not holder.reasons(), "nothing is wrong any more")


def copied(source: Path, target: Path) -> Path:
    """Copy a folder as an operator might: every link is followed."""
    cp = shutil.which("cp")
    assert cp
    subprocess.run([cp, "-rL", source, target], check=True)
    return target


# Pruning


def test_prune_with_a_damaged_current_release_keeps_the_only_good_one(
    two: Settings, ids: tuple[str, str], holder: Callable[[], CurrentRelease]
) -> None:
    releases = Releases(two.out)
    flip(releases.current().folder / GRAPH_FILE)
    service = holder()
    assert answers(service) == ids[0]
    assert troubles(service) == [Trouble.FALLBACK]
    done = tsunagu("releases", "prune", "--keep", "1", "--out", two.out)
    assert (done.returncode, done.stdout) == (0, "removed 0: nothing\n")
    assert releases.is_intact(ids[0])


def test_prune_does_nothing_where_no_release_is_intact(two: Settings) -> None:
    releases = Releases(two.out)
    for release in releases.all():
        flip(release.folder / GRAPH_FILE)
    done = tsunagu("releases", "prune", "--keep", "1", "--out", two.out)
    assert done.returncode == 1
    assert "no release is intact: nothing is removed" in done.stderr
    assert len(releases.all()) == 2


def test_a_damaged_old_release_goes_and_counts_for_nothing(tmp_path: Path) -> None:
    for id_ in (OLDEST, OLD, NEW):
        release_steps.build(tmp_path, id_)
    flip(tmp_path / "releases" / OLD / release_steps.FILES[0])
    assert prune(Releases(tmp_path), 2).removed == (OLD,)
    assert {release.id for release in Releases(tmp_path).all()} == {OLDEST, NEW}


def test_prune_leaves_what_a_service_holds(
    two: Settings, ids: tuple[str, str], holder: Callable[[], CurrentRelease]
) -> None:
    """The lock is another process's to see; it ends with the service."""
    releases = Releases(two.out)
    releases.switch(ids[0])
    service = holder()
    assert answers(service) == ids[0]
    with service.current():  # a request is under way while the release is switched
        releases.switch(ids[1])
        until(lambda: answers(service) == ids[1], "the service follows")
        done = tsunagu("releases", "prune", "--keep", "1", "--out", two.out)
        assert done.stdout.splitlines() == [
            "removed 0: nothing",
            f"kept, as a service holds it: {ids[0]}",
        ]
    done = tsunagu("releases", "prune", "--keep", "1", "--out", two.out)
    assert done.stdout == f"removed 1: {ids[0]}\n"
    assert answers(service) == ids[1]


def test_a_release_that_is_being_removed_is_not_taken(two: Settings, ids: tuple[str, str]) -> None:
    folder = two.out / "releases" / ids[1]
    with unheld(folder) as free:
        assert free
        service = CurrentRelease(two)
        try:
            assert answers(service) == ids[0]
        finally:
            service.close()


# What the service says of itself


def test_ready_tells_of_a_fallback_and_of_its_end(two: Settings, ids: tuple[str, str]) -> None:
    path = Releases(two.out).current().folder / GRAPH_FILE
    whole = path.read_bytes()
    flip(path)
    with TestClient(create_app(two)) as client:
        found = client.get("/ready")
        assert (found.status_code, found.json()["status"]) == (200, "degraded")
        (reason,) = found.json()["reasons"]
        assert reason["reason"] == "fallback"
        assert f"{GRAPH_FILE} is missing or damaged" in reason["detail"]
        assert found.json()["release"] == ids[0]
        strict = client.get("/ready", params={"strict": "true"})
        assert (strict.status_code, strict.json()["status"]) == (503, "not-ready")
        path.write_bytes(whole)
        shutil.rmtree(path.parent.with_name("copy"), ignore_errors=True)
        shutil.copytree(path.parent, path.parent.with_name("copy"))
        shutil.rmtree(path.parent)
        path.parent.with_name("copy").rename(path.parent)  # mended, and another folder
        until(lambda: client.get("/ready").json()["status"] == "ready", "it follows")
        assert client.get("/ready").json()["release"] == ids[1]
        assert client.get("/ready", params={"strict": "true"}).status_code == 200


def test_a_release_that_is_damaged_while_it_is_served_is_replaced(
    two: Settings, ids: tuple[str, str], holder: Callable[[], CurrentRelease]
) -> None:
    """A build puts a whole one of the same id in its place, and the service takes that."""
    service = holder()
    folder = two.out / "releases" / ids[1]
    whole = Path(shutil.copytree(folder, two.out / "whole"))
    with service.current() as before:
        flip(folder / GRAPH_FILE)
        shutil.rmtree(folder)
        whole.rename(folder)
        until(lambda: service._opened is not before, "it takes the new one")
    assert answers(service) == ids[1]
    until(lambda: not service.reasons(), "nothing is wrong any more")


def test_ready_tells_of_a_reload_that_failed(
    two: Settings, ids: tuple[str, str], holder: Callable[[], CurrentRelease]
) -> None:
    releases = Releases(two.out)
    releases.switch(ids[0])
    service = holder()
    flip(releases.get(ids[1]).folder / GRAPH_FILE)
    releases.switch(ids[1])
    until(lambda: troubles(service) == [Trouble.RELOAD_FAILED], "the failure is told")
    assert answers(service) == ids[0]
    releases.switch(ids[0])
    until(lambda: not service.reasons(), "nothing is wrong when nothing else is wanted")


def test_the_watcher_survives_a_manifest_with_a_renamed_key(
    two: Settings, ids: tuple[str, str], holder: Callable[[], CurrentRelease]
) -> None:
    releases = Releases(two.out)
    releases.switch(ids[0])
    service = holder()
    folder = two.out / "releases" / ids[1]
    whole = Path(shutil.copytree(folder, folder.with_name("kept")))
    (folder / MANIFEST).write_bytes((folder / MANIFEST).read_bytes().replace(b"files", b"filez"))
    point(two.out, ids[1])
    until(lambda: troubles(service) == [Trouble.RELOAD_FAILED], "it tells")
    shutil.rmtree(folder)
    whole.rename(folder)
    follows(service, ids[1])


@pytest.mark.parametrize("there", ["nothing", "folder", "text", "loop"])
def test_the_watcher_survives_what_lies_in_the_place_of_the_pointer(
    two: Settings, ids: tuple[str, str], holder: Callable[[], CurrentRelease], there: str
) -> None:
    Releases(two.out).switch(ids[0])
    service = holder()
    pointer = two.out / "current"
    pointer.unlink()
    if there == "folder":
        pointer.mkdir()
    elif there == "text":
        pointer.write_text("releases/x", "utf-8")
    elif there == "loop":
        pointer.symlink_to("current")
    wanted = Trouble.RELOAD_FAILED if there == "loop" else Trouble.POINTER_LOST
    until(lambda: troubles(service) == [wanted], "it tells")
    assert answers(service) == ids[0]
    point(two.out, ids[1])
    follows(service, ids[1])


def test_the_watcher_survives_that_the_releases_are_gone_for_a_while(
    two: Settings, ids: tuple[str, str], holder: Callable[[], CurrentRelease]
) -> None:
    Releases(two.out).switch(ids[0])
    service = holder()
    (two.out / "releases").rename(two.out / "aside")
    point(two.out, ids[1])
    until(lambda: troubles(service) == [Trouble.RELOAD_FAILED], "it tells")
    assert answers(service) == ids[0]
    (two.out / "aside").rename(two.out / "releases")
    follows(service, ids[1])


@pytest.mark.parametrize("error", [MemoryError, KeyError, RecursionError])
def test_the_watcher_survives_any_error_and_says_it_once(
    two: Settings,
    ids: tuple[str, str],
    holder: Callable[[], CurrentRelease],
    error: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    Releases(two.out).switch(ids[0])
    service = holder()

    read = os.readlink

    def broken(path: str | Path) -> str:
        if Path(path).is_relative_to(two.out):  # other services of this process look, too
            raise error("of the test")
        return str(read(path))

    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr(os, "readlink", broken)
        until(lambda: service._watcher.fault, "it tells")
    assert caplog.text.count("looking for a new release failed") == 1
    point(two.out, ids[1])
    follows(service, ids[1])


def test_a_dead_watcher_and_lost_workers_are_503(two: Settings) -> None:
    with TestClient(create_app(two)) as client:
        holder = client.app.state.holder  # type: ignore[attr-defined]
        assert client.get("/ready").status_code == 200
        with holder.current() as opened:
            workers = opened.sparql.engine._pool._workers
            until(lambda: workers and all(one._pid for one in workers), "they have started")
            for worker in tuple(workers):
                os.kill(worker._pid, 9)
            until(lambda: not opened.sparql.figures()["workers"], "the workers are gone")
        found = client.get("/ready")
        assert (found.status_code, found.json()["reasons"][0]["reason"]) == (503, "workers-lost")
        until(lambda: client.get("/ready").status_code == 200, "they are started anew")
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        holder._watcher.close()
        found = client.get("/ready")
        assert (found.status_code, found.json()["status"]) == (503, "not-ready")
        assert found.json()["reasons"][0]["reason"] == "watcher-dead"


# Copies


def test_a_copy_that_followed_the_link_is_served_and_mended(
    two: Settings, ids: tuple[str, str], tmp_path: Path
) -> None:
    copy = copied(two.out, tmp_path / "copy")
    assert not (copy / "current").is_symlink()
    assert Releases(copy).current_id() == ids[1]
    service = CurrentRelease(Settings(out=copy, sparql_workers=1))
    try:
        assert (answers(service), service.reasons()) == (ids[1], [])
    finally:
        service.close()
    assert tsunagu("releases", "use", ids[0], "--out", copy).returncode == 0
    assert (copy / "current").readlink() == Path("releases", ids[0])
    assert {path.name for path in (copy / "releases").iterdir()} == set(ids)


def test_a_copy_of_current_alone_names_the_mend(
    two: Settings, ids: tuple[str, str], tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    copied(two.out / "current", copy / "current")
    done = tsunagu("serve", "--out", copy, "--port", "1")
    assert done.returncode == 1
    mend = f"tsunagu releases use {ids[1]}"
    assert "in the place of a link to it" in done.stderr
    assert f"run `{mend}`" in done.stderr
    assert tsunagu("releases", "use", ids[1], "--out", copy).returncode == 0
    assert Releases(copy).is_intact(ids[1])
    assert (copy / "current").readlink() == Path("releases", ids[1])


def test_a_copy_is_only_removed_where_its_release_is_intact(
    two: Settings, ids: tuple[str, str], tmp_path: Path
) -> None:
    copy = copied(two.out, tmp_path / "copy")
    flip(copy / "releases" / ids[1] / GRAPH_FILE)
    with pytest.raises(ReleaseError, match="copy of the release"):
        Releases(copy).switch(ids[0])
    assert (copy / "current" / GRAPH_FILE).is_file()


@pytest.mark.parametrize("content", ["folder", "text"])
def test_anything_else_in_the_place_of_the_pointer_is_named(two: Settings, content: str) -> None:
    pointer = two.out / "current"
    pointer.unlink()
    if content == "folder":
        pointer.mkdir()
    else:
        pointer.write_text("releases/x", "utf-8")
    done = tsunagu("search", "大阪", "--out", two.out)
    assert done.returncode == 1
    assert "is not a link to a release; move it away" in done.stderr


# A full disk, and what is left half-written


FULL = """
import errno, itertools, os, pathlib, shutil, sys
action, before, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
sys.path[:0] = sys.argv[4:]
import release_steps
def full(event, values):
    global left
    writes = event in {"os.mkdir", "os.rename", "os.symlink", "os.link", "os.truncate"} or (
        event == "open" and isinstance(values[2], int)
        and values[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    )
    if writes:
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(values[0]))
def act(root):
    sys.addaudithook(full)
    try:
        release_steps.ACTIONS[action](root)
    except OSError as error:
        return 0 if error.errno == errno.ENOSPC else 3
    except release_steps.ReleaseError:
        return 0
    return 9 if left >= 0 else 0
for left in itertools.count():
    root = pathlib.Path(shutil.copytree(before, folder / str(left), symlinks=True))
    pid = os.fork()
    if not pid:
        code = 1
        try:
            code = act(root)
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code:
        sys.exit(code)
"""
"""Does an action to copies of a folder, each in a process of its own, with a disk on which nothing
can be written, only one thing, two, and so on; exits with 9 when that was enough."""


@pytest.mark.parametrize("action", ["build", "use"])
def test_a_full_disk_at_any_step_loses_no_release(tmp_path: Path, action: str) -> None:
    before = tmp_path / "before"
    for id_ in (OLDEST, OLD):
        release_steps.build(before, id_)
    folder = tmp_path / "full"
    done = subprocess.run(
        [sys.executable, "-c", FULL, action, before, folder, *sys.path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 9, done.stderr
    left = list(folder.iterdir())
    assert len(left) > 2
    for root in left:
        releases = Releases(root)
        assert releases.is_intact(releases.wanted_id())
        assert {OLDEST, OLD} <= {release.id for release in releases.all()}
        release_steps.build(root, "4-next")
        assert releases.current_id() == "4-next"
        assert not [path for path in root.iterdir() if path.name.startswith(".building")]
        assert not [path for path in root.iterdir() if path.name.startswith(".current")]


@pytest.mark.slow
@pytest.mark.parametrize("most", [1, 64 * 1024, MIB])
def test_a_real_build_that_may_write_no_more_ends_with_a_message(
    two: Settings, ids: tuple[str, str], most: int
) -> None:
    """A bound on the size of files stands for a full disk: the engine's writes fail as well."""
    set_cell(two.data, "programmes", 2, "note", "changed")

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = subprocess.run(
        [TSUNAGU, "build", "--data", two.data, "--out", two.out],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=120,
        check=False,
        preexec_fn=bound,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "Error:" in done.stderr
    releases = Releases(two.out)
    assert releases.current_id() == ids[1]
    assert releases.is_intact(ids[1])
    assert not list(two.out.glob(".building-*"))


def test_a_build_that_has_nothing_to_do_clears_up_too(two: Settings) -> None:
    half = two.out / ".building-half"
    (half / "store").mkdir(parents=True)
    (half / "store" / "CURRENT").write_bytes(b"half")
    (two.out / ".building-file").write_bytes(b"half")
    (two.out / ".building-link").symlink_to(two.data)
    (two.out / ".current-1").symlink_to("nothing")
    _, new = build(two, lambda _: None)
    assert not new
    assert {path.name for path in two.out.iterdir()} <= {
        "current", "releases", "dictionaries", "kept", ".lock"
    }  # fmt: skip
    assert two.data.is_dir()
