"""Builds what one size is measured on, once for each state of code and data, in its own process."""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson
from baselines import write_tantivy
from generate import SEED, with_projects
from queries import HTTP, MEASURED, WARM_UP, Queries
from real import CACHE, ROOT, code, digest, graph_store, real_corpus
from synthesis import Synthesis

from graph.build import input_files
from search.build import build_search
from search.model.corpus import Document
from search.text.tokens import Tokenizer

_CODE = (
    "ontology/*",
    "graph/**/*",
    "search/**/*",
    "api/things/corpus/building.py",
    "api/things/items.py",
    *(
        f"tests/bench/{name}.py"
        for name in ("baselines", "generate", "prepare", "queries", "synthesis", "vocabulary")
    ),
)


def prepared(size: int, seed: int = SEED) -> Path:
    """Return the folder of one size, built if it is not there; that of older code is removed.

    It holds ``search/`` (what the build writes), ``tantivy/``, ``columns.json``, ``queries.json``
    and ``built.json`` (seconds and sizes).
    """
    files = [*code(*_CODE), *input_files(ROOT / "data")]
    folder = CACHE / f"{size}-{digest(files, size, seed)}"
    if not folder.exists():
        for old in CACHE.glob(f"{size}-*"):
            shutil.rmtree(old)
        CACHE.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{size}-", dir=CACHE))
        command = [sys.executable, __file__, str(size), str(seed), str(partial)]
        try:
            subprocess.run(command, check=True)
            partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return folder


def _write(folder: Path, size: int, seed: int) -> None:
    graph_store()  # so that its making is not taken for a part of what follows
    real = real_corpus()
    synthesis = Synthesis(real, seed)
    started = time.perf_counter()
    corpus = with_projects(real, synthesis.projects(size))
    generated = time.perf_counter() - started
    (folder / "search").mkdir()
    started = time.perf_counter()
    build_search(folder / "search", corpus)
    built = time.perf_counter() - started
    (folder / "tantivy").mkdir()
    started = time.perf_counter()
    write_tantivy(folder / "tantivy", folder / "search" / "whoosh")
    queries = Queries(corpus, synthesis, seed)
    _save(folder / "columns.json", _columns(corpus.documents))
    _save(
        folder / "queries.json",
        {
            "text": queries.text(WARM_UP + MEASURED),
            "mixed": queries.mixed(WARM_UP + MEASURED),
            "http": queries.mixed(HTTP),
        },
    )
    peaks = [
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    figures = {
        "projects": size,
        "documents": len(corpus.documents),
        "generate_s": generated,
        "build_s": built,
        "build_peak_mb": max(peaks) / 1024,
        "index_mb": _size(folder / "search"),
        "whoosh_mb": _size(folder / "search" / "whoosh"),
        "tantivy_mb": _size(folder / "tantivy"),
        "tantivy_s": time.perf_counter() - started,
        "tokens_per_project": _tokens(corpus.documents[: min(size, 200)]),
    }
    _save(folder / "built.json", figures)


def _columns(documents: tuple[Document, ...]) -> dict[str, list[str]]:
    """Return one value of each of four facets for each document."""
    return {
        "type": [document.kind for document in documents],
        "programme": [(*document.programmes, "")[0] for document in documents],
        "fiscal_year": [str(document.fiscal_year or "") for document in documents],
        "prefecture": [(*document.located_in, "")[0][:2] for document in documents],
    }


def _tokens(projects: tuple[Document, ...]) -> float:
    """Return the mean number of content tokens of shortest units in titles and texts."""
    tokenizer = Tokenizer()
    found = [
        token
        for project in projects
        for text in (*project.titles, *project.texts)
        for token in tokenizer.tokens(text)
        if token.length == 1
    ]
    return len(found) / len(projects)


def _size(folder: Path) -> float:
    """Return the size of all files of a folder in megabytes (10^6 bytes)."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _save(path: Path, value: object) -> None:
    path.write_bytes(orjson.dumps(value))


def main() -> None:
    """Write one size into an existing empty folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("size", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    _write(given.folder, given.size, given.seed)


if __name__ == "__main__":
    main()
