"""Releases: built once, switched in one step, never half there, and noticed when damaged."""

from __future__ import annotations

import fcntl
import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from small_data import set_cell, tree
from waiting import until

from api.release.build import build
from api.release.following.current import CurrentRelease
from api.release.pruning import prune
from api.release.releases import DATASET, GRAPH_FILE, Release, ReleaseError, Releases
from api.release.settings import Settings
from api.release.versions import numbers_of
from graph.ingest.problems import DataError
from graph.store.store import OWN, Store
from search.model.request import SearchRequest


def silent(_: str) -> None:
    pass


@pytest.fixture
def holders() -> Iterator[list[CurrentRelease]]:
    opened: list[CurrentRelease] = []
    yield opened
    for holder in opened:
        holder.close()


def damage(release: Release, name: str = "search/documents/documents.bin") -> None:
    path = release.folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def served(holder: CurrentRelease) -> str:
    with holder.current() as service:
        return service.release.id


def wait_for(holder: CurrentRelease, id_: str) -> None:
    until(lambda: served(holder) == id_, f"the service follows to {id_}")


def test_changed_input_makes_a_release_and_switches_to_it(two: Settings, small_out: Path) -> None:
    releases = Releases(two.out)
    current = releases.current()
    first = Releases(small_out).current()
    assert current.id != first.id
    assert "rdf/own.ttl" in current.manifest["inputs"]
    # The new statement, three that describe its graph, and one that follows from each of two.
    assert current.manifest["counts"]["quads"] == first.manifest["counts"]["quads"] + 6
    graph = (current.folder / "graph.nq").read_bytes()
    added = b"<http://e.jp/p> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    assert [line for line in graph.splitlines() if line.startswith(added)]
    assert {release.id for release in releases.all()} == {first.id, current.id}


def test_unchanged_input_builds_nothing(two: Settings) -> None:
    before = tree(two.out)
    steps: list[str] = []
    release, new = build(two, steps.append)
    assert not new
    assert steps == []
    assert release.id == Releases(two.out).current_id()
    assert tree(two.out) == before


def test_input_as_before_switches_back_without_a_build(
    two: Settings, small: Path, ids: tuple[str, str]
) -> None:
    shutil.rmtree(two.data)
    shutil.copytree(small, two.data)
    release, new = build(two, silent)
    assert not new
    assert release.id == ids[0] == Releases(two.out).current_id()


def test_manifest_tells_versions_inputs_counts_and_hashes(two: Settings) -> None:
    release = Releases(two.out).current()
    manifest = release.manifest
    assert manifest["id"] == release.id == release.folder.name
    assert set(manifest["versions"]) >= {"python", "pyoxigraph", "SudachiDict-core"}
    assert set(manifest["inputs"]) == {
        str(path.relative_to(two.data)) for path in two.data.rglob("*") if path.is_file()
    }
    files = {
        str(path.relative_to(release.folder))
        for path in release.folder.rglob("*")
        if path.is_file()
    }
    assert set(manifest["files"]) == files - {"manifest.json"}
    assert manifest["counts"]["documents"] > 0
    assert manifest["seconds"] > 0


def test_use_points_back_and_forward(two: Settings, ids: tuple[str, str]) -> None:
    releases = Releases(two.out)
    for id_ in ids:
        releases.switch(id_)
        assert releases.current_id() == id_
        assert (two.out / "current" / "manifest.json").is_file()
    assert not list(two.out.glob(".current-*"))


@pytest.mark.parametrize("id_", ["nothing", "", ".", "..", "../releases", "/tmp"])  # noqa: S108
def test_unknown_release_cannot_be_used(two: Settings, ids: tuple[str, str], id_: str) -> None:
    with pytest.raises(ReleaseError):
        Releases(two.out).switch(id_)
    assert Releases(two.out).current_id() == ids[1]


@pytest.mark.parametrize("keep", [1, 2, 5])
def test_prune_keeps_the_current_release_whatever_its_age(
    two: Settings, ids: tuple[str, str], keep: int
) -> None:
    releases = Releases(two.out)
    releases.switch(ids[0])
    removed = prune(releases, keep).removed
    assert removed == ((ids[1],) if keep == 1 else ())
    assert releases.current_id() == ids[0]
    assert not releases.verify(releases.current())
    assert {path.name for path in (two.out / "releases").iterdir()} == set(ids) - set(removed)
    assert not list(two.out.glob(".building-*"))


def test_prune_waits_for_no_build(two: Settings) -> None:
    with Releases(two.out).building(), pytest.raises(ReleaseError, match="another build"):
        prune(Releases(two.out), 1)
    assert len(Releases(two.out).all()) == 2


def test_second_build_at_the_same_time_says_so(two: Settings) -> None:
    set_cell(two.data, "programmes", 2, "note", "changed")
    before = tree(two.out / "releases")
    with (two.out / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ReleaseError, match="another build is running"):
            build(two, silent)
    assert tree(two.out / "releases") == before


def test_data_that_change_under_the_build_make_no_release(
    two: Settings, ids: tuple[str, str]
) -> None:
    set_cell(two.data, "programmes", 2, "note", "first")

    def change(step: str) -> None:
        if step.startswith("Writing the store"):
            set_cell(two.data, "programmes", 2, "note", "second")

    with pytest.raises(ReleaseError, match="changed while"):
        build(two, change)
    assert Releases(two.out).current_id() == ids[1]
    assert not list(two.out.glob(".building-*"))


def test_wrong_data_never_become_current(two: Settings, ids: tuple[str, str]) -> None:
    set_cell(two.data, "municipalities", 2, "latitude", "51.5")
    before = tree(two.out / "releases")
    with pytest.raises(DataError):
        build(two, silent)
    assert Releases(two.out).current_id() == ids[1]
    assert tree(two.out / "releases") == before
    assert not list(two.out.glob(".building-*"))


@pytest.mark.parametrize("how", ["changed", "removed", "shortened"])
def test_damaged_file_is_named(two: Settings, how: str) -> None:
    releases = Releases(two.out)
    release = releases.current()
    name = next(name for name in release.manifest["files"] if name.endswith(".sst"))
    path = release.folder / name
    if how == "changed":
        damage(release, name)
    elif how == "removed":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])
    assert releases.verify(release) == [name]
    assert not releases.is_intact(release.id)


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"[]", b"null", b'{"id": "x"}', b"\xff"])
def test_damaged_manifest_is_no_release(
    two: Settings, ids: tuple[str, str], content: bytes
) -> None:
    releases = Releases(two.out)
    (two.out / "current" / "manifest.json").write_bytes(content)
    with pytest.raises(ReleaseError, match="damaged"):
        releases.current()
    assert [release.id for release in releases.all()] == [ids[0]]


@pytest.mark.slow
def test_damaged_release_is_built_again_and_a_running_service_takes_it_up(
    two: Settings,
    ids: tuple[str, str],
    holders: list[CurrentRelease],
    caplog: pytest.LogCaptureFixture,
) -> None:
    (two.out / "current" / "manifest.json").write_bytes(b"{")
    with caplog.at_level(logging.INFO, logger="tsunagu"):
        holders.append(CurrentRelease(two))
    assert served(holders[0]) == ids[0]
    assert f"serving the older release {ids[0]} instead of {ids[1]}" in caplog.text
    assert "damaged" in caplog.text
    assert not holders[0].refresh()  # as its watcher does again and again
    assert served(holders[0]) == ids[0]
    release, new = build(two, silent)
    assert (release.id, new) == (ids[1], True)
    assert Releases(two.out).is_intact(ids[1])
    wait_for(holders[0], ids[1])


def test_service_starts_where_the_pointer_names_nothing(
    two: Settings, ids: tuple[str, str], holders: list[CurrentRelease]
) -> None:
    shutil.rmtree(two.out / "releases" / ids[1])
    holders.append(CurrentRelease(two))
    assert served(holders[0]) == ids[0]


def test_service_says_that_there_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="tsunagu build"):
        CurrentRelease(Settings(out=tmp_path))


def test_service_says_that_no_release_can_be_opened(two: Settings) -> None:
    for release in Releases(two.out).all():
        damage(release)
    with pytest.raises(ReleaseError, match="no release can be opened"):
        CurrentRelease(two)


def test_service_stays_with_its_release_when_the_new_one_is_damaged(
    two: Settings,
    ids: tuple[str, str],
    holders: list[CurrentRelease],
    caplog: pytest.LogCaptureFixture,
) -> None:
    releases = Releases(two.out)
    releases.switch(ids[0])
    holders.append(CurrentRelease(replace(two, reload_seconds=600)))
    damage(releases.get(ids[1]))
    releases.switch(ids[1])
    for _ in range(2):
        assert not holders[0].refresh()  # as its watcher does again and again
        assert served(holders[0]) == ids[0]
    assert caplog.text.count("the release before it stays") == 1
    assert holders[0].reload_failures == 1


@pytest.mark.slow
def test_requests_never_fail_nor_mix_while_the_release_is_switched(
    two: Settings, ids: tuple[str, str], holders: list[CurrentRelease]
) -> None:
    """Each request sees the manifest, the store and the index of one release."""
    releases = Releases(two.out)
    counts = {release.id: release.manifest["counts"] for release in releases.all()}
    expected = {id_: count["quads"] - count["entailed"] for id_, count in counts.items()}
    assert len(set(expected.values())) == 2
    releases.switch(ids[0])
    holder = CurrentRelease(two)
    holders.append(holder)
    stop = threading.Event()
    seen: list[str] = []
    faults: list[str] = []

    def ask() -> None:
        while not stop.wait(0.001):
            with holder.current() as service:
                before = len(service.store)
                total = service.search.search(SearchRequest(query="自動運転")).total
                after = len(service.store)
                id_ = service.release.id
            seen.append(id_)
            if not before == after == expected[id_] or not total:
                faults.append(f"{id_}: {before} {after} {total}")

    with _asking(ask, stop, faults):
        for id_ in (ids[1], ids[0]):
            releases.switch(id_)
            wait_for(holder, id_)
            asked = len(seen)
            until(lambda asked=asked: len(seen) > asked + 10, "requests are answered")
    assert faults == []
    assert set(seen) == set(ids)


@contextmanager
def _asking(ask: object, stop: threading.Event, faults: list[str]) -> Iterator[None]:
    """Ask in two threads, which end whatever happens."""
    threads = [threading.Thread(target=_noting, args=(ask, faults)) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _noting(ask: object, faults: list[str]) -> None:
    assert callable(ask)
    try:
        ask()
    except BaseException as error:
        faults.append(repr(error))
        raise


def test_store_is_opened_without_writing(two: Settings) -> None:
    release = Releases(two.out).current()
    before = tree(release.folder)
    counts, triples = release.manifest["counts"], numbers_of(release).statistics.triples
    # what only follows is not in it
    store = Store(release.folder / "store", release.folder / OWN)
    assert len(store) == counts["quads"] - counts["entailed"]
    assert len(Store(release.folder / DATASET)) == counts["quads"] + triples
    assert tree(release.folder) == before
    assert orjson.loads(before["manifest.json"])["id"] == release.id


def test_a_build_is_compared_with_the_current_release_unless_its_graph_is_damaged(
    edited_pair: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(edited_pair / "out", tmp_path / "out", symlinks=True))
    releases = Releases(root)
    newest, oldest = releases.all()

    def followed(id_: str) -> str | None:
        found = releases.before(id_)
        return found.id if found else None

    assert followed("next") == newest.id
    assert followed(newest.id) == oldest.id, "a release is never compared with itself"
    releases.switch(oldest.id)
    assert followed("next") == oldest.id
    (oldest.folder / GRAPH_FILE).write_bytes(b"cut short")
    assert followed("next") == newest.id
    (newest.folder / GRAPH_FILE).unlink()
    assert followed("next") is None
