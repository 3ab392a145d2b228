"""Builds a release, graph and search, from one data folder: the whole of it or nothing."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from pathlib import Path

import orjson

from api.release.disk.hashing import file_hash
from api.release.disk.kept import Kept
from api.release.publishing import publish
from api.release.releases import (
    DATASET,
    DICTIONARIES,
    GRAPH_FILE,
    KEPT,
    Release,
    ReleaseError,
    Releases,
)
from api.release.settings import Settings
from api.release.starting import collection_paused
from api.things.corpus.documents import corpus
from api.things.corpus.geography import TABLES
from graph.build import TABLES_FILE, add_entailed, input_files, write_graph
from graph.description.differences.comparison import compare, lines_of
from graph.description.differences.deltas import write_delta
from graph.description.differences.files import lines_of_changed
from graph.description.examples import EXAMPLES_FILE, example_document
from graph.description.numbers import write_description
from graph.entities.contact_routes import contacts_for
from graph.entities.contacts import write_contacts
from graph.entities.reader import EntityReader
from graph.ingest.shapes.beside import ShapesBeside
from graph.relations.build import write_relations
from graph.relations.facts.gathering import gather
from graph.relations.facts.models import TextVectors
from graph.store.store import Store, create_dataset, extend, merge_into
from ontology.namespaces import DEFAULT_BASE, Iris
from ontology.thesaurus import load_thesaurus
from search.build import build_search
from search.model.corpus import Corpus, Progress, silent
from search.vectors import word_vectors

_ROOT = Path(__file__).resolve().parents[2]
SEARCH, RELATIONS = "search", "relations"
"""Folders of a release."""
_CONFORMING = "conforming.keys"
"""File of what met the shapes, among what is kept."""
CODE = (
    "ontology",
    "graph",
    "search",
    "api/contract/__init__.py",
    "api/contract/parts.py",
    "api/things",
    "api/release/build.py",
)
"""Folders and files of our code and resources that decide what a release holds."""
_LIBRARIES = (
    "pyoxigraph",
    "rdflib",
    "oxrdflib",
    "pyshacl",
    "Whoosh-Reloaded",
    "SudachiPy",
    "SudachiDict-core",
    "snowballstemmer",
    "ahocorasick-rs",
    "networkx",
    "numpy",
    "scipy",
    "orjson",
    "arro3-io",
)


def build(
    settings: Settings, progress: Callable[[str], None], advance: Progress = silent
) -> tuple[Release, bool]:
    """Build the release of a data folder and switch to it.

    Args:
        settings: where the data and the releases are.
        progress: told of each step.
        advance: told how far the longer steps are.

    Returns:
        The release, and whether it was built now (False: it was there already).

    Raises:
        DataError: the data are wrong; the old release stays.
        ReleaseError: another build is running, or the data changed under this one.
    """
    releases = Releases(settings.out)
    inputs = input_hashes(settings.data)
    id_ = release_id(inputs, settings.base, trusted=settings.own_rdf_trusted)
    if releases.is_intact(id_):
        return _as_it_is(releases, id_, settings, advance), False
    started = time.monotonic()
    with (
        releases.building() as folder,
        collection_paused(),
        ShapesBeside(settings.out / KEPT / _CONFORMING) as shapes,
    ):
        iris = Iris(settings.base)

        def begin(step: str) -> None:
            shapes.look()
            progress(step)

        counts = write_graph(
            settings.data,
            folder / "store",
            folder / GRAPH_FILE,
            iris,
            begin,
            trusted=settings.own_rdf_trusted,
            beside=shapes,
            tables=TABLES,
        )
        if input_hashes(settings.data) != inputs:
            raise ReleaseError("the data changed while they were read; build again")
        reader = EntityReader(Store(folder / "store"), iris)
        begin("Writing the search index")
        found = corpus(reader, load_thesaurus(base=settings.base), counts.beside)
        documents = _write_search(folder, settings, found, advance)
        begin("Comparing projects and local governments")
        computed = _write_relations(folder, reader, advance)
        with ThreadPoolExecutor(1) as beside:  # Oxigraph loads without the interpreter's lock
            extended = beside.submit(extend, folder / "store", computed)
            entailed = _write_published(folder, settings, iris, releases.before(id_), begin)
            extended.result()
        begin("Hashing and switching")
        shapes.finish()
        manifest = {
            **_made(settings, started),
            "inputs": inputs,
            "counts": {
                "quads": counts.quads + len(computed) + entailed,
                "entailed": entailed,
                "documents": documents,
                "rows": dict(counts.rows),
            },
        }
        return releases.publish(folder, id_, manifest, partial(publish, settings)), True


def _as_it_is(releases: Releases, id_: str, settings: Settings, advance: Progress) -> Release:
    """Switch to a release that is there already."""
    publish(settings, releases.get(id_), advance)
    if releases.current_id() != id_:
        releases.switch(id_)
    releases.clear()
    return releases.get(id_)


def _made(settings: Settings, started: float) -> dict[str, object]:
    """Return when and with what a release was made."""
    return {
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - started, 1),
        "base": settings.base,
        **({"own_rdf": "trusted"} if settings.own_rdf_trusted else {}),
        "versions": _versions(),
    }


def _write_search(folder: Path, settings: Settings, found: Corpus, advance: Progress) -> int:
    """Write the search index of a release; return the number of its documents."""
    (folder / SEARCH).mkdir()
    keep = Kept(settings.out / KEPT, _maker())
    build_search(folder / SEARCH, found, advance, settings.out / DICTIONARIES, keep)
    return len(found.documents)


def _write_relations(folder: Path, reader: EntityReader, advance: Progress) -> list[bytes]:
    """Write the relations of a release, also into its graph; return the statements."""
    (folder / RELATIONS).mkdir()
    words = TextVectors(*word_vectors(folder / SEARCH, "project"))
    thesaurus = load_thesaurus(base=reader.iris.base)
    facts = gather(reader, thesaurus, words)
    routes = contacts_for(Store(folder / "store"), reader, reader.bodies)
    write_contacts(folder / RELATIONS, routes)
    lines = write_relations(folder / RELATIONS, facts, thesaurus, reader.iris, advance)
    merge_into(folder / GRAPH_FILE, lines)
    return lines


def _write_published(
    folder: Path,
    settings: Settings,
    iris: Iris,
    before: Release | None,
    progress: Callable[[str], None],
) -> int:
    """Write what is made of the finished graph; return the number of statements that follow."""
    progress("Writing the store for queries")
    entailed = add_entailed(folder / GRAPH_FILE, iris)
    with ThreadPoolExecutor(1) as beside:  # Oxigraph loads without the interpreter's lock
        dataset = beside.submit(create_dataset, folder / DATASET, folder / GRAPH_FILE)
        progress("Writing the dumps")
        write_description(folder / GRAPH_FILE, folder, iris, _tables(settings))
        (folder / EXAMPLES_FILE).write_bytes(_examples(iris.base))
        progress("Comparing with the release before")
        _write_changes(folder, iris, before)
        dataset.result()
    return entailed


def _tables(settings: Settings) -> list[Path]:
    """Return the tables that are offered with a release; their description names our IRIs."""
    return [
        path
        for path in input_files(settings.data)
        if path.suffix == ".csv" or (path.name == TABLES_FILE and settings.base == DEFAULT_BASE)
    ]


def _write_changes(folder: Path, iris: Iris, before: Release | None) -> None:
    """Write what changed since the release that this one follows, in words and as N-Quads.

    It is kept with the release, so that it can still be read when the one before is gone. Under
    another base everything has another name: nothing can be compared.
    """
    if before and before.manifest["base"] == iris.base:
        old, new = before.folder / GRAPH_FILE, folder / GRAPH_FILE
        changes = compare(
            lambda: lines_of_changed(old, new),
            lambda: lines_of_changed(new, old),
            iris,
            names=lambda: lines_of(new),
        )
        changes.write(folder, before={"id": before.id, "built_at": before.manifest["built_at"]})
        hashes = before.manifest["files"][GRAPH_FILE], file_hash(new)
        write_delta(old, new, folder, (before.id, *hashes))


def _examples(base: str) -> bytes:
    return example_document(base).serialise("text/turtle")


def input_hashes(data: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of the data folder that a release depends on."""
    return {str(path.relative_to(data)): file_hash(path) for path in input_files(data)}


def release_id(inputs: dict[str, str], base: str, *, trusted: bool = False) -> str:
    """Return the id of a release: a hash of its inputs, its base, our code and the engines.

    Args:
        inputs: hash of each file of the data.
        base: base of the IRIs.
        trusted: whether the operator's own RDF is trusted.
    """
    digest = hashlib.sha256(b"trusted" if trusted else b"")
    digest.update(orjson.dumps([inputs, base, _versions()], option=orjson.OPT_SORT_KEYS))
    digest.update(_examples(base))
    _add_code(digest)
    return digest.hexdigest()[:16]


def _maker() -> str:
    """Return what everything in a release is made by: a hash of our code, and the engines."""
    digest = hashlib.sha256(orjson.dumps(_versions(), option=orjson.OPT_SORT_KEYS))
    _add_code(digest)
    return digest.hexdigest()


def _add_code(digest: hashlib._Hash) -> None:
    for path in code_files():
        digest.update(f"{path.relative_to(_ROOT).as_posix()}\n".encode())
        digest.update(path.read_bytes())


def code_files() -> list[Path]:
    """Return every file of ``CODE``: whole folders, so that no file can be forgotten."""
    found = (path for name in CODE for path in (_ROOT / name, *(_ROOT / name).rglob("*")))
    return sorted(path for path in found if path.is_file() and path.suffix != ".pyc")


def _versions() -> dict[str, str]:
    versions = {name: metadata.version(name) for name in _LIBRARIES}
    return {"python": platform.python_version(), **versions}
