"""Whatever is killed at whatever moment leaves releases that serve, and a next build that works."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from itertools import groupby, pairwise
from pathlib import Path

import pytest
import release_steps
from paths import ROOT
from release_steps import NEW, OLD, OLDEST
from small_data import TSUNAGU, environment, set_cell
from waiting import until

from api.release.build import build
from api.release.following.current import CurrentRelease
from api.release.pruning import prune
from api.release.releases import DICTIONARIES, KEPT, Releases
from api.release.settings import Settings
from search.model.request import SearchRequest


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """Two small releases, the newer of which is current."""
    root = tmp_path / "before"
    for id_ in (OLDEST, OLD):
        release_steps.build(root, id_)
    return root


def litter(root: Path) -> None:
    """Leave all that killed commands leave."""
    for name in (".building-killed", f".building-{NEW}-removed"):
        (root / name / "dumps").mkdir(parents=True)
        (root / name / "dumps" / "half").write_bytes(b"half")
    (root / ".current-1").symlink_to("releases/nothing")


def killed(action: str, before: Path) -> list[Path]:
    """Kill an action before each of its steps; return what each left, and at last the whole of it.

    It begins among what other killed commands have left. While it holds the lock, other builds are
    refused.
    """
    litter(before)
    folder = before.with_name(action)
    done = subprocess.run(
        [sys.executable, release_steps.__file__, action, before, folder],
        cwd=ROOT,
        env=environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    steps = json.loads(done.stdout)
    assert any(step.startswith("os.rename") for step in steps)
    return [folder / str(number) for number in range(len(steps) + 1)]


def pointed_to(root: Path) -> str:
    """Return the release that the pointer names; it and every other one are as they were built."""
    releases = Releases(root)
    current = releases.current()
    assert (root / "current").readlink() == Path("releases", current.id)
    assert [id_ for id_ in ids(root) if not releases.is_intact(id_)] == []
    return current.id


def ids(root: Path) -> set[str]:
    return {path.name for path in (root / "releases").iterdir()}


def garbage(root: Path) -> set[str]:
    """Return what lies in a folder of releases and does not belong there."""
    belongs = {"releases", "current", ".lock", DICTIONARIES, KEPT}
    return {path.name for path in root.iterdir()} - belongs


def assert_next_build_works(root: Path) -> None:
    """See that a build clears up what is left, and that its release becomes the current one."""
    others = ids(root) - {NEW}
    release_steps.build(root, NEW)
    assert pointed_to(root) == NEW
    assert ids(root) == others | {NEW}
    assert garbage(root) == set()


def turns(found: list[str]) -> list[str]:
    """Return each state once, in the order in which the steps lead to it."""
    return [state for state, _ in groupby(found)]


def test_a_killed_build_leaves_the_old_or_the_new_release(before: Path) -> None:
    left = killed("build", before)
    assert turns([pointed_to(root) for root in left]) == [OLD, NEW]
    assert garbage(left[-1]) == set()
    for root in left:
        assert {OLDEST, OLD} <= ids(root)
        assert_next_build_works(root)


def test_a_killed_build_in_the_place_of_a_damaged_release_leaves_the_older_one(
    before: Path,
) -> None:
    """The older release is what a service falls back to while the current one is none."""
    release_steps.build(before, NEW)
    (before / "releases" / NEW / release_steps.FILES[0]).write_bytes(b"")

    def state(root: Path) -> str:
        releases = Releases(root)
        assert releases.current_id() == NEW
        assert releases.is_intact(OLD)
        assert OLD in [release.id for release in releases.all()]
        if NEW not in ids(root):
            return "missing"
        return "sound" if releases.is_intact(NEW) else "damaged"

    left = killed("build", before)
    assert turns([state(root) for root in left]) == ["damaged", "missing", "sound"]
    for root in left:
        assert_next_build_works(root)


def test_a_killed_prune_leaves_whole_releases(before: Path) -> None:
    release_steps.build(before, NEW)
    Releases(before).switch(OLD)
    left = killed("prune", before)
    found = [ids(root) for root in left]
    assert found[0] == {OLDEST, OLD, NEW}
    assert found[-1] == {OLD}
    assert all(later <= earlier for earlier, later in pairwise(found))
    for root in left:
        assert pointed_to(root) == OLD
        again = Path(shutil.copytree(root, f"{root}-again", symlinks=True))
        assert set(prune(Releases(again), 1).removed) == ids(root) - {OLD}
        assert (pointed_to(again), ids(again), garbage(again)) == (OLD, {OLD}, set())
        assert_next_build_works(root)


def test_a_killed_switch_leaves_the_one_or_the_other_release(before: Path) -> None:
    left = killed("use", before)
    assert turns([pointed_to(root) for root in left]) == [OLD, OLDEST]
    for root in left:
        assert ids(root) == {OLDEST, OLD}
        assert_next_build_works(root)


def answering(holder: CurrentRelease) -> str:
    """Return the id of the release that answers a search."""
    with holder.current() as service:
        assert service.search.search(SearchRequest(query="自動運転")).total > 0
        return service.release.id


@pytest.mark.slow
def test_a_real_build_that_is_killed_leaves_a_service_and_a_next_build_that_work(
    small: Path, small_out: Path, tmp_path: Path
) -> None:
    out = Path(shutil.copytree(small_out, tmp_path / "out", symlinks=True))
    data = Path(shutil.copytree(small, tmp_path / "data"))
    set_cell(data, "programmes", 2, "note", "changed")
    settings = Settings(data=data, out=out, sparql_workers=1, reload_seconds=600)
    process = subprocess.Popen(
        [TSUNAGU, "build", "--data", data, "--out", out],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until(
            lambda: list(out.glob(".building-*/search/corpus.json")) or process.poll() is not None,
            "the build writes the search",
        )
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        ended = process.wait()
    assert ended == -signal.SIGKILL, "the build was over before it was killed"
    assert garbage(out)
    holder = CurrentRelease(settings)
    try:
        assert answering(holder) == pointed_to(out) == Releases(small_out).current_id()
        release, new = build(settings, lambda _: None)
        assert new
        assert garbage(out) == set()
        assert pointed_to(out) == release.id
        assert holder.refresh()
        assert answering(holder) == release.id
    finally:
        holder.close()
