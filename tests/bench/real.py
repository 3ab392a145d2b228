"""The project's own data: the graph store of them, and the corpus that search is built from."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from api.things.corpus.building import corpus
from graph.build import input_files, write_graph
from graph.entities.reader import EntityReader
from graph.store.store import Store
from ontology.namespaces import DEFAULT_BASE, Iris
from ontology.thesaurus import load_thesaurus
from search.model.corpus import Corpus

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / "var" / "bench"
"""What the measurements keep from run to run; names of folders hold a hash of their making."""

_SUFFIXES = frozenset({".py", ".ttl", ".rq", ".tsv"})


def code(*patterns: str) -> list[Path]:
    """Return the files of code and resources that match any of some patterns, in order."""
    found = {path for pattern in patterns for path in ROOT.glob(pattern)}
    return sorted(path for path in found if path.suffix in _SUFFIXES)


def digest(files: Iterable[Path], *more: object) -> str:
    """Return a short hash of the contents of some files and of further values."""
    found = hashlib.sha256(repr(more).encode())
    for path in files:
        found.update(f"{path.name}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def graph_store() -> Path:
    """Return a folder with ``store/`` and ``graph.nq`` of the real data, made if needed."""
    data = ROOT / "data"
    made_of = [*input_files(data), *code("ontology/*", "graph/**/*")]
    folder = CACHE / f"graph-{digest(made_of)}"
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=".graph-", dir=CACHE))
        try:
            write_graph(
                data, partial / "store", partial / "graph.nq", Iris(DEFAULT_BASE), lambda _: None
            )
            partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return folder


def real_catalogue() -> EntityReader:
    """Return the project's own data as the graph has them."""
    return EntityReader(Store(graph_store() / "store"), Iris(DEFAULT_BASE))


def real_corpus() -> Corpus:
    """Return the corpus of the project's own data."""
    return corpus(real_catalogue(), load_thesaurus(base=DEFAULT_BASE))
