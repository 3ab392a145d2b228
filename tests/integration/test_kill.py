"""A build that is killed at any moment leaves a service and a next build that work."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from small_data import ROOT, TSUNAGU, environment, set_cell

from api.release.build import build
from api.release.opened import CurrentRelease, OpenRelease
from api.release.releases import Releases
from api.release.settings import Settings
from search.model.request import SearchRequest

RUNNER = """
import json, os, signal, sys
from pathlib import Path

import api.build, graph.build
from api.cli import main
from ontology.namespaces import Iris

WATCHED = {"open", "os.mkdir", "os.rename", "os.symlink", "os.remove", "os.chmod", "shutil.rmtree"}
PATHS = (str, bytes, os.PathLike)

def keep(module, name, *arguments):
    value = getattr(module, name)(*arguments)
    setattr(module, name, lambda *_, **__: value)
    return value

def build_and_die(data, out, step, count):
    def hook(event, values):
        nonlocal count
        if event not in WATCHED or (event == "open" and not values[2] & os.O_ACCMODE):
            return
        paths = [os.fsdecode(v) for v in values[:2] if isinstance(v, PATHS)]
        shown = " ".join([event, *(os.path.relpath(path, out) for path in paths)])
        if step in f"{shown} ":
            count -= 1
            if not count:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    sys.argv = ["tsunagu", "build", "--data", data, "--out", out]
    main()

data, jobs = sys.argv[1], json.loads(sys.argv[2])
iris = Iris()
rows = keep(graph.build, "check_data", Path(data))
quads = keep(graph.build, "build_quads", rows, iris)
keep(graph.build, "validate", quads, rows, iris)
keep(graph.build.store, "n_quads", quads)
running, done = {}, {}
for number, (step, count, out) in enumerate(jobs):
    pid = os.fork()
    if not pid:
        build_and_die(data, out, step, count)
        os._exit(0)
    running[pid] = number
    if len(running) == 2 or number == len(jobs) - 1:
        while running:
            pid, status = os.wait()
            done[running.pop(pid)] = os.waitstatus_to_exitcode(status)
print(json.dumps([done[number] for number in range(len(jobs))]))
"""
"""The command line in processes that kill themselves by SIGKILL right before a step on the disk.

What precedes the first step on the disk (reading, checking, validating) is done once for all.
"""

STEPS = [
    ("os.mkdir .building-", 1),
    ("/graph.nq", 1),
    ("/search ", 1),
    ("/search/whoosh", 1),
    ("/search/whoosh", 12),
    ("/search/corpus.json", 1),
    ("/search/documents/documents.bin", 1),
    ("/manifest.json", 1),
    ("os.chmod .building-", 1),
    ("os.rename .building-", 1),
    ("os.symlink", 1),
    ("os.rename .current-", 1),
    ("shutil.rmtree .building-", 1),
]
"""Steps on the disk before which the build is killed, in the order in which it takes them."""

REPLACING = [
    ("os.rename releases", 1),
    ("shutil.rmtree .building-", 1),
    ("os.rename .building-", 1),
]
"""Steps of a build that puts a sound release in the place of a damaged one of the same id."""

SECONDS = (0.5, 2.5)
"""Moments, after the start of the process, at which the whole process group is killed."""


@pytest.fixture(scope="module")
def changed(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small data with a note changed, so that there is something to build."""
    data = Path(shutil.copytree(small, tmp_path_factory.mktemp("changed") / "data"))
    set_cell(data, "programmes", 2, "note", "changed")
    return data


def killed_before(steps: list[tuple[str, int]], data: Path, outs: list[Path]) -> None:
    """Run builds that are killed before a step each; fail where one was not."""
    jobs = [(step, count, str(out)) for (step, count), out in zip(steps, outs, strict=True)]
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, str(data), json.dumps(jobs)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    codes = json.loads(done.stdout.splitlines()[-1])
    for step, code in zip(steps, codes, strict=True):
        assert code == -signal.SIGKILL, (step, code, done.stdout, done.stderr)


def killed_after(seconds: float, data: Path, out: Path) -> None:
    """Run the command, and kill its whole process group after a time."""
    process = subprocess.Popen(
        [TSUNAGU, "build", "--data", data, "--out", out],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait(60) == -signal.SIGKILL, "the build was done before it was killed"


def settings(data: Path, out: Path) -> Settings:
    return Settings(data=data, out=out, sparql_workers=1)


def assert_serves(data: Path, out: Path, ids: set[str]) -> str:
    """See that the current release is sound and that the service answers from it."""
    releases = Releases(out)
    release = releases.current()
    assert release.id in ids
    assert releases.verify(release) == []
    service = OpenRelease(release, settings(data, out))
    assert service.search.search(SearchRequest(query="自動運転")).total > 0
    service.retire()
    return release.id


def garbage(out: Path) -> list[str]:
    """Return what lies in a folder of releases beside the releases and the pointer."""
    return sorted(
        path.name for path in out.iterdir() if path.name not in {"releases", "current", ".lock"}
    )


def kill_while_replacing(older: str, changed: Path, out: Path, folder: Path) -> None:
    """Damage the current release: whatever happens to the next build, the older one serves."""
    damaged = Releases(out).current()
    (damaged.folder / "graph.nq").write_bytes(b"")
    outs = [Path(shutil.copytree(out, folder / str(n), symlinks=True)) for n in range(3)]
    killed_before(REPLACING, changed, outs)
    for copy in outs:
        assert not Releases(copy).is_intact(damaged.id)
        holder = CurrentRelease(settings(changed, copy))
        with holder.current() as service:
            assert service.release.id == older
            assert service.search.search(SearchRequest(query="自動運転")).total > 0
        holder.close()


@pytest.mark.slow
def test_build_killed_at_any_moment_leaves_a_service_and_a_next_build_that_work(
    small_out: Path, changed: Path, tmp_path: Path
) -> None:
    old = Releases(small_out).current_id()
    assert old is not None
    outs = {str(n): tmp_path / f"out-{n}" for n in (*range(len(STEPS)), *SECONDS)}
    for out in outs.values():
        shutil.copytree(small_out, out, symlinks=True)
    killed_before(STEPS, changed, list(outs.values())[: len(STEPS)])
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda s: killed_after(s, changed, outs[str(s)]), SECONDS))
    found = [{path.name for path in (out / "releases").iterdir()} for out in outs.values()]
    new = next(iter(set().union(*found) - {old}))
    served = {n: assert_serves(changed, out, {old, new}) for n, out in outs.items()}
    switched = next(n for n, (step, _) in enumerate(STEPS) if step == "os.rename .current-") + 1
    assert {n for n, id_ in served.items() if id_ == new} == {
        str(n) for n in range(switched, len(STEPS))
    }
    # Every kind of remnant at once, for one build to clear up.
    worst = outs[str(switched - 1)]
    for n, out in outs.items():
        for path in out.glob(".building-*"):
            shutil.move(path, worst / f"{path.name}-{n}")
        for path in (out / "releases").iterdir():
            if path.name == new and out != worst:
                shutil.rmtree(path)
    assert len(garbage(worst)) > 10
    shutil.rmtree(worst / "releases" / new)
    release, built = build(settings(changed, worst), lambda _: None)
    assert (release.id, built) == (new, True)
    assert garbage(worst) == []
    assert assert_serves(changed, worst, {new}) == new
    kill_while_replacing(old, changed, worst, tmp_path)
