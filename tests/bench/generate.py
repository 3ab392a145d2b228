"""Makes a corpus of any number of synthetic projects among the real places, labels and programmes.

    python tests/bench/generate.py --size 100000 --out var/bench/100000

writes the folder that the search of such a corpus needs, and prints the seconds of each step.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from real import real_corpus
from synthesis import Synthesis

from search.build import build_search
from search.model.corpus import Corpus, Document

SEED = 20_261_122


def generate(real: Corpus, size: int, seed: int = SEED) -> Corpus:
    """Return a corpus of so many synthetic projects; all else in it is real.

    Args:
        real: the project's own data; its projects are the models of the synthetic ones.
        size: number of projects.
        seed: the same seed, size and data give the same corpus.
    """
    return with_projects(real, Synthesis(real, seed).projects(size))


def with_projects(real: Corpus, projects: Iterable[Document]) -> Corpus:
    """Return a corpus with other projects in the stead of its own."""
    others = (document for document in real.documents if document.kind != "project")
    return replace(real, documents=(*projects, *others))


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the seconds of a step."""
    started, worked = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - started, time.process_time() - worked
    print(f"{name}: {wall:.1f} s ({cpu:.1f} s of one CPU)", flush=True)


def main() -> None:
    """Write one corpus."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--force", action="store_true", help="replace the folder if it is there")
    given = parser.parse_args()
    if given.out.exists() and not given.force:
        parser.error(f"{given.out} is there already; --force replaces it")
    with step("reading the real data"):
        real = real_corpus()
    with step(f"generating {given.size:,} projects"):
        corpus = generate(real, given.size, given.seed)
    shutil.rmtree(given.out, ignore_errors=True)
    given.out.mkdir(parents=True)
    with step("building the search"):
        build_search(given.out, corpus)


if __name__ == "__main__":
    main()
