"""Every file of a release's search: missing, cut off or changed, it is named and never served."""

from __future__ import annotations

import gc
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path

import numpy as np
import orjson
import pytest
from small_data import tsunagu

from api.release.disk.manifest import written
from api.release.following.current import CurrentRelease
from api.release.releases import Release, ReleaseError, Releases
from api.release.settings import Settings
from search.engine import SearchEngine
from search.index.fulltext import DESCRIBED
from search.retrieval.embedded.library import Embedded
from search.vectors import word_vectors

PARTS = (
    "columns/*.npy",
    "columns/*.json",
    "documents/*",
    "names/*",
    "whoosh/*",
    "whoosh/postings/words/*",
    "whoosh/postings/grams/*",
    "user.dic",
    "lexicon.json",
    "corpus.json",
)
"""All that the search of a release is made of."""


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


CHANGES: tuple[Callable[[bytes], bytes] | None, ...] = (None, cut, flipped)
"""Ways in which a file is damaged; None: it is taken away."""


@contextmanager
def damaged(path: Path, change: Callable[[bytes], bytes] | None) -> Iterator[None]:
    """Damage a file, and put it back."""
    content = path.read_bytes()
    if change:
        path.write_bytes(change(content))
    else:
        path.unlink()
    try:
        yield
    finally:
        path.write_bytes(content)


def files(release: Release, part: str) -> list[Path]:
    """Return the files of a part, at least one; what is empty can only be taken away."""
    search = release.folder / "search"
    found = sorted(path for path in search.glob(part) if path.is_file() and path.stat().st_size)
    assert found, part
    return found


@pytest.fixture
def lone(small_out: Path, tmp_path: Path) -> Settings:
    """Settings over a copy of one release."""
    shutil.copytree(small_out, tmp_path / "out", symlinks=True)
    return Settings(out=tmp_path / "out", sparql_workers=1)


@pytest.fixture
def previous(lone: Settings) -> str:
    """Id of a release of the same content that was built before the current one."""
    current = Releases(lone.out).current()
    id_ = "0" * len(current.id)
    folder = Path(shutil.copytree(current.folder, current.folder.with_name(id_)))
    manifest = {**current.manifest, "id": id_, "built_at": "2020-01-01T00:00:00+00:00"}
    (folder / "manifest.json").write_bytes(written(manifest))
    return id_


@pytest.fixture(scope="module")
def whole(small_out: Path) -> Iterator[SearchEngine]:
    """The search of the release as it was built."""
    engine = SearchEngine(Releases(small_out).current().folder / "search")
    yield engine
    engine.close()


@pytest.fixture
def search(small_out: Path, tmp_path: Path) -> Path:
    """A copy of the search folder alone, which nothing checks but search itself."""
    folder = Releases(small_out).current().folder / "search"
    return Path(shutil.copytree(folder, tmp_path / "search"))


def test_the_parts_are_all_there_is(small_out: Path) -> None:
    release = Releases(small_out).current()
    named = {path for part in PARTS for path in files(release, part)}
    built = (release.folder / "search").rglob("*")
    every = {path for path in built if path.is_file() and path.parent.name != DESCRIBED}
    assert {path.name for path in every - named} <= {"MAIN_WRITELOCK"}  # Whoosh's, and empty


@pytest.mark.parametrize("change", CHANGES)
def test_every_file_that_is_not_as_it_was_is_named(
    lone: Settings, change: Callable[[bytes], bytes] | None
) -> None:
    """All are damaged at once: each has a hash of its own."""
    releases = Releases(lone.out)
    release = releases.current()
    assert releases.verify(release) == []
    paths = {path for part in PARTS for path in files(release, part)}
    with ExitStack() as stack:
        for path in paths:
            stack.enter_context(damaged(path, change))
        assert set(releases.verify(release)) == {
            path.relative_to(release.folder).as_posix() for path in paths
        }
    assert releases.verify(release) == []


def test_start_names_the_file_and_says_what_to_do(
    lone: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    release = Releases(lone.out).current()
    for part, change in zip(PARTS, cycle(CHANGES), strict=False):
        path = files(release, part)[0]
        caplog.clear()
        with damaged(path, change), pytest.raises(ReleaseError, match="tsunagu build"):
            CurrentRelease(lone)
        name = path.relative_to(release.folder).as_posix()
        assert f"{release.id}: {name} is missing or damaged; run `tsunagu build`" in caplog.text


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("columns/technology.flat.npy", flipped),
        ("names/spelling.json", None),
    ],
)
def test_the_previous_release_is_served_instead(
    lone: Settings,
    previous: str,
    name: str,
    change: Callable[[bytes], bytes] | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    release = Releases(lone.out).current()
    with damaged(release.folder / "search" / name, change), caplog.at_level(logging.ERROR):
        holder = CurrentRelease(lone)
        try:
            with holder.current() as service:
                assert service.release.id == previous
        finally:
            holder.close()
    assert f"search/{name} is missing or damaged" in caplog.text
    assert f"serving the older release {previous} instead of {release.id}" in caplog.text


def test_the_command_ends_with_a_message(lone: Settings) -> None:
    release = Releases(lone.out).current()
    with damaged(release.folder / "search" / "lexicon.json", cut):
        ended = tsunagu("serve", "--out", lone.out, "--port", "1")
    assert ended.returncode == 1
    assert "search/lexicon.json is missing or damaged; run `tsunagu build`" in ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Whoosh, when it gives up
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("change", [None, cut])
def test_search_names_the_file_that_it_cannot_read(
    search: Path, whole: SearchEngine, part: str, change: Callable[[bytes], bytes] | None
) -> None:
    """It opens all parts one after the other; here, after the first file, the one in question."""
    paths = [path for path in search.glob(part) if path.is_file() and path.stat().st_size]
    for number, path in enumerate(sorted(paths)):
        with damaged(path, change), pytest.raises((OSError, ValueError)) as caught:
            open_part(search, whole, part if number else "")
        missing_list = change is None and path.suffix == ".toc"  # it is what Whoosh finds it by
        assert (path.parent.name if missing_list else path.name) in str(caught.value)
        del caught
    gc.collect()


def open_part(search: Path, whole: SearchEngine, part: str) -> None:
    """Open what a file is part of as the search does, with the rest of it as it was built."""
    match part.partition("/")[0]:
        case "columns":
            Embedded(search / "columns", whole._gazetteer, whole._documents, whole._index)
        case "documents":
            type(whole._documents)(search / "documents")
        case "names":
            type(whole._titled._titles)(search / "names")
            type(whole._suggester)(search / "names")
            type(whole._speller)(search / "names", whole._tokenizer, whole._index.knows)
        case "whoosh":
            type(whole._index)(search / "whoosh")
        case _:
            SearchEngine(search)


@pytest.mark.parametrize("content", [b"", b"null", b"[1]", b"{}", b"\x80\x00", b"\x93NUMPY\x01"])
@pytest.mark.parametrize(
    "name",
    [
        "corpus.json",
        "lexicon.json",
        "documents/keys.json",
        "names/spelling.json",
        "columns/located.json",
        "columns/type.flat.npy",
        "whoosh/postings/words/terms.json",
    ],
)
def test_other_content_is_refused(search: Path, name: str, content: bytes) -> None:
    (search / name).write_bytes(content)
    with pytest.raises(ValueError, match=Path(name).name):
        SearchEngine(search)


def shorten(path: Path) -> None:
    np.save(path, np.load(path)[:-1])


def test_columns_of_other_documents_are_refused(search: Path) -> None:
    kept = np.load(search / "columns" / "council.starts.npy")
    assert kept[-1] == 0  # none of the small data has a council: any length fits the values
    shorten(search / "columns" / "council.starts.npy")
    with pytest.raises(ValueError, match=r"council\.starts\.npy"):
        SearchEngine(search)


@pytest.mark.parametrize(
    "name",
    [
        "columns/technology.flat.npy",
        "documents/years.npy",
        "documents/order.npy",
        "names/titles.numbers.npy",
        "names/spelling-written.npy",
        "names/suggest-names.owners.npy",
        "names/suggest-romaji.names.npy",
    ],
)
def test_arrays_that_are_too_short_are_refused(search: Path, name: str) -> None:
    shorten(search / name)
    with pytest.raises(ValueError, match=Path(name).stem.split(".")[0].split("-")[0]):
        SearchEngine(search)


@pytest.mark.parametrize("change", [None, cut])
@pytest.mark.parametrize("name", ["terms.json", "offsets.npy", "documents.npy", "impacts.npy"])
def test_what_compares_things_names_the_file_that_it_cannot_read(
    search: Path, name: str, change: Callable[[bytes], bytes] | None
) -> None:
    path = search / "whoosh" / "postings" / DESCRIBED / name
    with damaged(path, change), pytest.raises((OSError, ValueError), match=name):
        word_vectors(search, "project")


def test_postings_of_another_field_are_refused(search: Path) -> None:
    postings = search / "whoosh" / "postings"
    shutil.copy(postings / "grams" / "terms.json", postings / "words" / "terms.json")
    with pytest.raises(ValueError, match=r"words/terms\.json"):
        SearchEngine(search)


@pytest.mark.parametrize("values", [[[1, 2]], [1.5], [0, -1, 5], [1, 2]])
def test_starts_that_do_not_ascend_are_refused(search: Path, values: list[object]) -> None:
    np.save(search / "names" / "suggest-things.starts.npy", np.array(values))
    with pytest.raises(ValueError, match=r"suggest-things\.starts\.npy"):
        SearchEngine(search)


def test_a_place_that_nobody_knows_is_refused(search: Path) -> None:
    path = search / "columns" / "located.json"
    path.write_bytes(orjson.dumps(["00000", *orjson.loads(path.read_bytes())[1:]]))
    with pytest.raises(ValueError, match=r"located\.json"):
        SearchEngine(search)
